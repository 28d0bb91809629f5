"""The shape of what people touch: who may import whom."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.conftest import PROJECT

PACKAGES = ("bot", "retrieval")


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {
    name_of(path): path
    for package in PACKAGES
    for path in sorted((PROJECT / package).rglob("*.py"))
}
OURS = [module for module in MODULES if module.split(".")[0] == "bot"]
BELOW_ALL = [
    name for name in OURS if name.startswith(("bot.terminal", "bot.settings", "bot.workspace"))
]


@cache
def imported(module: str) -> frozenset[str]:
    """Return what a module imports, anywhere in it, for its types as well."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports relatively"
            names.add(node.module or "")
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


@cache
def needed(module: str) -> frozenset[str]:
    """Return the modules that a module needs, directly or through others."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        for name in (imported(waiting.pop()) & MODULES.keys()) - found:
            found.add(name)
            waiting.append(name)
    return frozenset(found)


def test_no_module_needs_itself() -> None:
    assert [module for module in OURS if module in needed(module)] == []


def test_terminal_and_settings_know_nothing_of_who_uses_them() -> None:
    above = {name for module in BELOW_ALL for name in needed(module) if name.startswith("bot.")}

    assert above <= set(BELOW_ALL)


def test_discord_is_imported_by_what_runs_in_discord_only() -> None:
    importers = {
        module for module in OURS if "discord" in {name.split(".")[0] for name in imported(module)}
    }

    assert importers
    assert all(module.startswith("bot.discord") for module in importers)
