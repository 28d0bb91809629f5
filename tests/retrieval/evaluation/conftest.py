"""Three documents, and the library of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.library import Library

KEYS = "All keys are returned by Sunday evening. The deposit covers a lost key."
GATE = "The gate closes at ten. Whoever comes later rings the bell of the warden."
BELL = "The bell of the warden is out of order since March."
CARS = "Cars stand behind the house, one for each flat."


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    (folder / "keys.md").write_text(f"# Keys\n\n{KEYS}\n\n# Keys\n\n{GATE}\n", encoding="utf-8")
    (folder / "notices.md").write_text(f"# Notices\n\n{BELL}\n", encoding="utf-8")
    (folder / "cars.txt").write_text(f"{CARS}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def library(house: Path) -> Library:
    return Library.open([house], None)
