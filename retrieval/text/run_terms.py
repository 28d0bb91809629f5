"""The terms of one run of characters: case, accents, possessives, numbers, identifiers, word forms.

Normalisation works on one token at a time: Unicode compatibility forms (NFKC), case folding,
accents, possessives, numbers, and the Snowball stemmer of the language
(https://snowballstem.org). Scripts written without spaces are cut into bigrams.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import Stemmer

from retrieval.model import Span
from retrieval.text.identifiers import (
    humps,
    is_dotted_name,
    is_flag,
    is_hexadecimal,
    is_path,
    is_signs,
    is_symbol,
    is_tailed,
    path_parts,
    release_of,
    tailed_parts,
)
from retrieval.text.inflection import base_forms
from retrieval.text.languages import ENGLISH_NAMES, script_language, stop_words
from retrieval.text.normalisation import (
    MAGNITUDES,
    NUMBER_WORDS,
    fold,
    lower,
    magnitude_word,
    plain_number,
    scaled,
    with_apostrophe,
    without_clitic,
)
from retrieval.text.tokens import (
    APOSTROPHES,
    NOTHING,
    ORDINALS,
    SYLLABLE,
    Analysed,
    Subtoken,
    Token,
    analysed,
    is_and,
    is_joined,
    joined_word,
    subtokens,
)

_SYMBOLS = {"%": "percent", "$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_LONGEST_TERM = 64
_SIGNS = "/~."

# What is written in a script of its own tells its language, whatever stands around it.
_BY_SCRIPT = frozenset(("russian", "arabic", "hebrew", "greek"))
_WITH_POINTS = frozenset(("arabic", "hebrew"))


class RunTerms:
    """Turns runs into terms: case, accents, possessives, numbers and word forms."""

    def __init__(self, language: str, stops_of: str | None = None) -> None:
        self._language = language
        has_stemmer = language in Stemmer.algorithms()
        self._stemmer = Stemmer.Stemmer(language, 0) if has_stemmer else None
        self._stops = stop_words(stops_of or language)
        self._bases = base_forms(language)
        self._is_english = language in ENGLISH_NAMES
        self._has_tones = language == "vietnamese"
        self._has_points = language in _WITH_POINTS
        if self._has_points:
            self._stops = frozenset(map(fold, self._stops))

    def of(self, raw: str) -> Analysed:
        """Return the terms of a run, with offsets in it."""
        if raw.isascii() and raw.isalpha():
            return self._plain_word(raw)
        symbol = _SYMBOLS.get(raw)
        if symbol:
            return analysed([Token(self.stem(symbol), 0, len(raw))])
        if raw[0] in APOSTROPHES:
            return NOTHING
        if is_signs(raw):
            return self._exact(raw, []) if is_symbol(raw) else NOTHING
        script = None if raw.isascii() else script_language(raw)
        if script in _BY_SCRIPT and script != self._language:
            return run_terms_for(script).of(raw)
        if raw[0] in _SIGNS and is_path(raw):
            return self._exact(raw, path_parts(raw))
        if is_flag(raw):
            return self._flag(raw)
        return self._exact(raw, tailed_parts(raw)) if is_tailed(raw) else self._compound(raw)

    def _exact(self, raw: str, parts: Sequence[Span]) -> Analysed:
        """Return a path, or a word with its signs, as one term, and those of the names in it."""
        tokens = [Token(fold(raw)[:_LONGEST_TERM], 0, len(raw))]
        for start, end in parts:
            tokens += self._within(raw, start, end)
        return analysed(tokens)

    def _flag(self, raw: str) -> Analysed:
        """Return the option with its dashes as one term, and those of its words."""
        exact = Token(fold(raw)[:_LONGEST_TERM], 0, len(raw))
        bare = raw.lstrip("-")
        return analysed([exact, *self._within(raw, len(raw) - len(bare), len(raw))])

    def _within(self, raw: str, start: int, end: int) -> list[Token]:
        """Return the tokens of a part of a run, with offsets in the run."""
        return [
            Token(token.term, token.start + start, token.end + start)
            for token in self.of(raw[start:end]).tokens
        ]

    def stem(self, word: str) -> str:
        """Return the stem of a word in lower case, which is its term."""
        base = self._bases.get(word, word)
        stemmed = self._stemmer.stemWord(base) if self._stemmer else base
        if not (self._is_english or self._has_tones):
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
        opens_with = Token(word, 0, len(raw)) if word in MAGNITUDES else None
        # Nearly all words are in small letters after the first, and looked at no further.
        if raw[1:].islower():
            return analysed([token], opens_with)
        return analysed([token, *self._humps(raw, 0)], opens_with)

    def _humps(self, raw: str, offset: int) -> list[Token]:
        """Return the tokens of the words in a camelCase word."""
        return [
            Token(self.stem(word), offset + start, offset + end)
            for start, end in humps(raw)
            if not self._is_dropped(word := raw[start:end].lower(), raw[start:end])
        ]

    def _is_dropped(self, word: str, raw: str) -> bool:
        # An acronym that looks like a stop word ("IT", "US", "WHO") is a name.
        return word in self._stops and not (1 < len(raw) == len(word) and raw.isupper())

    def _compound(self, raw: str) -> Analysed:
        if raw[0] == "0" and is_hexadecimal(raw):
            return analysed([Token(raw.lower()[:_LONGEST_TERM], 0, len(raw))])
        tokens: list[Token] = []
        parts: list[str] = []
        number: Token | None = None
        first: Token | None = None
        end_of_last = 0
        is_name = "_" in raw
        for index, piece in enumerate(subtokens(raw)):
            start, end = piece.start, piece.end
            word, found = self._piece(piece, is_name=is_name)
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
        whole = joined_word(parts, is_name=is_name)
        # In English, "how-to" and "set-up" are nouns; "peut-on" and "va-t-il" only ask.
        if whole and (tokens or self._is_english):
            tokens.insert(0, Token(self.stem(whole), 0, len(raw)))
        elif "." in raw and is_dotted_name(raw):
            tokens.insert(0, Token(fold(raw)[:_LONGEST_TERM], 0, len(raw)))
        closes = number if number is not None and number.end == len(raw) else None
        return analysed(tokens, first, closes)

    def _piece(self, piece: Subtoken, *, is_name: bool) -> tuple[str, list[Token]]:
        """Return a piece as a word that may be part of a longer one, and its tokens.

        In a name of code, capitals are no acronym: "READ_FROM" has a "from".
        """
        kind, text, start, end = piece
        if kind == "number":
            digits = plain_number(text)
            release = release_of(digits)
            parts = [Token(release, start, start + len(release))] if release else []
            return digits, [Token(digits, start, end), *parts]
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
        elif self._has_points:
            word = fold(text)
        else:
            word = fold(without_clitic(text)) if self._is_english else lower(text)
        # Whose accents are left out here may be told apart by them: "là" is no "la".
        is_stop = not text.isascii() and lower(text) in self._stops
        if not word or is_stop or self._is_dropped(word, word if is_name else text):
            return word, []
        if self._is_english and word in NUMBER_WORDS:
            return word, [Token(NUMBER_WORDS[word], start, end)]
        if text[1:].islower() or not (text.isascii() and text.isalpha()):
            return word, [Token(self.stem(word), start, end)]
        camel = self._humps(text, start)
        return word, [Token(self.stem(word), start, end), *camel]

    def _initials(self, piece: Subtoken) -> tuple[str, list[Token]]:
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

    def _takes_magnitude(self, piece: Subtoken, word: str) -> bool:
        """Return whether a piece is a number that "million" may follow: no "3.11.2"."""
        if piece.kind == "number":
            return word.count(".") < 2
        return self._is_english and piece.start == 0 and word in NUMBER_WORDS

    def _after_number(
        self, number: Token, piece: Subtoken, word: str, tokens: list[Token]
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


@lru_cache(maxsize=32)
def run_terms_for(language: str) -> RunTerms:
    """Return the shared terms of runs in a language."""
    return RunTerms(language)


def _bigrams(text: str, start: int) -> list[Token]:
    """Return each two neighbouring letters, with the vowels and tones that are written at them."""
    letters = [match.span() for match in SYLLABLE.finditer(text)]
    pairs = [(one[0], other[1]) for one, other in pairwise(letters)] or letters
    return [Token(lower(text[first:end]), start + first, start + end) for first, end in pairs]
