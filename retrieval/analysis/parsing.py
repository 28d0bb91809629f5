"""A passage's text cut into sentences with their terms, remembered: the same ones come up often."""

from __future__ import annotations

import re
from functools import lru_cache
from math import log
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer, Token
from retrieval.model import Span
from retrieval.passages.sentences import sentences

_REMEMBERED = 4096
_PRONOUN = re.compile(
    r"(?:``\s*|[\"'\u201c(]\s*)?(?:he|she|it|they|this|these|that|those|his|her|its|their|such|"
    r"both|here|there)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[ (\"\u201c])[A-Z][a-z]+")
_DIGIT = re.compile(r"\d")
_QUOTES = "\"'\u201c\u201d\u2018\u2019(["


class ParsedSentence(NamedTuple):
    """A sentence: its span in the text, its terms in order, and their spans in the sentence.

    `length` is the logarithm of the number of terms, `names` are the capitalised words but the
    first, in lower case; `has_digits` and `is_pronominal` say whether there is a digit, and
    whether it begins with a pronoun.
    """

    span: Span
    terms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    length: float
    names: frozenset[str]
    has_digits: bool
    is_pronominal: bool

    @property
    def tokens(self) -> list[Token]:
        """The tokens, with offsets in the sentence."""
        return list(map(Token, self.terms, self.starts, self.ends))


@lru_cache(maxsize=_REMEMBERED)
def parsed(analyzer: Analyzer, text: str) -> tuple[ParsedSentence, ...]:
    """Return the sentences of a text in order."""
    tokens = analyzer.tokens(text)
    found = []
    place = 0
    for start, end in sentences(text):
        first = place
        while place < len(tokens) and tokens[place].start < end:
            place += 1
        found.append(_parsed(text, (start, end), tokens[first:place]))
    return tuple(found)


def _parsed(text: str, span: Span, tokens: list[Token]) -> ParsedSentence:
    start, end = span
    words = text[start:end]
    terms, starts, ends = zip(*tokens, strict=True) if tokens else ((), (), ())
    return ParsedSentence(
        span,
        terms,
        tuple([place - start for place in starts]),
        tuple([place - start for place in ends]),
        log(1 + len(tokens)),
        frozenset(name.lower() for name in _NAME.findall(words)),
        _DIGIT.search(words) is not None,
        _PRONOUN.match(words) is not None,
    )


def capital_told(text: str, start: int) -> bool | None:
    """Return whether the word at a place has a capital of its own, None where that is not told.

    Only what follows a word in lower case tells: a capital elsewhere may be that of a sentence
    or of a title.
    """
    return text[start].isupper() if _tells(text, start) else None


def _tells(text: str, start: int) -> bool:
    """Return whether a word in lower case stands before a place, with only a space between."""
    before = start - 1
    while before >= 0 and text[before] in _QUOTES:
        before -= 1
    if before < 1 or text[before] not in " \n":
        return False
    # Of the word before, its first letter: "the White House" has another capital before it.
    last = text[before - 1]
    first = max(text.rfind(" ", 0, before), text.rfind("\n", 0, before)) + 1
    return last.isalpha() and text[first].islower()
