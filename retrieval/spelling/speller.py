"""Misspelled words mended: near-misses of what the sources, the lexicon or a question can say.

Only a word that nothing knows is looked at. What it was meant to be differs from it by one
letter, or by two in a long word, two letters in the other order counting as one (the optimal
string alignment distance). A reading that is likely is taken; one that is merely possible is
offered. An unknown name is rather a name that the sources do not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from retrieval.analysis.analyzer import Analyzer, Token
from retrieval.analysis.folding import fold
from retrieval.analysis.runs import is_unspaced
from retrieval.index.engine import Searcher
from retrieval.question.question import Mended
from retrieval.spelling.choosing import Chooser
from retrieval.spelling.known_words import known_words
from retrieval.spelling.mistakes import allowed
from retrieval.spelling.near_words import NearWords, Reading
from retrieval.spelling.shorthand import in_full

_Edit = tuple[int, int, str]
_Read = tuple[Token, Reading]

_MOST_WORDS = 3
_ABBREVIATION = 6


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
        unknown = [token for token in tokens if not self._engine.df(token.term)]
        if not unknown:
            return Mended(text)
        short = [
            _edit(text, token, word) for token in unknown if (word := self._spelled(token, asking))
        ]
        written = {edit[0] for edit in short}
        odd = [one for one in unknown if one.start not in written and self._is_odd(asking, one)]
        if not 0 < len(odd) <= _MOST_WORDS:
            return Mended(_edited(text, short))
        known = [token.term for token in tokens if token not in unknown]
        others = len(tokens) - len(short) - len(odd)
        taken, offered = self._mended(asking, odd, known, others)
        sure = sorted((*short, *(_edit(text, token, one.word) for token, one in taken)))
        if not offered:
            return Mended(_edited(text, sure))
        maybe = sorted((*sure, *(_edit(text, token, one.word) for token, one in offered)))
        return Mended(_edited(text, sure), (_edited(text, maybe),))

    def _mended(
        self, asking: str, odd: list[Token], known: list[str], others: int
    ) -> tuple[list[_Read], list[_Read]]:
        """Return the readings that are taken, and those that are only offered."""
        chooser = Chooser(self._engine, self._analyzer, known, others)
        readings = {
            token: list(self._near.readings(fold(_word(asking, token)), token.term))
            for token in odd
        }
        chooser.suppose(
            [min(every, key=lambda one: one.order) for every in readings.values() if every]
        )
        taken: list[_Read] = []
        offered: list[_Read] = []
        for token, every in readings.items():
            typed = _word(asking, token)
            is_first = not asking[: token.start].strip()
            best = chooser.choose(typed, every, is_first=is_first)
            if not (best and best.is_sure):
                best = self._near.parted(typed, is_first=is_first) or best
            if best:
                (taken if best.is_sure else offered).append((token, best))
        return taken, offered

    def _spelled(self, token: Token, text: str) -> str | None:
        """Return the word that is spelled in short, as people write to one another."""
        if self._analyzer.language not in ("english", "porter"):
            return None
        return in_full(_word(text, token).lower(), text[: token.start], text[token.end :])

    def _is_odd(self, text: str, token: Token) -> bool:
        """Return whether nothing knows a word that is long enough to be recognised."""
        word = _word(text, token)
        if not word.isalpha() or not allowed(len(word)):
            return False
        is_abbreviation = word.isupper() and len(word) <= _ABBREVIATION and not text.isupper()
        return not is_abbreviation and not (
            is_unspaced(word) or known_words(self._analyzer).has(word.lower(), token.term)
        )


def _word(text: str, token: Token) -> str:
    return text[token.start : token.end]


def _edit(text: str, token: Token, meant: str) -> _Edit:
    return token.start, token.end, in_case_of(_word(text, token), meant)


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
