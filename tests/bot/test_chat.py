from __future__ import annotations

import json
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.conversation import COMMANDS
from bot.prompt import HISTORY_LENGTH, line_editing
from tests.bot.conftest import Quoth

Corpus = Callable[[Mapping[str, str]], Path]


def test_each_line_of_a_pipe_is_a_question_and_blank_ones_are_none(quoth: Quoth) -> None:
    status, out, err = quoth("chat", stdin=b"who replaced Lin?\n\n  \nzorblax\n")

    assert (status, err) == (0, "")
    assert out.count("\n1  ") + out.startswith("1  ") == 1
    assert out.endswith('Nothing in the sources answers this.\nNo passage mentions "zorblax".\n')


def test_more_goes_on_where_the_answer_ended(quoth: Quoth) -> None:
    together = quoth("ask", "Lin", "-k", 2).out

    out = quoth("chat", "-k", 1, stdin=b"Lin\n/more\n").out

    assert out.split() == together.split()


def test_more_comes_to_an_end(quoth: Quoth, corpus: Corpus) -> None:
    folder = corpus({"a.txt": "The zebra ran away.\n"})

    out = quoth("chat", "--sources", folder, stdin=b"zebra\n/more\n").out

    assert out.endswith("There are no more quotes for that.\n")


def test_explain_adds_up_the_last_answer(quoth: Quoth) -> None:
    explained = quoth("ask", "Lin", "--explain", "-k", 1).out

    assert quoth("chat", "-k", 1, stdin=b"Lin\n/explain\n").out.endswith(explained)


def test_help_names_every_command(quoth: Quoth) -> None:
    out = quoth("chat", stdin=b"/help\n").out

    assert [line.split()[0] for line in out.splitlines()] == list(COMMANDS)


def test_sources_lists_the_documents(quoth: Quoth) -> None:
    assert quoth("chat", stdin=b"/sources\n").out == quoth("sources").out


def test_quit_leaves_what_follows_unread(quoth: Quoth) -> None:
    assert quoth("chat", stdin=b"/quit\nwho replaced Lin?\n") == (0, "", "")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"/explain", "expected a question before /explain"),
        (b"/more", "expected a question before /more"),
        (b"/what", "expected a question or one of /more, /explain, /sources, /help, /quit"),
        (b"\xff", "expected UTF-8, but byte 1 is 0xff"),
        (b"x" * 3000, "expected a question of at most 2,000 characters, got 3,000"),
    ],
)
def test_a_wrong_line_is_named_and_the_others_are_answered(
    quoth: Quoth, line: bytes, reason: str
) -> None:
    status, out, err = quoth("chat", stdin=line + b"\nzorblax\n")

    assert status == 2
    assert err.startswith(f"quoth: line 1: {reason}")
    assert err.count("\n") == 1
    assert out.startswith("Nothing in the sources answers this.")


def test_json_is_one_object_a_line_and_nothing_else(quoth: Quoth) -> None:
    lines = b"Lin\n/more\n/explain\n/sources\n/help\n"

    status, out, err = quoth("chat", "--json", "-k", 1, stdin=lines)

    assert status == 0
    assert all(json.loads(line) for line in out.splitlines())
    assert "/quit" in err


def test_sources_that_change_meanwhile_are_read_anew(quoth: Quoth, corpus: Corpus) -> None:
    folder = corpus({"a.txt": "The zebra ran away.\n"})
    assert "a.txt" in quoth("ask", "zebra", "--sources", folder).out

    (folder / "a.txt").write_text("The yak came back home.\n")

    assert "yak came" in quoth("chat", "--sources", folder, stdin=b"yak\n").out


def test_history_is_kept_for_its_owner_only_and_not_for_ever(tmp_path: Path) -> None:
    readline = pytest.importorskip("readline")
    history = tmp_path / "new" / "history"
    with line_editing(history, ()):
        readline.clear_history()
        for number in range(HISTORY_LENGTH + 5):
            readline.add_history(f"question {number}")

    readline.clear_history()
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    with line_editing(history, ()):
        assert readline.get_current_history_length() == HISTORY_LENGTH
        assert readline.get_history_item(1) == "question 5"
    readline.clear_history()
