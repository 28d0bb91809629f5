"""The benchmarks run: their figures are for people, not for tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "options", "shown"),
    [
        ("cold_start", "--passages 20 --runs 1", "ask 20 passages"),
        ("indexing", "--passages 20", "passages/s"),
        ("engines", "--passages 20 40 --queries 3", "sparse (Quoth)"),
    ],
)
def test_a_benchmark_prints_its_table(project: Path, name: str, options: str, shown: str) -> None:
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", *options.split()]
    ended = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert shown in ended.stdout
