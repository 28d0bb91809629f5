"""Public questions and passages: how often the first hit is of a document that answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.library import Library
from tests.benchmarks.systems import qrels

AT_LEAST = 0.88
"""What plain BM25 with careful analysis reaches with the title counted three times."""


@pytest.fixture(scope="module")
def openqa(project: Path) -> Path:
    folder = project.parent / "shared" / "eval" / "openqa"
    if not folder.is_dir():
        pytest.skip("the evaluation data is not beside the project: ../shared/eval/openqa")
    return folder


@pytest.mark.slow
def test_success_at_1_does_not_fall(openqa: Path) -> None:
    library = Library.open([openqa / "corpus.jsonl"], None)
    relevant = qrels(openqa)
    asked = found = 0
    for line in (openqa / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        query = json.loads(line)
        if query["_id"] in relevant:
            asked += 1
            hits = library.search(query["text"], 1)
            found += bool(hits) and hits[0].passage.doc_id in relevant[query["_id"]]
    assert asked > 1000
    assert found / asked >= AT_LEAST, f"success@1 is {found / asked:.3f} over {asked} questions"
