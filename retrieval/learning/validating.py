"""How well learned weights do on questions about articles that they were not learned from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from retrieval.answering.abstention import certainty
from retrieval.answering.quoting import excerpt
from retrieval.evaluation.judging import mark_right
from retrieval.learning.examples import Example
from retrieval.learning.training import Scored, learn, scored
from retrieval.ranking.weights import Weights

FOLDS = 5


class Judged(NamedTuple):
    """A question answered with weights that were learned without its article.

    `rank` is that of the first right document, from 1, None where none was found; `holds` says
    whether the first mark holds an accepted answer, None where none is given; `likelihood` is
    how sure the answer was, `least` how sure it has to be, by caution.
    """

    example: Example
    rank: int | None
    holds: bool | None
    likelihood: float
    least: Mapping[str, float]

    @property
    def is_first(self) -> bool:
        """Whether the right passage came first."""
        return self.rank == 1


def cross_validated(examples: Sequence[Example], more: Sequence[Example] = ()) -> Iterator[Judged]:
    """Yield each question as answered with weights learned from the other folds.

    Questions whose right passages stand under one title are in one fold. What is in `more` is
    learned from as well, and not judged.
    """
    for number in range(FOLDS):
        every = (*examples, *more)
        learned = learn([one for one in every if _fold(one.group) != number], {})
        for example in examples:
            if _fold(example.group) == number:
                yield judged(example, learned)


def judged(example: Example, weights: Weights) -> Judged:
    """Return a question as answered with weights."""
    order = scored(example.found, weights)
    documents = dict.fromkeys(one.ranked.passage.doc_id for one in order)
    right = {one.ranked.passage.doc_id for one in order if one.found.is_right}
    ranks = (rank for rank, doc_id in enumerate(documents, 1) if doc_id in right)
    best = order[0] if order else None
    likelihood = certainty(example.question, [one.ranked for one in order], weights)
    return Judged(
        example,
        next(ranks, None),
        mark_right(example.case, _mark(best)),
        likelihood,
        weights.cautions,
    )


def _mark(best: Scored | None) -> str:
    """Return what is marked first of a passage, as an answer would show it."""
    if best is None:
        return ""
    shown = excerpt(best.ranked.passage, best.ranked.sentences)
    return shown.text[slice(*shown.marks[0])] if shown.marks else ""


def _fold(group: str) -> int:
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") % FOLDS
