"""`quoth chat`: questions in a loop, each read together with those before it.

A session can be kept in a file with one turn a line, as JSON:
`{"role": "user" or "bot", "text"}`. A user's turn is a question as it was typed, with `read_as`
where it was read otherwise; the bot's are the words that were marked in its quotes. So the lines of
a file, as a list, are a `history` as a batch takes it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.app import ExampleCommand, Status
from bot.cli.input import decoded, json_object, numbered_lines
from bot.cli.options import (
    MOST_SHOWN,
    json_option,
    threshold_option,
    top_option,
    workspace_of,
    workspace_options,
)
from bot.cli.output import FORMATS, ShowAnswer, report_unread, show_documents
from bot.terminal.layout import counted, one_line
from bot.terminal.streams import is_interactive, json_line, line_editing, say, typed_lines, write
from bot.workspace import Workspace, open_library
from retrieval.conversation.turns import Turn, turns_of_answer
from retrieval.errors import QuothError, UsageError
from retrieval.model import Answer

if TYPE_CHECKING:
    from retrieval.library import Library

HISTORY_FILE = "chat_history"
"""The file in the data folder that keeps what was typed."""

CLOSING_TIMEOUT = 5.0
"""Seconds that vectors which were made meanwhile have to be kept in."""

CHAT_COMMANDS = {
    "/more": "more quotes for the last question",
    "/explain": "how the scores of the last answer add up",
    "/sources": "the documents that are quoted",
    "/memory": "what was asked, which the next question is read together with",
    "/clear": "forget what was asked",
    "/save": "keep the conversation in a file: /save FILE",
    "/help": "these commands",
    "/quit": "leave, as Ctrl-D does",
}
"""What can be typed besides a question, and what it gives."""


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
    threshold: str | None,
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
    workspace = workspace_of(sources, data_dir, threshold)
    kept = Session() if session is None else Session.open(session)
    if not is_interactive():
        return _answer_lines(_conversation(workspace, top, kept, as_json))
    conversation = _conversation(workspace, top, kept, as_json, grows=True)
    write(f"Type a question; {', '.join(CHAT_COMMANDS)}.\n")
    try:
        with line_editing(workspace.data_dir / HISTORY_FILE, tuple(CHAT_COMMANDS)):
            _converse(conversation)
    finally:
        conversation.close()
    return Status.DONE


def _conversation(
    workspace: Workspace, top: int, session: Session, as_json: bool, *, grows: bool = False
) -> Conversation:
    library = open_library(workspace)
    report_unread(library)
    return Conversation(
        library,
        lambda: open_library(workspace),
        top,
        session,
        show=FORMATS["json" if as_json else "text"],
        show_sources=lambda library: show_documents(library.documents(), as_json),
        show_text=say if as_json else lambda text: write(f"{text}\n"),
        grows=grows,
    )


def _converse(conversation: Conversation) -> None:
    for line in typed_lines():
        try:
            if not conversation.handle(line):
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
            if not conversation.handle(decoded(raw)):
                break
        except QuothError as error:
            say(f"line {number}: {error}")
            status = Status.USAGE
    return status


class Conversation:
    """Handles one line after the other; `reopen` returns the library over sources that changed.

    `show` shows an answer, `show_sources` the documents, and `show_text` anything else. A question
    is read together with what the `session` holds, and added to it. What `grows` makes vectors in
    the background from its first answer on, until it is closed.
    """

    def __init__(
        self,
        library: Library,
        reopen: Callable[[], Library],
        top: int,
        session: Session,
        *,
        show: ShowAnswer,
        show_sources: Callable[[Library], None],
        show_text: Callable[[str], None],
        grows: bool = False,
    ) -> None:
        self._library = library
        self._reopen = reopen
        self._top = top
        self._session = session
        self._show = show
        self._show_sources = show_sources
        self._show_text = show_text
        self._grows = grows
        self._last: Answer | None = None

    def handle(self, line: str) -> bool:
        """Answer a question or run a command; return whether the conversation goes on.

        Raises UsageError for what is neither, and what opening changed sources raises.
        """
        line = line.strip()
        if line == "/quit":
            return False
        if line.startswith("/"):
            self._run_command(*(part.strip() for part in line.partition(" ")[::2]))
        elif line:
            self._ask(line)
        return True

    def _ask(self, question: str) -> None:
        if not self._library.is_current():
            fresh = self._reopen()
            # What was made is kept before the next one looks for it.
            self.close()
            self._library = fresh
        self._last = self._library.ask(question, self._top, history=self._session.history)
        self._show(self._last, None, False)
        self._session.remember(self._last)
        if self._grows:
            self._library.grow_vectors()

    def close(self) -> None:
        """Keep the vectors that were made in the background."""
        self._library.stop_growing(CLOSING_TIMEOUT)

    def _run_command(self, command: str, argument: str) -> None:
        simple: dict[str, Callable[[], None]] = {
            "/sources": lambda: self._show_sources(self._library),
            "/memory": self._show_memory,
            "/clear": self._clear,
            "/help": lambda: self._show_text(
                "\n".join(f"{name:<9} {meaning}" for name, meaning in CHAT_COMMANDS.items())
            ),
        }
        if command not in CHAT_COMMANDS or (argument and command != "/save"):
            known = ", ".join(CHAT_COMMANDS)
            typed = f"{command} {argument}".strip()
            raise UsageError(f"expected a question or one of {known}, got {typed[:60]!r}")
        if command == "/save":
            self._save(argument)
        elif command in simple:
            simple[command]()
        elif self._last is None:
            raise UsageError(f"expected a question before {command}")
        elif command == "/explain":
            self._show(self._last, None, True)
        else:
            self._show_more(self._last)

    def _show_memory(self) -> None:
        """Show what was asked, and how it was read where that is something else."""
        lines = [
            one_line(typed if typed == read_as else f"{typed} (read as: {read_as})")
            for typed, read_as in self._session.questions
        ]
        self._show_text("\n".join(lines) or "Nothing is remembered.")

    def _clear(self) -> None:
        self._session.clear()
        self._last = None
        self._show_text("Nothing is remembered.")

    def _save(self, name: str) -> None:
        if not name:
            raise UsageError("expected a file to save to: /save FILE")
        self._session.save(Path(name).expanduser())
        questions = counted(sum(1 for _ in self._session.questions), "question")
        self._show_text(f"Kept in {name} from now on: {questions} so far.")

    def _show_more(self, last: Answer) -> None:
        shown = {quote.passage_id for quote in last.quotes}
        longer = self._library.ask(last.read_as, min(len(shown) + self._top, MOST_SHOWN))
        more = tuple(quote for quote in longer.quotes if quote.passage_id not in shown)
        if more:
            self._last = longer._replace(question=last.question, read_as=last.read_as)
            self._show(self._last._replace(quotes=more), None, False)
        else:
            self._show_text("There are no more quotes for that.")


_LONGEST_TURN_LINE = 1 << 20
_Line = dict[str, Any]


class Session:
    """The turns of a conversation, oldest first; kept in a file where there is one.

    Only its owner can read the file.
    """

    def __init__(self, lines: Sequence[_Line] = (), path: Path | None = None) -> None:
        self._lines = list(lines)
        self._path = path

    @classmethod
    def open(cls, path: Path) -> Session:
        """Return the conversation that a file keeps, a new one where there is no file.

        Raises UsageError for a line that is no turn, and where the file cannot be read.
        """
        try:
            with path.open("rb") as stream:
                numbered = numbered_lines(stream, _LONGEST_TURN_LINE)
                return cls([_turn_line(path, number, raw) for number, raw in numbered], path)
        except FileNotFoundError:
            return cls((), path)
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {error.strerror}") from error

    @property
    def history(self) -> list[Turn]:
        """The turns, each question as it was read."""
        return [Turn(line["role"], line.get("read_as") or line["text"]) for line in self._lines]

    @property
    def questions(self) -> Iterator[tuple[str, str]]:
        """Each question as it was typed, and as it was read."""
        for line in self._lines:
            if line["role"] == "user":
                yield line["text"], line.get("read_as") or line["text"]

    def remember(self, answer: Answer) -> None:
        """Add a question and its answer. Raises UsageError where the file does not take them."""
        question, *replies = turns_of_answer(answer)
        line: _Line = {"role": "user", "text": answer.question}
        if question.text != answer.question:
            line["read_as"] = question.text
        new = [line, *({"role": turn.role, "text": turn.text} for turn in replies)]
        self._lines += new
        if self._path is not None:
            _write_lines(self._path, new, os.O_APPEND)

    def clear(self) -> None:
        """Forget everything, in the file too. Raises UsageError as `remember` does."""
        self._lines.clear()
        if self._path is not None:
            _write_lines(self._path, (), os.O_TRUNC)

    def save(self, path: Path) -> None:
        """Keep the conversation in a file from now on. Raises UsageError where one is there."""
        _write_lines(path, self._lines, os.O_EXCL)
        self._path = path


def _turn_line(path: Path, number: int, raw: bytes) -> _Line:
    try:
        line = json_object(raw, _LONGEST_TURN_LINE)
    except UsageError as error:
        raise UsageError(f"{path}:{number}: {error}") from error
    texts = (line.get("text"), line.get("read_as", ""))
    if line.get("role") not in ("user", "bot") or not all(isinstance(text, str) for text in texts):
        raise UsageError(f'{path}:{number}: expected {{"role": "user" or "bot", "text"}}')
    return line


def _write_lines(path: Path, lines: Iterable[_Line], flags: int) -> None:
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | flags, 0o600), "wb") as stream:
            stream.writelines(map(json_line, lines))
    except FileExistsError as error:
        raise UsageError(f"expected a new file to save to, but {path} is there already") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
