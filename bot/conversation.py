"""A conversation with a library: questions, and commands about the last answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.options import MOST
from retrieval.errors import UsageError
from retrieval.model import Answer

if TYPE_CHECKING:
    from bot.formats import Show
    from retrieval.library import Library

COMMANDS = {
    "/more": "more quotes for the last question",
    "/explain": "how the scores of the last answer add up",
    "/sources": "the documents that are quoted",
    "/help": "these commands",
    "/quit": "leave, as Ctrl-D does",
}
"""What can be typed besides a question, and what it gives."""


class Conversation:
    """Takes one line after the other; `reopen` returns the library over sources that changed.

    `show` shows an answer, `show_sources` the documents, and `tell` anything else.
    """

    def __init__(
        self,
        library: Library,
        reopen: Callable[[], Library],
        top: int,
        *,
        show: Show,
        show_sources: Callable[[Library], None],
        tell: Callable[[str], None],
    ) -> None:
        self._library = library
        self._reopen = reopen
        self._top = top
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
            self._obey(line)
        elif line:
            self._ask(line)
        return True

    def _ask(self, question: str) -> None:
        if not self._library.is_current():
            self._library = self._reopen()
        self._last = self._library.ask(question, self._top)
        self._show(self._last, None, False)

    def _obey(self, line: str) -> None:
        if line == "/help":
            self._tell("\n".join(f"{name:<9} {gives}" for name, gives in COMMANDS.items()))
        elif line == "/sources":
            self._show_sources(self._library)
        elif line not in COMMANDS:
            known = ", ".join(COMMANDS)
            raise UsageError(f"expected a question or one of {known}, got {line[:60]!r}")
        elif self._last is None:
            raise UsageError(f"expected a question before {line}")
        elif line == "/explain":
            self._show(self._last, None, True)
        else:
            self._show_more(self._last)

    def _show_more(self, last: Answer) -> None:
        shown = {quote.passage_id for quote in last.quotes}
        longer = self._library.ask(last.question, min(len(shown) + self._top, MOST))
        more = tuple(quote for quote in longer.quotes if quote.passage_id not in shown)
        if more:
            self._last = longer
            self._show(longer._replace(quotes=more), None, False)
        else:
            self._tell("There are no more quotes for that.")
