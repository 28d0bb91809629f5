"""Indexes built and files read by another process, which is killed when it must be.

The work is too heavy for the process that talks to Discord. One job is one process, that runs
`worker_process`; an `IndexWorker` does one job at a time.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

import bot
import retrieval.errors
from bot.settings import SETTINGS, Settings
from bot.workspace import local_recipe_of
from retrieval.errors import IndexFault, QuothError, UnreadableFile, UsageError
from retrieval.index.opensearch.cluster_client import ClusterSettings
from retrieval.index.snapshot import Recipe
from retrieval.sources.base import Limits, in_words, why

_CHILD = "bot.discord.worker_process"
_LONGEST_LINE = 2**20

logger = logging.getLogger(__name__)


class JobLimits(NamedTuple):
    """How long a job may take, in seconds, and how much memory, in bytes (None: any)."""

    seconds: float
    memory: int | None = None


DESCRIBE_LIMITS = JobLimits(seconds=60, memory=2 * 2**30)
"""What one file may take to be read: a stranger may have made it for that."""

BUILD_LIMITS = JobLimits(seconds=60 * 60)
"""What an index may take to be built. Its memory grows with sources that were chosen."""


class DocumentDescription(NamedTuple):
    """A document as its loader understood it; `passages` is how many could be quoted."""

    doc_id: str
    title: str
    published: str | None
    publisher: str | None
    passages: int


class FileDescription(NamedTuple):
    """What one file holds, and what had to be left out of it, a line each."""

    documents: tuple[DocumentDescription, ...]
    problems: tuple[str, ...]


class IndexWorker:
    """Does one job at a time. To cancel a call is to kill the process that works for it."""

    def __init__(
        self,
        recipe: Recipe,
        describing: JobLimits = DESCRIBE_LIMITS,
        building: JobLimits = BUILD_LIMITS,
        cluster: ClusterSettings | None = None,
    ) -> None:
        self.recipe = recipe
        self._cluster = cluster
        self._describing = describing
        self._building = building
        self._free = asyncio.Lock()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the worker that makes indexes as the settings say."""
        return cls(local_recipe_of(settings))

    def sibling(self, cluster: ClusterSettings | None = None) -> Self:
        """Return a worker like this one, whose jobs do not wait for the jobs of this one.

        It builds its indexes in a cluster where one is given.
        """
        return type(self)(self.recipe, self._describing, self._building, cluster)

    async def build(self, sources: Sequence[Path], data_dir: Path) -> None:
        """Bring the index of sources up to date in a data folder, for `Library.open` to map.

        Raises SourcesError where nothing can be quoted, IndexFault where the index cannot be
        built or kept, or took too long.
        """
        async with self._free:
            try:
                await run_job(
                    "build",
                    self._building,
                    sources=[str(source.expanduser().absolute()) for source in sources],
                    data_dir=str(data_dir.absolute()),
                    recipe=self.recipe,
                    cluster=self._cluster,
                )
            except JobOverrun as error:
                raise IndexFault(f"building the index {error}") from error
            except JobCrash as error:
                raise IndexFault(f"building the index went wrong: {error}") from error

    async def describe(self, path: Path, limits: Limits | None = None) -> FileDescription:
        """Return what a file holds, read within limits, by default those of the recipe.

        Raises UnreadableFile with the reason where it cannot be read, SourcesError where it is
        not there, and UsageError where reading it took too long or too much memory.
        """
        async with self._free:
            try:
                made = await run_job(
                    "describe",
                    self._describing,
                    path=str(path.absolute()),
                    limits=limits or self.recipe.limits,
                )
            except JobOverrun as error:
                raise UsageError(f"expected a file that is quickly read, but it {error}") from error
            except JobCrash as error:
                raise UnreadableFile(f"reading it went wrong: {error}") from error
        documents = tuple(DocumentDescription(*facts) for facts in made["documents"])
        return FileDescription(documents, tuple(made["problems"]))


class JobOverrun(Exception):
    """A job took more than it was allowed; the message says of what, after "it"."""


class JobCrash(Exception):
    """A job ended without a reply, or in a way that nobody foresaw; the message says how."""


async def run_job(job: str, job_limits: JobLimits, **request: object) -> Any:
    """Return what a child process makes of a job of `bot.discord.worker_process`.

    Raises the QuothError that the job ended in, JobOverrun or JobCrash. However this ends, the
    child has ended by then.
    """
    level = logging.getLogger().getEffectiveLevel()
    message = {"job": job, "memory": job_limits.memory, "log_level": level, **request}
    child = await _started()
    try:
        async with asyncio.timeout(job_limits.seconds):
            reply = await _exchange(child, json.dumps(message).encode() + b"\n")
    except TimeoutError as error:
        raise JobOverrun(f"took longer than {job_limits.seconds:g} seconds") from error
    finally:
        await _end(child)
    return _result_of(reply, child.returncode, job_limits)


async def _started() -> Process:
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", _CHILD),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=_environment(),
            # Out of reach of Ctrl-C at a terminal, which is for the parent to answer.
            start_new_session=True,
        )
    except OSError as error:
        raise JobCrash(f"no process can be started: {why(error)}") from error


def _environment() -> dict[str, str]:
    """Return the environment of a child: no secrets, and modules from where this process's are."""
    secret = {name for name, setting in SETTINGS.items() if setting.secret}
    kept = {name: text for name, text in os.environ.items() if name not in secret}
    modules = [str(Path(bot.__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, modules))
    # Nothing here multiplies matrices, and each thread that could would take address space.
    return {"OPENBLAS_NUM_THREADS": "1", **kept}


async def _exchange(child: Process, request: bytes) -> bytes:
    assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018  # they are pipes
    with suppress(ConnectionError):
        child.stdin.write(request)
        await child.stdin.drain()
    # The input stays open: by its end the child would know that it is not wanted any more.
    reply, _, _ = await asyncio.gather(child.stdout.read(), _pass_on(child), child.wait())
    return reply


async def _pass_on(child: Process) -> None:
    """Log what the child logs."""
    async for line in _lines(child):
        try:
            record: Mapping[str, Any] = json.loads(line)
            name, level, message = record["logger"], record["level"], record["message"]
        except (ValueError, TypeError, KeyError):
            name, level, message = __name__, logging.WARNING, line.decode("utf-8", "replace")
        logging.getLogger(name).log(level, "%s", message)


async def _lines(child: Process) -> AsyncIterator[bytes]:
    """Yield the lines of the child's standard error; one that is too long is cut into several."""
    assert child.stderr is not None  # noqa: S101  # it is a pipe
    rest = b""
    while piece := await child.stderr.read(_LONGEST_LINE):
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > _LONGEST_LINE:
            lines, rest = [*lines, rest], b""
        for line in filter(None, lines):
            yield line
    if rest:
        yield rest


async def _end(child: Process) -> None:
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
    if child.stdin is not None:
        child.stdin.close()
    await asyncio.gather(*(pipe.read() for pipe in (child.stdout, child.stderr) if pipe))
    await child.wait()


def _result_of(reply: bytes, status: int | None, job_limits: JobLimits) -> Any:
    try:
        answer = json.loads(reply)
    except ValueError:
        raise JobCrash(_ending(status)) from None
    if "error" not in answer:
        return answer["made"]
    name, reason = answer["error"], answer["reason"]
    if name == "MemoryError":
        raise JobOverrun(f"took more than {in_words(job_limits.memory or 0)} of memory")
    kind = getattr(retrieval.errors, name, None)
    raise kind(reason) if kind and issubclass(kind, QuothError) else JobCrash(reason)


def _ending(status: int | None) -> str:
    if status is not None and status < 0:
        return f"killed by signal {-status}"
    return f"ended with status {status}"
