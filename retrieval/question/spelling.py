"""Misspelled words corrected.

Near-misses of what the sources, the lexicon or a question can say.

Only a word that nothing knows is looked at. What it was meant to be differs from it by one
letter, or by two in a long word, two letters in the other order counting as one (the optimal
string alignment distance). A correction that is likely is taken, by its mistakes and by the rest
of the question; one that is merely possible is offered. An unknown name is rather a name that
the sources do not have. Words as people spell them in a hurry ("wen", "hw") stand in
`shorthand.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from retrieval.index.engine import FoundPassages, Query, Searcher
from retrieval.question.question import CorrectedText
from retrieval.question.spelling_candidates import (
    QUESTION_WORDS,
    SLIP,
    SWAPPED,
    Correction,
    CorrectionFinder,
    LookUps,
    Written,
    allowed_mistakes,
    known_words_for,
)
from retrieval.question.syntax import AUXILIARY, INTERROGATIVES
from retrieval.text.analyzer import Analyzer
from retrieval.text.lexicon import lexicon_for
from retrieval.text.normalisation import fold
from retrieval.text.tokens import Token, is_unspaced

_SHORTHAND_FILE = Path(__file__).with_name("shorthand.txt")
_WORD = re.compile(r"[a-z]+")


def spelled_in_full(word: str, before: str, after: str) -> str | None:
    """Return the word that a lower-case spelling is short for, None where it is not.

    `before` and `after` are what stands around it in the part of the text that asks.
    """
    asking = _spellings()["asking"].get(word)
    if asking:
        begins = not before.strip(" \n\t\"'*_>(,;:-")
        fits = len(word) > 1 or not AUXILIARY.isdisjoint(_WORD.findall(after.lower())[:1])
        return asking if begins and fits else None
    full = _spellings()["anywhere"].get(word)
    if full and len(word) == 1:
        last = _WORD.findall(before.lower())[-1:]
        return full if not (INTERROGATIVES if word == "r" else AUXILIARY).isdisjoint(last) else None
    return full


@cache
def _spellings() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in _SHORTHAND_FILE.read_text(encoding="utf-8").splitlines():
        word, colon, spellings = line.partition(": ")
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif colon and not line.startswith("#"):
            section.update(dict.fromkeys(spellings.split(), word))
    return found


_CLEARLY = 0.15
_WORTH_OFFERING = 2
_TOGETHER = 50
_LOOKED_AT = 6
_FITTING = 0.4
_SMALL_WORD_FITS = 0.5
_NEAR, _NEAR_SHORT, _LONG = 0.8, 0.9, 5
_FITS_WELL = 0.5


class CorrectionChooser:
    """Chooses readings for the words of one question.

    `known` are the terms of its words that passages have; `others` is how many words there are
    besides those that are misspelled.
    """

    def __init__(
        self,
        engine: Searcher,
        analyzer: Analyzer,
        known: Sequence[str],
        others: int,
        look_ups: LookUps,
    ) -> None:
        self._engine = engine
        self._look_ups = look_ups
        self._lexicon = lexicon_for(analyzer)
        self._known = list(dict.fromkeys(known))
        self._others = others
        self._supposed: list[str] = []

    def suppose(self, readings: Iterable[Correction]) -> None:
        """Take these as what the misspelled words may mean, for one another.

        One that no passage has is told by what else says it.
        """
        for one in readings:
            terms = [one.term] if one.passages else self._lexicon.paraphrases(one.term or "")
            self._supposed += [term for term in terms if term and self._engine.df(term)]

    def looking_up(self, words: Iterable[Iterable[Correction]]) -> Iterator[Query]:
        """Yield what `choose` may look up for the readings of each word."""
        for every in words:
            near = _nearest(every)
            if rest := self._rest(near):
                yield Query(rest, _TOGETHER)
            if self._known and self._most_are_known():
                yield from (_alone(one.term) for one in near if one.term and _is_near(one))

    def _rest(self, near: Sequence[Correction]) -> dict[str, float]:
        """Return the terms of the rest of the question; none where nothing is near."""
        own = {one.term for one in near}
        others = (*self._known, *self._supposed) if near else ()
        return {term: 1.0 for term in others if term not in own}

    def choose(
        self, typed: str, readings: Iterable[Correction], *, is_first: bool
    ) -> Correction | None:
        """Return what a word was likeliest meant to be, None if nothing is near."""
        near = _nearest(readings)
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

    def _together(self, near: Sequence[Correction]) -> dict[str | None, float]:
        """Return how well each reading goes with the rest of the question, from 0 to 1.

        That is how much the best passage that has both tells of the rest, 1 being the best of all.
        """
        own = {one.term for one in near}
        rest = self._rest(near)
        hits = self._look_ups.search(Query(rest, _TOGETHER)) if rest else FoundPassages()
        scores = np.array([hit.score for hit in hits])
        told: dict[str | None, float] = {None: _SMALL_WORD_FITS}
        for term in own - {None}:
            has = hits.impacts(str(term)) > 0
            told[term] = float(scores[has].max() / scores[0]) if has.any() else 0.0
        return told

    def _fits(self, reading: Correction, together: float) -> bool:
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
        return together > 0 or (_is_near(reading) and self._stands_with(reading.term))

    def _stands_with(self, term: str) -> bool:
        """Return whether passages that tell most by a term have another word of the question."""
        if not self._known:
            return False
        hits = self._look_ups.search(_alone(term))
        return any(hits.impacts(other).any() for other in self._known)

    def _most_are_known(self) -> bool:
        return 2 * len(self._known) >= self._others


def _alone(term: str) -> Query:
    return Query({term: 1.0}, _TOGETHER)


def _is_near(reading: Correction) -> bool:
    """Return whether a long word was hardly mistyped, if it was, and passages have it."""
    return bool(reading.passages) and reading.cost <= _NEAR and len(reading.word) > _LONG


def _nearest(readings: Iterable[Correction]) -> list[Correction]:
    """Return the likeliest reading for each term, of which only the first few are looked at."""
    by_term: dict[str | None, Correction] = {}
    for reading in sorted(readings, key=lambda reading: reading.order):
        by_term.setdefault(reading.term, reading)
    return list(by_term.values())[:_LOOKED_AT]


def _is_clear(ranked: Sequence[tuple[float, object, Correction]]) -> bool:
    """Return whether the best reading is clearly better than any other."""
    (cost, _, best), *rivals = ranked
    if not rivals:
        return True
    rival_cost, _, rival = rivals[0]
    return rival_cost >= cost + _CLEARLY or rival.passages * 4 < best.passages


def _is_likely(word: str, best: Correction, together: float, *, is_name: bool) -> bool:
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


_Edit = tuple[int, int, str]
_Chosen = tuple[Token, Correction]

_MOST_WORDS = 3
_ABBREVIATION = 6


class SpellingCorrector:
    """Mends questions to one index; `text_of` returns the text of a passage by its number.

    `written` is as for `CorrectionFinder`.
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
        self._near = CorrectionFinder(engine, analyzer, text_of, written)

    def __call__(self, text: str, asking: str) -> CorrectedText:
        """Return a text with the words of its asking part mended.

        `asking` is as long as the text, with spaces for what does not ask.
        """
        tokens = self._analyzer.tokens(asking)
        unknown = [token for token in tokens if not self._engine.df(token.term)]
        if not unknown:
            return CorrectedText(text)
        short = [
            _edit(text, token, word) for token in unknown if (word := self._spelled(token, asking))
        ]
        written = {edit[0] for edit in short}
        odd = [one for one in unknown if one.start not in written and self._is_odd(asking, one)]
        if not 0 < len(odd) <= _MOST_WORDS:
            return CorrectedText(_edited(text, short))
        known = [token.term for token in tokens if token not in unknown]
        others = len(tokens) - len(short) - len(odd)
        taken, offered = self._mended(asking, odd, known, others)
        sure = sorted((*short, *(_edit(text, token, one.word) for token, one in taken)))
        if not offered:
            return CorrectedText(_edited(text, sure))
        maybe = sorted((*sure, *(_edit(text, token, one.word) for token, one in offered)))
        return CorrectedText(_edited(text, sure), (_edited(text, maybe),))

    def _mended(
        self, asking: str, odd: list[Token], known: list[str], others: int
    ) -> tuple[list[_Chosen], list[_Chosen]]:
        """Return the readings that are taken, and those that are only offered."""
        look_ups = LookUps(self._engine)
        chooser = CorrectionChooser(self._engine, self._analyzer, known, others, look_ups)
        words = [(fold(_word(asking, token)), token.term) for token in odd]
        readings = dict(zip(odd, self._near.readings(words), strict=True))
        chooser.suppose(
            [min(every, key=lambda one: one.order) for every in readings.values() if every]
        )
        parting = (query for token in odd for query in self._near.parting(_word(asking, token)))
        look_ups.ask((*chooser.looking_up(readings.values()), *parting))
        taken: list[_Chosen] = []
        offered: list[_Chosen] = []
        for token, every in readings.items():
            typed = _word(asking, token)
            is_first = not asking[: token.start].strip()
            best = chooser.choose(typed, every, is_first=is_first)
            if not (best and best.is_sure):
                best = self._near.parted(typed, look_ups, is_first=is_first) or best
            if best:
                (taken if best.is_sure else offered).append((token, best))
        return taken, offered

    def _spelled(self, token: Token, text: str) -> str | None:
        """Return the word that is spelled in short, as people write to one another."""
        if self._analyzer.language not in ("english", "porter"):
            return None
        return spelled_in_full(_word(text, token).lower(), text[: token.start], text[token.end :])

    def _is_odd(self, text: str, token: Token) -> bool:
        """Return whether nothing knows a word that is long enough to be recognised."""
        word = _word(text, token)
        if not word.isalpha() or not allowed_mistakes(len(word)):
            return False
        is_abbreviation = word.isupper() and len(word) <= _ABBREVIATION and not text.isupper()
        return not is_abbreviation and not (
            is_unspaced(word) or known_words_for(self._analyzer).has(word.lower(), token.term)
        )


def _word(text: str, token: Token) -> str:
    return text[token.start : token.end]


def _edit(text: str, token: Token, meant: str) -> _Edit:
    return token.start, token.end, with_case_of(_word(text, token), meant)


def _edited(text: str, edits: Iterable[_Edit]) -> str:
    """Return a text with some words replaced, each at its place."""
    pieces: list[str] = []
    place = 0
    for start, end, word in edits:
        pieces += (text[place:start], word)
        place = end
    return "".join((*pieces, text[place:]))


def with_case_of(typed: str, meant: str) -> str:
    """Return a word with the case of what was typed: all capitals, one, or as it is meant."""
    if typed.isupper() and len(typed) > 1:
        return meant.upper()
    return meant[0].upper() + meant[1:] if typed[0].isupper() else meant.lower()
