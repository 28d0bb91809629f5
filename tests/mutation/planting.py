"""A pytest plugin that plants one fault before any test is imported, and notes what comes of it.

    pytest -p tests.mutation.planting --fault stemming-off tests/retrieval/text/test_analyzer.py

`--fault none` wraps the functions of all faults and changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import Phase, settings

from tests.mutation.faults import FAULTS, NONE
from tests.mutation.seams import Seams

_EXAMPLES = 20
_HERE = Path(__file__).resolve().parent
_PLANTED = pytest.StashKey[Seams]()


class Noted(NamedTuple):
    """The tests that failed, and of those the ones that failed in the planting itself."""

    failed: list[str]
    crashed: list[str]


_NOTED = pytest.StashKey[Noted]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the name of the fault, and where to write what came of it."""
    parser.addoption("--fault", choices=(NONE, *FAULTS), required=True)
    parser.addoption("--fault-noted", type=Path)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Plant the fault: nothing of the tests is imported yet."""
    name = early_config.known_args_namespace.fault
    seams = Seams(inert=name == NONE)
    for fault in FAULTS.values() if name == NONE else (FAULTS[name],):
        fault.plant(seams)
    early_config.stash[_PLANTED] = seams
    early_config.stash[_NOTED] = Noted([], [])


def pytest_configure(config: pytest.Config) -> None:
    """Let hypothesis try the same few examples each time, and make none of them simpler."""
    del config
    few = settings(
        settings.get_profile("quoth"),
        max_examples=_EXAMPLES,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
    )
    settings.register_profile("planted", few)
    settings.load_profile("planted")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note what fails, and apart from that what fails in the planting itself."""
    report = yield
    if report.failed:
        noted = item.config.stash[_NOTED]
        noted.failed.append(item.nodeid)
        if call.excinfo is not None and _raised_here(call.excinfo):
            noted.crashed.append(f"{item.nodeid}: {call.excinfo.exconly()}")
    return report


def pytest_unconfigure(config: pytest.Config) -> None:
    """Write down what was noted."""
    path: Path | None = config.getoption("fault_noted")
    if path is not None and _NOTED in config.stash:
        noted = {**config.stash[_NOTED]._asdict(), "calls": config.stash[_PLANTED].calls}
        path.write_text(json.dumps(noted), encoding="utf-8")


def _raised_here(excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
    return _HERE in Path(str(excinfo.traceback[-1].path)).resolve().parents
