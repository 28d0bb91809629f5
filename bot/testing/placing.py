"""Where the right passage of a question came, and what came first, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from retrieval.askable import Askable
from retrieval.evaluation.outcomes import Judged, Outcome
from retrieval.model import Passage
from retrieval.ranking.ranked import Ranked


class Right(NamedTuple):
    """A right passage.

    `rank` is its place, from 1, None where it was not among those that are ranked; `ranked` tells
    what it would score nevertheless, None where it shares no term with the question.
    """

    passage: Passage
    rank: int | None
    ranked: Ranked | None


class Placing(NamedTuple):
    """What came first, None where nothing did, and the best right passage, None without any.

    `among` is how many passages were ranked.
    """

    first: Ranked | None
    right: Right | None
    among: int


def placing(outcome: Outcome, library: Askable) -> Placing:
    """Return where the passages of a question that was asked came in its ranking.

    They are ranked by the library's own weights, as they were when it was asked.
    """
    answering = library.opened_now.answering
    question = answering.understood(outcome.read_as)
    ranked = list(answering.ranking.rank(question))
    first = ranked[0] if ranked else None
    for rank, one in enumerate(ranked, 1):
        if is_right(outcome.judged, one.passage):
            return Placing(first, Right(one.passage, rank, one), len(ranked))
    for number in _right_numbers(outcome.judged, library):
        alone = next(answering.ranking.rank(question, within=range(number, number + 1)), None)
        return Placing(first, Right(library.corpus.passage(number), None, alone), len(ranked))
    return Placing(first, None, len(ranked))


def is_right(judged: Judged, passage: Passage) -> bool:
    """Return whether a passage is right for a question."""
    name = passage.passage_id if judged.unit == "passage" else passage.doc_id
    return judged.grades.get(name, 0) > 0


def _right_numbers(judged: Judged, library: Askable) -> Iterator[int]:
    """Yield the numbers of the passages that are right."""
    corpus = library.corpus
    for name in judged.grades:
        doc_id = name.rpartition("#")[0] if judged.unit == "passage" else name
        document = corpus.number_of(doc_id)
        for number in () if document is None else corpus.passages_of(document):
            if is_right(judged, corpus.passage(number)):
                yield number
