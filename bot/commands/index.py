"""`quoth index`: the index, built or brought up to date."""

from __future__ import annotations

from pathlib import Path

import click

from bot.as_json import json_line
from bot.command import ExampleCommand
from bot.listing import tell_skipped
from bot.opening import open_timed
from bot.options import json_option, place_options, placed
from bot.statuses import Status
from bot.streams import write, write_bytes
from bot.visible import one_line
from bot.wording import counted


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
@place_options
def command(
    rebuild: bool, as_json: bool, sources: tuple[Path, ...], data_dir: Path | None
) -> Status:
    """Build the index of the sources, or refresh what changed in them.

    The other commands do this by themselves; here it is done ahead of the first question, and
    fails with 4 where the index cannot be kept.
    """
    place = placed(sources, data_dir)
    library, built, seconds = open_timed(place, must_persist=True, rebuild=rebuild)
    counts = {
        "documents": library.corpus.documents,
        "passages": len(library),
        "seconds": round(seconds, 3),
        "built": built,
        "data_dir": str(place.data_dir),
    }
    tell_skipped(library.snapshot.skipped)
    if as_json:
        write_bytes(json_line(counts))
        return Status.DONE
    done = "Indexed" if built else "Up to date:"
    write(
        f"{done} {counted(library.corpus.documents, 'document')}, "
        f"{counted(len(library), 'passage')} in {seconds:.2f} s: "
        f"{one_line(str(place.data_dir))}\n"
    )
    return Status.DONE
