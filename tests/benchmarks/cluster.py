"""Whole answers from a cluster beside those of one machine, and what they cost in requests.

    python -m tests.benchmarks.cluster PATH...

Each PATH is a folder in the BEIR layout, its queries with a `history` or without, or a question
file. A node of OpenSearch is fetched by Maven and started for it. Answers are compared to the last
bit of every score, over one shard, three and five; each question, or of many every few, is asked
as it is, and with one, two and three words mistyped, to count requests.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from retrieval.cluster_library import ClusterLibrary
from retrieval.index.opensearch.cluster_client import ClusterSettings
from retrieval.library import Library
from tests.benchmarks.tables import show
from tests.opensearch.cluster import NoServer, TestCluster
from tests.opensearch.comparison import QuestionSet, costs, misspelt, question_set, told

SHARDS = (1, 3, 5)
MISTYPED = (0, 1, 2, 3)
COUNTED = 500


def compared(settings: ClusterSettings, asked: QuestionSet) -> list[str]:
    """Return how many answers differ, for each number of shards."""
    alone = Library.open(asked.sources, None)
    expected = [told(alone, question) for question in asked.questions]
    cells = []
    for shards in SHARDS:
        there = ClusterLibrary.open_in(settings._replace(shards=shards), asked.sources, None)
        pairs = zip(asked.questions, expected, strict=True)
        cells.append(str(sum(told(there, question) != one for question, one in pairs)))
    return cells


def counted(settings: ClusterSettings, asked: QuestionSet) -> list[list[str]]:
    """Return, for each number of words mistyped, how many questions cost how many requests."""
    there = ClusterLibrary.open_in(settings._replace(shards=SHARDS[-1]), asked.sources, None)
    some = asked.questions[:: -(-len(asked.questions) // COUNTED)]
    rows = []
    for words in MISTYPED:
        found = costs(there, list(misspelt(some, words)))
        simple = Counter(min(cost.requests, 4) for cost in found if cost.parts == 1)
        compound = [cost for cost in found if cost.parts > 1]
        most = max((cost.requests / cost.parts for cost in compound), default=0)
        told_of = [str(simple[requests]) for requests in range(5)]
        rows.append([str(words), *told_of, str(len(compound)), f"{most:.1f}"])
    return rows


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Compare a cluster with one machine.")
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    sets = list(map(question_set, parser.parse_args().paths))
    with TemporaryDirectory() as folder:
        cluster = TestCluster(Path(folder), 1)
        try:
            cluster.start()
            settings = ClusterSettings(tuple(cluster.urls), replicas=0, deadline=60)
            _show(settings, sets)
        except NoServer as reason:
            sys.exit(str(reason))
        finally:
            cluster.stop()


def _show(settings: ClusterSettings, sets: Sequence[QuestionSet]) -> None:
    for asked in sets:
        show(
            f"Answers to {asked.name} that differ from one machine's",
            ["asked", *(f"shards: {shards}" for shards in SHARDS)],
            [[str(len(asked.questions)), *compared(settings, asked)]],
        )
        show(
            f"Questions of {asked.name} by requests",
            ["words mistyped", "0", "1", "2", "3", "more", "compound", "most a part"],
            counted(settings, asked),
        )


if __name__ == "__main__":
    main()
