"""How fast sources are indexed, and in how much memory.

python -m tests.benchmarks.indexing [--passages 200000]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.corpora import write_corpus
from tests.benchmarks.tables import show

# Linux counts in KiB, macOS in bytes.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the indexing of a generated corpus.")
    parser.add_argument("--passages", type=int, default=200_000)
    parser.add_argument("--corpus", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.corpus:
        print(json.dumps(measured(options.corpus)))
        return
    with TemporaryDirectory() as folder:
        corpus = write_corpus(Path(folder) / "corpus.jsonl", options.passages)
        size = corpus.stat().st_size
        # A process of its own: the peak of this one holds the making of the corpus.
        command = [sys.executable, "-m", "tests.benchmarks.indexing", "--corpus", str(corpus)]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    first, again, peak, index = json.loads(printed)
    row = [
        *(f"{options.passages:,}", f"{size / 2**20:.0f}", f"{first:.1f}"),
        *(f"{options.passages / first:,.0f}", f"{again * 1000:.0f}"),
        *(f"{peak / 2**20:.0f}", f"{index / 2**20:.0f}"),
    ]
    header = [
        "passages",
        "source MiB",
        "s",
        "passages/s",
        "opened again ms",
        "peak RSS MiB",
        "index MiB",
    ]
    show("Indexing, one process", header, [row])


def measured(corpus: Path) -> tuple[float, float, int, int]:
    """Return seconds to index and to open again, the peak of memory, and the index's bytes."""
    from retrieval.library import Library

    data = corpus.parent / "data"
    began = time.perf_counter()
    Library.open([corpus], data, must_persist=True)
    built = time.perf_counter() - began
    # What was written this instant is compared once more when it is opened.
    Library.open([corpus], data)
    began = time.perf_counter()
    Library.open([corpus], data)
    opened = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT
    index = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
    return built, opened, peak, index


if __name__ == "__main__":
    main()
