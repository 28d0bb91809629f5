"""What is compared with Quoth: BM25 as libraries give it, and as Quoth's own index does.

Each returns the documents for a question, best first, each once; and where it can say so, the
sentence that it would mark.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rank_bm25 import BM25Okapi

from retrieval.evaluation.beir import read_beir
from retrieval.evaluation.cases import Case
from retrieval.index.engine import idf
from retrieval.library import Library
from retrieval.text.analyzer import analyzer_for
from retrieval.text.sentences import parsed_sentences

Record = dict[str, str]

K = 10


class Folder(NamedTuple):
    """A folder in the BEIR layout, read, and Quoth's library of its corpus."""

    path: Path
    records: Sequence[Record]
    cases: Sequence[Case]
    library: Library

    @classmethod
    def read(cls, path: Path) -> Folder:
        """Return what is in a folder."""
        records = list(lines(path / "corpus.jsonl"))
        return cls(path, records, read_beir(path), Library.open([path / "corpus.jsonl"], None))


class Found(NamedTuple):
    """Documents for a question, and what would be marked of the first; "" where nothing is.

    `score` is that of the first document.
    """

    documents: Sequence[str]
    mark: str | None = None
    score: float = 0.0


Search = Callable[[str], Found]


def lines(path: Path) -> Iterator[Record]:
    """Yield the records of a JSON Lines file."""
    yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def qrels(folder: Path) -> dict[str, set[str]]:
    """Return the relevant documents by query."""
    found: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, score = line.split("\t")
        if int(score):
            found.setdefault(query, set()).add(document)
    return found


def plain(folder: Folder) -> Search:
    """Return BM25 of Quoth's index: careful analysis, the title three times, and no reading.

    Of the first passage, the sentence is marked that has most of the question's words.
    """
    opened = folder.library.open_index
    analyzer = analyzer_for(folder.library.recipe.language)
    passages = len(opened.engine)

    def mark(text: str, terms: set[str]) -> str:
        def told(found: Sequence[str]) -> float:
            return sum(idf(passages, opened.engine.df(term)) for term in terms & set(found))

        best = max(parsed_sentences(analyzer, text), key=lambda one: told(one.terms), default=None)
        return text[slice(*best.span)] if best else ""

    def search(question: str) -> Found:
        terms = set(analyzer.terms(question))
        hits = opened.engine.search(dict.fromkeys(sorted(terms), 1.0), 2 * K)
        found = [opened.corpus.passage(hit.number) for hit in hits]
        documents = list(dict.fromkeys(passage.doc_id for passage in found))[:K]
        return Found(documents, mark(found[0].text, terms) if found else "")

    return search


def bm25s(folder: Folder) -> Search:
    """Return bm25s with stop words and a Snowball stemmer over title and text."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    records = folder.records
    texts = [f"{record['title']} {record['text']}" for record in records]
    index = bm25s.BM25()
    tokens = bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)
    index.index(tokens, show_progress=False)

    def search(question: str) -> Found:
        query = bm25s.tokenize(question, stopwords="en", stemmer=stemmer, show_progress=False)
        found, scores = index.retrieve(query, k=min(K, len(records)), show_progress=False)
        ids = [records[number]["_id"] for number in found[0]]
        return Found(ids, score=float(scores[0][0]))

    return search


def okapi(split: Callable[[str], list[str]]) -> Callable[[Folder], Search]:
    """Return what prepares rank-bm25 with a way to split text into tokens."""

    def prepare(folder: Folder) -> Search:
        records = folder.records
        ids = [record["_id"] for record in records]
        index = BM25Okapi([split(f"{record['title']} {record['text']}") for record in records])
        return lambda question: Found(index.get_top_n(split(question), ids, n=K))

    return prepare


BASELINES: dict[str, Callable[[Folder], Search]] = {
    "plain BM25": plain,
    "bm25s": bm25s,
    r"rank-bm25, lower-cased \w+": okapi(lambda text: re.findall(r"\w+", text.lower())),
    'rank-bm25, split(" ")': okapi(lambda text: text.split(" ")),
}
