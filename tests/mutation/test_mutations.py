"""The suite notices what would hurt somebody: faults are planted in it, and it has to fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import PROJECT
from tests.mutation.faults import FAULTS, NONE

pytestmark = [
    pytest.mark.mutation,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="faults are planted in forked processes"),
]

AT_LEAST = 0.95
"""Share of the faults that have to be caught."""


@pytest.fixture(scope="module")
def tried() -> dict[str, dict[str, Any]]:
    command = [sys.executable, "-m", "tests.mutation", "--json"]
    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    outcomes = map(json.loads, ran.stdout.splitlines())
    told = {outcome["fault"]: outcome for outcome in outcomes}
    assert told.keys() == {*FAULTS, NONE}, ran.stderr
    return told


def test_there_are_faults_of_every_part() -> None:
    assert len(FAULTS) >= 24
    assert all(fault.targets and fault.breaks.endswith(".") for fault in FAULTS.values())


def test_what_catches_a_fault_passes_without_one(tried: dict[str, dict[str, Any]]) -> None:
    control = tried[NONE]
    assert control["ending"] == "missed", control["printed"]


def test_every_fault_is_planted_and_met(tried: dict[str, dict[str, Any]]) -> None:
    broken = [outcome["printed"] for outcome in tried.values() if outcome["ending"] == "broken"]
    assert not broken, "\n".join(broken)


def test_the_suite_catches_nearly_all_faults(tried: dict[str, dict[str, Any]]) -> None:
    missed = [
        f"{name}: {FAULTS[name].breaks}" for name in FAULTS if tried[name]["ending"] != "caught"
    ]
    assert len(FAULTS) - len(missed) >= AT_LEAST * len(FAULTS), "\n".join(missed)
