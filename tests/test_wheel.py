"""The wheel: the two packages and the seeds, and nothing of the tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest


def files_below(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(folder).as_posix()


@pytest.fixture(scope="module")
def shipped(project: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the files in a wheel that is built from the tree as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    assert len(set(names)) == len(names)
    return set(names)


def test_the_wheel_holds_both_packages_and_the_seeds_and_nothing_else(
    project: Path, shipped: set[str]
) -> None:
    packages = {
        f"{name}/{file}" for name in ("bot", "retrieval") for file in files_below(project / name)
    }
    seeds = {f"bot/bundled_seeds/{file}" for file in files_below(project / "seeds")}
    assert {name for name in shipped if ".dist-info/" not in name} == packages | seeds


@pytest.mark.parametrize(
    "name",
    [
        *(
            "bot/py.typed",
            "retrieval/py.typed",
            "retrieval/text/lexicon.json",
            "bot/cli/__init__.py",
        ),
        *("retrieval/library.py", "bot/bundled_seeds/000-qwen-tech-lead-steps-down.md"),
    ],
)
def test_the_wheel_holds_what_is_needed_without_the_tree(shipped: set[str], name: str) -> None:
    assert name in shipped


def test_the_wheel_holds_its_license_and_its_command(shipped: set[str]) -> None:
    inside = {name.partition(".dist-info/")[2] for name in shipped}
    assert {"METADATA", "entry_points.txt", "licenses/LICENSE"} <= inside
