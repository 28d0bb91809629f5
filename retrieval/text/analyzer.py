"""Text to terms, the same way for passages and for questions.

Tokens are found in the text as it stands, so that each term knows the span it came from;
normalisation then works on one token at a time: Unicode compatibility forms (NFKC), case
folding, accents, possessives, numbers, and the Snowball stemmer of the language
(https://snowballstem.org). Scripts written without spaces are cut into bigrams.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from itertools import chain, pairwise

import Stemmer

from retrieval.errors import UsageError
from retrieval.text.identifiers import (
    humps,
    is_dotted_name,
    is_flag,
    is_hexadecimal,
    is_path,
    path_parts,
    release_of,
)
from retrieval.text.inflection import base_forms
from retrieval.text.languages import (
    AUTO,
    ENGLISH,
    document_language,
    function_words,
    language_terms,
    languages_of,
    question_language,
    script_language,
)
from retrieval.text.normalisation import (
    MAGNITUDES,
    NUMBER_WORDS,
    composed,
    fold,
    is_composed,
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
    RUN,
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

_ENGLISH = """
a an the this that these those there here
of in on at by for to from with into as than about per
and or but if so nor then
i me my mine we our ours you your yours he him his she her hers it its they them their theirs
am is are was were be been being do does did done doing has have had having
can could will would shall should may might must
what which who whom whose when where why how
also just very too such some any many much please ie eg
himself herself itself themselves myself yourself ourselves
"""

_ENGLISH_NAMES = ("english", "porter")


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the case-folded stop words of a language, empty where none are listed."""
    if language in _ENGLISH_NAMES:
        return frozenset(_ENGLISH.split())
    return function_words().get(language, frozenset())


_SYMBOLS = {"%": "percent", "$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_LONGEST_TERM = 64

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
        self._is_english = language in _ENGLISH_NAMES
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
        script = script_language(raw)
        if script in _BY_SCRIPT and script != self._language:
            return run_terms_for(script).of(raw)
        if is_path(raw):
            return self._path(raw)
        return self._flag(raw) if is_flag(raw) else self._compound(raw)

    def _path(self, raw: str) -> Analysed:
        """Return the path as one term, and those of the names in it."""
        tokens = [Token(fold(raw)[:_LONGEST_TERM], 0, len(raw))]
        for start, end in path_parts(raw):
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
        if is_hexadecimal(raw):
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
        elif is_dotted_name(raw):
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
        camel = self._humps(text, start) if text.isascii() and text.isalpha() else []
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

    With `stops_of`, the stop words are those of that language: what a question in it asks is
    looked for among the words of another. Equal analyzers give equal terms: nothing is learned
    from the texts it has seen.
    """

    def __init__(self, language: str = "english", stops_of: str | None = None) -> None:
        if language not in Stemmer.algorithms() and language not in function_words():
            known = ", ".join(sorted({*Stemmer.algorithms(), *function_words(), AUTO}))
            raise UsageError(f"expected a stemmer language, got {language!r}; known: {known}")
        self.language = stops_of or language
        self._run_terms = RunTerms(language, stops_of)
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


class CollectionAnalyzer(Analyzer):
    """The analyzer of sources in several languages, `languages`, that of most of them first.

    A text is analysed in the one it is in, in the first where its words do not tell.
    """

    def __init__(self, languages: tuple[str, ...]) -> None:
        super().__init__(languages[0])
        self.languages = languages
        self._own = {language: analyzer_for(language) for language in languages}
        self._of = lru_cache(_TEXTS_REMEMBERED)(self._chosen)

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of a text in order of their start; stop words leave none."""
        return super().tokens(text) if len(self.languages) == 1 else self._of(text).tokens(text)

    def terms(self, text: str) -> list[str]:
        """Return the terms of a text, as often as they occur, in the order of `tokens`."""
        return super().terms(text) if len(self.languages) == 1 else self._of(text).terms(text)

    def _chosen(self, text: str) -> Analyzer:
        english = stop_words(ENGLISH)
        language = question_language(text, english, self.languages)
        return self._own.get(language or "", self._own[self.languages[0]])

    def of_question(self, text: str) -> Analyzer:
        """Return the analyzer of a question: that of its language, where sources are in it.

        Otherwise its own words are left out, and the others are looked for as the sources
        write theirs.
        """
        language = question_language(text, stop_words(ENGLISH), self.languages)
        if language is None or language == self.language:
            return self if len(self.languages) == 1 else self._own[self.language]
        return self._own.get(language) or foreign_analyzer(self.language, language)

    def elsewhere(self, analyzer: Analyzer) -> list[Analyzer]:
        """Return the analyzers of the languages that sources are in besides that of another."""
        return [own for name, own in self._own.items() if name != analyzer.language]


_TEXTS_REMEMBERED = 4096


@lru_cache(maxsize=16)
def foreign_analyzer(language: str, question: str) -> Analyzer:
    """Return the analyzer of a question in a language that no source is in."""
    return Analyzer(language, stops_of=question)


@lru_cache(maxsize=16)
def analyzer_for(language: str) -> Analyzer:
    """Return the shared analyzer of a language, for "auto" that of English sources.

    Raises UsageError where the language is not known.
    """
    return collection_analyzer((ENGLISH,)) if language == AUTO else Analyzer(language)


def analyzer_of(language: str, df: Callable[[str], int], passages: int) -> Analyzer:
    """Return the analyzer of an index by the setting that it was built with.

    `df` is in how many of its passages a term stands.
    """
    if language != AUTO:
        return analyzer_for(language)
    return collection_analyzer(languages_of(df, passages))


def analyzer_of_document(language: str, text: str) -> tuple[Analyzer, list[str]]:
    """Return the analyzer of a document by that setting, and terms to mark its passages with.

    `text` is its beginning.
    """
    if language != AUTO:
        return analyzer_for(language), []
    own = document_language(text, stop_words(ENGLISH))
    return analyzer_for(own), language_terms(own)


@lru_cache(maxsize=16)
def collection_analyzer(languages: tuple[str, ...]) -> CollectionAnalyzer:
    """Return the shared analyzer of sources in some languages."""
    return CollectionAnalyzer(languages)
