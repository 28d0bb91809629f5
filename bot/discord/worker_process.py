"""The process that does the heavy work, one job in its life: `python -m` this module.

One line of JSON on standard input says what to do, one on standard output what came of it. Log
records are lines of JSON on standard error. Where standard input ends, so does this process:
whoever wanted the work is gone.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from bot.terminal.layout import counted
from retrieval.errors import QuothError
from retrieval.sources.base import Limits
from retrieval.sources.folder import scan
from retrieval.sources.registry import load

PROBLEMS_KEPT = 20
"""How many problems of one file are named one by one."""

_NICENESS = 5


class _RecordLines(logging.Handler):
    """Writes records to standard error in a form that can be read back."""

    def emit(self, record: logging.LogRecord) -> None:
        line = {
            "logger": record.name,
            "level": record.levelno,
            "message": self.format(record),
        }
        sys.stderr.write(json.dumps(line) + "\n")
        sys.stderr.flush()


def main() -> NoReturn:
    """Do the one job, and leave."""
    # What a library prints must not come between the lines of the reply.
    reply_to = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    request = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_leave_with_the_parent, daemon=True).start()
    logging.getLogger().addHandler(_RecordLines())
    logging.getLogger().setLevel(request["log_level"])
    os.nice(_NICENESS)
    _limit_memory(request["memory"])
    reply = json.dumps(_reply(request)).encode()
    with os.fdopen(reply_to, "wb") as stream:
        stream.write(reply)
    # The thread still reads, and there is nothing to tidy up.
    os._exit(0)


def _reply(request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"made": JOBS[request["job"]](request)}
    except QuothError as error:
        return {"error": type(error).__name__, "reason": str(error)}
    except MemoryError:
        return {"error": "MemoryError", "reason": ""}
    except Exception as error:  # whatever it was, the parent must hear of it
        logging.getLogger(__name__).exception("a job failed: %s", request["job"])
        return {"error": "Exception", "reason": type(error).__name__}


def build(request: Mapping[str, Any]) -> None:
    """Bring the index of sources up to date in a data folder."""
    from retrieval.index.engine import BM25
    from retrieval.index.snapshot import Recipe
    from retrieval.library import Library

    engine, language, limits, bm25, *weights = request["recipe"]
    recipe = Recipe(engine, language, Limits(*limits), BM25(*bm25), *weights)
    sources = [Path(source) for source in request["sources"]]
    data_dir = Path(request["data_dir"])
    if request.get("cluster") is None:
        Library.open(sources, data_dir, recipe, must_persist=True)
        return
    from retrieval.cluster_library import ClusterLibrary
    from retrieval.index.opensearch.cluster_client import ClusterSettings

    urls, *others = request["cluster"]
    cluster = ClusterSettings(tuple(urls), *others)
    ClusterLibrary.open_in(cluster, sources, data_dir, recipe, must_persist=True)


def describe(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the loaders make of one file."""
    from retrieval.text.passages import passages_of

    documents: list[tuple[Any, ...]] = []
    problems: list[str] = []
    for file in scan(Path(request["path"])).files:
        for parsed in load(file, Limits(*request["limits"]), problems.append):
            one = parsed.document
            facts = (one.doc_id, one.title, one.published, one.publisher)
            documents.append((*facts, len(passages_of(parsed))))
    # The line that says how many more there are may be the loader's own.
    if (more := len(problems) - PROBLEMS_KEPT) > 1:
        problems[PROBLEMS_KEPT:] = [f"and {counted(more, 'more problem')}"]
    return {"documents": documents, "problems": problems}


JOBS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {"build": build, "describe": describe}
"""What can be asked of this process, by name."""


def _leave_with_the_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


def _limit_memory(most: int | None) -> None:
    """Let this process map no more than so many bytes, where the system can see to that."""
    if most is None:
        return
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


if __name__ == "__main__":
    main()
