"""Misspelled words mended: near-misses of what the sources, the lexicon or a question can say.

Only a word that nothing knows is looked at. What it was meant to be differs from it by one
letter, or by two in a long word, two letters in the other order counting as one (the optimal
string alignment distance). A reading that is likely is taken; one that is merely possible is
offered. An unknown name is rather a name that the sources do not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from retrieval.analysis.analyzer import Analyzer, Token
from retrieval.analysis.folding import fold
from retrieval.analysis.runs import is_unspaced
from retrieval.index.engine import Searcher
from retrieval.lexicon.relations import lexicon_for
from retrieval.question.question import Mended
from retrieval.spelling.known_words import QUESTION_WORDS, KnownWords, known_words, with_apostrophe
from retrieval.spelling.mistakes import SLIP, allowed
from retrieval.spelling.near_words import NearWords, Reading

_Edit = tuple[int, int, str]

_MOST_WORDS = 3
_ABBREVIATION = 6
_CLEARLY = 0.15
_WORTH_OFFERING = 2
_TOGETHER = 50


class Speller:
    """Mends questions to one index; `text_of` returns the text of a passage by its number."""

    def __init__(self, engine: Searcher, analyzer: Analyzer, text_of: Callable[[int], str]) -> None:
        self._engine = engine
        self._analyzer = analyzer
        self._near = NearWords(engine, analyzer, text_of)

    def __call__(self, text: str, asking: str) -> Mended:
        """Return a text with the words of its asking part mended.

        `asking` is as long as the text, with spaces for what does not ask.
        """
        tokens = self._analyzer.tokens(asking)
        unknown = [token for token in tokens if self._is_odd(asking, token)]
        if not 0 < len(unknown) <= _MOST_WORDS:
            return Mended(text)
        others = {token.term for token in tokens}
        taken: list[_Edit] = []
        offered: list[_Edit] = []
        for token in unknown:
            others.discard(token.term)
            best = self._best(asking, token, others)
            if best is not None:
                word = in_case_of(text[token.start : token.end], best.word)
                edit = (token.start, token.end, word)
                offered.append(edit)
                taken += [edit] * best.is_sure
            # A word that turns out to ask is nothing that the others have to go with.
            if best is None or best.term is not None:
                others.add(best.term if best and best.term else token.term)
        others_read = (_edited(text, offered),) if len(taken) < len(offered) else ()
        return Mended(_edited(text, taken), others_read)

    def _best(self, asking: str, token: Token, others: set[str]) -> Reading | None:
        typed = asking[token.start : token.end]
        is_first = not asking[: token.start].strip()
        best = self._meant(typed, token.term, others, is_first=is_first)
        return best if best and best.is_sure else self._near.parted(typed) or best

    @property
    def _known(self) -> KnownWords:
        return known_words(self._analyzer)

    def _is_odd(self, text: str, token: Token) -> bool:
        """Return whether nothing knows a word that is long enough to be recognised."""
        word = text[token.start : token.end]
        if not word.isalpha() or not allowed(len(word)) or self._engine.df(token.term):
            return False
        is_abbreviation = word.isupper() and len(word) <= _ABBREVIATION and not text.isupper()
        return not is_abbreviation and not (
            is_unspaced(word) or self._known.has(word.lower(), token.term)
        )

    def _meant(self, typed: str, term: str, others: set[str], *, is_first: bool) -> Reading | None:
        """Return what a word was likeliest meant to be, None if nothing is near."""
        word = fold(typed)
        apart = with_apostrophe(word)
        if apart is not None:
            return Reading(apart, None, 0.0, 0, is_word=True, is_sure=True)
        readings = sorted(self._near.readings(word, term), key=lambda reading: reading.order)
        if not readings:
            return None
        best = readings[0]
        rivals = [other for other in readings if other.term != best.term]
        if rivals and not _is_clear(best, rivals[0]):
            return None
        if best.cost > _WORTH_OFFERING or not self._fits(best, others):
            return None
        is_name = typed[0].isupper() and not typed.isupper() and not is_first
        return best._replace(is_sure=_is_likely(word, best, is_name=is_name))

    def _fits(self, reading: Reading, others: set[str]) -> bool:
        """Return whether a reading goes with the rest of the question.

        What the sources do not speak of is more likely asked about in words that they do not
        have than in words misspelled: most of the others have to be known, and one of them has
        to stand in a passage with what is read.
        """
        known = [term for term in others if self._engine.df(term)]
        if reading.term is None:
            return True
        # A word that the sources do not have is read only where it can be told otherwise.
        if not reading.passages and not lexicon_for(self._analyzer).paraphrases(reading.term):
            return False
        if not others:
            return reading.cost <= SLIP or len(reading.word) > 5
        if 2 * len(known) < len(others):
            return False
        if not reading.passages:
            return True
        hits = self._engine.search({reading.term: 1.0}, _TOGETHER)
        numbers = np.array([hit.number for hit in hits], np.intp)
        return any(self._engine.impacts(term, numbers).any() for term in known)


def _is_clear(best: Reading, rival: Reading) -> bool:
    return rival.cost >= best.cost + _CLEARLY or rival.passages * 4 < best.passages


def _is_likely(word: str, best: Reading, *, is_name: bool) -> bool:
    """Return whether a word was rather mistyped than meant as it is."""
    if best.term is None:
        return best.word in QUESTION_WORDS or best.cost <= SLIP
    if is_name and not best.word[0].isupper():
        return False
    if is_name or len(word) == 4:
        return best.cost <= SLIP and best.passages > 1
    rare = best.passages < 2 and not best.is_word
    if rare:
        return best.cost < SLIP
    return best.cost <= (1 if len(word) < 10 else 2)


def _edited(text: str, edits: Iterable[_Edit]) -> str:
    """Return a text with some words replaced, each at its place."""
    pieces: list[str] = []
    place = 0
    for start, end, word in edits:
        pieces += (text[place:start], word)
        place = end
    return "".join((*pieces, text[place:]))


def in_case_of(typed: str, meant: str) -> str:
    """Return a word with the case of what was typed: all capitals, one, or as it is meant."""
    if typed.isupper() and len(typed) > 1:
        return meant.upper()
    return meant[0].upper() + meant[1:] if typed[0].isupper() else meant.lower()
