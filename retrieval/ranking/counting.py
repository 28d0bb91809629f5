"""Numbers that count something: "9 billion" of "9 billion parameters"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.analysis.analyzer import Token
from retrieval.model import Span
from retrieval.ranking.answer_patterns import matches

_BETWEEN = 3
_LINKS = frozenset(
    "of is was were are at to about around approximately over under nearly the a number numbers "
    "numbered total totals totalled".split()
)
_COUNTING = re.compile(r"\b(?:one|single|sole|no|several|many|hundreds|thousands)\b", re.IGNORECASE)
_SCALE = re.compile(r"(?:[ -](?:hundred|thousand|million|billion|trillion|dozen)\b)*")
_CLAUSE = re.compile(r"[,;:.()]\s")


def number_beside(
    nouns: frozenset[str], sentence: str, tokens: Sequence[Token], typed: frozenset[str]
) -> str | None:
    """Return the number that stands beside a noun: "9 billion" of "9 billion parameters".

    `nouns` are the terms of what is counted. A number before it counts it with up to three words
    between, one behind it where only small words part them: "the parameters number 9 billion".
    """
    places = [place for place, token in enumerate(tokens) if token.term in nouns]
    if not places:
        return None
    for start, end in _numbers(sentence, tokens, typed):
        for place in places:
            noun = tokens[place]
            if end <= noun.start and _counts(sentence[end : noun.start]):
                return sentence[start:end]
            if start >= noun.end and _is_linked(sentence[noun.end : start]):
                return sentence[start:end]
    return None


def _counts(between: str) -> bool:
    return len(between.split()) <= _BETWEEN and _CLAUSE.search(between) is None


def _is_linked(between: str) -> bool:
    words = between.lower().replace(":", " ").split()
    return len(words) <= _BETWEEN and all(word in _LINKS or not word.isalnum() for word in words)


def _numbers(sentence: str, tokens: Sequence[Token], typed: frozenset[str]) -> Iterator[Span]:
    for match in matches(sentence, "number"):
        start = match.start
        scale = _SCALE.match(sentence, start + len(match.words))
        end = scale.end() if scale else start + len(match.words)
        terms = {token.term for token in tokens if start <= token.start < end}
        if not terms or not terms <= typed:
            yield start, end
    for found in _COUNTING.finditer(sentence):
        yield found.span()
