"""Engines behind one protocol, and the arrays they are stored in."""

from __future__ import annotations

from importlib import import_module

from retrieval.errors import UsageError
from retrieval.index.engine import BM25, Engine, Scored, Searcher

__all__ = ["BM25", "ENGINES", "Engine", "Scored", "Searcher", "engine_named"]

ENGINES = {
    "sparse": ("retrieval.index.sparse", "SparseEngine"),
    "rank_bm25": ("retrieval.index.reference", "ReferenceEngine"),
}
"""Module and class of each engine by name; imported when it is asked for."""


def engine_named(name: str) -> type[Engine]:
    """Return an engine's class. Raises UsageError for a name that is not in `ENGINES`."""
    if name not in ENGINES:
        raise UsageError(f"expected an engine ({' or '.join(ENGINES)}), got {name!r}")
    module, member = ENGINES[name]
    engine: type[Engine] = getattr(import_module(module), member)
    return engine
