from __future__ import annotations

import subprocess
import sys

import pytest

from tests.bot.conftest import Process

HEAVY = (
    *("charset_normalizer", "discord", "docx", "dotenv", "jsonschema", "logging.config"),
    *("lxml", "markdown_it", "pypdf", "rank_bm25", "readline", "rich", "scipy", "sklearn"),
    *("trafilatura", "yaml", "ir_measures", "matplotlib", "multiprocessing"),
    *("retrieval.evaluation", "bot.eval"),
)


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (("--version",), ("numpy", "retrieval.library")),
        (("--help",), ("numpy", "retrieval.library", "bot.cli.commands.ask")),
        (("ask", "who replaced Lin?"), ("retrieval.index.build", "json.tool")),
        (("ask", "who replaced Lin?", "--json"), ("bot.terminal.answer_text",)),
        (("search", "Lin"), ()),
    ],
    ids=" ".join,
)
def test_nothing_is_imported_that_is_not_needed(
    process: Process, arguments: tuple[str, ...], more: tuple[str, ...]
) -> None:
    process("index")
    script = (
        "import sys; from bot.cli.app import run\n"
        f"run({arguments!r})\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=False,
        text=True,
        cwd=process.cwd,
        env=process.env,
    )

    loaded = set(done.stderr.split())
    assert done.stdout
    assert loaded.isdisjoint((*HEAVY, *more))
