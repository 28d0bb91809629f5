"""How often the right document comes first for follow-ups, read in three ways, side by side.

    python -m tests.benchmarks.followups FOLDER

FOLDER is in the BEIR layout; its queries have a `history` and may have `answerable` and a `turn`
label. Success@1 and the mean reciprocal rank to 10, over the queries that can be answered and
have a relevant document: of the last turn alone, of the last turn with the questions before it
appended, and of the last turn as Quoth reads it. A query changes the subject where no relevant
document has one of the words that tell most of the questions before it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from retrieval.conversation.turns import Turn
from retrieval.index.engine import idf
from retrieval.library import Library
from retrieval.model import LONGEST_QUESTION
from retrieval.text.analyzer import analyzer_for
from tests.benchmarks.systems import K, lines, qrels
from tests.benchmarks.tables import show

Query = dict[str, Any]
Ranks = dict[str, int | None]

TELLING = 8
"""Words of the questions before a query that tell what they were about."""


def alone(library: Library, query: Query) -> list[str]:
    """Return the documents for the last turn by itself, each once."""
    return _documents(library, query["text"])


def appended(library: Library, query: Query) -> list[str]:
    """Return the documents for the last turn and the questions before it as one query."""
    texts = (query["text"], *reversed(questions(query)))
    return _documents(library, " ".join(texts)[:LONGEST_QUESTION])


def resolved(library: Library, query: Query) -> list[str]:
    """Return the documents for the last turn read after what was said before it."""
    return _documents(library, query["text"], [Turn(**turn) for turn in query["history"]])


WAYS: dict[str, Callable[[Library, Query], list[str]]] = {
    "last turn alone": alone,
    "history appended": appended,
    "Quoth": resolved,
}


def _documents(library: Library, text: str, history: Sequence[Turn] = ()) -> list[str]:
    hits = library.search(text, 2 * K, history=history)
    return list(dict.fromkeys(hit.passage.doc_id for hit in hits))[:K]


def questions(query: Query) -> list[str]:
    """Return the questions before the last turn."""
    return [turn["text"] for turn in query["history"] if turn["role"] == "user"]


def queries(folder: Path) -> Iterator[Query]:
    """Yield the queries that can be answered, each with a history that may be empty."""
    query: Query
    for query in lines(folder / "queries.jsonl"):
        if query.get("answerable", True):
            yield {**query, "history": query.get("history") or []}


def changes_subject(library: Library, query: Query, relevant: Sequence[str]) -> bool:
    """Return whether the relevant texts have nothing to do with the questions before."""
    terms = analyzer_for(library.recipe.language).terms
    own = set(terms(query["text"]))
    before = {term for text in questions(query) for term in terms(text)} - own
    known = [term for term in before if library.engine.df(term)]
    known.sort(key=lambda term: (-idf(len(library), library.engine.df(term)), term))
    told = {term for text in relevant for term in terms(text)}
    return bool(query["history"]) and told.isdisjoint(known[:TELLING])


def row(name: str, rows: Sequence[Ranks], chosen: Sequence[str]) -> list[str]:
    """Return a line of the table: how many queries, and each way's two figures."""
    cells = [name, str(len(chosen))]
    for ranks in rows:
        found = [ranks[query] for query in chosen]
        first = sum(rank == 1 for rank in found) / len(found)
        reciprocal = sum(1 / rank for rank in found if rank) / len(found)
        cells += [f"{first:.3f}", f"{reciprocal:.3f}"]
    return cells


def table(folder: Path) -> None:
    """Print how often the right document comes first, for each way to read follow-ups."""
    library = Library.open([folder / "corpus.jsonl"], None)
    relevant = qrels(folder)
    asked = [query for query in queries(folder) if query["_id"] in relevant]
    rows: list[Ranks] = []
    for way in WAYS.values():
        ranks: Ranks = {}
        for query in asked:
            places = enumerate(way(library, query), 1)
            right = relevant[query["_id"]]
            ranks[query["_id"]] = next((place for place, name in places if name in right), None)
        rows.append(ranks)
    groups = {"all": [query["_id"] for query in asked]}
    for query in asked:
        groups.setdefault(query.get("turn") or "no label", []).append(query["_id"])
    texts = {one["_id"]: f"{one['title']} {one['text']}" for one in lines(folder / "corpus.jsonl")}
    groups["changes the subject"] = [
        query["_id"]
        for query in asked
        if changes_subject(library, query, [texts[name] for name in relevant[query["_id"]]])
    ]
    header = ["", "queries", *(f"{way}: {one}" for way in WAYS for one in ("success@1", "mrr@10"))]
    table = [row(name, rows, chosen) for name, chosen in groups.items() if chosen]
    show(f"{library.corpus.documents:,} documents", header, table)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Compare readings of follow-ups.")
    parser.add_argument("folder", type=Path)
    table(parser.parse_args().folder)


if __name__ == "__main__":
    main()
