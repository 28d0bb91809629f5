"""`quoth sources`: what is quoted."""

from __future__ import annotations

from pathlib import Path

import click

from bot.command import ExampleCommand
from bot.listing import show_documents, tell_problems, tell_skipped
from bot.opening import open_timed
from bot.options import json_option, place_options, placed
from bot.statuses import Status


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth sources",
        "quoth sources --sources seeds/ --json",
        "quoth sources | cut -f 1,4",
    ),
)
@json_option
@place_options
def command(as_json: bool, sources: tuple[Path, ...], data_dir: Path | None) -> Status:
    """List the documents: title, publisher, date, passages and path.

    Piped, one a line: title, publisher, date, passages, path and id with tabs between them.
    Files that could not be read, or not whole, are named on standard error.
    """
    library, built, _ = open_timed(placed(sources, data_dir))
    if not built:
        # A build has said them already.
        tell_problems(library.files())
    tell_skipped(library.snapshot.skipped)
    show_documents(library.documents(), as_json)
    return Status.DONE
