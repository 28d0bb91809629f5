"""`quoth sources`.

What is quoted; `quoth sources diff`: which questions other sources would change.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.cli.app import ExampleCommand, LazyGroup, ListedCommand, Status
from bot.cli.options import json_option, show_option, workspace_of, workspace_options
from bot.cli.output import json_line, report_problems, report_skipped, show_documents
from bot.terminal.streams import write, write_bytes
from bot.workspace import open_timed

SOURCES = {
    "diff": ListedCommand(__name__, "Tell what other sources would change.", "diff_command"),
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
@workspace_options
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
    library, built, _ = open_timed(workspace_of(sources, data_dir))
    if not built:
        # A build has said them already.
        report_problems(library.files())
    report_skipped(library.snapshot.skipped)
    show_documents(library.documents(), as_json)
    return Status.DONE


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth sources diff notes/",
        "quoth sources diff notes/ --add --questions questions.yaml --sources seeds/",
        "quoth sources diff notes/ --json",
    ),
)
@click.argument("new", metavar="NEWFOLDER", type=click.Path(path_type=Path))
@click.option(
    "--add", "adds", is_flag=True, help="NEWFOLDER joins the sources instead of replacing them."
)
@click.option(
    "--questions",
    "paths",
    type=click.Path(path_type=Path),
    metavar="DIR|FILE",
    multiple=True,
    help='What is asked, as for "quoth eval"; may be repeated. Default: tests/regression/.',
)
@json_option
@show_option("documents, and questions,")
@workspace_options
def diff_command(
    new: Path,
    adds: bool,
    paths: tuple[Path, ...],
    as_json: bool,
    show: int,
    sources: tuple[Path, ...],
    data_dir: Path | None,
) -> Status:
    """Tell which questions would change if NEWFOLDER were asked instead of the sources.

    Says which documents are added, removed and changed, and for each question that changes what
    it was answered with and would be; what breaks comes first. Nothing is changed by it.

    The sources are those that a file of questions names, unless --sources says which. Exits with
    1 when a question breaks: when it fails, and did not before.
    """
    from bot.eval.sources_effect import sources_effect
    from bot.eval.suites import suites_at

    suites = suites_at(paths)
    if sources:
        suites = [suite._replace(sources=()) for suite in suites]
    effect = sources_effect(suites, workspace_of(sources, data_dir), new, adds=adds)
    if as_json:
        from bot.eval.sources_effect import effect_objects

        for record in effect_objects(effect):
            write_bytes(json_line(record))
    else:
        from bot.eval.sources_effect import effect_text
        from bot.terminal.streams import Terminal

        write("".join(effect_text(effect, show, Terminal.of(sys.stdout))))
    return Status.NO_ANSWER if effect.questions.of_kind("breaks") else Status.DONE
