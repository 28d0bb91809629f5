"""A conversation with a library: questions, and commands about what was said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.options import MOST
from bot.session import Session
from bot.visible import one_line
from bot.wording import counted
from retrieval.errors import UsageError
from retrieval.model import Answer

if TYPE_CHECKING:
    from bot.formats import Show
    from retrieval.library import Library

COMMANDS = {
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


class Conversation:
    """Takes one line after the other; `reopen` returns the library over sources that changed.

    `show` shows an answer, `show_sources` the documents, and `tell` anything else. A question
    is read together with what the `session` holds, and added to it.
    """

    def __init__(
        self,
        library: Library,
        reopen: Callable[[], Library],
        top: int,
        session: Session,
        *,
        show: Show,
        show_sources: Callable[[Library], None],
        tell: Callable[[str], None],
    ) -> None:
        self._library = library
        self._reopen = reopen
        self._top = top
        self._session = session
        self._show = show
        self._show_sources = show_sources
        self._tell = tell
        self._last: Answer | None = None

    def take(self, line: str) -> bool:
        """Answer a question or obey a command; return whether the conversation goes on.

        Raises UsageError for what is neither, and what opening changed sources raises.
        """
        line = line.strip()
        if line == "/quit":
            return False
        if line.startswith("/"):
            self._obey(*(part.strip() for part in line.partition(" ")[::2]))
        elif line:
            self._ask(line)
        return True

    def _ask(self, question: str) -> None:
        if not self._library.is_current():
            self._library = self._reopen()
        self._last = self._library.ask(question, self._top, history=self._session.history)
        self._show(self._last, None, False)
        self._session.remember(self._last)

    def _obey(self, command: str, argument: str) -> None:
        simple: dict[str, Callable[[], None]] = {
            "/sources": lambda: self._show_sources(self._library),
            "/memory": self._tell_memory,
            "/clear": self._clear,
            "/help": lambda: self._tell(
                "\n".join(f"{name:<9} {gives}" for name, gives in COMMANDS.items())
            ),
        }
        if command not in COMMANDS or (argument and command != "/save"):
            known = ", ".join(COMMANDS)
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

    def _tell_memory(self) -> None:
        """Tell what was asked, and how it was read where that is something else."""
        lines = [
            one_line(typed if typed == read_as else f"{typed} (read as: {read_as})")
            for typed, read_as in self._session.questions
        ]
        self._tell("\n".join(lines) or "Nothing is remembered.")

    def _clear(self) -> None:
        self._session.clear()
        self._last = None
        self._tell("Nothing is remembered.")

    def _save(self, name: str) -> None:
        if not name:
            raise UsageError("expected a file to save to: /save FILE")
        self._session.save(Path(name).expanduser())
        questions = counted(sum(1 for _ in self._session.questions), "question")
        self._tell(f"Kept in {name} from now on: {questions} so far.")

    def _show_more(self, last: Answer) -> None:
        shown = {quote.passage_id for quote in last.quotes}
        longer = self._library.ask(last.read_as, min(len(shown) + self._top, MOST))
        more = tuple(quote for quote in longer.quotes if quote.passage_id not in shown)
        if more:
            self._last = longer._replace(question=last.question, read_as=last.read_as)
            self._show(self._last._replace(quotes=more), None, False)
        else:
            self._tell("There are no more quotes for that.")
