"""`quoth sources`: what is quoted, and what would come of quoting something else."""

from __future__ import annotations

from pathlib import Path

import click

from bot.command import ExampleCommand, LazyGroup, Listed
from bot.listing import show_documents, tell_problems, tell_skipped
from bot.opening import open_timed
from bot.options import json_option, place_options, placed
from bot.statuses import Status

SOURCES = {
    "diff": Listed("bot.commands.sources.diff", "Tell what other sources would change."),
}


class SourcesGroup(LazyGroup, ExampleCommand):
    """A group among the commands of `quoth` that does something by itself."""


@click.command(
    cls=SourcesGroup,
    listed=SOURCES,
    invoke_without_command=True,
    subcommand_metavar="[diff ...]",
    examples=(
        "quoth sources",
        "quoth sources --sources seeds/ --json",
        "quoth sources | cut -f 1,4",
        "quoth sources diff notes/ --sources seeds/",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@json_option
@place_options
@click.pass_context
def command(
    context: click.Context, as_json: bool, sources: tuple[Path, ...], data_dir: Path | None
) -> Status:
    """List the documents: title, publisher, date, passages and path.

    Piped, one a line: title, publisher, date, passages, path and id with tabs between them.
    Files that could not be read, or not whole, are named on standard error.
    """
    if context.invoked_subcommand is not None:
        if as_json or sources or data_dir is not None:
            name = context.invoked_subcommand
            raise click.UsageError(f"expected the options after '{name}'", context)
        return Status.DONE
    library, built, _ = open_timed(placed(sources, data_dir))
    if not built:
        # A build has said them already.
        tell_problems(library.files())
    tell_skipped(library.snapshot.skipped)
    show_documents(library.documents(), as_json)
    return Status.DONE
