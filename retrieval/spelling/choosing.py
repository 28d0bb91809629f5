"""Which reading of a misspelled word is meant, by its mistakes and by the rest of the question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.folding import fold
from retrieval.index.engine import Searcher
from retrieval.lexicon.relations import lexicon_for
from retrieval.spelling.known_words import QUESTION_WORDS
from retrieval.spelling.mistakes import SLIP, SWAPPED
from retrieval.spelling.near_words import Reading

_CLEARLY = 0.15
_WORTH_OFFERING = 2
_TOGETHER = 50
_LOOKED_AT = 6
_FITTING = 0.4
_SMALL_WORD_FITS = 0.5
_NEAR, _NEAR_SHORT, _LONG = 0.8, 0.9, 5
_FITS_WELL = 0.5


class Chooser:
    """Chooses readings for the words of one question.

    `known` are the terms of its words that passages have; `others` is how many words there are
    besides those that are misspelled.
    """

    def __init__(
        self, engine: Searcher, analyzer: Analyzer, known: Sequence[str], others: int
    ) -> None:
        self._engine = engine
        self._lexicon = lexicon_for(analyzer)
        self._known = list(dict.fromkeys(known))
        self._others = others
        self._supposed: list[str] = []

    def suppose(self, readings: Iterable[Reading]) -> None:
        """Take these as what the misspelled words may mean, for one another.

        One that no passage has is told by what else says it.
        """
        for one in readings:
            terms = [one.term] if one.passages else self._lexicon.paraphrases(one.term or "")
            self._supposed += [term for term in terms if term and self._engine.df(term)]

    def choose(self, typed: str, readings: Iterable[Reading], *, is_first: bool) -> Reading | None:
        """Return what a word was likeliest meant to be, None if nothing is near."""
        nearest = sorted(readings, key=lambda reading: reading.order)
        by_term: dict[str | None, Reading] = {}
        for reading in nearest:
            by_term.setdefault(reading.term, reading)
        near = list(by_term.values())[:_LOOKED_AT]
        told = self._together(near)
        ranked = sorted((one.cost - _FITTING * told[one.term], one.order, one) for one in near)
        if not ranked or not _is_clear(ranked):
            return None
        best = ranked[0][2]
        if best.cost > _WORTH_OFFERING or not self._fits(best, told[best.term]):
            return None
        is_name = typed[0].isupper() and not typed.isupper() and not is_first
        return best._replace(
            is_sure=_is_likely(fold(typed), best, told[best.term], is_name=is_name)
        )

    def _together(self, near: Sequence[Reading]) -> dict[str | None, float]:
        """Return how well each reading goes with the rest of the question, from 0 to 1.

        That is how much the best passage that has both tells of the rest, 1 being the best of all.
        """
        own = {one.term for one in near}
        rest = {term: 1.0 for term in (*self._known, *self._supposed) if term not in own}
        hits = self._engine.search(rest, _TOGETHER) if rest and near else []
        scores = np.array([hit.score for hit in hits])
        numbers = np.array([hit.number for hit in hits], np.intp)
        told: dict[str | None, float] = {None: _SMALL_WORD_FITS}
        for term in own - {None}:
            has = self._engine.impacts(str(term), numbers) > 0
            told[term] = float(scores[has].max() / scores[0]) if has.any() else 0.0
        return told

    def _fits(self, reading: Reading, together: float) -> bool:
        """Return whether a reading goes with the rest of the question.

        What the sources do not speak of is more likely asked about in words that they do not
        have than in words misspelled: most of the others have to be known, and one of them has
        to stand in a passage with what is read.
        """
        if reading.term is None:
            return True
        # A word that the sources do not have is read only where it can be told otherwise.
        if not reading.passages:
            told = bool(self._lexicon.paraphrases(reading.term))
            return told and reading.cost <= SLIP and self._most_are_known()
        if not self._known and not self._others and len(self._supposed) < 2:
            return reading.cost <= SLIP or len(reading.word) > 5
        if not self._most_are_known():
            return False
        is_near = reading.cost <= _NEAR and len(reading.word) > _LONG
        return together > 0 or (is_near and self._stands_with(reading.term))

    def _stands_with(self, term: str) -> bool:
        """Return whether passages that tell most by a term have another word of the question."""
        hits = self._engine.search({term: 1.0}, _TOGETHER)
        numbers = np.array([hit.number for hit in hits], np.intp)
        return any(self._engine.impacts(other, numbers).any() for other in self._known)

    def _most_are_known(self) -> bool:
        return 2 * len(self._known) >= self._others


def _is_clear(ranked: Sequence[tuple[float, object, Reading]]) -> bool:
    """Return whether the best reading is clearly better than any other."""
    (cost, _, best), *rivals = ranked
    if not rivals:
        return True
    rival_cost, _, rival = rivals[0]
    return rival_cost >= cost + _CLEARLY or rival.passages * 4 < best.passages


def _is_likely(word: str, best: Reading, together: float, *, is_name: bool) -> bool:
    """Return whether a word was rather mistyped than meant as it is."""
    if best.term is None:
        return best.word in QUESTION_WORDS or best.cost <= SLIP
    if best.goes_on or (is_name and not best.word[0].isupper()):
        return False
    if len(word) == 3:
        # An abbreviation in lower case is as near to many short words.
        is_swapped = best.cost <= SWAPPED and len(best.word) == len(word)
        return is_swapped and best.word[0].isupper() and not is_name and together > 0
    if is_name or len(word) == 4:
        most = _NEAR if together >= _FITS_WELL else SLIP if is_name else SWAPPED
        return best.cost <= most and best.passages > 1
    rare = best.passages < 2 and not best.is_word
    if rare:
        return best.cost < SLIP
    return best.cost <= (_NEAR_SHORT if len(word) <= _LONG else 1 if len(word) < 10 else 2)
