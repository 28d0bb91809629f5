"""pytest run with a fault planted, in processes that begin with the libraries imported."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, NamedTuple

from bot.settings import SETTINGS

Ending = Literal["caught", "missed", "broken"]
"""Whether a test noticed; or the fault could not be planted, or was never met."""

_LIBRARIES = (
    *("numpy", "scipy.sparse", "sklearn.feature_extraction.text", "Stemmer", "rank_bm25"),
    *("hypothesis", "hypothesis.strategies", "pytest", "asyncio", "discord", "yaml", "click"),
    *("markdown_it", "rich.console", "ir_measures", "trafilatura", "pypdfium2", "docx"),
)
_PLUGINS = (
    *("pytest_asyncio.plugin", "pytest_timeout", "_hypothesis_pytestplugin"),
    *("bot.pytest_plugin", "tests.mutation.planting"),
)
_OPTIONS = ("-q", "--no-header", "-p", "no:cacheprovider", "-o", "timeout=60", "-m", "not slow")


class Trial(NamedTuple):
    """Tests that are run against a fault. With `all_of_them`, the first failure is not the last."""

    fault: str
    targets: tuple[str, ...]
    all_of_them: bool = False


class Tried(NamedTuple):
    """What came of a trial: the tests that failed, how long it took, and what pytest printed."""

    fault: str
    ending: Ending
    failed: tuple[str, ...]
    seconds: float
    printed: str


def tried(trials: Iterable[Trial], folder: Path, at_once: int) -> Iterator[Tried]:
    """Yield what comes of each trial as it ends, so many at a time.

    `folder` is for what they write. The working directory is the project's.
    """
    _import_libraries()
    _leave_settings_out()
    waiting = list(reversed(list(trials)))
    running: dict[int, tuple[Trial, float]] = {}
    while waiting or running:
        while waiting and len(running) < at_once:
            trial = waiting.pop()
            running[_begun(trial, folder)] = trial, time.monotonic()
        process, status = os.wait()
        trial, began = running.pop(process)
        yield _ended(trial, os.waitstatus_to_exitcode(status), time.monotonic() - began, folder)


def _import_libraries() -> None:
    # Nothing that is planted in or tested: a fault is to be there before any of it is imported.
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in _LIBRARIES:
            import_module(name)


def _leave_settings_out() -> None:
    for name in (*SETTINGS, "PYTEST_ADDOPTS", "CI"):
        os.environ.pop(name, None)
    os.environ["QUOTH_READER"] = "none"
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"


def _begun(trial: Trial, folder: Path) -> int:
    """Return the id of a process that runs the tests of a trial."""
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process:
        return process
    status = 70
    try:
        printed = os.open(folder / f"{trial.fault}.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(printed, 1)
        os.dup2(printed, 2)
        import pytest

        status = int(pytest.main(list(_arguments(trial, folder))))
    except BaseException:  # noqa: BLE001  # it would go on as the parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _arguments(trial: Trial, folder: Path) -> Iterator[str]:
    for plugin in _PLUGINS:
        yield from ("-p", plugin)
    yield from _OPTIONS
    yield from () if trial.all_of_them else ("-x",)
    yield from ("--basetemp", str(folder / trial.fault))
    yield from ("--fault", trial.fault, "--fault-noted", str(folder / f"{trial.fault}.json"))
    yield from trial.targets


def _ended(trial: Trial, status: int, seconds: float, folder: Path) -> Tried:
    printed = _read(folder / f"{trial.fault}.txt")
    noted: Mapping[str, Any] = json.loads(_read(folder / f"{trial.fault}.json") or "{}")
    failed: Sequence[str] = tuple(noted.get("failed", ()))
    ending: Ending = "broken"
    if noted.get("calls") and not noted["crashed"]:
        if status == 0:
            ending = "missed"
        elif status == 1 and failed:
            ending = "caught"
    return Tried(trial.fault, ending, tuple(failed), seconds, printed)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
