"""Every engine over every sink, and the BM25 that both have to agree with, spelled out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from retrieval.index.engine import BM25, ENGINES, Searcher, engine_named
from retrieval.index.storage import Arrays, FolderSink, MemorySink, Sink
from retrieval.joined_library import JoinedEngine

Lists = Sequence[Sequence[str]]
Built = Callable[[Lists], Searcher]
Stored = Callable[[Callable[[Sink], None]], Arrays]


def in_memory(write: Callable[[Sink], None]) -> Arrays:
    sink = MemorySink()
    write(sink)
    return sink.finish()


def in_a_folder(write: Callable[[Sink], None]) -> Arrays:
    # What is mapped stays readable when its folder goes.
    with TemporaryDirectory() as folder:
        sink = FolderSink(Path(folder))
        write(sink)
        return sink.finish()


SINKS: Mapping[str, Stored] = {"memory": in_memory, "folder": in_a_folder}


@pytest.fixture(scope="session", params=list(SINKS.values()), ids=list(SINKS))
def stored(request: pytest.FixtureRequest) -> Stored:
    """Return what writes arrays through a sink and opens them."""
    kept: Stored = request.param
    return kept


JOINED = "joined with nothing"


def builder(name: str, stored: Stored) -> Built:
    """Return what builds an engine from term lists, alone or between two empty ones."""
    engine = engine_named("sparse" if name == JOINED else name)

    def build(lists: Lists) -> Searcher:
        return engine.open(stored(lambda sink: engine.build(lists, sink, BM25())))

    if name != JOINED:
        return build
    return lambda lists: JoinedEngine([build([]), build(lists), build([])])


@pytest.fixture(scope="session", params=[*ENGINES, JOINED])
def built(request: pytest.FixtureRequest, stored: Stored) -> Built:
    """Return what builds an engine from term lists, by way of a sink."""
    return builder(request.param, stored)


@pytest.fixture(scope="session", params=[*ENGINES, JOINED])
def built_in_memory(request: pytest.FixtureRequest) -> Built:
    """Return what builds an engine in memory: for properties, which build by the hundred."""
    return builder(request.param, in_memory)


def bm25(lists: Lists, query: Mapping[str, float], k1: float = 1.5, b: float = 0.75) -> list[float]:
    """Return every passage's score, computed term by term from the formula."""
    avgdl = sum(map(len, lists)) / len(lists) if any(lists) else 1.0
    scores = [0.0] * len(lists)
    for term, weight in query.items():
        df = sum(term in terms for terms in lists)
        idf = math.log(1 + (len(lists) - df + 0.5) / (df + 0.5))
        for number, terms in enumerate(lists):
            tf = terms.count(term)
            saturation = tf + k1 * (1 - b + b * len(terms) / avgdl)
            scores[number] += weight * idf * tf * (k1 + 1) / saturation if tf else 0.0
    return scores


def ranking(lists: Lists, query: Mapping[str, float]) -> list[int]:
    """Return the passages that share a term, best first, ties by passage order."""
    scores = bm25(lists, query)
    shared = [number for number, terms in enumerate(lists) if not query.keys().isdisjoint(terms)]
    return sorted(shared, key=lambda number: (-round(scores[number], 9), number))
