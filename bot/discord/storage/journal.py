"""What was asked and not answered, and what people thought of answers: for those who moderate.

It goes to a small SQLite file, described in `journal_file`, without a word about who asked. The
journal is never a reason for an answer to fail: where the file cannot be written,
one warning is logged, and nothing more until it can be again.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self, TypeVar

from bot.discord.storage.journal_file import connect, is_damage
from bot.discord.storage.unanswered import Unanswered, alike, grouped

Outcome = Literal["unanswered", "good", "not_it"]
Where = int | Literal["everywhere"] | None
"""A guild's id, None for direct messages, or all of them together."""

MOST_ROWS = 10_000
"""How many rows are kept; the oldest go first."""

_Made = TypeVar("_Made")

logger = logging.getLogger(__name__)


class Journal:
    """Notes of questions in a file. For several threads, and processes, at once."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._closed = False
        self._failing = False

    @classmethod
    def open(cls, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Self:
        """Return the journal in a file, which is made where there is none.

        A damaged file is moved aside. Raises UsageError for a file of a newer version.
        """
        journal = cls(path, clock)
        journal._try(lambda _: None)
        return journal

    def note(self, question: str, guild: int | None, outcome: Outcome) -> None:
        """Add a question and what became of it; `guild` is None for direct messages."""
        time = self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        # SQLite holds no halves of surrogate pairs.
        text = question.encode("utf-8", "replace").decode()

        def add(connection: sqlite3.Connection) -> None:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                connection.execute(
                    "INSERT INTO questions (question, guild, time, outcome) VALUES (?, ?, ?, ?)",
                    (text, guild, time, outcome),
                )
                connection.execute(
                    "DELETE FROM questions WHERE id IN "
                    "(SELECT id FROM questions ORDER BY id DESC LIMIT -1 OFFSET ?)",
                    (MOST_ROWS,),
                )

        self._try(add)

    def unanswered(self, guild: Where, most: int = 10) -> list[Unanswered]:
        """Return at most so many questions of a place, most frequent first, then latest.

        Questions that differ in case or white space only are one. Where the file cannot be
        read, there are none.
        """
        found = self._try(
            lambda connection: connection.execute(
                "SELECT question, time, outcome FROM questions "
                "WHERE (? = 'everywhere' OR guild IS ?) AND outcome <> 'good' ORDER BY id",
                (guild, guild),
            ).fetchall()
        )
        return grouped(found or ())[:most]

    def settle(self, question: str, guild: Where) -> bool:
        """Remove all notes of a question that was asked alike; return whether that was done."""
        asked_alike = alike(question)

        def remove(connection: sqlite3.Connection) -> bool:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                asked = connection.execute(
                    "SELECT id, question FROM questions WHERE ? = 'everywhere' OR guild IS ?",
                    (guild, guild),
                )
                rows = [(row,) for row, text in asked if alike(text) == asked_alike]
                connection.executemany("DELETE FROM questions WHERE id = ?", rows)
            return True

        return self._try(remove) or False

    def forget(self, guild: int | None) -> None:
        """Remove all that was noted of a guild."""
        self._try(
            lambda connection: connection.execute(
                "DELETE FROM questions WHERE guild IS ?", (guild,)
            )
        )

    def close(self) -> None:
        """Close the file; what is noted from now on is lost."""
        with self._lock:
            self._closed = True
            self._disconnect()

    def _try(self, work: Callable[[sqlite3.Connection], _Made]) -> _Made | None:
        """Return what comes of work on the file, None where the file does not allow it."""
        with self._lock:
            if self._closed:
                return None
            try:
                if self._connection is None:
                    self._connection = connect(self._path)
                made = work(self._connection)
            except (OSError, sqlite3.Error) as error:
                self._failed(error)
                return None
            self._failing = False
            return made

    def _failed(self, error: OSError | sqlite3.Error) -> None:
        if not self._failing:
            logger.warning("cannot keep unanswered questions in %s: %s", self._path, error)
        self._failing = True
        if isinstance(error, sqlite3.Error) and is_damage(error):
            # Opened anew next time, it is found damaged and moved aside.
            self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class NoJournal:
    """A journal for those who want none: it keeps nothing and makes no file."""

    def note(self, question: str, guild: int | None, outcome: Outcome) -> None:
        """Do nothing."""

    def unanswered(self, guild: Where, most: int = 10) -> list[Unanswered]:  # noqa: ARG002  # the same as Journal's
        """Return no questions."""
        return []

    def settle(self, question: str, guild: Where) -> bool:  # noqa: ARG002
        """Return True: there is nothing to remove."""
        return True

    def forget(self, guild: int | None) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


AnyJournal = Journal | NoJournal
"""One that keeps questions, or the one that does not."""
