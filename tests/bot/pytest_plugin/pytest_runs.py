"""Folders with sources and questions, and pytest run over them as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from bot.settings import SETTINGS
from tests.conftest import PROJECT

KEYS = """\
# House rules

## Keys

Residents hand back the gate key to the caretaker every Sunday before noon.

## Deposit

A lost gate key is paid by the tenant from the deposit.

## Gate

The gate closes at ten in the evening. The gate key opens the gate and the cellar gate.
"""


class Ran(NamedTuple):
    """How pytest ended, and what it printed."""

    status: int
    out: str

    def failure(self, heading: str) -> str:
        """Return what is reported of a failure below its heading."""
        _, _, after = self.out.partition(f" {heading} __")
        report: list[str] = []
        for line in after.splitlines()[1:]:
            if line.startswith(("____", "----", "====")):
                break
            report.append(line)
        return "\n".join(report)

    @property
    def outcomes(self) -> dict[str, str]:
        """What `-v` says of each test, by its id."""
        words = (line.split() for line in self.out.splitlines() if line.endswith("%]"))
        return {name: verdict for name, verdict, *_ in words}


def house(folder: Path, questions: str, name: str = "questions.yaml") -> Path:
    """Write the house rules and a file of questions into a folder, and return the folder."""
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    (folder / "rules" / "keys.md").write_text(KEYS, encoding="utf-8")
    (folder / name).write_text(questions, encoding="utf-8")
    return folder


def run_pytest(
    folder: Path,
    *arguments: str,
    plugins: tuple[str, ...] = ("bot.pytest_plugin",),
    environ: Mapping[str, str] | None = None,
) -> Ran:
    """Run pytest in a folder, with the plugin and no other that is not named."""
    chosen = [word for plugin in plugins for word in ("-p", plugin)]
    kept = {name: text for name, text in os.environ.items() if name not in SETTINGS}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *chosen, *arguments],
        cwd=folder,
        env={
            **{name: text for name, text in kept.items() if name not in ("CI", "PYTEST_ADDOPTS")},
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": str(PROJECT),
            "COLUMNS": "100",
            "QUOTH_READER": "none",
            "HOME": str(folder),
            **(environ or {}),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout + done.stderr)
