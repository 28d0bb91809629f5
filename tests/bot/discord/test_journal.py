from __future__ import annotations

import inspect
import logging
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.discord.journal
from bot.discord.journal import Journal, NoJournal, UnansweredQuestion, Where
from retrieval.errors import QuothError

HOME, WORK = 10, 2**62


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 3, 38, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "questions.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with closing(Journal.open(path, Clock())) as opened:
        yield opened


def rows(path: Path, query: str = "SELECT * FROM questions ORDER BY id") -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_row_holds_question_guild_time_and_outcome_and_nothing_else(
    journal: Journal, path: Path
) -> None:
    journal.note("Who left?", WORK, "unanswered")
    journal.note("Why?", None, "good")

    assert rows(path) == [
        (1, "Who left?", WORK, "2026-11-22T03:38:01Z", "unanswered"),
        (2, "Why?", None, "2026-11-22T03:38:02Z", "good"),
    ]
    columns = rows(path, "SELECT name FROM pragma_table_info('questions')")
    assert [name for (name,) in columns] == ["id", "question", "guild", "time", "outcome"]
    assert rows(path, "PRAGMA user_version") == [(1,)]
    assert rows(path, "PRAGMA journal_mode") == [("wal",)]


def test_times_are_written_in_utc(path: Path) -> None:
    noon = datetime(2026, 6, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    with closing(Journal.open(path, lambda: noon)) as journal:
        journal.note("when?", HOME, "unanswered")
        assert journal.unanswered(HOME)[0].last == "2026-06-01T10:00:00Z"


def test_questions_are_grouped_and_the_most_frequent_then_the_latest_come_first(
    journal: Journal,
) -> None:
    journal.note("Who left?", HOME, "unanswered")
    journal.note("an old one", HOME, "unanswered")
    journal.note("a good one", HOME, "good")
    journal.note("  who\n LEFT? ", HOME, "not_it")
    journal.note("a late one", HOME, "not_it")

    assert journal.unanswered(HOME) == [
        UnansweredQuestion("who LEFT?", 2, "2026-11-22T03:38:04Z", {"unanswered": 1, "not_it": 1}),
        UnansweredQuestion("a late one", 1, "2026-11-22T03:38:05Z", {"not_it": 1}),
        UnansweredQuestion("an old one", 1, "2026-11-22T03:38:02Z", {"unanswered": 1}),
    ]
    assert [found.question for found in journal.unanswered(HOME, most=2)] == [
        "who LEFT?",
        "a late one",
    ]


def test_the_questions_of_all_places_are_one_list(journal: Journal) -> None:
    for guild in (HOME, WORK, None):
        journal.note("Who left?", guild, "unanswered")
    journal.note("Why?", WORK, "not_it")

    everywhere = journal.unanswered("everywhere")
    assert [(one.question, one.times) for one in everywhere] == [("Who left?", 3), ("Why?", 1)]


@pytest.mark.parametrize(
    ("where", "left"),
    [(HOME, [0, 1, 1]), (None, [2, 1, 0]), ("everywhere", [0, 0, 0])],
)
def test_a_settled_question_is_forgotten_in_its_place_however_it_was_asked(
    journal: Journal, path: Path, where: Where, left: list[int]
) -> None:
    for guild, question in ((HOME, "Who left?"), (HOME, " who\nLEFT? "), (WORK, "Who left?")):
        journal.note(question, guild, "not_it")
    journal.note("who left?", None, "good")
    journal.note("Who left early?", WORK, "unanswered")

    assert journal.settle("WHO left?", where)

    noted = rows(path, "SELECT question, guild FROM questions")
    asked = [guild for question, guild in noted if "early" not in question]
    assert [asked.count(guild) for guild in (HOME, WORK, None)] == left
    assert len(noted) == sum(left) + 1


def test_a_key_stands_for_a_question_in_whatever_case() -> None:
    asked = [
        UnansweredQuestion(text, 1, "", {}) for text in ("Who left?", " WHO  left?", "Who left")
    ]

    assert asked[0].key == asked[1].key != asked[2].key
    assert re.fullmatch("[0-9a-f]{16}", asked[0].key)


def test_no_guild_sees_anothers_questions_nor_those_of_direct_messages(journal: Journal) -> None:
    places = {HOME: "at home", WORK: "at work", None: "in private"}
    for guild, question in places.items():
        journal.note(question, guild, "unanswered")

    for guild, question in places.items():
        assert [found.question for found in journal.unanswered(guild)] == [question]
    assert journal.unanswered(99) == []


@pytest.mark.parametrize("guild", [HOME, None])
def test_a_guild_is_forgotten_without_a_trace_and_the_others_are_kept(
    journal: Journal, path: Path, guild: int | None
) -> None:
    journal.note("xylophone lessons", guild, "unanswered")
    journal.note("at work", WORK, "unanswered")
    journal.forget(guild)

    assert journal.unanswered(guild) == []
    assert len(journal.unanswered(WORK)) == 1
    journal.close()
    assert b"xylophone" not in path.read_bytes()


def test_the_oldest_rows_go_first_once_there_are_too_many(
    journal: Journal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.discord.journal, "MOST_ROWS", 3)
    for number in range(5):
        journal.note(f"question {number}", number, "unanswered")

    assert [row[1] for row in rows(path)] == ["question 2", "question 3", "question 4"]


def test_what_was_noted_is_there_after_a_restart(path: Path) -> None:
    for times in (1, 2):
        with closing(Journal.open(path)) as journal:
            journal.note("who?", HOME, "unanswered")
            assert journal.unanswered(HOME)[0].times == times


@pytest.mark.parametrize(
    "content",
    [b"this is no database, but long enough to be one " * 50, b"SQLite format 3\0" + b"\1" * 5000],
    ids=["something else", "damaged"],
)
def test_a_file_that_is_no_database_is_moved_aside_with_one_line(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with closing(Journal.open(path)) as journal:
        journal.note("who?", HOME, "unanswered")
        assert len(journal.unanswered(HOME)) == 1

    (aside,) = path.parent.glob("questions.sqlite.damaged-*")
    assert aside.read_bytes() == content
    assert len(warnings(caplog)) == 1
    assert f"moved to {aside.name}" in warnings(caplog)[0]


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE other (a)",
        "CREATE TABLE questions (a)",
        "CREATE TABLE other (a); PRAGMA user_version = 1",
    ],
)
def test_a_database_of_something_else_is_moved_aside_untouched(path: Path, script: str) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    before = path.read_bytes()
    Journal.open(path).close()

    (aside,) = path.parent.glob("questions.sqlite.damaged-*")
    assert aside.read_bytes() == before


def test_a_file_damaged_while_it_is_in_use_is_begun_anew(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(Journal.open(path)) as journal:
        for number in range(200):
            journal.note(f"a question with the number {number}", HOME, "unanswered")
    with closing(Journal.open(path)) as journal:
        damaged = bytearray(path.read_bytes())
        damaged[4096:] = b"\xff" * (len(damaged) - 4096)
        path.write_bytes(damaged)
        assert journal._connection is not None
        journal._connection.execute("PRAGMA shrink_memory")
        assert journal.unanswered(HOME) == []
        journal.note("who?", HOME, "unanswered")
        assert [found.question for found in journal.unanswered(HOME)] == ["who?"]

    assert len(list(path.parent.glob("questions.sqlite.damaged-*"))) >= 1
    assert len(warnings(caplog)) == 2


def test_a_newer_file_is_refused_by_its_name_and_left_as_it_is(path: Path) -> None:
    Journal.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")

    with pytest.raises(QuothError, match=r"version 1 or older in .*questions\.sqlite, got 2"):
        Journal.open(path)
    assert rows(path, "PRAGMA user_version") == [(2,)]


def test_a_folder_that_cannot_be_written_is_one_warning_and_no_failure(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    with closing(Journal.open(tmp_path / "file" / "questions.sqlite")) as journal:
        for _ in range(3):
            journal.note("who?", HOME, "unanswered")
            assert journal.unanswered(HOME) == []
        journal.forget(HOME)

    assert len(warnings(caplog)) == 1
    assert warnings(caplog)[0].startswith("cannot keep unanswered questions in ")


def test_a_full_disk_is_one_warning_until_there_is_room_again(
    journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    journal.note("before", HOME, "unanswered")
    assert journal._connection is not None
    for rounds in (1, 2):
        journal._connection.execute("PRAGMA max_page_count = 1")
        for _ in range(3):
            journal.note("too long " * 5000, HOME, "unanswered")
        assert len(warnings(caplog)) == rounds
        journal._connection.execute("PRAGMA max_page_count = 100000")
        journal.note("after", HOME, "unanswered")

    assert [found.question for found in journal.unanswered(HOME)] == ["after", "before"]
    assert "full" in warnings(caplog)[0]


def test_after_closing_nothing_is_noted_and_nothing_fails(journal: Journal, path: Path) -> None:
    journal.close()
    journal.note("late", HOME, "good")
    journal.close()

    assert journal.unanswered(HOME) == []
    assert rows(path) == []


def test_threads_and_processes_write_at_once(journal: Journal, path: Path, project: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from bot.discord.journal import Journal\n"
        "journal = Journal.open(Path(sys.argv[1]))\n"
        "for _ in range(50): journal.note('theirs', 10, 'unanswered')\n"
    )
    others = [
        subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=project) for _ in range(2)
    ]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: journal.note("ours", HOME, "unanswered"), range(50)))

    assert [other.wait(60) for other in others] == [0, 0]
    found = {group.question: group.times for group in journal.unanswered(HOME)}
    assert found == {"theirs": 100, "ours": 50}


def test_many_may_begin_the_file_at_once(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def begin(_: int) -> None:
        with closing(Journal.open(path)) as journal:
            journal.note("who?", HOME, "unanswered")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(begin, range(8)))

    assert not warnings(caplog)
    assert len(rows(path)) == 8


@given(st.text(st.characters()))
def test_any_question_can_be_noted(question: str) -> None:
    with closing(Journal.open(Path(":memory:"))) as journal:
        journal.note(question, HOME, "unanswered")
        (found,) = journal.unanswered(HOME)

    written = question.encode("utf-8", "replace").decode()
    assert found.question == " ".join(written.split())


def test_without_a_journal_the_same_calls_keep_nothing(tmp_path: Path) -> None:
    none = NoJournal()
    none.note("who?", HOME, "unanswered")
    none.forget(HOME)

    assert none.unanswered(HOME, most=3) == []
    none.close()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["note", "unanswered", "forget", "close"])
def test_a_journal_and_none_are_called_alike(name: str) -> None:
    signatures = [inspect.signature(getattr(kind, name)) for kind in (Journal, NoJournal)]

    assert signatures[0] == signatures[1]
