"""What questions with known answers show: for each, the passages found and their features.

Small collections are cut out of a large one as well, so that what is learned holds for a team's
handful of documents on one subject, where every word is common and the nearest wrong passage is
very near.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.answerer import Answerer
from retrieval.askable import Askable
from retrieval.evaluation.beir import write_beir
from retrieval.evaluation.cases import Case, Relevance, compared_words, holds
from retrieval.library import Library
from retrieval.model import Document, Passage, PassageMatch, PassageText
from retrieval.question.question import Question
from retrieval.ranking.passage_features import PASSAGE_FEATURES
from retrieval.ranking.reranker import PassageMatcher, RankedPassage, Reranker
from retrieval.ranking.weights import Weights
from retrieval.reader.reader import TransformerReader
from retrieval.text.analyzer import analyzer_of

_OWN = PASSAGE_FEATURES.index("sentence")

NO_WEIGHTS = Weights({}, {}, {}, 0.0, {}, {})
"""Weights under which features are gathered: none of them counts yet."""


class ExamplePassage(NamedTuple):
    """A passage found for a question: its own features, and a row of them for each sentence.

    `holds` says of each sentence whether it holds an accepted answer.
    """

    ranked: RankedPassage
    title: str
    is_right: bool
    passage_features: NDArray[np.float64]
    sentence_features: NDArray[np.float64]
    holds: NDArray[np.bool_]


class Example(NamedTuple):
    """A question, and the passages found for it in BM25's order.

    `group` is the title that the right passage stands under: questions of one article belong
    on one side of a split. `counts` is what it counts in learning when to abstain.
    """

    case: Case
    question: Question
    passages: tuple[ExamplePassage, ...]
    group: str
    has_answer: bool
    counts: float = 1.0


class EveryPassage:
    """Has a reader read every passage: what it makes of each is learned from."""

    def __init__(self, reader: TransformerReader) -> None:
        self._reader = reader
        self.kind = reader.kind

    def matches(
        self,
        question: str,
        passages: Sequence[PassageText],
        scores: Sequence[float],
        cosine_weight: float,
    ) -> Sequence[PassageMatch | None]:
        """Return how each passage matches."""
        del scores, cosine_weight
        return self._reader.read(question, passages)


def examples(
    library: Askable, cases: Sequence[Case], reader: PassageMatcher | None = None
) -> Iterator[Example]:
    """Yield what is found for each case that says whether it has an answer.

    With what a `reader` makes of each passage, where one is given.
    """
    opened = library.open_index
    engine = opened.engine
    analyzer = analyzer_of(library.recipe.language, engine.df, len(engine))
    reranker = Reranker(opened.corpus, opened.engine, analyzer, NO_WEIGHTS, reader)
    answering = Answerer(opened.corpus, opened.engine, analyzer)
    listed = (one.document for one in library.documents())
    titles = {document.doc_id: document.title or document.doc_id for document in listed}
    for case in cases:
        if case.expects is None:
            continue
        question = answering.understood(case.question, case.history)
        # What a near miss has in mind answers it as little as the rest.
        judged = case if case.expects == "answer" else case._replace(right=(), answers=())
        passages = tuple(
            _example_passage(ranked, titles[ranked.passage.doc_id], judged)
            for ranked in reranker.first(question)
        )
        group = _group(case, passages, titles)
        yield Example(case, question, passages, group, case.expects == "answer")


def _group(case: Case, passages: Sequence[ExamplePassage], titles: Mapping[str, str]) -> str:
    named = (titles.get(one.doc_id) for one in case.right if one.doc_id and one.grade > 0)
    ranked = (one.title for one in passages if one.is_right)
    return next((title for title in (*named, *ranked) if title), case.case_id)


def _example_passage(ranked: RankedPassage, title: str, case: Case) -> ExamplePassage:
    accepted = [compared_words(answer) for answer in case.answers]
    sentences = [compared_words(ranked.passage.text[slice(*one.span)]) for one in ranked.sentences]
    return ExamplePassage(
        ranked,
        title,
        any(_is_right(ranked.passage, right) for right in case.right),
        np.array(ranked.measured[:_OWN]),
        np.array([sentence.evidence for sentence in ranked.sentences]),
        np.array([any(holds(one, answer) for answer in accepted) for one in sentences], bool),
    )


def _is_right(passage: Passage, right: Relevance) -> bool:
    if right.grade <= 0 or right.doc_id not in (None, passage.doc_id):
        return False
    return right.anchor is None or holds(compared_words(passage.text), compared_words(right.anchor))


NEAR_MISS = "near-miss"
"""The set of questions that name somebody or something else than one that has an answer."""

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'-]+(?: (?:of |the )?[A-Z][\w'-]+)*")
_EACH_NEAR_MISS = 3


def near_misses(cases: Sequence[Case], seed: int = 0) -> list[Case]:
    """Return questions that nothing answers, though all but a name in them is answered.

    One for every third case that names something within it: the name is exchanged for one that
    another case names. The same seed gives the same questions.
    """
    chosen = random.Random(seed)  # noqa: S311  # nothing is kept secret by it
    named = [
        (case, match)
        for case in cases
        if case.expects == "answer" and (match := _NAME.search(case.question))
    ]
    found = []
    for case, match in named[::_EACH_NEAR_MISS]:
        other = chosen.choice(named)[1].group()
        if not {*other.lower().split()} & {*case.question.lower().split()}:
            found.append(
                case._replace(
                    case_id=f"{case.case_id}-{NEAR_MISS}",
                    question=case.question[: match.start()] + other + case.question[match.end() :],
                    expects="abstain",
                    answers=(),
                    set_name=NEAR_MISS,
                )
            )
    return found


SIZES = (4, 8, 16, 32)
"""Articles in a sample; of each size, as many samples as are asked for."""

_BESIDE = 2
_LIKE = 400


def sampled_examples(
    library: Askable,
    cases: Sequence[Case],
    each: int,
    seed: int = 0,
    reader: PassageMatcher | None = None,
) -> Iterator[Example]:
    """Yield what is found in `each` samples of every size, for the questions about them.

    A sample has articles that are alike; questions about those next most alike, which are left
    out, have no answer in it. The same seed gives the same samples.
    """
    by_title: dict[str, list[Document]] = defaultdict(list)
    corpus = library.corpus
    for number in range(corpus.documents):
        passages = (corpus.passage(place).text for place in corpus.passages_of(number))
        document = corpus.document(number)._replace(text="\n\n".join(passages))
        by_title[document.title].append(document)
    about = _about(cases, by_title)
    chosen = random.Random(seed)  # noqa: S311  # nothing is kept secret by it
    titles = sorted(title for title in about if title)
    for size in SIZES if titles else ():
        for _ in range(each):
            near = _alike(library, by_title, chosen.choice(titles), (1 + _BESIDE) * size)
            inside = [document for title in near[:size] for document in by_title[title]]
            asked = [case for title in near[:size] for case in about.get(title, ())]
            missing = [case for title in near[size:] for case in about.get(title, ())]
            chosen.shuffle(missing)
            groups = {case.case_id: title for title in near for case in about.get(title, ())}
            for example in _sample(inside, asked, missing[: max(4, len(asked))], reader):
                yield example._replace(group=groups[example.case.case_id])


def _about(cases: Sequence[Case], by_title: dict[str, list[Document]]) -> dict[str, list[Case]]:
    """Return the questions with an answer by the title that it stands under."""
    titles = {one.doc_id: title for title, found in by_title.items() for one in found}
    about: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        found = [titles[one.doc_id] for one in case.right if one.grade > 0 and one.doc_id in titles]
        if found and case.expects == "answer":
            about[found[0]].append(case)
    return about


def _alike(
    library: Askable, by_title: dict[str, list[Document]], title: str, count: int
) -> list[str]:
    """Return titles of articles, those most like one of a title first, beginning with it."""
    titles = {one.doc_id: name for name, group in by_title.items() for one in group}
    found = {title: None}
    waiting = [title]
    while waiting and len(found) < count:
        text = by_title[waiting.pop(0)][0].text[:_LIKE]
        for hit in library.search(text, 12):
            other = titles[hit.passage.doc_id]
            if other and other not in found:
                found[other] = None
                waiting.append(other)
    return list(found)[:count]


def _sample(
    documents: Sequence[Document],
    asked: Sequence[Case],
    missing: Sequence[Case],
    reader: PassageMatcher | None,
) -> Iterator[Example]:
    without = [case._replace(expects="abstain", right=(), answers=()) for case in missing]
    with TemporaryDirectory() as folder:
        write_beir(Path(folder), (), {}, documents)
        library = Library.open([Path(folder) / "corpus.jsonl"], None)
    yield from examples(library, (*asked, *without), reader)
