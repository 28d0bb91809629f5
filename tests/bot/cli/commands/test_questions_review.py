"""`quoth questions review`."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import bot.terminal.streams
from bot.discord.guild_files import added_folder, questions_path
from bot.discord.journal import Journal
from retrieval.evaluation.cases import Relevance
from retrieval.evaluation.question_files import read_question_file
from tests.bot.conftest import Process, Quoth

HOME, AWAY = 10, 20
HOUSE = "All keys are returned by Sunday. The warden counts them.\n\nThe gate closes at ten.\n"
KEYS = "when are the keys returned?"
MOON = "who painted the moon?"
GATE = "when does the gate close?"


@pytest.fixture
def log(quoth: Quoth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log of three questions, the keys most frequent, and the house that they are about."""
    monkeypatch.setenv("QUOTH_DATA_DIR", str(tmp_path / "kept"))
    monkeypatch.setenv("QUOTH_SOURCES", "house")
    Path("house").mkdir()
    Path("house/keys.txt").write_text(HOUSE)
    path = tmp_path / "kept" / "questions.sqlite"
    with closing(Journal.open(path)) as journal:
        journal.note(GATE, None, "unanswered")
        for guild, question in ((HOME, MOON), (AWAY, MOON.upper()), (HOME, KEYS)):
            journal.note(question, guild, "unanswered")
        for _ in range(2):
            journal.note(KEYS, HOME, "not_it")
    return path


def waiting(log: Path) -> list[str]:
    with closing(Journal.open(log)) as journal:
        return [one.question.lower() for one in journal.unanswered("everywhere")]


def review(quoth: Quoth, pressed: str, *arguments: str) -> tuple[int, str, str]:
    stdin = "".join(f"{key}\n" for key in pressed.split(",")).encode() if pressed else b""
    return quoth("questions", "review", "--questions", "q.yaml", *arguments, stdin=stdin)


def test_one_key_each_makes_questions_of_what_was_asked(log: Path, quoth: Quoth) -> None:
    status, out, err = review(quoth, "1,a,d")

    assert (status, err) == (0, "")
    assert "1 of 3 · asked 3 times" in out
    assert "1 not answered · 2 judged not it" in out
    assert "┃ All keys are returned by Sunday." in out
    assert "No passage shares a word with this." in out
    assert out.endswith("2 questions written to q.yaml, 1 dropped; 0 left.\n")
    keys_case, moon = read_question_file(Path("q.yaml")).cases
    assert keys_case.right == (Relevance("keys.txt", "All keys are returned by Sunday."),)
    assert keys_case.why.startswith("Asked 3 times, last on 20")
    assert (moon.question.lower(), moon.expects, moon.right) == (MOON, "abstain", ())
    assert waiting(log) == []
    assert quoth("eval", "q.yaml").out.endswith("2 of 2 questions are answered as expected.\n")


def test_a_new_file_names_the_sources_that_were_asked(
    log: Path, quoth: Quoth, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("kept").mkdir()
    quoth("questions", "review", "--questions", "kept/q.yaml", stdin=b"1\nq\n")
    monkeypatch.delenv("QUOTH_SOURCES")
    quoth("questions", "review", "--questions", "kept/digests.yaml", stdin=b"a\nq\n")

    assert Path("kept/q.yaml").read_text().startswith('sources: ["../house"]\n')
    assert "sources" not in Path("kept/digests.yaml").read_text()
    assert quoth("eval", "kept/q.yaml").out.endswith("1 of 1 question is answered as expected.\n")


@pytest.mark.parametrize("ending", ["", "q", "s,s,s", ",,", "x,,9,,m,"])
def test_what_is_not_decided_waits_on(log: Path, quoth: Quoth, ending: str) -> None:
    before = waiting(log)

    assert review(quoth, ending)[0] == 0
    assert waiting(log) == before
    assert not Path("q.yaml").exists()


def test_what_is_decided_is_done_at_once(
    log: Path, quoth: Quoth, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted() -> Iterator[str]:
        yield "1"
        raise KeyboardInterrupt

    monkeypatch.setattr(bot.terminal.streams, "_piped_keys", interrupted)

    assert review(quoth, "")[0] == 130
    assert waiting(log) == [MOON, GATE]
    assert len(read_question_file(Path("q.yaml")).cases) == 1


def test_an_unknown_key_is_named_and_asked_again(log: Path, quoth: Quoth) -> None:
    _, out, err = review(quoth, "4,zebra,1,q")

    assert err.splitlines() == [
        f"quoth: expected one of these keys, got '{key}'" for key in ("4", "zebra")
    ]
    assert "1 question written" in out


def test_the_files_own_text_stays_to_the_letter(log: Path, quoth: Quoth) -> None:
    written = "# ours\nset: house\nquestions:\n\n  - ask: 'Who?'   # a note\n    abstain: yes\n"
    Path("q.yaml").write_text(written)

    review(quoth, "1,a,1")

    assert Path("q.yaml").read_text().startswith(f"{written}\n  - ask: ")
    assert len(read_question_file(Path("q.yaml")).cases) == 4


@pytest.mark.parametrize("name", ["q.yaml", "q.md"])
def test_a_question_that_is_there_already_is_not_written_twice(
    log: Path, quoth: Quoth, name: str
) -> None:
    text = {"q.yaml": f"- ask: {KEYS.upper()}\n  abstain: yes\n"}
    Path(name).write_text(text.get(name, f"## {KEYS.upper()}\n\n- must abstain\n"))
    before = Path(name).read_bytes()

    _, out, err = quoth("questions", "review", "--questions", name, stdin=b"1\nd\n")

    assert f"It is in {name}:1 already." in out
    assert f"but it is in {name}:1 already" in err
    assert Path(name).read_bytes() == before
    assert KEYS not in waiting(log)


def test_other_words_of_the_same_id_get_one_of_their_own(log: Path, quoth: Quoth) -> None:
    Path("q.yaml").write_text(f"- ask: Who?\n  id: {'-'.join(KEYS[:-1].split())}\n  abstain: yes\n")

    review(quoth, "1,q")

    assert [case.case_id for case in read_question_file(Path("q.yaml")).cases] == [
        "when-are-the-keys-returned",
        "when-are-the-keys-returned-2",
    ]


def test_more_passages_are_shown_for_a_key(log: Path, quoth: Quoth) -> None:
    paragraphs = (f"The {animal} keeps one of the keys.\n\n" for animal in "ABCDEFGHIJKL")
    Path("house/keys.txt").write_text("".join(paragraphs))

    _, out, _ = review(quoth, "m,m,m,7,q")

    assert [f"1-{last} is right" in out for last in (3, 6, 9, 12)] == [True, True, True, False]
    assert "m more" not in out.split("1-9 is right")[1].split("?")[0]
    anchor = read_question_file(Path("q.yaml")).cases[0].right[0].anchor
    assert anchor is not None
    assert anchor.endswith("keeps one of the keys.")


def test_a_guilds_questions_are_asked_of_what_it_has_added(log: Path, quoth: Quoth) -> None:
    added = added_folder(log.parent, HOME)
    added.mkdir(parents=True)
    (added / "moon.txt").write_text("Ana painted the moon.\n")

    status, out, _ = quoth("questions", "review", "--guild", str(HOME), stdin=b"s\n1\n")

    own = questions_path(log.parent, HOME)
    (case,) = read_question_file(own).cases
    assert (status, case.right) == (0, (Relevance("moon.txt", "Ana painted the moon."),))
    assert GATE not in out
    # The one of another guild waits on, and nothing of the guild's is left elsewhere.
    assert waiting(log) == [KEYS, MOON, GATE]
    indexes = [path for path in log.parent.rglob("*") if path.is_file() and path != added]
    names = [path.name for path in indexes if b"Ana painted" in path.read_bytes()]
    assert sorted(names) == ["moon.txt", "questions.yaml"]


def test_json_lists_what_waits_and_asks_nothing(log: Path, quoth: Quoth) -> None:
    status, out, err = quoth("questions", "review", "--json", stdin=b"d\nd\n")

    listed = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [(one["question"].lower(), one["times"], one["status"]) for one in listed] == [
        (KEYS, 3, "answered"),
        (MOON, 2, "no_answer"),
        (GATE, 1, "answered"),
    ]
    assert listed[0]["outcomes"] == {"unanswered": 1, "not_it": 2}
    assert listed[0]["candidates"][0]["mark"] == "All keys are returned by Sunday."
    assert listed[1]["candidates"] == []
    assert len(waiting(log)) == 3


def test_without_a_log_there_is_one_line_and_no_file(
    quoth: Quoth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_DATA_DIR", str(tmp_path / "none"))

    status, out, err = quoth("questions", "review")

    assert (status, err, out.count("\n")) == (0, "", 1)
    assert out.startswith("No questions are noted")
    assert quoth("questions", "review", "--json") == (0, "", "")
    assert not (tmp_path / "none").exists()


def test_a_damaged_log_is_moved_aside_and_said_to_be(log: Path, quoth: Quoth) -> None:
    for suffix in ("-wal", "-shm"):
        log.with_name(log.name + suffix).unlink(missing_ok=True)
    log.write_bytes(b"no database at all" * 400)

    status, out, err = quoth("questions", "review")

    assert (status, out.count("\n"), err.count("\n")) == (0, 1, 1)
    assert out.startswith("No questions wait")
    assert "is damaged" in err


def test_a_log_of_a_newer_version_is_left_alone(log: Path, quoth: Quoth) -> None:
    with closing(sqlite3.connect(log)) as connection:
        connection.execute("PRAGMA user_version = 99")

    status, out, err = quoth("questions", "review")

    assert (status, out) == (2, "")
    assert "a later Quoth wrote it" in err


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("q.txt", None, "q.txt: expected a name that ends in .yaml, .yml, .md"),
        ("nowhere/q.yaml", None, "nowhere/q.yaml: expected a file in a folder that is there"),
        ("q.yaml", "- ask: ''\n", "q.yaml:1: expected a question"),
    ],
)
def test_a_file_that_takes_no_questions_is_refused_before_anything_is_asked(
    log: Path, quoth: Quoth, name: str, text: str | None, message: str
) -> None:
    if text is not None:
        Path(name).write_text(text)

    status, out, err = quoth("questions", "review", "--questions", name, stdin=b"d\n")

    assert (status, out) == (2, "")
    assert err.startswith(f"quoth: {message}")
    assert len(waiting(log)) == 3


def test_reviewing_needs_no_discord(log: Path, process: Process) -> None:
    script = (
        "import sys; from bot.cli.app import run\n"
        "run(['questions', 'review', '--questions', 'q.yaml'])\n"
        "sys.exit(sum(name.partition('.')[0] == 'discord' for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=b"s\n",
        capture_output=True,
        check=False,
        cwd=process.cwd,
        env={**process.env, "QUOTH_DATA_DIR": str(log.parent)},
    )

    assert (done.returncode, b"1 of 3" in done.stdout) == (0, True)
