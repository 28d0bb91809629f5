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
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.lexicon.sentences import base_form, head_terms, is_verb, main_word, spoken

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
        yield from map(spoken, self.tells)
        yield from self.words
        yield from self.told

    def asking(self) -> Iterator[str]:
        """Yield what asks about the relation: words, and phrases of several words."""
        yield from map(spoken, self.tells)
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
