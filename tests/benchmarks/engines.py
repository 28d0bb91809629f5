"""How long engines take for a query, side by side, over the same terms.

    python -m tests.benchmarks.engines [--passages 2000 20000 200000] [--queries 200]

One thread, warm, the ten best passages for seven terms. bm25s and tantivy come with the
`benchmarks` extra and are left out, with a line, where they are not installed.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from retrieval.index.engine import BM25, engine_named
from retrieval.index.storage import FolderSink
from tests.benchmarks.corpora import queries, term_lists
from tests.benchmarks.tables import show

Lists = list[list[str]]
Search = Callable[[list[str]], object]

K = 10
_WARM_UP = 5
_SECONDS_AT_MOST = 20.0


def ours(name: str) -> Callable[[Lists], Search]:
    """Return what prepares one of Quoth's engines, mapped from disk as it is in use."""

    def prepare(lists: Lists) -> Search:
        with TemporaryDirectory() as folder:
            sink = FolderSink(Path(folder))
            engine_named(name).build(lists, sink, BM25())
            engine = engine_named(name).open(sink.finish())
        return lambda terms: engine.search(dict.fromkeys(terms, 1.0), K)

    return prepare


def bm25s(lists: Lists) -> Search:
    """Prepare bm25s as its README does, without numba."""
    import bm25s

    retriever = bm25s.BM25(k1=1.5, b=0.75)
    retriever.index(lists, show_progress=False)
    return lambda terms: retriever.retrieve([terms], k=K, show_progress=False)


def tantivy(lists: Lists) -> Search:
    """Prepare tantivy in memory, with one segment and the query built from its terms."""
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("body", stored=False).build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=512 * 2**20, num_threads=1)
    for terms in lists:
        writer.add_document(tantivy.Document(body=" ".join(terms)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    return lambda terms: searcher.search(index.parse_query(" ".join(terms), ["body"]), K)


ENGINES: dict[str, Callable[[Lists], Search]] = {
    "sparse (Quoth)": ours("sparse"),
    "tantivy": tantivy,
    "bm25s (numpy)": bm25s,
    "rank_bm25": ours("rank_bm25"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Time queries against several engines.")
    parser.add_argument("--passages", type=int, nargs="+", default=[2_000, 20_000, 200_000])
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    found: dict[str, list[str]] = {}
    for size in options.passages:
        lists = list(term_lists(size))
        asked = queries(lists, options.queries)
        for name, prepare in ENGINES.items():
            try:
                search = prepare(lists)
            except ImportError as error:
                print(f"{name} left out: {error} (pip install 'quoth[benchmarks]')")
                continue
            found.setdefault(name, []).append(f"{1000 * median(timed(search, asked)):.3f}")
            del search
            gc.collect()
    header = ["median ms a query", *(f"{size:,} passages" for size in options.passages)]
    rows = [[name, *cells] for name, cells in found.items()]
    show(f"The {K} best of so many passages, one thread, warm", header, rows)


def timed(search: Search, asked: Lists) -> Iterator[float]:
    """Yield the seconds of each query, of the first ones only where they take long."""
    for terms in asked[:_WARM_UP]:
        search(terms)
    started = time.perf_counter()
    for terms in asked:
        began = time.perf_counter()
        search(terms)
        ended = time.perf_counter()
        yield ended - began
        if ended - started > _SECONDS_AT_MOST:
            return


if __name__ == "__main__":
    main()
