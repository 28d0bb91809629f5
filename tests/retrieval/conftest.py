"""A small folder of sources, what is parsed of it, and Python in a process of its own."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

import retrieval.index.parsed_files
import retrieval.sources
from retrieval.askable import Askable
from retrieval.model import ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile
from tests.conftest import PROJECT


class Python(Protocol):
    """Runs code in a process of its own, in the project's folder."""

    def __call__(self, code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Return how it ended, with what it printed."""


LIN = "Junyang Lin stepped down as the technical lead of Qwen in March."
ZHOU = "Hao Zhou was appointed as the new head of the Qwen team."
PHONE = "The phone has a battery of 4,000 mAh and weighs 150 grams."
RAIN = "Heavy rain fell on Hangzhou during the whole summer."
SNOW = "Snow is rare in Shenzhen, even in a cold January."


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a folder with a Markdown file, a text, and two records."""
    folder = tmp_path / "sources"
    (folder / "weather").mkdir(parents=True)
    (folder / "lead.md").write_text(f"# Qwen\n\n{LIN}\n\n# Qwen\n\n{ZHOU}\n", encoding="utf-8")
    (folder / "phone.txt").write_text(f"{PHONE}\n", encoding="utf-8")
    write_records(folder / "weather" / "records.jsonl", {"rain": RAIN, "snow": SNOW})
    return folder


def write_records(path: Path, records: dict[str, str]) -> None:
    """Write texts by `_id` in the BEIR corpus format."""
    lines = (json.dumps({"_id": key, "title": key, "text": text}) for key, text in records.items())
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def first(library: Askable, question: str) -> str:
    """Return the first quote for a question, "" where there is none."""
    quotes = library.ask(question).quotes
    return quotes[0].text if quotes else ""


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was warned of so far."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the files parsed so far, in order, each by its path in its folder."""
    names: list[str] = []
    load = retrieval.sources.registry.load

    def noted(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
        names.append(file.doc_id)
        return load(file, limits, report)

    monkeypatch.setattr(retrieval.index.parsed_files, "load", noted)
    return names


@pytest.fixture(scope="session")
def python() -> Python:
    """Return what runs code in a process of its own."""

    def run(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            cwd=PROJECT,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
