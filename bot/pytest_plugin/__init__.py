"""The pytest plugin: each question of a file like `questions.yaml` is a test, its gates are one.

pytest loads this module in every run where Quoth is installed, so it imports nothing: what asks
questions is imported once there is a file of them. `-p no:quoth` leaves it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from bot.pytest_plugin.nodes import QuestionCollector

_SUFFIXES = (".yaml", ".yml", ".md")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what says which sources are asked."""
    group = parser.getgroup("quoth", "questions and the sources that answer them")
    group.addoption(
        "--quoth-sources",
        action="append",
        metavar="PATH",
        help="a file or folder to ask all questions of, whatever their file names; repeatable",
    )
    parser.addini(
        "quoth_sources",
        "files and folders that are asked where a file of questions names none",
        type="paths",
    )
    parser.addini(
        "quoth_data_dir",
        "a folder that keeps indexes for the next run (default: they are made anew, in memory)",
        type="paths",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> QuestionCollector | None:
    """Return what collects a file, where its name says that it is one of questions."""
    name = file_path.name.casefold()
    if "questions" not in name or not name.endswith(_SUFFIXES):
        return None
    from bot.pytest_plugin.nodes import QuestionCollector
    from retrieval.evaluation.question_files import is_question_file

    return (
        QuestionCollector.from_parent(parent, path=file_path)
        if is_question_file(file_path)
        else None
    )
