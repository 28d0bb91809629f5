"""The shape of the library: who may import whom, and what an answer must not cost."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.retrieval.conftest import Python

PACKAGE = PROJECT / "retrieval"
STAGES = [
    *(("model", "errors"), ("sources",), ("text",), ("index",), ("question", "relations")),
    *(("ranking",), ("disagreement", "conversation"), ("answering",), ("suggest", "verification")),
    *(("askable",), ("library",), ("joined_library",), ("evaluation",), ("training",)),
]
"""The line from files to answers; a stage may use those before it only."""

STRANGERS = {"bot", "discord", "click", "rich", "tests"}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@cache
def imported(module: str) -> set[str]:
    """Return the modules that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports relatively"
            names.add(node.module or "")
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def needed(module: str) -> set[str]:
    """Return the modules of the package that a module needs, directly or through others."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        for name in (imported(waiting.pop()) & MODULES.keys()) - found:
            found.add(name)
            waiting.append(name)
    return found


def stage_of(module: str) -> int | None:
    part = module.split(".")[1] if "." in module else ""
    return next((number for number, parts in enumerate(STAGES) if part in parts), None)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    stage = stage_of(module)
    if stage is not None:
        later = {name for name in needed(module) if (stage_of(name) or 0) > stage}
        assert not later


@pytest.mark.parametrize("module", MODULES)
def test_nothing_that_answers_needs_the_evaluation_or_training(module: str) -> None:
    stage = stage_of(module)
    if stage is None or stage < STAGES.index(("evaluation",)):
        without = ("retrieval.evaluation", "retrieval.training")
        assert not {name for name in needed(module) if name.startswith(without)}


@pytest.mark.parametrize("module", MODULES)
def test_no_module_needs_itself(module: str) -> None:
    assert module not in needed(module)


@pytest.mark.parametrize("module", MODULES)
def test_the_library_knows_nothing_of_who_uses_it(module: str) -> None:
    assert not {name.split(".")[0] for name in imported(module)} & STRANGERS


def public(module: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield the public functions, classes and methods of a module, and the module itself."""
    yield module, tree(module)
    waiting: list[tuple[str, ast.stmt]] = [(module, node) for node in tree(module).body]
    while waiting:
        owner, node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{owner}.{node.name}", node
            if isinstance(node, ast.ClassDef):
                waiting += [(f"{owner}.{node.name}", inner) for inner in node.body]


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_is_documented(module: str) -> None:
    names = [
        name
        for name, node in public(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and not ast.get_docstring(node)
    ]
    assert not names


HEAVY = {
    *("sklearn", "scipy", "rank_bm25", "joblib"),
    *("trafilatura", "pypdf", "docx", "lxml", "markdown_it", "yaml", "charset_normalizer"),
    *("discord", "click", "rich", "bm25s", "tantivy"),
    *("ir_measures", "pytrec_eval", "multiprocessing"),
}
ASK = """
import json, sys
from pathlib import Path
from retrieval.library import Library
library = Library.open([Path(sys.argv[1])], Path(sys.argv[2]))
answer = library.ask("who replaced Lin?")
print(json.dumps([answer.status, sorted(name.split(".")[0] for name in sys.modules)]))
"""


def test_an_answer_from_a_stored_index_imports_nothing_heavy(
    seeds: Path, data_dir: Path, python: Python
) -> None:
    python(ASK, seeds, data_dir)
    status, modules = json.loads(python(ASK, seeds, data_dir).stdout)
    assert status == "answered"
    assert not HEAVY & set(modules)
