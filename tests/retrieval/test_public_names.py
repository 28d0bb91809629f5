"""What others may import, and what the page on the library names: all there, shown by examples."""

from __future__ import annotations

import doctest
import inspect
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import retrieval
from retrieval import errors, model
from tests.conftest import PROJECT
from tests.retrieval.conftest import Python

BETWEEN_STAGES = {
    *("Block", "ParsedDocument", "Part"),
    *("PassageMatch", "PassageText", "SentenceMatch"),
}
"""Records that loaders, or a reader and the ranking, hand on: no user of the library meets them."""


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which the examples are run, with documents in it."""
    for name in ("docs", "docs-next"):
        shutil.copytree(PROJECT / "tests" / "reading_room" / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def examples_of(thing: Any, name: str, given: dict[str, Any]) -> doctest.DocTest:
    return doctest.DocTestParser().get_doctest(inspect.getdoc(thing) or "", given, name, None, None)


def failures(test: doctest.DocTest) -> str:
    told: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=told.append, clear_globs=False)
    return "".join(told)


@pytest.fixture
def begun(docs: Path) -> dict[str, Any]:
    """Return what the examples may go on from: the package's own, and every public name."""
    test = examples_of(retrieval, "retrieval", {})
    assert failures(test) == ""
    names = {name: getattr(retrieval, name) for name in retrieval.__all__}
    return {**test.globs, **names, "Path": Path}


@pytest.mark.parametrize("name", retrieval.__all__)
def test_every_public_name_is_shown_by_an_example(name: str, begun: dict[str, Any]) -> None:
    own = examples_of(getattr(retrieval, name), name, begun)
    of_the_package = examples_of(retrieval, "retrieval", {}).examples

    assert own.examples or any(name in example.source for example in of_the_package)
    assert failures(own) == ""


def defined_in(module: Any) -> Iterator[str]:
    for name, value in vars(module).items():
        if inspect.isclass(value) and value.__module__ == module.__name__:
            yield name


def test_every_record_and_error_is_exported() -> None:
    assert {*defined_in(model), *defined_in(errors)} - BETWEEN_STAGES <= {*retrieval.__all__}


def test_names_are_listed_in_order_and_once() -> None:
    assert retrieval.__all__ == sorted(set(retrieval.__all__))
    assert set(retrieval.__all__) <= set(dir(retrieval))


def test_a_name_that_is_not_public_is_refused() -> None:
    with pytest.raises(AttributeError, match="module 'retrieval' has no attribute 'Reader'"):
        retrieval.Reader  # type: ignore[attr-defined]  # noqa: B018  # it is not there


IMPORTED = """
import sys
before = set(sys.modules)
import retrieval
print(*sorted(set(sys.modules) - before - {"retrieval", "__future__", "typing"}))
"""


def test_importing_the_package_imports_nothing_of_it(python: Python) -> None:
    ended = python(IMPORTED)

    assert [name for name in ended.stdout.split() if name.startswith("retrieval")] == []


PAGE = (PROJECT / "retrieval" / "README.md").read_text(encoding="utf-8")


def test_the_page_on_the_library_names_all_that_is_public() -> None:
    assert not [name for name in retrieval.__all__ if f"`{name}`" not in PAGE]
