"""Whether the best passage answers, or nothing does: on what it speaks of, not on its score."""

from __future__ import annotations

from collections.abc import Collection

from retrieval.question import Question
from retrieval.ranking import Ranked

ENOUGH = 0.45
"""Share of the question that the best passage must speak of to be an answer."""

ENOUGH_WITHOUT_ANSWER = 0.65
"""The same where the question wants a person, date, number, place or quotation and the best
sentence has none."""

ENOUGH_WITHOUT_NAME = 0.7
"""The same where a name in the question, or a word that nothing mentions, is not spoken of."""

_TOLD_BY_WRITING = frozenset(("person", "date", "number", "place", "quotation"))


def answers(question: Question, best: Ranked, missing: Collection[str]) -> bool:
    """Return whether a passage speaks of enough of a question to answer it.

    `missing` holds the words of the question that no passage at all speaks of.
    """
    speaks = len(best.lacking) < len(question.concepts)
    return speaks and best.coverage >= _enough(question, best, missing)


def _enough(question: Question, best: Ranked, missing: Collection[str]) -> float:
    """Return the share of a question that its best passage must speak of."""
    if missing or any(concept.is_name for concept in best.lacking):
        return ENOUGH_WITHOUT_NAME
    return ENOUGH if _may_answer(question, best) else ENOUGH_WITHOUT_ANSWER


def _may_answer(question: Question, best: Ranked) -> bool:
    """Return whether the best sentence has what the question wants, or that cannot be told."""
    if question.expects not in _TOLD_BY_WRITING:
        return True
    telling = max(best.sentences, key=lambda sentence: sentence.value, default=None)
    return telling is not None and telling.answer is not None
