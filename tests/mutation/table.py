"""The planted faults as a table for people: what each area has, and what catches it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from tests.mutation.fault import Fault
from tests.mutation.faults import AREAS

_REGRESSION = "tests/regression/questions.yaml"


def table() -> str:
    """Return the table in Markdown."""
    return "".join(f"{row}\n" for row in _rows())


def _rows() -> Iterator[str]:
    yield "| area | planted faults | caught by |"
    yield "|---|---|---|"
    for area in AREAS:
        name = area.__name__.rpartition(".")[2]
        faults = ", ".join(fault.name.replace("-", " ") for fault in area.FAULTS)
        yield f"| {name} | {faults} | {', '.join(_kinds(area.FAULTS))} |"


def _kinds(faults: Sequence[Fault]) -> Iterator[str]:
    """Yield what catches faults, in words: the questions, and the tests of what."""
    targets = [fault.targets[0].partition("::")[0] for fault in faults]
    asked = targets.count(_REGRESSION)
    if asked:
        yield f"regression questions ({asked})"
    files = dict.fromkeys(target for target in targets if target != _REGRESSION)
    stems = (PurePosixPath(file).stem.removeprefix("test_") for file in files)
    yield f"tests of {', '.join(stem.replace('_', ' ') for stem in stems)}"
