"""What limits a statement to one of several: a year, a place, "second", "adult"."""

from __future__ import annotations

import re

from retrieval.agreement.telling import Telling
from retrieval.model import Span
from retrieval.question.focus_words import kind_of
from retrieval.values.found import names
from retrieval.values.names import name_words
from retrieval.values.reading import Reading

_ONE_OF_SEVERAL = re.compile(
    r"\b(?:(?:1\d|20)\d\d|first|second|third|fourth|fifth|last|final|next|new|old|original|revised"
    r"|special|deluxe|junior|senior|youth|wom[ae]n|m[ae]n|girls?|boys?|indoor|outdoor|north\w*"
    r"|south\w*|east\w*|west\w*|upper|lower|summer|winter|annual\w*|month\w*|week\w*|daily|each"
    r"|per|only|half|part\w*|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    re.IGNORECASE,
)
_LIMITING = re.compile(r"\b(?:of|in|for|on|at|to|from|within|across)\s+(?:the\s+)?$")
_DONE_BY = re.compile(r"\bby\s+(?:the\s+)?$")
_FOR_WHOM = re.compile(
    r"\b(?:as|for|per|every)\s+(?:(?:the|a|an|its|his|her|their)\s+)?(?P<word>[a-z]\w*)"
)
CLAUSE = re.compile(r";|,\s+(?:and|but|while|which|where|who)\b")
"""Where a clause of a sentence ends and the next begins."""


def limits(telling: Telling, one: Reading, values: list[Reading]) -> frozenset[str]:
    """Return the words that limit what a sentence states of a value.

    `values` are what else it could be: they limit nothing.
    """
    text = _without(telling.text, values)
    window = telling.window(one)
    clause = _clause(text, window)
    words = {match.group().lower() for match in _ONE_OF_SEVERAL.finditer(clause)}
    # "16 euros for adults", "replaced Ann as captain"
    words |= {match["word"] for match in _FOR_WHOM.finditer(clause)}
    for name in names(text):
        before = _LIMITING.search(text, 0, name.start)
        if before is None and one.value.kind == "answer":
            # What one has not done another may have.
            before = _DONE_BY.search(text, 0, name.start)
        # "released in Europe on", "released on 1 July in Brazil"
        if before and window[0] <= name.start and before.start() <= window[1] + 1:
            words |= name_words(name.value.normalised)
    return frozenset(words) | _qualifier(telling, one, values) | _of_what_is_counted(telling, one)


def subject(telling: Telling, names_asked: list[bool]) -> frozenset[str]:
    """Return the words that the question's names are written with besides: "Junyang" for "Lin"."""
    spoken = [
        places[0] for is_name, places in zip(names_asked, telling.told, strict=True) if is_name
    ]
    words: set[str] = set()
    for start, end in telling.beside(spoken):
        words |= name_words(telling.text[start:end])
    for token in spoken:
        words -= name_words(telling.text[token.start : token.end])
    return frozenset(words)


def _qualifier(telling: Telling, one: Reading, values: list[Reading]) -> frozenset[str]:
    """Return the word right before what is told of, which may tell it from another: "adult".

    What somebody is ("the engineer Ann") does not.
    """
    start = telling.start(one)
    text = telling.text
    return frozenset(
        text[token.start : token.end].lower()
        for token in telling.tokens
        if token.end == start - 1
        and text[token.end] == " "
        and kind_of(text[token.start : token.end].lower()) != "person"
        and not any(value.start < token.end and token.start < value.end for value in values)
    )


def _of_what_is_counted(telling: Telling, one: Reading) -> frozenset[str]:
    """Return the words between a number and what it counts: "gold" of "16 gold medals"."""
    if one.value.kind != "number":
        return frozenset()
    after = [token.start for token in telling.near(one) if token.start >= one.end]
    between = (token for token in telling.tokens if one.end <= token.start < min(after, default=0))
    return frozenset(telling.text[token.start : token.end].lower() for token in between)


def _clause(text: str, window: Span) -> str:
    first, last = window
    after = CLAUSE.search(text, last)
    start = max((found.end() for found in CLAUSE.finditer(text, 0, first)), default=0)
    return text[start : after.start() if after else len(text)]


def _without(text: str, values: list[Reading]) -> str:
    """Return a text with blanks in the place of values."""
    for one in values:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text
