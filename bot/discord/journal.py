"""What was asked and not answered, and what people thought of answers: for those who moderate.

It goes to a small SQLite file without a word about who asked. The journal is never a reason for
an answer to fail: where the file cannot be written, one warning is logged, and nothing more
until it can be again. A file that is damaged, or no journal, is moved aside.

    questions(
        id        INTEGER PRIMARY KEY   -- grows with time
        question  TEXT NOT NULL         -- as it was asked
        guild     INTEGER               -- the id of the server, NULL for direct messages
        time      TEXT NOT NULL         -- ISO 8601 in UTC: 2026-11-22T03:38:00Z
        outcome   TEXT NOT NULL         -- unanswered, good or not_it
    )

`PRAGMA user_version` is the version of this schema.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Literal, NamedTuple, Self, TypeVar

from retrieval.errors import UsageError

JOURNAL_FILE = "questions.sqlite"
"""The file's name in the data folder."""

SCHEMA_VERSION = 1
"""The schema's version, kept in the file as its `user_version`."""

MOST_ROWS = 10_000
"""How many rows are kept; the oldest go first."""

Outcome = Literal["unanswered", "good", "not_it"]

Where = int | Literal["everywhere"] | None
"""A guild's id, None for direct messages, or all of them together."""

_PATIENCE = 5.0

_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS questions (
    id INTEGER PRIMARY KEY,
    question TEXT NOT NULL,
    guild INTEGER,
    time TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('unanswered', 'good', 'not_it'))
);
CREATE INDEX IF NOT EXISTS questions_by_guild ON questions (guild);
PRAGMA user_version = {SCHEMA_VERSION};
COMMIT;
"""

_DAMAGE = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))

_Made = TypeVar("_Made")

logger = logging.getLogger(__name__)


class UnansweredQuestion(NamedTuple):
    """A question without a good answer: `times` it was noted, `last` in ISO 8601 (UTC).

    `question` is as it was asked last, with single spaces; `outcomes` counts its outcomes,
    "good" left out.
    """

    question: str
    times: int
    last: str
    outcomes: Mapping[str, int]

    @property
    def key(self) -> str:
        """16 hexadecimal digits that stand for the question, in whatever case it was asked."""
        return blake2b(alike(self.question).encode(), digest_size=8).hexdigest()


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

    def unanswered(self, guild: Where, most: int = 10) -> list[UnansweredQuestion]:
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

    def unanswered(self, guild: Where, most: int = 10) -> list[UnansweredQuestion]:  # noqa: ARG002  # the same as Journal's
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


def grouped(rows: Iterable[tuple[str, str, str]]) -> list[UnansweredQuestion]:
    """Return rows in the order of time as questions, those that are asked alike as one."""
    groups: dict[str, UnansweredQuestion] = {}
    for question, time, outcome in rows:
        words = " ".join(question.split())
        # Taken out and put back, so that the groups are in the order of their last time.
        before = groups.pop(alike(question), None)
        outcomes = Counter(before.outcomes if before else ())
        outcomes[outcome] += 1
        groups[alike(question)] = UnansweredQuestion(words, outcomes.total(), time, outcomes)
    # Of those of the same number, the latest comes first: sorting keeps their order.
    latest_first = list(groups.values())[::-1]
    return sorted(latest_first, key=lambda group: -group.times)


def alike(question: str) -> str:
    """Return what questions that are asked alike have in common."""
    return " ".join(question.split()).casefold()


class _Foreign(Exception):
    """The file holds something else than a journal."""


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection to the journal at a path, made where there is none yet.

    A file that is damaged or no journal is moved aside, and a new one begun. Raises UsageError
    for a journal of a newer version, OSError or sqlite3.Error where it cannot be opened.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _connected(path)
    except _Foreign:
        _move_aside(path, "no journal of Quoth")
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        _move_aside(path, str(error))
    return _connected(path)


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether an error says that the file is not what SQLite wrote."""
    # Extended codes keep the kind of error in their lowest byte.
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in _DAMAGE


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    # In this order: another process may be making the tables, which come with the version.
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise UsageError(
            f"expected a journal of version {SCHEMA_VERSION} or older in {path}, got {version}: "
            "a later Quoth wrote it; move it away or use that one"
        )
    if tables and not (version and "questions" in tables):
        raise _Foreign
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise _Foreign
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    # A question that is forgotten is overwritten, not only unlinked.
    connection.execute("PRAGMA secure_delete = ON")
    if version < SCHEMA_VERSION:
        connection.executescript(_SCHEMA)


def _move_aside(path: Path, reason: str) -> None:
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    # Another process may have been quicker.
    with suppress(FileNotFoundError):
        path.rename(aside)
        logger.warning("%s is damaged (%s): moved to %s, a new one begun", path, reason, aside.name)
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
