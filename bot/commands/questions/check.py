"""`quoth questions check`: whether what the questions name is in the sources."""

from __future__ import annotations

from pathlib import Path

import click

from bot.as_json import json_line
from bot.command import ExampleCommand
from bot.opening import open_library
from bot.options import json_option, place_options, placed
from bot.statuses import Status
from bot.streams import write, write_bytes
from bot.visible import one_line
from bot.wording import counted


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth questions check",
        "quoth questions check questions.yaml --sources notes/",
    ),
)
@click.argument("paths", metavar="[DIR|FILE]...", nargs=-1, type=click.Path(path_type=Path))
@json_option
@place_options
def command(
    paths: tuple[Path, ...], as_json: bool, sources: tuple[Path, ...], data_dir: Path | None
) -> Status:
    """Look up the documents and passages that questions name, without asking anything.

    Exits with 1 when one is not in the sources, which is said with what is nearest, and with 2
    when a file is not as expected. Paths are as for "quoth eval".
    """
    from bot.evaluating.suites import case_count, suites_at
    from retrieval.evaluation.anchors import judged

    suites = suites_at(paths)
    place = placed(sources, data_dir)
    unfound = 0
    for suite in suites:
        own = place._replace(sources=sources or suite.sources or place.sources)
        for one in judged(open_library(own), suite.cases):
            for told in one.dangling:
                unfound += 1
                where = one.case.place
                record = {"_id": one.case.case_id, "place": where, "reason": told}
                line = one_line(f"{where}: {told}") + "\n"
                write_bytes(json_line(record)) if as_json else write(line)
    counts = {"questions": case_count(suites), "unfound": unfound}
    asked = counted(counts["questions"], "question")
    summed = f"{unfound:,} not found" if unfound else "all that they name is in the sources"
    write_bytes(json_line(counts)) if as_json else write(f"{asked}: {summed}.\n")
    return Status.NO_ANSWER if unfound else Status.DONE
