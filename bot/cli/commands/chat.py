"""`quoth chat`: questions in a loop."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.cli.app import ExampleCommand, Status
from bot.cli.chat_session import CHAT_COMMANDS, Conversation, Session
from bot.cli.input import decoded
from bot.cli.options import (
    json_option,
    threshold_option,
    top_option,
    workspace_of,
    workspace_options,
)
from bot.cli.output import FORMATS, show_documents
from bot.terminal.prompt import is_interactive, line_editing, typed_lines
from bot.terminal.streams import say, write
from bot.workspace import Workspace, open_library
from retrieval.errors import QuothError

HISTORY_FILE = "chat_history"
"""The file in the data folder that keeps what was typed."""


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth chat",
        "quoth chat --sources notes/ --top 5",
        "quoth chat --session talk.jsonl",
        "quoth chat < questions.txt",
    ),
)
@top_option(3, "quotes")
@threshold_option
@click.option(
    "--session",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Go on with the conversation that FILE keeps, or begin one there.",
)
@json_option
@workspace_options
def command(
    top: int,
    caution: str | None,
    session: Path | None,
    as_json: bool,
    sources: tuple[Path, ...],
    data_dir: Path | None,
) -> Status:
    """Ask in a loop; /help lists what else can be typed, Ctrl-D leaves.

    A question is read together with what was asked before: "who replaced him?", "and in 2019?".
    Answers say how they read it. /memory shows what is remembered, /clear forgets it.

    What is typed can be edited, and is remembered in the data folder. Piped, each line of
    standard input is a question, and nothing but answers is printed.
    """
    place = workspace_of(sources, data_dir, caution)
    remembered = Session() if session is None else Session.open(session)
    conversation = _conversation(place, top, remembered, as_json)
    if not is_interactive():
        return _answer_lines(conversation)
    write(f"Type a question; {', '.join(CHAT_COMMANDS)}.\n")
    with line_editing(place.data_dir / HISTORY_FILE, tuple(CHAT_COMMANDS)):
        _converse(conversation)
    return Status.DONE


def _conversation(place: Workspace, top: int, session: Session, as_json: bool) -> Conversation:
    return Conversation(
        open_library(place),
        lambda: open_library(place),
        top,
        session,
        show=FORMATS["json" if as_json else "text"],
        show_sources=lambda library: show_documents(library.documents(), as_json),
        tell=say if as_json else lambda text: write(f"{text}\n"),
    )


def _converse(conversation: Conversation) -> None:
    for line in typed_lines():
        try:
            if not conversation.take(line):
                return
            write("\n")
        except QuothError as error:
            say(str(error))
        except KeyboardInterrupt:
            write("\n")


def _answer_lines(conversation: Conversation) -> Status:
    """Take every line of standard input, whatever is wrong with some of them."""
    status = Status.DONE
    for number, raw in enumerate(sys.stdin.buffer if sys.stdin else (), 1):
        try:
            if not conversation.take(decoded(raw)):
                break
        except QuothError as error:
            say(f"line {number}: {error}")
            status = Status.USAGE
    return status
