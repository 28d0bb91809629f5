"""The terms of one run of characters ("Qwen3.5-Max", "co-founder's"), in one language."""

from __future__ import annotations

import Stemmer

from retrieval.analysis.contractions import with_apostrophe, without_clitic
from retrieval.analysis.folding import fold, lower
from retrieval.analysis.irregular import base_forms
from retrieval.analysis.joining import ORDINALS, is_and, is_joined, joined
from retrieval.analysis.numerals import MAGNITUDES, NUMBER_WORDS, magnitude_word, plain, scaled
from retrieval.analysis.runs import APOSTROPHES, Piece, pieces
from retrieval.analysis.stopwords import stop_words
from retrieval.analysis.tokens import NOTHING, Analysed, Token, analysed

_SYMBOLS = {"%": "percent", "$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_LONGEST_TERM = 64


class RunTerms:
    """Turns runs into terms: case, accents, possessives, numbers and word forms."""

    def __init__(self, language: str) -> None:
        self._stemmer = Stemmer.Stemmer(language, 0)
        self._stops = stop_words(language)
        self._bases = base_forms(language)
        self._is_english = language in ("english", "porter")

    def of(self, raw: str) -> Analysed:
        """Return the terms of a run, with offsets in it."""
        if raw.isascii() and raw.isalpha():
            return self._plain_word(raw)
        symbol = _SYMBOLS.get(raw)
        if symbol:
            return analysed([Token(self.stem(symbol), 0, len(raw))])
        return NOTHING if raw[0] in APOSTROPHES else self._compound(raw)

    def stem(self, word: str) -> str:
        """Return the stem of a word in lower case, which is its term."""
        base = self._bases.get(word, word)
        stemmed = self._stemmer.stemWord(base)
        if not self._is_english:
            stemmed = fold(stemmed)
        return str(stemmed)[:_LONGEST_TERM]

    def _plain_word(self, raw: str) -> Analysed:
        word = with_apostrophe(raw.lower()) if self._is_english else raw.lower()
        if self._is_dropped(word, raw):
            return NOTHING
        digits = NUMBER_WORDS.get(word) if self._is_english else None
        if digits:
            token = Token(digits, 0, len(raw))
            return analysed([token], None, token)
        token = Token(self.stem(word), 0, len(raw))
        return analysed([token], Token(word, 0, len(raw)) if word in MAGNITUDES else None)

    def _is_dropped(self, word: str, raw: str) -> bool:
        # An acronym that looks like a stop word ("IT", "US", "WHO") is a name.
        return word in self._stops and not (1 < len(raw) == len(word) and raw.isupper())

    def _compound(self, raw: str) -> Analysed:
        tokens: list[Token] = []
        parts: list[str] = []
        number: Token | None = None
        first: Token | None = None
        end_of_last = 0
        for index, piece in enumerate(pieces(raw)):
            start, end = piece.start, piece.end
            word, found = self._piece(piece)
            if index == 0:
                first = Token(word, 0, end) if word in MAGNITUDES and start == 0 else None
            elif not is_joined(raw[end_of_last:start], parts[-1], piece):
                parts.append("")
            if number is not None and start - number.end <= 1:
                found = self._after_number(number, piece, word, found)
            if not is_and(raw, piece):
                tokens.extend(found)
            number = found[0] if found and self._takes_magnitude(piece, word) else None
            parts.append(word)
            end_of_last = end
        whole = joined(parts)
        if whole:
            tokens.insert(0, Token(self.stem(whole), 0, len(raw)))
        closes = number if number is not None and number.end == len(raw) else None
        return analysed(tokens, first, closes)

    def _piece(self, piece: Piece) -> tuple[str, list[Token]]:
        """Return a piece as a word that may be part of a longer one, and its tokens."""
        kind, text, start, end = piece
        if kind == "number":
            digits = plain(text)
            return digits, [Token(digits, start, end)]
        if kind == "unspaced":
            return "", _bigrams(text, start)
        if kind == "initials":
            return self._initials(piece)
        if kind == "dotted":
            word = fold(text[1:])
            whole = Token(self.stem(f"dot{word}"), start, end)
            return "", [whole, Token(self.stem(word), start + 1, end)]
        if kind == "acronym":
            word = fold(text.replace(".", ""))
        else:
            word = fold(without_clitic(text)) if self._is_english else lower(text)
        if not word or self._is_dropped(word, text):
            return word, []
        if self._is_english and word in NUMBER_WORDS:
            return word, [Token(NUMBER_WORDS[word], start, end)]
        return word, [Token(self.stem(word), start, end)]

    def _initials(self, piece: Piece) -> tuple[str, list[Token]]:
        """Return "at&t" and its letters for "AT&T", "io" for "I/O": one is never read "and"."""
        text = without_clitic(piece.text)
        sign = text.index("&") if "&" in text else text.index("/")
        whole = fold(text).replace("/", "")
        tokens = [Token(self.stem(whole), piece.start, piece.end)]
        for start, end in ((0, sign), (sign + 1, len(text))):
            letters = text[start:end]
            if not self._is_dropped(fold(letters), letters):
                tokens.append(Token(fold(letters), piece.start + start, piece.start + end))
        return whole, tokens

    def _takes_magnitude(self, piece: Piece, word: str) -> bool:
        """Return whether a piece is a number that "million" may follow: no "3.11.2"."""
        if piece.kind == "number":
            return word.count(".") < 2
        return self._is_english and piece.start == 0 and word in NUMBER_WORDS

    def _after_number(
        self, number: Token, piece: Piece, word: str, tokens: list[Token]
    ) -> list[Token]:
        """Return the tokens of a piece that follows a number: "600M", "4-billion", "3rd"."""
        attached = piece.start == number.end
        if attached and word in ORDINALS:
            return []
        magnitude = word if word in MAGNITUDES else None
        start = piece.start
        if attached and magnitude is None:
            magnitude = magnitude_word(piece.text)
            start = number.start
        if magnitude is None:
            return tokens
        value = Token(scaled(number.term, magnitude), number.start, piece.end)
        return [value, Token(self.stem(magnitude), start, piece.end)]


def _bigrams(text: str, start: int) -> list[Token]:
    if len(text) == 1:
        return [Token(lower(text), start, start + 1)]
    return [
        Token(lower(text[index : index + 2]), start + index, start + index + 2)
        for index in range(len(text) - 1)
    ]
