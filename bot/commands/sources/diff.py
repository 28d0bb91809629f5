"""`quoth sources diff`: which questions other sources would change."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.as_json import json_line
from bot.command import ExampleCommand
from bot.options import json_option, place_options, placed, show_option
from bot.statuses import Status
from bot.streams import write, write_bytes


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
    "--add", "joins", is_flag=True, help="NEWFOLDER joins the sources instead of replacing them."
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
@place_options
def command(
    new: Path,
    joins: bool,
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
    from bot.evaluating.sources_effect import sources_effect
    from bot.evaluating.suites import suites_at

    suites = suites_at(paths)
    if sources:
        suites = [suite._replace(sources=()) for suite in suites]
    found = sources_effect(suites, placed(sources, data_dir), new, joins=joins)
    if as_json:
        from bot.evaluating.effect_objects import effect_objects

        for record in effect_objects(found):
            write_bytes(json_line(record))
    else:
        from bot.evaluating.effect_text import effect_text
        from bot.surface import Surface

        write("".join(effect_text(found, show, Surface.of(sys.stdout))))
    return Status.NO_ANSWER if found.questions.of_kind("breaks") else Status.DONE
