"""What a misspelled word may be meant to be, and at what cost: known words, words of passages.

Common words and the lexicon's are spelled rightly whatever the sources say. Letters in the wrong
order, a double letter typed once and a vowel for another are slips that everybody makes; one
consonant for another makes another word more often than a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, zip_longest
from pathlib import Path
from typing import NamedTuple

from retrieval.index.engine import FoundPassages, Query, Searcher
from retrieval.index.vocabulary import shape_of
from retrieval.question.answer_types import answer_nouns
from retrieval.question.syntax import INTERROGATIVES
from retrieval.text.analyzer import Analyzer
from retrieval.text.inflection import inflected
from retrieval.text.languages import stop_words
from retrieval.text.lexicon import LEXICON_FILE, THESAURUS_FILE
from retrieval.text.normalisation import fold

SLIP = 0.7
"""What a mistake costs at most that is more likely a slip than another word."""

SWAPPED = 0.5
"""What two neighbouring letters in the wrong order cost."""

_DOUBLE, _VOWEL, _MISSING, _ADDED, _OTHER, _TWO = 0.5, 0.7, 0.8, 0.9, 1.0, 1.8
_FIRST_LETTER = 0.5
_VOWELS = frozenset("aeiouy")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def allowed_mistakes(letters: int) -> int:
    """Return how many mistakes a word of so many letters may have and still be recognised."""
    return 0 if letters < 3 else 1 if letters < 8 else 2


def cost(typed: str, meant: str, distance: int) -> float:
    """Return what it costs to take one lower-case word for another at this distance.

    The distance counts single letters and neighbours in the wrong order as one (optimal string
    alignment). About 1 for one mistake and 2 for two; less for what is easily mistyped.
    """
    if not distance:
        return 0.0
    first = 0.0 if typed[0] == meant[0] or typed[:2] == meant[1::-1] else _FIRST_LETTER
    return first + (_single(typed, meant) if distance == 1 else _TWO)


def _single(typed: str, meant: str) -> float:
    pairs = enumerate(zip_longest(typed, meant))
    place = next(at for at, (one, other) in pairs if one != other)
    if len(typed) == len(meant):
        one, other = typed[place], meant[place]
        if typed[place + 1 :] != meant[place + 1 :]:
            return SWAPPED
        if {one, other} <= _VOWELS:
            return _VOWEL
        return _MISSING if _are_neighbours(one, other) else _OTHER
    longer = max(typed, meant, key=len)
    if longer[place] in longer[max(place - 1, 0) : place]:
        return _DOUBLE
    return _MISSING if longer == meant else _ADDED


def _are_neighbours(one: str, other: str) -> bool:
    return any(
        abs(row.find(one) - row.find(other)) == 1 for row in _KEYS if one in row and other in row
    )


QUESTION_WORDS = INTERROGATIVES | {"many", "much"}
"""Words that are likely in a question whatever it is about."""

_COMMON_WORDS_FILE = Path(__file__).with_name("common_words.txt")
_LETTERS = re.compile("[a-z]{2,}")
_PREFIX = 3
_ENDINGS = ("est", "er", "ers", "ly", "ness", "less", "ful", "able", "ment", "ism", "ist", "ists")


class KnownWords:
    """Words of a text by their beginnings.

    A word is analysed when a term might be its: to analyse all takes longer than an answer.
    """

    def __init__(self, text: str, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._text = text
        self._by_start: dict[str, set[str]] = {}
        self._beginning: dict[str, dict[int, list[str]]] = {}

    def has(self, word: str, term: str) -> bool:
        """Return whether a lower-case word is known, by its term or without its ending."""
        # An irregular form begins otherwise: "bought" is known by "buy".
        known = self._words(word[:_PREFIX]) | self._words(term[:_PREFIX])
        if word in known or any(self._analyzer.terms(other) == [term] for other in known):
            return True
        bare = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
        return any(
            not {stem, stem + "e", stem[:-1], stem[:-1] + "y"}.isdisjoint(known)
            for stem in bare
            if len(stem) > _PREFIX
        )

    def like(self, word: str, mistakes: int) -> Iterator[str]:
        """Yield the words, and their regular endings, that may be a word with some mistakes.

        They are about as long, and begin with the same letter or have the first two swapped.
        """
        if len(word) < 2:
            return
        for length in range(len(word) - mistakes, len(word) + mistakes + 1):
            yield from self._starting(word[0]).get(length, ())
            swapped = self._starting(word[1]).get(length, ()) if word[1] != word[0] else ()
            yield from (other for other in swapped if other[1] == word[0])

    def _words(self, start: str) -> set[str]:
        """Return the words that begin so: a search, since a list of all takes longer to make."""
        if not _LETTERS.fullmatch(start):
            return set()
        if start not in self._by_start:
            self._by_start[start] = set(re.findall(rf"(?<![a-z]){start}[a-z]*", self._text))
        return self._by_start[start]

    def _starting(self, letter: str) -> dict[int, list[str]]:
        """Return the words with this first letter, and their regular endings, by length."""
        if letter not in self._beginning:
            found = set(re.findall(rf"(?<![a-z]){letter}[a-z]+", self._text))
            # The lexicon writes its verbs as in "NEW replaces OLD".
            singular = {word[:-1] for word in found if len(word) > 4 and word[-2:] != "ss"}
            bases = found | {word for word in singular if f"{word}s" in found}
            by_length: dict[int, list[str]] = {}
            for form in sorted({form for word in bases for form in inflected(word)}):
                by_length.setdefault(len(form), []).append(form)
            self._beginning[letter] = by_length
        return self._beginning[letter]


@lru_cache(maxsize=8)
def known_words_for(analyzer: Analyzer) -> KnownWords:
    """Return the words that are known in the language of an analyzer."""
    if analyzer.language not in ("english", "porter"):
        return KnownWords("", analyzer)
    small = " ".join(sorted(QUESTION_WORDS | stop_words("english") | answer_nouns()))
    paths = (LEXICON_FILE, THESAURUS_FILE, _COMMON_WORDS_FILE)
    files = (path.read_text(encoding="utf-8").lower() for path in paths)
    return KnownWords("\n".join((small, *files)), analyzer)


_NOT_WRITTEN = 0.15
_SMALL_WORD = 0.2
_LOOKED_AT = 6
_BEGINNING = frozenset("who whom what when where which why how whos whats".split())


class Correction(NamedTuple):
    """What a word may have been meant to be: its term (none for a stop word), at what cost.

    `passages` is how many have it; `is_word` says that it is a known English word, `goes_on`
    that it is the word that was typed with a letter more or less at its end.
    """

    word: str
    term: str | None
    cost: float
    passages: int
    is_word: bool
    is_sure: bool = False
    goes_on: bool = False

    @property
    def order(self) -> tuple[float, int, str]:
        """The likeliest first: what costs least, then what most passages have."""
        return (self.cost, -self.passages, self.word)


Written = Callable[[Iterable[str]], Mapping[str, Sequence[str]]]
"""Tells, for each term, how the best passage for it writes it, with its capitals."""


class LookUps:
    """What the searches for one question's words find: asked for at once, as far as is known."""

    def __init__(self, engine: Searcher) -> None:
        self._engine = engine
        self._found: dict[tuple[tuple[tuple[str, float], ...], int], FoundPassages] = {}

    def ask(self, queries: Iterable[Query]) -> None:
        """Make searches that may be needed."""
        wanted = {(tuple(query.terms.items()), query.k): query for query in queries}
        found = self._engine.search_each(list(wanted.values())) if wanted else []
        self._found.update(zip(wanted, found, strict=True))

    def search(self, query: Query) -> FoundPassages:
        """Return what a search finds, made now unless it was before."""
        found = self._found.get((tuple(query.terms.items()), query.k))
        return self._engine.search(*query) if found is None else found


class CorrectionFinder:
    """Finds readings of words; `text_of` returns the text of a passage by its number.

    `written` tells how passages write terms; without it, passages are searched and read for that.
    """

    def __init__(
        self,
        engine: Searcher,
        analyzer: Analyzer,
        text_of: Callable[[int], str],
        written: Written | None = None,
    ) -> None:
        self._engine = engine
        self._analyzer = analyzer
        self._text_of = text_of
        self._written = written

    def readings(self, words: Sequence[tuple[str, str]]) -> list[list[Correction]]:
        """Return what each word, given with its term, may be meant to be.

        That is known words, and what passages write, which is asked for all words at once.
        """
        # A mistake may make an ending of what is none.
        near = [
            dict.fromkeys((*self._near_terms(term), *self._near_terms(word)))
            for word, term in words
        ]
        # A bound method that is kept would keep what it is bound to.
        tell = self._written or self._read_written
        written = tell(dict.fromkeys(chain.from_iterable(near)))
        return [
            list(self._readings(word, term, {other: written[other] for other in others}))
            for (word, term), others in zip(words, near, strict=True)
        ]

    def _readings(
        self, word: str, term: str, near: Mapping[str, Sequence[str]]
    ) -> Iterator[Correction]:
        """Yield what one word may be meant to be; `near` says how passages write terms like it."""
        words = known_words_for(self._analyzer).like(word, allowed_mistakes(len(word)))
        for form, distance in _near(word, words, allowed_mistakes(len(word))):
            terms = self._analyzer.terms(form)
            passages = self._engine.df(terms[0]) if terms else len(self._engine)
            unlikely = not terms and form not in QUESTION_WORDS
            price = cost(word, form, distance) + (_SMALL_WORD if unlikely else 0)
            reading = Correction(form, terms[0] if terms else None, price, passages, is_word=True)
            yield reading._replace(goes_on=_goes_on(word, form))
        ending = word[len(term) :] if word.startswith(term) else ""
        for other, as_written in near.items():
            written = {fold(form): form for form in as_written}
            forms = tuple(dict.fromkeys((*written, *self._forms(other, written, ending))))
            for form, distance in _near(word, forms, allowed_mistakes(len(word))):
                price = cost(word, form, distance) + (0 if form in written else _NOT_WRITTEN)
                shown = written.get(form, form)
                reading = Correction(shown, other, price, self._engine.df(other), is_word=False)
                yield reading._replace(goes_on=_goes_on(word, form))

    def _near_terms(self, term: str) -> list[str]:
        """Return terms of the index that are spelled much like one, the nearest first."""
        mistakes = max(1, allowed_mistakes(len(term)))
        shape = shape_of(term, mistakes)
        shaped = self._engine.terms_like(shape) if shape else []
        near = sorted(
            _distances(term, shaped, mistakes), key=lambda one: (one[1], -self._engine.df(one[0]))
        )
        return [other for other, _ in near[:_LOOKED_AT]]

    def _read_written(self, terms: Iterable[str]) -> dict[str, list[str]]:
        """Return, for each term, how the best passage for it writes it, with its capitals."""
        wanted = list(terms)
        found = (
            self._engine.search_each([Query({term: 1.0}, 1) for term in wanted]) if wanted else []
        )
        return {
            term: [
                text[token.start : token.end]
                for text in (self._text_of(hit.number) for hit in hits)
                for token in self._analyzer.tokens(text)
                if token.term == term
            ]
            for term, hits in zip(wanted, found, strict=True)
        }

    def parting(self, typed: str) -> list[Query]:
        """Return what `parted` may look up for a word."""
        return [query for _, query in self._parts(typed)]

    def _parts(self, typed: str) -> Iterator[tuple[int, Query]]:
        """Yield where two known words may meet, and the search for passages with both."""
        for place in range(2, len(typed) - 1):
            terms = self._analyzer.terms(f"{typed[:place]} {typed[place:]}")
            if len(terms) == 2 and all(map(self._engine.df, terms)):
                yield place, Query(dict.fromkeys(terms, 1.0), len(terms))

    def parted(self, typed: str, look_ups: LookUps, *, is_first: bool) -> Correction | None:
        """Return the two words that a passage writes where one was typed, None without any.

        The first word of a question may also be a word that asks and the one after it.
        """
        if is_first:
            for place in range(3, len(typed) - 2):
                asking, other = typed[:place].lower(), typed[place:]
                terms = self._analyzer.terms(other)
                if asking in _BEGINNING and len(terms) == 1 and self._engine.df(terms[0]):
                    return _as_two(f"{typed[:place]} {other}", terms[0])
        for place, query in self._parts(typed):
            pattern = rf"\b{re.escape(typed[:place])}[\s/-]{re.escape(typed[place:])}\b"
            for hit in look_ups.search(query):
                found = re.search(pattern, self._text_of(hit.number), re.IGNORECASE)
                if found is not None:
                    return _as_two(found.group(), next(iter(query.terms)))
        return None

    def _forms(self, term: str, written: Collection[str], ending: str) -> Iterator[str]:
        """Yield words that would be analysed to a term, besides those that passages write."""
        regular = (form for base in (term, f"{term}e", *written) for form in inflected(base))
        for form in (term + ending, *regular):
            if form != f"{term}e" and self._analyzer.terms(form) == [term]:
                yield form


def _as_two(words: str, term: str) -> Correction:
    return Correction(words, term, 0.0, 1, is_word=False, is_sure=True)


def _near(word: str, others: Iterable[str], most: int) -> list[tuple[str, int]]:
    """Return the other words at most so many mistakes away, and how many.

    Two more or fewer letters at the end make another form of a word, and no mistake.
    """
    return [
        (other, distance)
        for other, distance in _distances(word, others, most)
        if distance == 1 or not _goes_on(word, other)
    ]


def _goes_on(word: str, other: str) -> bool:
    """Return whether one is the beginning of the other, not only by a last letter typed twice.

    It is another form of the word, or that was not yet typed to its end.
    """
    short, long = sorted((word, other), key=len)
    return long.startswith(short) and long not in (short, short + short[-1])


def _distances(word: str, others: Iterable[str], most: int) -> list[tuple[str, int]]:
    # Loading it takes as long as three answers, which a question without a mistake is spared.
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract_iter

    found = extract_iter(word, others, scorer=OSA.distance, score_cutoff=most)
    return [(other, int(distance)) for other, distance, _ in found]
