"""Faults in what an index holds, and in when it is believed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from retrieval.index.build import IndexBuild
from retrieval.index.engine import BM25, idf
from tests.mutation.fault import Fault
from tests.mutation.seams import Replacement

_ENGINES = "tests/retrieval/index/test_engines.py"
_LIBRARY = "tests/retrieval/test_library.py"


def _without_idf(original: Any, engine: Any, term: str) -> Any:
    found = original(engine, term)
    if found is None:
        return None
    passages, impacts = found
    return passages, impacts / np.float32(idf(len(engine), len(passages)))


def _built_with(**parameters: float) -> Replacement:
    def build(original: Any, engine: Any, term_lists: Any, sink: Any, bm25: BM25) -> None:
        original(engine, term_lists, sink, bm25._replace(**parameters))

    return build


def _weighed(**weights: Any) -> Replacement:
    def write(original: Any, run: IndexBuild) -> Any:
        run.plan = replace(run.plan, recipe=run.plan.recipe._replace(**weights))
        return original(run)

    return write


def _last_first(original: Any, scores: Any, k: int) -> Any:
    return len(scores) - 1 - original(scores[::-1].copy(), k)


def _unchecked(original: Any, mapped: Any, start: int, stop: int | None) -> Any:
    mapped._unchecked[:] = bytes(len(mapped._unchecked))
    return original(mapped, start, stop)


FAULTS = (
    Fault(
        "idf-dropped",
        "A word that stands everywhere counts as much as one that is rare.",
        {"retrieval.index.sparse:SparseEngine._postings": _without_idf},
        (_ENGINES,),
    ),
    Fault(
        "length-normalisation-off",
        "A long passage is found for what it mentions in passing.",
        {"retrieval.index.sparse:SparseEngine.build": _built_with(b=0.0)},
        (_ENGINES,),
    ),
    Fault(
        "k1-extreme",
        "Repeating a word pays without end.",
        {"retrieval.index.sparse:SparseEngine.build": _built_with(k1=100.0)},
        (_ENGINES,),
    ),
    Fault(
        "title-weight-zero",
        "What a document is called does not count.",
        {"retrieval.index.build:IndexBuild.write": _weighed(title_weight=0)},
        (_LIBRARY,),
    ),
    Fault(
        "heading-weight-zero",
        "What a passage stands under does not count.",
        {"retrieval.index.build:IndexBuild.write": _weighed(heading_weight=0)},
        (_LIBRARY,),
    ),
    Fault(
        "ties-reversed",
        "Of passages that score the same, the last one comes first.",
        {"retrieval.index.sparse:top": _last_first},
        ("tests/retrieval/index/test_engines.py",),
    ),
    Fault(
        "stale-index-served",
        "What was indexed answers on after its file has changed.",
        {
            "retrieval.index.snapshot:Snapshot.take": lambda original, cls, roots: original(
                cls, roots
            )._replace(looks="", settled=True)
        },
        (f"{_LIBRARY}::test_a_changed_file_is_parsed_again_and_no_other",),
    ),
    Fault(
        "edits-just-made-missed",
        "A change right after indexing that leaves a file's size alone is missed.",
        {
            "retrieval.index.snapshot:Snapshot.take": lambda original, cls, roots: original(
                cls, roots
            )._replace(settled=True)
        },
        (f"{_LIBRARY}::test_an_edit_of_the_same_size_right_after_indexing_is_noticed",),
    ),
    Fault(
        "damage-unnoticed",
        "An index that was altered on disk is read as it is.",
        {"retrieval.index.storage:_MappedArray.read": _unchecked},
        ("tests/retrieval/index/test_storage.py",),
    ),
)
