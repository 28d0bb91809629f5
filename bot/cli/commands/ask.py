"""What is asked of the sources and answered at once, for a person or a script.

`quoth ask` takes one question, or a file of them, `quoth search` gives the ranked passages only,
also as a TREC run, and `quoth timeline` the quotes in order of their dates.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from bot.cli.app import ExampleCommand, Status
from bot.cli.input import BatchQuestion, answer_each, question_in, stream_name
from bot.cli.options import (
    batch_option,
    explain_option,
    json_option,
    require_one_of,
    threshold_option,
    top_option,
    workspace_of,
    workspace_options,
)
from bot.cli.output import FORMATS, full_hit_object, hit_object, report_unread
from bot.terminal.streams import json_line, write, write_bytes
from bot.workspace import Workspace, open_library
from retrieval.errors import UsageError
from retrieval.model import Answer, Hit

if TYPE_CHECKING:
    from retrieval.answering.chronology import DatedQuote


@click.command(
    cls=ExampleCommand,
    examples=(
        'quoth ask "who replaced Lin?"',
        'quoth ask "when did Lin leave?" --top 1 --explain',
        "quoth ask who replaced Lin --sources seeds/ --json",
        'quoth ask "when did Lin leave?" --caution eager',
        "quoth ask --batch questions.jsonl > answers.ndjson",
    ),
)
@click.argument("question", nargs=-1)
@batch_option
@top_option(3, "quotes")
@threshold_option
@explain_option
@json_option
@workspace_options
def ask_command(
    question: tuple[str, ...],
    batch: BinaryIO | None,
    top: int,
    threshold: str | None,
    explain: bool,
    as_json: bool,
    sources: tuple[Path, ...],
    data_dir: Path | None,
) -> Status:
    """Answer a QUESTION in verbatim quotes, the answering sentence of each marked.

    Exits with 1 when nothing in the sources answers. With --batch, each question in FILE gets one
    line of JSON, in order, and the status is 0 once all were answered or abstained from; a line
    that holds no question is named on standard error, and the status is 2. A line may tell what
    was said before the question, which is then read together with it: "history", a list of
    {"role": "user" or "bot", "text"}, oldest first.
    """
    require_one_of("a question", question, batch)
    if batch is not None:
        return _ask_each(batch, workspace_of(sources, data_dir, threshold), top, explain)
    text = question_in(question)
    library = open_library(workspace_of(sources, data_dir, threshold))
    report_unread(library)
    answer = library.ask(text, top)
    FORMATS["json" if as_json else "text"](answer, None, explain)
    return Status.DONE if answer.status == "answered" else Status.NO_ANSWER


def _ask_each(batch: BinaryIO, workspace: Workspace, top: int, explain: bool) -> Status:
    from bot.cli.input import answer_each, stream_name

    library = open_library(workspace)
    report_unread(library)

    def show(question: BatchQuestion) -> None:
        answer = library.ask(question.text, top, history=question.history)
        FORMATS["json"](answer, question.question_id, explain)

    answer_each(batch, stream_name(batch), show)
    return Status.DONE


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth search appointed head -k 5",
        "quoth search context window --json",
        "quoth search --batch queries.jsonl --trec > run.trec",
    ),
)
@click.argument("query", nargs=-1)
@batch_option
@click.option("--trec", is_flag=True, help="Print a TREC run: qid Q0 passage rank score quoth.")
@top_option(10, "passages")
@json_option
@workspace_options
def search_command(
    query: tuple[str, ...],
    batch: BinaryIO | None,
    trec: bool,
    top: int,
    as_json: bool,
    sources: tuple[Path, ...],
    data_dir: Path | None,
) -> Status:
    """Rank the passages that share a term with a QUERY.

    Exits with 1 when there are none. With --batch, each line of FILE gets one line of JSON in
    order, or its lines of a run with --trec, and the status is 0.
    """
    require_one_of("a query", query, batch)
    if trec and as_json:
        raise UsageError("expected --json or --trec, got both")
    show = _show_run if trec else _show_hits
    if batch is not None:
        library = open_library(workspace_of(sources, data_dir))

        def search(question: BatchQuestion) -> None:
            hits = library.search(question.text, top, history=question.history)
            show(question.question_id, hits)

        answer_each(batch, stream_name(batch), search)
        return Status.DONE
    text = question_in(query)
    hits = open_library(workspace_of(sources, data_dir)).search(text, top)
    if trec:
        _show_run("1", hits)
    elif as_json:
        write_bytes(json_line({"_id": None, "hits": list(map(full_hit_object, hits))}))
    else:
        _show_hits_text(hits)
    return Status.DONE if hits else Status.NO_ANSWER


def _show_hits(query_id: str, hits: Sequence[Hit]) -> None:
    write_bytes(json_line({"_id": query_id, "hits": list(map(hit_object, hits))}))


def _show_run(query_id: str, hits: Sequence[Hit]) -> None:
    from bot.cli.output import run_lines

    write(run_lines(query_id, hits))


def _show_hits_text(hits: Sequence[Hit]) -> None:
    from bot.terminal.answer_text import hits_text
    from bot.terminal.streams import Terminal

    write(hits_text(hits, Terminal.of(sys.stdout)))


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
def timeline_command(
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
        _show_timeline(answer, entries)
    else:
        _show_timeline_text(answer, entries)
    return Status.DONE if entries else Status.NO_ANSWER


def _show_timeline(answer: Answer, entries: Sequence[DatedQuote]) -> None:
    from bot.cli.output import answer_object
    from bot.terminal.streams import json_line

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


def _show_timeline_text(answer: Answer, entries: Sequence[DatedQuote]) -> None:
    from bot.terminal.answer_text import answer_text, timeline_text
    from bot.terminal.streams import Terminal

    terminal = Terminal.of(sys.stdout)
    if answer.status == "no_answer":
        write(answer_text(answer, terminal))
    else:
        write(timeline_text(entries, len(answer.quotes) - len(entries), terminal))
