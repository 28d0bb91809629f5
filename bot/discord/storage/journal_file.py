"""The SQLite file behind the journal: made, opened, and moved aside where it is no such file.

    questions(
        id        INTEGER PRIMARY KEY   -- grows with time
        question  TEXT NOT NULL         -- as it was asked
        guild     INTEGER               -- the id of the server, NULL for direct messages
        time      TEXT NOT NULL         -- ISO 8601 in UTC: 2026-11-22T03:38:00Z
        outcome   TEXT NOT NULL         -- unanswered, good or not_it
    )

`PRAGMA user_version` is the version of this schema. Who asked is not in it.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from retrieval.errors import UsageError

FILE_NAME = "questions.sqlite"
"""The file's name in the data folder."""

VERSION = 1
"""The schema's version, kept in the file as its `user_version`."""

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
PRAGMA user_version = {VERSION};
COMMIT;
"""
_DAMAGE = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))

logger = logging.getLogger(__name__)


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
    if version > VERSION:
        raise UsageError(
            f"expected a journal of version {VERSION} or older in {path}, got {version}: "
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
    if version < VERSION:
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
