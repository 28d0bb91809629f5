"""What a word that nothing knows may be meant to be: known words, and what passages write."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.folding import fold
from retrieval.analysis.inflections import inflected
from retrieval.index.engine import Searcher
from retrieval.index.nearby import shape_of
from retrieval.spelling.known_words import QUESTION_WORDS, known_words
from retrieval.spelling.mistakes import allowed, cost

_NOT_WRITTEN = 0.15
_SMALL_WORD = 0.2
_LOOKED_AT = 6
_BEGINNING = frozenset("who whom what when where which why how whos whats".split())


class Reading(NamedTuple):
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


class NearWords:
    """Finds readings of words; `text_of` returns the text of a passage by its number."""

    def __init__(self, engine: Searcher, analyzer: Analyzer, text_of: Callable[[int], str]) -> None:
        self._engine = engine
        self._analyzer = analyzer
        self._text_of = text_of

    def readings(self, word: str, term: str) -> Iterator[Reading]:
        """Yield what a word may be meant to be: known words, and what passages write."""
        words = known_words(self._analyzer).like(word, allowed(len(word)))
        for form, distance in _near(word, words, allowed(len(word))):
            terms = self._analyzer.terms(form)
            passages = self._engine.df(terms[0]) if terms else len(self._engine)
            unlikely = not terms and form not in QUESTION_WORDS
            price = cost(word, form, distance) + (_SMALL_WORD if unlikely else 0)
            reading = Reading(form, terms[0] if terms else None, price, passages, is_word=True)
            yield reading._replace(goes_on=_goes_on(word, form))
        ending = word[len(term) :] if word.startswith(term) else ""
        # A mistake may make an ending of what is none.
        near = dict.fromkeys((*self._near_terms(term), *self._near_terms(word)))
        for other in near:
            written = {fold(form): form for form in self._written(other)}
            forms = tuple(dict.fromkeys((*written, *self._forms(other, written, ending))))
            for form, distance in _near(word, forms, allowed(len(word))):
                price = cost(word, form, distance) + (0 if form in written else _NOT_WRITTEN)
                shown = written.get(form, form)
                reading = Reading(shown, other, price, self._engine.df(other), is_word=False)
                yield reading._replace(goes_on=_goes_on(word, form))

    def _near_terms(self, term: str) -> list[str]:
        """Return terms of the index that are spelled much like one, the nearest first."""
        mistakes = max(1, allowed(len(term)))
        shape = shape_of(term, mistakes)
        shaped = self._engine.shaped(shape) if shape else []
        near = sorted(
            _distances(term, shaped, mistakes), key=lambda one: (one[1], -self._engine.df(one[0]))
        )
        return [other for other, _ in near[:_LOOKED_AT]]

    def _written(self, term: str) -> list[str]:
        """Return how the best passage for a term writes it, with its capitals."""
        return [
            text[token.start : token.end]
            for text in self._texts(term)
            for token in self._analyzer.tokens(text)
            if token.term == term
        ]

    def _texts(self, *terms: str) -> Iterator[str]:
        """Yield the texts of the best passages for some terms: as many as there are terms."""
        for hit in self._engine.search(dict.fromkeys(terms, 1.0), len(terms)):
            yield self._text_of(hit.number)

    def parted(self, typed: str, *, is_first: bool) -> Reading | None:
        """Return the two words that a passage writes where one was typed, None without any.

        The first word of a question may also be a word that asks and the one after it.
        """
        if is_first:
            for place in range(3, len(typed) - 2):
                asking, other = typed[:place].lower(), typed[place:]
                terms = self._analyzer.terms(other)
                if asking in _BEGINNING and len(terms) == 1 and self._engine.df(terms[0]):
                    return _as_two(f"{typed[:place]} {other}", terms[0])
        for place in range(2, len(typed) - 1):
            terms = self._analyzer.terms(f"{typed[:place]} {typed[place:]}")
            if len(terms) == 2 and all(map(self._engine.df, terms)):
                pattern = rf"\b{re.escape(typed[:place])}[\s/-]{re.escape(typed[place:])}\b"
                for text in self._texts(*terms):
                    found = re.search(pattern, text, re.IGNORECASE)
                    if found is not None:
                        return _as_two(found.group(), terms[0])
        return None

    def _forms(self, term: str, written: Collection[str], ending: str) -> Iterator[str]:
        """Yield words that would be analysed to a term, besides those that passages write."""
        regular = (form for base in (term, f"{term}e", *written) for form in inflected(base))
        for form in (term + ending, *regular):
            if form != f"{term}e" and self._analyzer.terms(form) == [term]:
                yield form


def _as_two(words: str, term: str) -> Reading:
    return Reading(words, term, 0.0, 1, is_word=False, is_sure=True)


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
