"""`python -m tests.mutation`: which test catches which fault, and which faults none does."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutation.faults import FAULTS, NONE
from tests.mutation.running import Ending, Trial, Tried, tried

SUITE = (
    *("tests/regression/questions.yaml", "tests/retrieval", "tests/bot/discord"),
    *("tests/bot/terminal/test_layout.py", "tests/bot/terminal/test_answer_text.py"),
)
"""What is tried with `--thorough`. Tests that let other processes ask would catch any fault: those
have it not."""

_GOOD: Mapping[str, Ending] = {NONE: "missed"}


def main(arguments: Sequence[str]) -> int:
    """Print a row for each fault; return 1 where one was missed or could not be planted."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="FAULT", help="default: all")
    parser.add_argument("--thorough", action="store_true", help="run the whole suite for each")
    parser.add_argument("--json", action="store_true", help="print an object for each")
    parser.add_argument("-j", type=int, default=os.cpu_count() or 1, help="processes at a time")
    given = parser.parse_args(arguments)
    unknown = set(given.names) - FAULTS.keys()
    if unknown:
        parser.error(f"expected one of {', '.join(FAULTS)}, got {', '.join(sorted(unknown))}")
    names = given.names or list(FAULTS)
    with TemporaryDirectory() as folder:
        done = []
        for one in tried(_trials(names, thorough=given.thorough), Path(folder), given.j):
            done.append(one)
            _show(one, as_json=given.json)
        for one in tried([_control(done)], Path(folder), 1):
            done.append(one)
            _show(one, as_json=given.json)
    return 0 if all(one.ending == _GOOD.get(one.fault, "caught") for one in done) else 1


def _trials(names: Sequence[str], *, thorough: bool) -> Iterator[Trial]:
    for name in names:
        yield Trial(name, SUITE if thorough else FAULTS[name].targets)


def _control(done: Sequence[Tried]) -> Trial:
    """Return what shows that nothing failed by itself: all that caught a fault, without one."""
    caught = (test.partition("[")[0] for one in done for test in one.failed)
    return Trial(NONE, tuple(dict.fromkeys(caught)) or SUITE[:1], all_of_them=True)


def _show(one: Tried, *, as_json: bool) -> None:
    print(json.dumps(one._asdict()) if as_json else _row(one), flush=True)


def _row(one: Tried) -> str:
    told = ", ".join(one.failed) or "-"
    if one.ending == "broken" or one.ending != _GOOD.get(one.fault, "caught"):
        told = f"{one.ending.upper()}: {told}" + f"\n{one.printed}" * (one.ending == "broken")
    elif one.fault == NONE:
        told = "all of these pass"
    return f"{one.fault:<28} {one.seconds:5.1f} s  {told}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
