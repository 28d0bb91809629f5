"""Does a sentence hold something that could be the answer: a person, a date, a number, a place?

Told from the writing alone: capitals, digits, month names, quotation marks, turns of phrase.
What the question already names is no answer to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from retrieval.analysis.analyzer import Analyzer
from retrieval.question.answer_types import AnswerType
from retrieval.ranking.answer_patterns import Match, matches
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
        if fits and fits(name) and typed.isdisjoint(analyzer.terms(name.words)):
            yield name.in_place if expects == "place" else name.words
    for match in matches(sentence, expects):
        if _is_new(match, sentence, expects, typed, analyzer):
            yield match.words.strip()


def _is_new(
    match: Match, sentence: str, expects: AnswerType, typed: frozenset[str], analyzer: Analyzer
) -> bool:
    if expects == "definition":
        # What is explained stands before "is a": in the question, and as its subject here.
        return not typed.isdisjoint(analyzer.terms(sentence[: match.start]))
    return expects not in _COUNTED or not typed.issuperset(analyzer.terms(match.new))
