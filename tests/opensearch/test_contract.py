"""The contract of an engine, held by the one that searches a cluster, over three shards."""

from __future__ import annotations

from tests.retrieval.index.test_engines import *  # noqa: F403
