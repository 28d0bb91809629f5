"""Text to terms, the same way for passages and for questions.

Tokens are found in the text as it stands, so that each term knows the span it came from.
`retrieval.text.run_terms` then works on one run of characters at a time. An index has the
analyzer of the language of its sources, or of their languages.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import chain

import Stemmer

from retrieval.errors import UsageError
from retrieval.text.languages import (
    AUTO,
    ENGLISH,
    document_language,
    function_words,
    language_terms,
    languages_of,
    question_language,
)
from retrieval.text.languages import stop_words as stop_words  # noqa: PLC0414  # public here
from retrieval.text.normalisation import MAGNITUDES, composed, is_composed, scaled
from retrieval.text.run_terms import RunTerms
from retrieval.text.tokens import NOTHING, RUN, Analysed, Token

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
        language = question_language(text, self.languages)
        return self._own.get(language or "", self._own[self.languages[0]])

    def of_question(self, text: str) -> Analyzer:
        """Return the analyzer of a question: that of its language, where sources are in it.

        Otherwise its own words are left out, and the others are looked for as the sources
        write theirs.
        """
        language = question_language(text, self.languages)
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
    own = document_language(text)
    return analyzer_for(own), language_terms(own)


@lru_cache(maxsize=16)
def collection_analyzer(languages: tuple[str, ...]) -> CollectionAnalyzer:
    """Return the shared analyzer of sources in some languages."""
    return CollectionAnalyzer(languages)
