"""The shape of the project: who may import whom, what modules are called, what an answer costs."""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from tests.conftest import PROJECT
from tests.retrieval.conftest import Python

STAGES = (
    *("retrieval.errors", "retrieval.model", "retrieval.sources", "retrieval.text"),
    *("retrieval.index", "retrieval.reader"),
    *("retrieval.question", "retrieval.relations", "retrieval.conversation"),
    *("retrieval.ranking", "retrieval.disagreement", "retrieval.answering"),
    *("retrieval.suggest", "retrieval.verification", "retrieval.askable", "retrieval.library"),
    *("retrieval.cluster_library", "retrieval.joined_library"),
    *("retrieval.evaluation", "retrieval.training", "retrieval"),
    *("bot", "bot.terminal", "bot.settings", "bot.workspace"),
    *(
        "bot.discord.guild_files",
        "bot.discord.journal",
        "bot.eval",
        "bot.discord",
        "bot.cli",
        "bot.pytest_plugin",
        "bot.__main__",
    ),
)
"""The line from files to answers and to the people who read them: each may use those before it."""

KEPT_FOR_GUILDS = {"bot.discord.guild_files", "bot.discord.journal"}
"""What a review reads too: files and a journal on disk, without Discord."""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


PATHS = {
    name_of(path): path
    for package in ("retrieval", "bot")
    for path in sorted((PROJECT / package).rglob("*.py"))
}
LIBRARY = [module for module in PATHS if module.startswith("retrieval")]


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(PATHS[module].read_text(encoding="utf-8"))


@cache
def imported(module: str) -> frozenset[str]:
    """Return the modules that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports relatively"
            names.add(node.module or "")
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def stage_of(module: str) -> int:
    """Return the number of the stage whose name a module's begins with, or has."""
    packages = [module]
    while packages[-1] not in STAGES:
        packages.append(packages[-1].rpartition(".")[0])
    return STAGES.index(packages[-1])


def imports() -> Iterator[tuple[str, str]]:
    """Yield each pair of modules of the project of which the first imports the second."""
    for module in PATHS:
        for name in imported(module) & PATHS.keys():
            yield module, name


def test_imports_point_one_way() -> None:
    assert not [pair for pair in imports() if stage_of(pair[0]) < stage_of(pair[1])]


def test_no_module_needs_itself() -> None:
    # A circle is raised as an error that names the modules in it.
    TopologicalSorter({one: imported(one) & PATHS.keys() for one in PATHS}).prepare()


def test_the_library_knows_nothing_of_who_uses_it() -> None:
    strangers = {"bot", "discord", "click", "rich", "tests"}

    assert not [
        module
        for module in LIBRARY
        if strangers & {name.split(".")[0] for name in imported(module)}
    ]


def test_only_the_command_that_runs_the_bot_imports_what_answers_in_discord() -> None:
    runs = {
        one
        for one, other in imports()
        if not one.startswith("bot.discord") and other.startswith("bot.discord.")
        if other not in KEPT_FOR_GUILDS
    }

    assert runs == {"bot.cli.commands.bot"}


def test_discord_is_imported_by_what_runs_in_discord_only() -> None:
    importers = {
        module for module in PATHS if "discord" in {name.split(".")[0] for name in imported(module)}
    }

    assert importers
    assert all(module.startswith("bot.discord") for module in importers)


NOUNS = {"encoding", "missing", "spelling", "training"}
COMMANDS = "bot.cli.commands."
"""Modules that are called as their command is."""


def leaves() -> Iterator[tuple[str, str]]:
    """Yield the last part of each module's name, and all of it; folders and commands left out."""
    for module, path in PATHS.items():
        if path.stem != "__init__" and not module.startswith(COMMANDS):
            yield path.stem, module


def test_no_two_modules_have_one_name() -> None:
    named = defaultdict(list)
    for leaf, module in leaves():
        named[leaf].append(module)

    assert not {leaf: modules for leaf, modules in named.items() if len(modules) > 1}


def test_no_module_is_called_by_what_somebody_does() -> None:
    assert not [module for leaf, module in leaves() if leaf.endswith("ing") and leaf not in NOUNS]


def test_no_two_classes_have_one_name() -> None:
    homes = defaultdict(list)
    for module in PATHS:
        for node in tree(module).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(module)

    assert not {name: modules for name, modules in homes.items() if len(modules) > 1}


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


def test_every_name_without_an_underscore_is_documented() -> None:
    assert not [
        name
        for module in LIBRARY
        for name, node in public(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and not ast.get_docstring(node)
    ]


HEAVY = {
    *("sklearn", "scipy", "rank_bm25", "joblib"),
    *("trafilatura", "pypdfium2", "docx", "lxml", "markdown_it", "yaml", "charset_normalizer"),
    *("discord", "click", "rich", "bm25s", "tantivy"),
    *("ir_measures", "pytrec_eval", "multiprocessing", "onnxruntime"),
}
ASK = """
import json, sys
from retrieval import Library
library = Library.open(sys.argv[1], sys.argv[2])
answer = library.ask("who replaced Lin?")
print(json.dumps([answer.status, sorted(sys.modules)]))
"""


def test_an_answer_from_a_stored_index_imports_nothing_heavy_and_nothing_that_measures(
    seeds: Path, data_dir: Path, python: Python
) -> None:
    python(ASK, seeds, data_dir)
    status, modules = json.loads(python(ASK, seeds, data_dir).stdout)
    packages = {name.split(".")[0] for name in modules}

    assert status == "answered"
    assert not HEAVY & packages
    measuring = ("retrieval.evaluation", "retrieval.training")
    assert not [name for name in modules if name.startswith(measuring)]
