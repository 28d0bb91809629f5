"""Small collections cut out of a large one, so that what is learned holds for them as well.

A team's sources are often a handful of documents on one subject, where every word is common
and the nearest wrong passage is very near.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from retrieval.askable import Askable
from retrieval.evaluation.beir import write_beir
from retrieval.evaluation.cases import Case
from retrieval.learning.examples import Example, examples
from retrieval.library import Library
from retrieval.model import Document

SIZES = (4, 8, 16, 32)
"""Articles in a sample; of each size, as many samples as are asked for."""

_BESIDE = 2
_LIKE = 400


def sampled(library: Askable, cases: Sequence[Case], each: int, seed: int = 0) -> Iterator[Example]:
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
            for example in _sample(inside, asked, missing[: max(4, len(asked))]):
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
    documents: Sequence[Document], asked: Sequence[Case], missing: Sequence[Case]
) -> Iterator[Example]:
    without = [case._replace(expects="abstain", right=(), answers=()) for case in missing]
    with TemporaryDirectory() as folder:
        write_beir(Path(folder), (), {}, documents)
        library = Library.open([Path(folder) / "corpus.jsonl"], None)
    yield from examples(library, (*asked, *without))
