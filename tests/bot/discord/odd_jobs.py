"""A worker's process whose jobs go wrong in every way that a job can."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Mapping
from typing import Any, cast

import retrieval.errors
from bot.discord import worker_process
from bot.discord.worker_process import main

logger = logging.getLogger("odd")


def sleep(_request: Mapping[str, Any]) -> None:
    logger.warning("asleep %d", os.getpid())
    time.sleep(600)


def die(_request: Mapping[str, Any]) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def leave(_request: Mapping[str, Any]) -> None:
    os._exit(3)


def devour(_request: Mapping[str, Any]) -> int:
    return len(bytearray(2**34))


def fail(request: Mapping[str, Any]) -> None:
    kind: type[Exception] = getattr(retrieval.errors, request["kind"], ZeroDivisionError)
    raise kind("the reason")


def chatter(_request: Mapping[str, Any]) -> str:
    print("to the output")
    print("not a record", file=sys.stderr)
    logger.info("two\nlines")
    logger.debug("too low")
    sys.stderr.write("x" * 3_000_000)
    return "done"


def environment(_request: Mapping[str, Any]) -> dict[str, str]:
    return dict(os.environ)


def modules(_request: Mapping[str, Any]) -> list[str]:
    return list(sys.modules)


if __name__ == "__main__":
    jobs = (sleep, die, leave, devour, fail, chatter, environment, modules)
    cast("dict[str, Any]", worker_process.JOBS).update({job.__name__: job for job in jobs})
    main()
