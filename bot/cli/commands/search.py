"""`quoth search`: passages only, ranked, for a person, a script or a TREC evaluation."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import click

from bot.cli.app import ExampleCommand, Status
from bot.cli.input import BatchQuestion, answer_each, question_in, stream_name
from bot.cli.options import (
    batch_option,
    json_option,
    require_one_of,
    top_option,
    workspace_of,
    workspace_options,
)
from bot.cli.output import full_hit_object, hit_object, json_line
from bot.terminal.streams import write, write_bytes
from bot.workspace import open_library
from retrieval.errors import UsageError
from retrieval.model import Hit


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
def command(
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
    show = _show_run if trec else _show_json
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
        _show_text(hits)
    return Status.DONE if hits else Status.NO_ANSWER


def _show_json(query_id: str, hits: Sequence[Hit]) -> None:
    write_bytes(json_line({"_id": query_id, "hits": list(map(hit_object, hits))}))


def _show_run(query_id: str, hits: Sequence[Hit]) -> None:
    from bot.cli.output import run_lines

    write(run_lines(query_id, hits))


def _show_text(hits: Sequence[Hit]) -> None:
    from bot.terminal.answer_text import hits_text
    from bot.terminal.streams import Terminal

    write(hits_text(hits, Terminal.of(sys.stdout)))
