"""Does a sentence hold something that could be the answer: a person, a date, a number, a place?

Told from the writing alone: capitals, digits, month names, quotation marks, turns of phrase.
What the question already names is no answer to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from retrieval.analysis.analyzer import Analyzer
from retrieval.question.answer_types import AnswerType
from retrieval.question.focus_words import kind_of
from retrieval.ranking.answer_patterns import Match, matches
from retrieval.ranking.closed_classes import class_pattern
from retrieval.ranking.proper_names import (
    Name,
    may_be_organisation,
    may_be_person,
    may_be_place,
    names_of,
)

_NAMED: dict[AnswerType, Callable[[Name], bool]] = {
    "person": may_be_person,
    "organisation": may_be_organisation,
    "place": may_be_place,
}
_SMALL = frozenset("of the and de la in".split())
_COUNTED = frozenset(("date", "number", "place"))


def holds_answer(
    sentence: str, expects: AnswerType, typed: frozenset[str], analyzer: Analyzer
) -> str | None:
    """Return the words of a sentence that could be an answer of a type, None where none could.

    `typed` holds the terms of the question: a name made of them is not new.
    """
    return next(_candidates(sentence, expects, typed, analyzer), None)


def _candidates(
    sentence: str, expects: AnswerType, typed: frozenset[str], analyzer: Analyzer
) -> Iterator[str]:
    fits = _NAMED.get(expects)
    for name in names_of(sentence) if fits else ():
        if fits and fits(name) and _is_new_name(name, expects, typed, analyzer):
            yield name.in_place if expects == "place" else name.words
    if expects == "place":
        yield from _countries(sentence, typed, analyzer)
    for match in matches(sentence, expects):
        if _is_new(match, sentence, expects, typed, analyzer):
            yield match.words.strip()


def _countries(sentence: str, typed: frozenset[str], analyzer: Analyzer) -> Iterator[str]:
    for noun in ("country", "continent"):
        pattern = class_pattern(noun)
        for found in pattern.finditer(sentence) if pattern else ():
            if typed.isdisjoint(analyzer.terms(found.group())):
                yield found.group()


def _is_new_name(
    name: Name, expects: AnswerType, typed: frozenset[str], analyzer: Analyzer
) -> bool:
    """Return whether a name is not the question's; "Sea of Japan" is new to "which sea"."""
    shared = typed.intersection(analyzer.terms(name.words))
    if not shared or expects == "person":
        return not shared
    words = name.words.lower().split()
    new = [word for word in words if kind_of(word) is None and word not in _SMALL]
    return bool(new) and typed.isdisjoint(analyzer.terms(" ".join(new)))


def _is_new(
    match: Match, sentence: str, expects: AnswerType, typed: frozenset[str], analyzer: Analyzer
) -> bool:
    if expects == "definition":
        # What is explained stands before "is a": in the question, and as its subject here.
        return not typed.isdisjoint(analyzer.terms(sentence[: match.start]))
    return expects not in _COUNTED or not typed.issuperset(analyzer.terms(match.new))
