"""`quoth timeline`: the quotes for a question, in order of their dates."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.app import ExampleCommand, Status
from bot.cli.input import question_in
from bot.cli.options import json_option, top_option, workspace_of, workspace_options
from bot.terminal.streams import write, write_bytes
from bot.workspace import open_library
from retrieval.model import Answer

if TYPE_CHECKING:
    from retrieval.answering.chronology import DatedQuote


@click.command(
    cls=ExampleCommand,
    examples=(
        'quoth timeline "when did Lin leave?"',
        "quoth timeline Lin joined Alibaba -k 5",
        'quoth timeline "when did Lin leave?" --json',
    ),
)
@click.argument("question", nargs=-1, required=True)
@top_option(10, "quotes")
@json_option
@workspace_options
def command(
    question: tuple[str, ...],
    top: int,
    as_json: bool,
    sources: tuple[Path, ...],
    data_dir: Path | None,
) -> Status:
    """Answer a QUESTION in verbatim quotes in order of their dates, the earliest first.

    The date is read from the marked sentence; where that has none it is the day on which the
    document was published, and this is said. Quotes without any date are left out. Exits with
    1 when nothing in the sources answers, or nothing that answers has a date.
    """
    from retrieval.answering.chronology import timeline
    from retrieval.text.analyzer import analyzer_for

    text = question_in(question)
    library = open_library(workspace_of(sources, data_dir))
    answer = library.ask(text, top)
    entries = timeline(answer.read_as, answer.quotes, analyzer_for(library.recipe.language))
    if as_json:
        _show_json(answer, entries)
    else:
        _show_text(answer, entries)
    return Status.DONE if entries else Status.NO_ANSWER


def _show_json(answer: Answer, entries: Sequence[DatedQuote]) -> None:
    from bot.cli.output import answer_object, json_line

    described = [
        {
            "date": entry.date.normalised,
            "as_written": entry.as_written,
            "read_from": "published" if entry.as_written is None else "quote",
            "quote": entry.quote.citation.number,
        }
        for entry in entries
    ]
    write_bytes(json_line({**answer_object(answer), "timeline": described}))


def _show_text(answer: Answer, entries: Sequence[DatedQuote]) -> None:
    from bot.terminal.answer_text import answer_text, timeline_text
    from bot.terminal.streams import Terminal

    terminal = Terminal.of(sys.stdout)
    if answer.status == "no_answer":
        write(answer_text(answer, terminal))
    else:
        write(timeline_text(entries, len(answer.quotes) - len(entries), terminal))
