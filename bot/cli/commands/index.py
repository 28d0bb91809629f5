"""`quoth index`: the index, built or brought up to date."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.app import ExampleCommand, Status
from bot.cli.options import json_option, workspace_of, workspace_options
from bot.cli.output import json_line, report_skipped
from bot.terminal.layout import counted, one_line
from bot.terminal.streams import write, write_bytes
from bot.workspace import open_timed


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth index",
        "quoth index --sources notes/ --sources corpus.jsonl --data-dir indexes/",
        "quoth index --rebuild",
    ),
)
@click.option("--rebuild", is_flag=True, help="Read every file anew, whether it changed or not.")
@json_option
@workspace_options
def command(
    rebuild: bool, as_json: bool, sources: tuple[Path, ...], data_dir: Path | None
) -> Status:
    """Build the index of the sources, or refresh what changed in them.

    The other commands do this by themselves; here it is done ahead of the first question, and
    fails with 4 where the index cannot be kept.
    """
    workspace = workspace_of(sources, data_dir)
    library, built, seconds = open_timed(workspace, must_persist=True, rebuild=rebuild)
    counts = {
        "documents": library.corpus.documents,
        "passages": len(library),
        "seconds": round(seconds, 3),
        "built": built,
        "data_dir": str(workspace.data_dir),
    }
    report_skipped(library.snapshot.skipped)
    if as_json:
        write_bytes(json_line(counts))
        return Status.DONE
    done = "Indexed" if built else "Up to date:"
    write(
        f"{done} {counted(library.corpus.documents, 'document')}, "
        f"{counted(len(library), 'passage')} in {seconds:.2f} s: "
        f"{one_line(str(workspace.data_dir))}\n"
    )
    return Status.DONE
