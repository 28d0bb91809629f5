"""Words that ask about a relation and words that tell of it: "replace" and "appoint".

The words stand in `lexicon.json`, one relation a line, for anyone to read and extend:

- `tells`: sentences in which the parts that the two sides play stand in capitals, the verb in
  the third person: "NEW replaces OLD", "OLD hands over to NEW", "NEW is successor of OLD",
  "acquisition of THING by BUYER". Their verbs and nouns are words of the relation.
- `also`: such sentences, whose verb or noun is too common to be a word of the relation.
- `alike`: the sides that the same names may take, and that may so be taken for each other: a
  company buys and is bought, but a book writes nobody.
- `words`: more words of the relation, without sides. Several words are a phrase: "step down".
- `asked`: words that ask for the relation, but are too vague to tell of it: "big".
- `told`: words that tell of it, but ask for other things: "acre".

A word may stand in several relations; its paraphrases are the words of all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from retrieval.text.analyzer import Analyzer
from retrieval.text.inflection import base_forms

PREFIXES = ("over", "under", "with", "out")
"""What may stand before an irregular verb without changing its forms: "overthrew"."""


def is_verb(sentence: str) -> bool:
    """Return whether a sentence has a verb: it has a noun after "is" or at its beginning."""
    first, second, *_ = sentence.split()
    return first.isupper() and second != "is"


def main_word(sentence: str) -> str:
    """Return the verb or noun of a sentence: "takes" of "NEW takes over from OLD"."""
    words = sentence.split()
    first = 1 if words[0].isupper() else 0
    return words[first + 1] if words[first] == "is" else words[first]


def predicate(sentence: str) -> str:
    """Return what a sentence says between its sides: "takes over from" of "NEW takes … OLD"."""
    if not is_verb(sentence):
        return main_word(sentence)
    words = sentence.split()
    last = next(place for place in range(1, len(words)) if words[place].isupper())
    return " ".join(words[1:last])


def base_form(third_person: str) -> str:
    """Return "take" for "takes", "carry" for "carries" and "teach" for "teaches"."""
    if third_person.endswith("ies"):
        return third_person[:-3] + "y"
    if third_person.endswith(("ches", "shes", "sses", "xes", "goes", "does")):
        return third_person[:-2]
    return third_person.removesuffix("s")


def head_terms(sentence: str, analyzer: Analyzer) -> list[str]:
    """Return the terms of a sentence's verb or noun; a verb may have another one in the past."""
    main = main_word(sentence)
    forms = [main]
    if is_verb(sentence):
        base = base_form(main)
        forms += [base + "d"] if base.endswith("e") else []
        forms += _irregular_forms(base)
    return list(dict.fromkeys(term for form in forms for term in analyzer.terms(form)))


def _irregular_forms(base: str) -> list[str]:
    """Return the irregular forms of "overthrow", which are those of "throw"."""
    for prefix in PREFIXES:
        if base.startswith(prefix):
            simple = base.removeprefix(prefix)
            known = base_forms("english").items()
            return [prefix + form for form, other in known if other == simple]
    return []


LEXICON_FILE = Path(__file__).with_name("lexicon.json")
"""Where the relations are written down."""

_SHARED = 3


class Relation(NamedTuple):
    """One relation as it stands in the file; the order of its words is kept."""

    name: str
    alike: Sequence[str] = ()
    tells: Sequence[str] = ()
    also: Sequence[str] = ()
    words: Sequence[str] = ()
    asked: Sequence[str] = ()
    told: Sequence[str] = ()

    def beginnings(self) -> str:
        """Return a text in which every word that asks about the relation follows a space."""
        return " ".join(["", *self.tells, *self.also, *self.words, *self.asked])

    def telling(self) -> Iterator[str]:
        """Yield what tells of the relation: words, and phrases of several words."""
        yield from map(predicate, self.tells)
        yield from self.words
        yield from self.told

    def asking(self) -> Iterator[str]:
        """Yield what asks about the relation: words, and phrases of several words."""
        yield from map(predicate, self.tells)
        yield from self.words
        yield from self.asked


class Lexicon:
    """Paraphrases by term, in the terms of one analyzer.

    A word is stemmed only when a term might be its stem: stemming all of them would take longer
    than a first answer.
    """

    def __init__(self, relations: Sequence[Relation], analyzer: Analyzer) -> None:
        self.relations = tuple(relations)
        self._analyzer = analyzer
        self._beginnings = [relation.beginnings() for relation in self.relations]
        self._paraphrases: dict[str, list[str]] = {}
        self._sided: dict[str, list[Relation]] = {}

    @classmethod
    def bundled(cls, analyzer: Analyzer) -> Lexicon:
        """Return the English lexicon that comes with Quoth; an empty one for other languages."""
        if analyzer.language not in ("english", "porter"):
            return cls((), analyzer)
        entries = json.loads(LEXICON_FILE.read_text(encoding="utf-8"))
        return cls([Relation(**entry) for entry in entries], analyzer)

    def __len__(self) -> int:
        """Return the number of relations."""
        return len(self.relations)

    def paraphrases(self, term: str) -> list[str]:
        """Return the other terms of the relations that a term asks about, in their order."""
        found = self._paraphrases.get(term)
        if found is None:
            terms = dict.fromkeys(
                other for number in self._asked_by(term) for other in self._told_by(number)
            )
            terms.pop(term, None)
            found = self._paraphrases[term] = list(terms)
        return list(found)

    def sided(self, term: str) -> list[Relation]:
        """Return the relations that a term tells of with the parts of both sides."""
        found = self._sided.get(term)
        if found is None:
            start = term[:_SHARED]
            found = self._sided[term] = [
                relation
                for relation, beginnings in zip(self.relations, self._beginnings, strict=True)
                if f" {start}" in beginnings and self._has_sides(relation, start, term)
            ]
        return found

    def _has_sides(self, relation: Relation, start: str, term: str) -> bool:
        return any(
            term in head_terms(sentence, self._analyzer)
            for sentence in (*relation.tells, *relation.also)
            if main_word(sentence).startswith(start)
        )

    def spellings(self) -> set[str]:
        """Return all words of the lexicon as they are written, verbs in their base form."""
        found: set[str] = set()
        for relation in self.relations:
            for sentence in (*relation.tells, *relation.also):
                main = main_word(sentence)
                found.add(base_form(main) if is_verb(sentence) else main)
                found.update(
                    word for word in sentence.split() if not word.isupper() and word != main
                )
            for entry in (*relation.words, *relation.asked, *relation.told):
                found.update(entry.split())
        return found

    def _asked_by(self, term: str) -> Iterator[int]:
        start = term[:_SHARED]
        for number, beginnings in enumerate(self._beginnings):
            if f" {start}" in beginnings and self._asks(number, start, term):
                yield number

    def _asks(self, number: int, start: str, term: str) -> bool:
        words = (word for word in self.relations[number].asking() if word.startswith(start))
        return any(" " not in word and term in self._analyzer.terms(word) for word in words)

    def _told_by(self, number: int) -> list[str]:
        words = (word for word in self.relations[number].telling() if " " not in word)
        return self._analyzer.terms(" ".join(words))


@lru_cache(maxsize=8)
def lexicon_for(analyzer: Analyzer) -> Lexicon:
    """Return the bundled lexicon in the terms of an analyzer."""
    return Lexicon.bundled(analyzer)


Phrase = tuple[str, ...]
"""The terms of an entry, in order: one for a word, more for a phrase."""

THESAURUS_FILE = Path(__file__).with_name("synonyms.txt")
"""Where the groups are written down, one a line."""

_LONGEST_PHRASE = 3
_REMEMBERED = 1 << 12
_SHORTEST, _LONGEST = 3, 5


class Thesaurus:
    """Groups of synonyms in the terms of one analyzer."""

    def __init__(self, lines: Iterable[str], analyzer: Analyzer) -> None:
        groups = [line for line in map(str.strip, lines) if line and line[0] != "#"]
        # Every entry follows a comma, and every line begins with one: searched, not parsed.
        self._text = "".join(f"\n, {line}" for line in groups) + "\n"
        self._lower = "".join(f"\n, {_searched(line)}" for line in groups) + "\n"
        self._analyzer = analyzer
        self._groups: dict[int, tuple[Phrase, ...]] = {}
        self._known: dict[Phrase, tuple[Phrase, ...]] = {}
        self._beginnings: dict[str, list[int]] = {}

    @classmethod
    def bundled(cls, analyzer: Analyzer) -> Thesaurus:
        """Return the English thesaurus that comes with Quoth; an empty one otherwise."""
        if analyzer.language not in ("english", "porter"):
            return cls((), analyzer)
        return cls(THESAURUS_FILE.read_text(encoding="utf-8").splitlines(), analyzer)

    def synonyms(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """Return the other entries of all lines that have a phrase, in the order of the file."""
        found = self._known.get(phrase)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            groups = map(self._group, self._beginning(_beginning_of(phrase[0])))
            others = dict.fromkeys(
                other for group in groups if phrase in group for other in group if other != phrase
            )
            found = self._known[phrase] = tuple(others)
        return found

    def _beginning(self, start: str) -> list[int]:
        """Return where the lines begin that have an entry of which the first word begins so."""
        found = self._beginnings.get(start)
        if found is None:
            if len(self._beginnings) >= _REMEMBERED:
                self._beginnings.clear()
            found = self._beginnings[start] = list(dict.fromkeys(self._lines(start)))
        return found

    def _lines(self, start: str) -> Iterator[int]:
        place = self._lower.find(f", {start}")
        while place >= 0:
            yield self._lower.rfind("\n", 0, place)
            place = self._lower.find(f", {start}", place + 1)

    def _group(self, place: int) -> tuple[Phrase, ...]:
        group = self._groups.get(place)
        if group is None:
            line = self._text[place + 1 : self._text.find("\n", place + 1)]
            phrases = map(self._phrase, line.split(","))
            group = self._groups[place] = tuple(dict.fromkeys(filter(None, phrases)))
        return group

    def _phrase(self, entry: str) -> Phrase:
        """Return the terms of an entry, none for what is analysed to a common word.

        An acronym may be stemmed to one, and a phrase may have only one besides small words:
        "take off" is not what "take" says.
        """
        written = entry.strip()
        terms = tuple(self._analyzer.terms(written))
        mistaken = " " in written or (written.isupper() and terms != (written.lower(),))
        return () if mistaken and len(terms) == 1 else terms[:_LONGEST_PHRASE]


def _searched(line: str) -> str:
    """Return a line as it is searched, of the same length: "part-time" is analysed to "parttim"."""
    return line.lower().replace("-", "").ljust(len(line))[: len(line)]


def _beginning_of(term: str) -> str:
    """Return what a word begins with that has a term as its stem, whose last letters may differ."""
    return term[: max(_SHORTEST, min(_LONGEST, len(term) - 2))]


def phrases_of(terms: Sequence[str]) -> Iterator[Phrase]:
    """Yield the words and phrases among terms that a thesaurus may have."""
    for start in range(len(terms)):
        for size in range(1, min(_LONGEST_PHRASE, len(terms) - start) + 1):
            yield tuple(terms[start : start + size])


@lru_cache(maxsize=8)
def thesaurus_for(analyzer: Analyzer) -> Thesaurus:
    """Return the bundled thesaurus in the terms of an analyzer."""
    return Thesaurus.bundled(analyzer)
