"""`quoth ask`: one question, or a file of them."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from bot.cli.app import ExampleCommand, Status
from bot.cli.input import question_in
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
from bot.cli.output import FORMATS, report_unread
from bot.workspace import Workspace, open_library


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
def command(
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
    from bot.cli.input import BatchQuestion, answer_each, stream_name

    library = open_library(workspace)
    report_unread(library)

    def show(question: BatchQuestion) -> None:
        answer = library.ask(question.text, top, history=question.history)
        FORMATS["json"](answer, question.question_id, explain)

    answer_each(batch, stream_name(batch), show)
    return Status.DONE
