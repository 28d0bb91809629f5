"""Text to terms, the same way for passages and for questions.

Tokens are found in the text as it stands, so that each term knows the span it came from;
normalisation then works on one token at a time: Unicode compatibility forms (NFKC), case
folding, accents, possessives, numbers, and the Snowball stemmer of the language
(https://snowballstem.org). Scripts written without spaces are cut into bigrams.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import chain

import Stemmer

from retrieval.analysis.composed import composed, is_composed
from retrieval.analysis.numerals import MAGNITUDES, scaled
from retrieval.analysis.run_terms import RunTerms
from retrieval.analysis.runs import RUN
from retrieval.analysis.tokens import NOTHING, Analysed, Token
from retrieval.errors import UsageError

__all__ = ["Analyzer", "Token", "analyzer_for"]

_MEMO_LIMIT = 1 << 17

# Tokens are made by the million; this is what their constructor does, without its call.
_new = tuple.__new__


class _Terms(dict[str, tuple[str, ...]]):
    """The terms of each run of characters that was met lately."""

    def __init__(self, analyse: Callable[[str], Analysed]) -> None:
        super().__init__()
        self._analyse = analyse

    def __missing__(self, raw: str) -> tuple[str, ...]:
        if len(self) >= _MEMO_LIMIT:
            self.clear()
        terms = self[raw] = self._analyse(raw).terms
        return terms


class Analyzer:
    """Turns text into terms for one language. It may be shared between threads.

    Equal analyzers give equal terms: nothing is learned from the texts it has seen.
    """

    def __init__(self, language: str = "english") -> None:
        if language not in Stemmer.algorithms():
            known = ", ".join(sorted(Stemmer.algorithms()))
            raise UsageError(f"expected a stemmer language, got {language!r}; known: {known}")
        self.language = language
        self._run_terms = RunTerms(language)
        self._memo: dict[str, Analysed] = {}
        self._terms = _Terms(self._analyse)
        self._magnitudes = frozenset(map(self._run_terms.stem, MAGNITUDES))

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of a text in order of their start; stop words leave none."""
        if is_composed(text):
            return self._tokens(text)
        text, starts, ends = composed(text)
        return [
            Token(term, starts[start], ends[end - 1]) for term, start, end in self._tokens(text)
        ]

    def _tokens(self, text: str) -> list[Token]:
        found: list[Token] = []
        memo = self._memo
        number: Token | None = None
        for match in RUN.finditer(text):
            raw = match.group()
            analysed = memo.get(raw) or self._analyse(raw)
            if analysed is NOTHING:
                number = None
                continue
            tokens, opens_with, closes_with, _ = analysed
            offset = match.start()
            if number is not None and opens_with and offset - number.end <= 2:
                value = scaled(number.term, opens_with.term)
                found.append(Token(value, number.start, offset + opens_with.end))
            for term, start, end in tokens:
                found.append(_new(Token, (term, offset + start, offset + end)))
            number = closes_with and Token(
                closes_with.term, offset + closes_with.start, offset + closes_with.end
            )
        return found

    def terms(self, text: str) -> list[str]:
        """Return the terms of a text, as often as they occur, in the order of `tokens`."""
        if not is_composed(text):
            text = composed(text).text
        found = list(chain.from_iterable(map(self._terms.__getitem__, RUN.findall(text))))
        # Only a magnitude joins two runs; without one, a run's own terms are all it takes.
        if self._magnitudes.isdisjoint(found):
            return found
        return [token.term for token in self.tokens(text)]

    def _analyse(self, raw: str) -> Analysed:
        analysed = self._run_terms.of(raw)
        if len(self._memo) >= _MEMO_LIMIT:
            self._memo.clear()
        self._memo[raw] = analysed
        return analysed


@lru_cache(maxsize=8)
def analyzer_for(language: str) -> Analyzer:
    """Return the shared analyzer of a language. Raises UsageError where there is no stemmer."""
    return Analyzer(language)
