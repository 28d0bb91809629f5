"""`quoth chat`."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from bot.cli.commands.chat import CHAT_COMMANDS
from tests.bot.conftest import Quoth
from tests.retrieval.conversation.seeds_talk import TALK
from tests.retrieval.reader.models import encoder_bytes, write_model

Corpus = Callable[[Mapping[str, str]], Path]


def test_each_line_of_a_pipe_is_a_question_and_blank_ones_are_none(quoth: Quoth) -> None:
    status, out, err = quoth("chat", stdin=b"who replaced Lin?\n\n  \nzorblax\n")

    assert (status, err) == (0, "")
    assert out.count("\n1  ") + out.startswith("1  ") == 1
    assert out.endswith('Nothing in the sources answers this.\nNo passage mentions "zorblax".\n')


def test_more_goes_on_where_the_answer_ended(quoth: Quoth) -> None:
    together = quoth("ask", "who replaced Lin?", "-k", 2).out

    out = quoth("chat", "-k", 1, stdin=b"who replaced Lin?\n/more\n").out

    assert "\n2  " in together
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

    assert [line.split()[0] for line in out.splitlines()] == list(CHAT_COMMANDS)


def test_sources_lists_the_documents(quoth: Quoth) -> None:
    assert quoth("chat", stdin=b"/sources\n").out == quoth("sources").out


def test_quit_leaves_what_follows_unread(quoth: Quoth) -> None:
    assert quoth("chat", stdin=b"/quit\nwho replaced Lin?\n") == (0, "", "")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"/explain", "expected a question before /explain"),
        (b"/more", "expected a question before /more"),
        (b"/what", "expected a question or one of /more, /explain, /sources, /memory, /clear"),
        (b"/more please", "expected a question or one of /more"),
        (b"/save", "expected a file to save to: /save FILE"),
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


def test_a_question_is_read_together_with_those_before_it(quoth: Quoth) -> None:
    lines = b"when did Lin leave?\nwho replaced him?\nwhere did he work before?\n"

    out = quoth("chat", "-k", 1, stdin=lines).out

    readings = [line for line in out.splitlines() if line.startswith("read as")]
    assert readings == [
        "read as: who replaced Lin?",
        "read as: where did Hao Zhou work before?",
    ]


def test_a_conversation_of_eight_turns(quoth: Quoth) -> None:
    lines = "\n".join(turn.question for turn in TALK).encode()

    answers = [json.loads(line) for line in quoth("chat", "--json", stdin=lines).out.splitlines()]

    assert [answer["question"] for answer in answers] == [turn.question for turn in TALK]
    assert [answer["read_as"] for answer in answers] == [turn.read_as for turn in TALK]
    for turn, answer in zip(TALK, answers, strict=True):
        first = (answer["quotes"] or answer["closest"])[0]
        start, end = first["marks"][0]
        assert turn.marked in first["text"][start:end]


def test_more_goes_on_with_a_question_as_it_was_read(quoth: Quoth) -> None:
    together = quoth("ask", "who replaced Lin?", "-k", 2).out

    out = quoth("chat", "-k", 1, stdin=b"when did Lin leave?\nwho replaced him?\n/more\n").out

    _, first, more = out.split("read as: who replaced Lin?\n\n")
    assert (first + more).split() == together.split()


def test_what_is_remembered_can_be_seen_and_cleared(quoth: Quoth) -> None:
    lines = b"/memory\nwhen did Lin leave?\nwho replaced him?\n/memory\n/clear\nwho replaced him?\n"

    out = quoth("chat", "-k", 1, stdin=lines).out

    assert out.startswith("Nothing is remembered.\n")
    assert "\nwhen did Lin leave?\nwho replaced him? (read as: who replaced Lin?)\n" in out
    after = out.rpartition("Nothing is remembered.\n")[2]
    assert "read as" not in after


def test_a_saved_conversation_goes_on_where_it_ended(quoth: Quoth, tmp_path: Path) -> None:
    file = tmp_path / "talk.jsonl"

    quoth("chat", "--session", file, stdin=b"when did Lin leave?\n")
    out = quoth("chat", "--session", file, stdin=b"who replaced him?\n/memory\n").out

    assert out.startswith("read as: who replaced Lin?\n")
    assert out.endswith("when did Lin leave?\nwho replaced him? (read as: who replaced Lin?)\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_lines_of_a_saved_conversation_are_a_history(quoth: Quoth, tmp_path: Path) -> None:
    file = tmp_path / "talk.jsonl"
    out = quoth(
        "chat", stdin=f"when did Lin leave?\n/save {file}\nwho replaced him?\n".encode()
    ).out

    assert f"Kept in {file} from now on: 1 question so far.\n" in out
    history = [json.loads(line) for line in file.read_bytes().splitlines()]
    assert [turn["role"] for turn in history] == ["user", "bot", "user", "bot"]
    assert history[2] == {
        "role": "user",
        "text": "who replaced him?",
        "read_as": "who replaced Lin?",
    }
    line = json.dumps({"_id": "q", "text": "where did he work before?", "history": history})
    answer = json.loads(quoth("ask", "--batch", "-", stdin=line.encode()).out)
    assert answer["read_as"] == "where did Hao Zhou work before?"


def test_clearing_empties_the_file_too(quoth: Quoth, tmp_path: Path) -> None:
    file = tmp_path / "talk.jsonl"

    quoth("chat", "--session", file, stdin=b"when did Lin leave?\n/clear\n")

    assert file.read_bytes() == b""


@pytest.mark.parametrize(
    ("contents", "reason"),
    [
        (b"when?\n", "talk.jsonl:1: expected a JSON object, got 'when?'"),
        (b'{"role": "user", "text": "a"}\n{"role": "me", "text": "b"}\n', "talk.jsonl:2: expected"),
        (b'{"role": "user", "text": 7}\n', 'talk.jsonl:1: expected {"role": "user" or "bot"'),
    ],
)
def test_a_file_that_holds_no_conversation_is_named_with_its_line(
    quoth: Quoth, tmp_path: Path, contents: bytes, reason: str
) -> None:
    file = tmp_path / "talk.jsonl"
    file.write_bytes(contents)

    status, out, err = quoth("chat", "--session", file, stdin=b"who?\n")

    assert (status, out) == (2, "")
    assert reason in err
    assert file.read_bytes() == contents


def test_no_file_is_written_over(quoth: Quoth, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine")

    status, _, err = quoth("chat", stdin=f"Lin\n/save {file}\n".encode())

    assert status == 2
    assert "is there already" in err
    assert file.read_text() == "mine"


def test_json_is_one_object_a_line_and_nothing_else(quoth: Quoth) -> None:
    lines = b"Lin\n/more\n/explain\n/sources\n/memory\n/clear\n/help\n"

    status, out, err = quoth("chat", "--json", "-k", 1, stdin=lines)

    assert status == 0
    assert all(json.loads(line) for line in out.splitlines())
    assert "/quit" in err


@pytest.mark.parametrize("kind", ["typed", "piped", "ask"])
def test_only_a_conversation_that_somebody_types_makes_vectors_in_the_background(
    quoth: Quoth, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")
    model = write_model(tmp_path / "model", encoder_bytes())
    monkeypatch.setenv("QUOTH_READER", str(model))
    place = ("--sources", corpus({"a.txt": "Lin led.\n"}), "--data-dir", tmp_path / "own")

    def typed() -> Iterator[str]:
        yield "who led?"
        for thread in threading.enumerate():
            if thread.name == "vectors":
                thread.join(60)

    monkeypatch.setattr("bot.cli.commands.chat.is_interactive", lambda: kind == "typed")
    monkeypatch.setattr("bot.cli.commands.chat.typed_lines", typed)
    asked = ("ask", "who led?") if kind == "ask" else ("chat",)
    status, out, _ = quoth(*asked, *place, stdin=b"who led?\n")

    assert (status, "Lin led." in out) == (0, True)
    assert bool(list(tmp_path.glob("own/vectors/indexes/*/rows*"))) == (kind == "typed")
    assert not [one for one in threading.enumerate() if one.name == "vectors"]


def test_sources_that_change_meanwhile_are_read_anew(quoth: Quoth, corpus: Corpus) -> None:
    folder = corpus({"a.txt": "The zebra ran away.\n"})
    assert "a.txt" in quoth("ask", "zebra", "--sources", folder).out

    (folder / "a.txt").write_text("The yak came back home.\n")

    assert "yak came" in quoth("chat", "--sources", folder, stdin=b"yak\n").out
