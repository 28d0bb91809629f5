"""Text to terms, the same way for passages and for questions.

Tokens are found in the text as it stands, so that each term knows the span it came from;
normalisation then works on one token at a time: Unicode compatibility forms (NFKC), case
folding, accents, possessives, numbers, and the Snowball stemmer of the language
(https://snowballstem.org). Scripts written without spaces are cut into bigrams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import Stemmer

from retrieval.analysis.composed import composed, is_composed
from retrieval.analysis.folding import fold, lower, without_clitic
from retrieval.analysis.irregular import base_forms
from retrieval.analysis.numerals import MAGNITUDES, NUMBER_WORDS, magnitude_word, plain, scaled
from retrieval.analysis.runs import HYPHENS, RUN, Piece, pieces
from retrieval.analysis.stopwords import stop_words
from retrieval.errors import UsageError

_SYMBOLS = {"%": "percent", "$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_ORDINALS = frozenset(("st", "nd", "rd", "th"))
_MEMO_LIMIT = 1 << 17
_LONGEST_TERM = 64


class Token(NamedTuple):
    """An occurrence of a term; `start` and `end` are character offsets in the analysed text."""

    term: str
    start: int
    end: int


class _Terms(dict[str, tuple[str, ...]]):
    """The terms of each run of characters that was met lately."""

    def __init__(self, analyse: Callable[[str], _Analysed]) -> None:
        super().__init__()
        self._analyse = analyse

    def __missing__(self, raw: str) -> tuple[str, ...]:
        if len(self) >= _MEMO_LIMIT:
            self.clear()
        terms = self[raw] = self._analyse(raw).terms
        return terms


class _Analysed(NamedTuple):
    """The terms of one run of characters, with what it takes to join a number to its magnitude."""

    tokens: tuple[Token, ...]
    opens_with: Token | None
    closes_with: Token | None
    terms: tuple[str, ...]


_NOTHING = _Analysed((), None, None, ())

# Tokens are made by the million; this is what their constructor does, without its call.
_new = tuple.__new__


def _analysed(
    tokens: Iterable[Token], opens_with: Token | None = None, closes_with: Token | None = None
) -> _Analysed:
    kept = tuple(tokens)
    if not kept and not opens_with:
        return _NOTHING
    return _Analysed(kept, opens_with, closes_with, tuple(token.term for token in kept))


class Analyzer:
    """Turns text into terms for one language. It may be shared between threads.

    Equal analyzers give equal terms: nothing is learned from the texts it has seen.
    """

    def __init__(self, language: str = "english") -> None:
        if language not in Stemmer.algorithms():
            known = ", ".join(sorted(Stemmer.algorithms()))
            raise UsageError(f"expected a stemmer language, got {language!r}; known: {known}")
        self.language = language
        self._stemmer = Stemmer.Stemmer(language, 0)
        self._stops = stop_words(language)
        self._bases = base_forms(language)
        self._folds_first = language in ("english", "porter")
        self._memo: dict[str, _Analysed] = {}
        self._terms = _Terms(self._analyse)
        self._magnitudes = frozenset(map(self._stem, MAGNITUDES))

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
            if analysed is _NOTHING:
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

    def _analyse(self, raw: str) -> _Analysed:
        analysed = self._plain_word(raw) if raw.isascii() and raw.isalpha() else None
        if analysed is None:
            symbol = _SYMBOLS.get(raw)
            analysed = self._simple(symbol, raw) if symbol else self._compound(raw)
        if len(self._memo) >= _MEMO_LIMIT:
            self._memo.clear()
        self._memo[raw] = analysed
        return analysed

    def _simple(self, word: str, raw: str) -> _Analysed:
        return _analysed([Token(self._stem(word), 0, len(raw))])

    def _plain_word(self, raw: str) -> _Analysed:
        word = raw.lower()
        if self._is_dropped(word, raw):
            return _NOTHING
        digits = NUMBER_WORDS.get(word) if self._folds_first else None
        if digits:
            token = Token(digits, 0, len(raw))
            return _analysed([token], None, token)
        token = Token(self._stem(word), 0, len(raw))
        return _analysed([token], Token(word, 0, len(raw)) if word in MAGNITUDES else None)

    def _is_dropped(self, word: str, raw: str) -> bool:
        # An acronym that looks like a stop word ("IT", "US", "WHO") is a name.
        return word in self._stops and not (len(raw) > 1 and raw.isupper())

    def _compound(self, raw: str) -> _Analysed:
        tokens: list[Token] = []
        parts: list[str] = []
        number: Token | None = None
        first: Token | None = None
        end_of_last = 0
        for index, piece in enumerate(pieces(raw)):
            start, end = piece.start, piece.end
            joined = start == end_of_last or raw[end_of_last:start] in HYPHENS
            word, found = self._piece(piece)
            if index == 0:
                first = Token(word, 0, end) if word in MAGNITUDES and start == 0 else None
            elif not joined:
                parts.append("")
            if number is not None and start - number.end <= 1:
                found = self._after_number(number, piece, word, found)
            tokens.extend(found)
            number = found[0] if found and self._takes_magnitude(piece, word) else None
            parts.append(word)
            end_of_last = end
        whole = self._joined(parts)
        if whole:
            tokens.insert(0, Token(whole, 0, len(raw)))
        closes = number if number is not None and number.end == len(raw) else None
        return _analysed(tokens, first, closes)

    def _piece(self, piece: Piece) -> tuple[str, list[Token]]:
        kind, text, start, end = piece
        if kind == "number":
            digits = plain(text)
            return digits, [Token(digits, start, end)]
        if kind == "unspaced":
            return "", _bigrams(text, start)
        if kind == "acronym":
            word = fold(text.replace(".", ""))
        else:
            word = fold(without_clitic(text)) if self._folds_first else lower(text)
        if not word or self._is_dropped(word, text):
            return word, []
        if self._folds_first and word in NUMBER_WORDS:
            return word, [Token(NUMBER_WORDS[word], start, end)]
        return word, [Token(self._stem(word), start, end)]

    def _takes_magnitude(self, piece: Piece, word: str) -> bool:
        """Return whether a piece is a number that "million" may follow: no "3.11.2"."""
        if piece.kind == "number":
            return word.count(".") < 2
        return self._folds_first and piece.start == 0 and word in NUMBER_WORDS

    def _after_number(
        self, number: Token, piece: Piece, word: str, tokens: list[Token]
    ) -> list[Token]:
        """Return the tokens of a piece that follows a number: "600M", "4-billion", "3rd"."""
        attached = piece.start == number.end
        if attached and word in _ORDINALS:
            return []
        magnitude = word if word in MAGNITUDES else None
        start = piece.start
        if attached and magnitude is None:
            magnitude = magnitude_word(piece.text)
            start = number.start
        if magnitude is None:
            return tokens
        value = Token(scaled(number.term, magnitude), number.start, piece.end)
        return [value, Token(self._stem(magnitude), start, piece.end)]

    def _joined(self, parts: list[str]) -> str | None:
        """Return "cofounder" for "co-founder" and "gpt4" for "GPT-4": both are written."""
        if not 2 <= len(parts) <= 3 or not all(parts):
            return None
        follows_number = len(parts) == 2 and parts[0][0].isdigit()
        if follows_number and (parts[1] in _ORDINALS or magnitude_word(parts[1].upper())):
            return None
        return self._stem("".join(parts))

    def _stem(self, word: str) -> str:
        base = self._bases.get(word, word)
        stemmed = self._stemmer.stemWord(base)
        if not self._folds_first:
            stemmed = fold(stemmed)
        return str(stemmed)[:_LONGEST_TERM]


def _bigrams(text: str, start: int) -> list[Token]:
    if len(text) == 1:
        return [Token(lower(text), start, start + 1)]
    return [
        Token(lower(text[index : index + 2]), start + index, start + index + 2)
        for index in range(len(text) - 1)
    ]


@lru_cache(maxsize=8)
def analyzer_for(language: str) -> Analyzer:
    """Return the shared analyzer of a language. Raises UsageError where there is no stemmer."""
    return Analyzer(language)
