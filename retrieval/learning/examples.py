"""What questions with known answers show: for each, the passages found and their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.analyzer import analyzer_for
from retrieval.answering.answering import Answering
from retrieval.askable import Askable
from retrieval.evaluation.cases import Case, Right
from retrieval.evaluation.same_words import holds, words
from retrieval.model import Passage
from retrieval.question.question import Question
from retrieval.ranking.passage_evidence import PASSAGE_EVIDENCE
from retrieval.ranking.ranked import Ranked
from retrieval.ranking.ranking import Ranking
from retrieval.ranking.weights import Weights

_OWN = PASSAGE_EVIDENCE.index("sentence")

NOTHING = Weights({}, {}, {}, 0.0, {}, {})
"""Weights under which evidence is gathered: none of it counts yet."""


class Found(NamedTuple):
    """A passage found for a question: its own evidence, and that of each of its sentences.

    `holds` says of each sentence whether it holds an accepted answer.
    """

    ranked: Ranked
    title: str
    is_right: bool
    own: NDArray[np.float64]
    sentences: NDArray[np.float64]
    holds: NDArray[np.bool_]


class Example(NamedTuple):
    """A question, and the passages found for it in BM25's order.

    `group` is the title that the right passage stands under: questions of one article belong
    on one side of a split.
    """

    case: Case
    question: Question
    found: tuple[Found, ...]
    group: str
    has_answer: bool


def examples(library: Askable, cases: Sequence[Case]) -> Iterator[Example]:
    """Yield what is found for each case that says whether it has an answer."""
    opened = library.opened_now
    analyzer = analyzer_for(library.recipe.language)
    ranking = Ranking(opened.corpus, opened.engine, analyzer, NOTHING)
    answering = Answering(opened.corpus, opened.engine, analyzer)
    listed = (one.document for one in library.documents())
    titles = {document.doc_id: document.title or document.doc_id for document in listed}
    for case in cases:
        if case.expects is None:
            continue
        question = answering.understood(case.question, case.history)
        found = tuple(
            _found(ranked, titles[ranked.passage.doc_id], case)
            for ranked in ranking.first(question)
        )
        yield Example(case, question, found, _group(case, found, titles), case.expects == "answer")


def _group(case: Case, found: Sequence[Found], titles: Mapping[str, str]) -> str:
    named = (titles.get(one.doc_id) for one in case.right if one.doc_id and one.grade > 0)
    seen = (one.title for one in found if one.is_right)
    return next((title for title in (*named, *seen) if title), case.case_id)


def _found(ranked: Ranked, title: str, case: Case) -> Found:
    accepted = [words(answer) for answer in case.answers]
    told = [words(ranked.passage.text[slice(*one.span)]) for one in ranked.sentences]
    return Found(
        ranked,
        title,
        any(_is_right(ranked.passage, right) for right in case.right),
        np.array(ranked.measured[:_OWN]),
        np.array([sentence.evidence for sentence in ranked.sentences]),
        np.array([any(holds(one, answer) for answer in accepted) for one in told], bool),
    )


def _is_right(passage: Passage, right: Right) -> bool:
    if right.grade <= 0 or right.doc_id not in (None, passage.doc_id):
        return False
    return right.anchor is None or holds(words(passage.text), words(right.anchor))
