"""How often the right document comes first, side by side, on a folder in the BEIR layout.

    python -m tests.benchmarks.quality FOLDER

Success@1 and @10 (any relevant document in the top k) and the mean reciprocal rank to 10, over
the queries that have a relevant document. bm25s, with stop words, Snowball and title and text,
comes with the `benchmarks` extra and is left out, with a line, where it is not installed.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rank_bm25 import BM25Okapi

from retrieval.library import Library
from tests.benchmarks.tables import show

Record = dict[str, str]
Search = Callable[[str], list[str]]

K = 10


def quoth(folder: Path, records: Sequence[Record]) -> Search:
    """Return Quoth's documents for a question, each once."""
    library = Library.open([folder / "corpus.jsonl"], None)

    def search(question: str) -> list[str]:
        hits = library.search(question, 2 * K)
        return list(dict.fromkeys(hit.passage.doc_id for hit in hits))[:K]

    return search


def okapi(split: Callable[[str], list[str]]) -> Callable[[Path, Sequence[Record]], Search]:
    """Return what prepares rank-bm25 with a way to split text into tokens."""

    def prepare(folder: Path, records: Sequence[Record]) -> Search:
        ids = [record["_id"] for record in records]
        index = BM25Okapi([split(f"{record['title']} {record['text']}") for record in records])
        return lambda question: index.get_top_n(split(question), ids, n=K)

    return prepare


def bm25s(folder: Path, records: Sequence[Record]) -> Search:
    """Prepare bm25s with stop words and a Snowball stemmer over title and text."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    texts = [f"{record['title']} {record['text']}" for record in records]
    index = bm25s.BM25()
    tokens = bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)
    index.index(tokens, show_progress=False)

    def search(question: str) -> list[str]:
        query = bm25s.tokenize(question, stopwords="en", stemmer=stemmer, show_progress=False)
        found, _ = index.retrieve(query, k=min(K, len(records)), show_progress=False)
        return [records[number]["_id"] for number in found[0]]

    return search


SYSTEMS: dict[str, Callable[[Path, Sequence[Record]], Search]] = {
    "Quoth": quoth,
    "bm25s": bm25s,
    r"rank-bm25, lower-cased \w+": okapi(lambda text: re.findall(r"\w+", text.lower())),
    'rank-bm25, split(" ")': okapi(lambda text: text.split(" ")),
}


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


def ranks(search: Search, folder: Path) -> list[int | None]:
    """Return the rank of the first relevant document for each query that has one."""
    relevant = qrels(folder)
    found: list[int | None] = []
    for query in lines(folder / "queries.jsonl"):
        if query["_id"] in relevant:
            places = enumerate(search(query["text"]), 1)
            hits = (place for place, doc in places if doc in relevant[query["_id"]])
            found.append(next(hits, None))
    return found


def row(name: str, found: Sequence[int | None]) -> list[str]:
    """Return a line of the table."""
    first = sum(rank == 1 for rank in found) / len(found)
    reciprocal = sum(1 / rank for rank in found if rank) / len(found)
    ten = sum(rank is not None for rank in found) / len(found)
    return [name, f"{first:.3f}", f"{reciprocal:.3f}", f"{ten:.3f}"]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Compare rankings on a BEIR folder.")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    records = list(lines(folder / "corpus.jsonl"))
    rows = []
    for name, prepare in SYSTEMS.items():
        try:
            rows.append(row(name, ranks(prepare(folder, records), folder)))
        except ModuleNotFoundError as error:
            print(f"{name} is left out: {error}")
    show(f"{len(records):,} documents", ["system", "success@1", "mrr@10", "success@10"], rows)


if __name__ == "__main__":
    main()
