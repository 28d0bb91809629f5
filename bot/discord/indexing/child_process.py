"""One job done by another process, which is killed when it must be."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import bot
import retrieval.errors
from bot.settings import SETTINGS
from retrieval.errors import QuothError
from retrieval.sources.reading import in_words, why

_CHILD = "bot.discord.indexing.workshop_child"
_LONGEST_LINE = 2**20

logger = logging.getLogger(__name__)


class Allowance(NamedTuple):
    """How long a job may take, in seconds, and how much memory, in bytes (None: any)."""

    seconds: float
    memory: int | None = None


class Overrun(Exception):
    """A job took more than it was allowed; the message says of what, after "it"."""


class Crash(Exception):
    """A job ended without a reply, or in a way that nobody foresaw; the message says how."""


async def done(job: str, allowance: Allowance, **request: object) -> Any:
    """Return what a child process makes of a job of `bot.discord.indexing.workshop_child`.

    Raises the QuothError that the job ended in, Overrun or Crash. However this ends, the
    child has ended by then.
    """
    level = logging.getLogger().getEffectiveLevel()
    asked = {"job": job, "memory": allowance.memory, "log_level": level, **request}
    child = await _started()
    try:
        async with asyncio.timeout(allowance.seconds):
            reply = await _exchange(child, json.dumps(asked).encode() + b"\n")
    except TimeoutError as error:
        raise Overrun(f"took longer than {allowance.seconds:g} seconds") from error
    finally:
        await _end(child)
    return _made(reply, child.returncode, allowance)


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
        raise Crash(f"no process can be started: {why(error)}") from error


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


async def _end(child: Process) -> None:
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
    if child.stdin is not None:
        child.stdin.close()
    await asyncio.gather(*(pipe.read() for pipe in (child.stdout, child.stderr) if pipe))
    await child.wait()


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


def _made(reply: bytes, status: int | None, allowance: Allowance) -> Any:
    try:
        said = json.loads(reply)
    except ValueError:
        raise Crash(_ending(status)) from None
    if "error" not in said:
        return said["made"]
    name, reason = said["error"], said["reason"]
    if name == "MemoryError":
        raise Overrun(f"took more than {in_words(allowance.memory or 0)} of memory")
    kind = getattr(retrieval.errors, name, None)
    raise kind(reason) if kind and issubclass(kind, QuothError) else Crash(reason)


def _ending(status: int | None) -> str:
    if status is not None and status < 0:
        return f"killed by signal {-status}"
    return f"ended with status {status}"
