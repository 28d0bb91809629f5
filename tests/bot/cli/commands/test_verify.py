"""`quoth verify`."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bot.conftest import Quoth

Tamper = Callable[[dict[str, Any]], None]


@pytest.fixture
def notes(seeds: Path, tmp_path: Path) -> Path:
    """A copy of the seeds, and records, that a test may spoil."""
    folder = tmp_path / "notes"
    shutil.copytree(seeds, folder)
    with (folder / "records.jsonl").open("w") as stream:
        for number in range(50):
            stream.write(
                json.dumps({"_id": f"r{number}", "text": f"Zebra {number} ran away."}) + "\n"
            )
    return folder


@pytest.fixture
def answers(quoth: Quoth, notes: Path) -> list[dict[str, Any]]:
    """Two answers over the notes, one of them out of the records."""
    batch = b'{"_id": "lin", "text": "who replaced Lin?"}\n{"_id": "z", "text": "zebra 7"}\n'
    out = quoth("ask", "--sources", notes, "--batch", "-", stdin=batch).out
    return [json.loads(line) for line in out.splitlines()]


def saved(answers: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(answer) + "\n" for answer in answers).encode()


def test_quotes_that_stand_are_counted(quoth: Quoth, answers: list[dict[str, Any]]) -> None:
    quotes = sum(len(answer["quotes"] + answer["closest"]) for answer in answers)
    files = {quote["document"]["path"] for answer in answers for quote in answer["quotes"]}

    assert quoth("verify", "-", stdin=saved(answers)) == (
        0,
        f"{quotes} quotes of 2 answers match {len(files)} files.\n",
        "",
    )


MAIL = "From a@b.example Mon Mar  2 09:00:00 2026\nSubject: {0}\n\nThe {0} ran away.\n\n"


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("animals.mbox", MAIL.format("zebra") + MAIL.format("gnu")),
        ("records.jsonl", '{"_id": "r#1", "text": "The gnu ran away."}\n'),
        ("notes#1", "The gnu ran away.\n"),
        ("below/notes.md", "# Animals\n\nThe gnu ran away.\n"),
    ],
)
def test_quotes_of_every_kind_of_file_are_looked_up_in_it(
    quoth: Quoth, tmp_path: Path, name: str, text: str, packed: bool
) -> None:
    path = tmp_path / "notes" / (f"{name}.gz" if packed else name)
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    answer = quoth("ask", "gnu", "--json", "--sources", tmp_path / "notes").out.encode()

    assert quoth("verify", "-", stdin=answer) == (0, "1 quote of 1 answer match 1 file.\n", "")
    answer = answer.replace(b"The gnu ran", b"The emu ran")
    assert "nor anywhere in the document" in quoth("verify", "-", stdin=answer).out


def test_a_changed_byte_in_a_source_is_found(quoth: Quoth, answers: list[dict[str, Any]]) -> None:
    quote = answers[0]["quotes"][0]
    path = Path(quote["document"]["path"])
    path.write_text(path.read_text().replace(quote["text"], quote["text"][:-1] + "!"))

    status, out, _ = quoth("verify", "-", stdin=saved(answers))

    first, *_, last = out.splitlines()
    assert status == 1
    assert first.startswith(f"answer lin, quote 1, {path.name}: the file has SHA-256 ")
    assert "the quote does not stand at" in first
    assert "nor anywhere in the document" in first
    assert last.endswith(" of 2 answers does not match.")


def test_a_deleted_file_is_found(quoth: Quoth, answers: list[dict[str, Any]]) -> None:
    path = Path(answers[1]["quotes"][0]["document"]["path"])
    path.unlink()

    status, out, err = quoth("verify", "-", stdin=saved(answers))

    assert (status, err) == (1, "")
    assert out.startswith(f"answer z, quote 1, {path.name}: the file is gone\n")


def test_a_file_that_cannot_be_read_is_status_3(
    quoth: Quoth, answers: list[dict[str, Any]]
) -> None:
    path = Path(answers[1]["quotes"][0]["document"]["path"])
    path.unlink()
    path.mkdir()

    status, out, _ = quoth("verify", "-", stdin=saved(answers))

    assert status == 3
    assert f"answer z, quote 1, {path.name}: cannot read the file: not a regular file\n" in out


def _text(quote: dict[str, Any]) -> None:
    quote["text"] = quote["text"].upper()


def _place(quote: dict[str, Any]) -> None:
    quote["locator"]["start"] += 1
    quote["locator"]["end"] += 1


def _mark(quote: dict[str, Any]) -> None:
    quote["marks"] = [[0, len(quote["text"]) + 1]]


def _digest(quote: dict[str, Any]) -> None:
    quote["sha256"] = "0" * 64


def _document(quote: dict[str, Any]) -> None:
    quote["document"]["id"] = "nothing"


@pytest.mark.parametrize(
    ("tamper", "reason"),
    [
        (_text, "the quote does not stand at"),
        (_place, ", but at "),
        (_mark, "a mark lies outside the quote"),
        (_digest, "the answer says 000000000000…"),
        (_document, "there is no document 'nothing' in it"),
    ],
)
@pytest.mark.parametrize("answer", [0, 1], ids=["a file", "a record"])
def test_a_tampered_quote_is_found(
    quoth: Quoth, answers: list[dict[str, Any]], answer: int, tamper: Tamper, reason: str
) -> None:
    tamper(answers[answer]["quotes"][0])

    status, out, err = quoth("verify", "-", stdin=saved(answers))

    assert (status, err, out.count("\n")) == (1, "", 2)
    assert reason in out.splitlines()[0]


def test_json_has_an_object_for_each_finding_and_the_sum(
    quoth: Quoth, answers: list[dict[str, Any]]
) -> None:
    _mark(answers[0]["quotes"][0])

    found, total = map(
        json.loads, quoth("verify", "-", "--json", stdin=saved(answers)).out.splitlines()
    )

    assert found["answer"] == "answer lin"
    assert (found["section"], found["rank"]) == ("quotes", 1)
    assert (total["answers"], total["wrong"]) == (2, 1)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"\xff", "expected UTF-8, but byte 1 is 0xff"),
        (b"[]", "expected a JSON object, got '[]'"),
        (b"{}", 'expected an answer with "quotes" as a list'),
        (b'{"quotes": [1], "closest": []}', 'expected an answer with "document" as an object'),
    ],
)
def test_what_is_no_answer_is_named_by_its_line_with_status_2(
    quoth: Quoth, answers: list[dict[str, Any]], line: bytes, reason: str
) -> None:
    status, out, err = quoth("verify", "-", stdin=saved(answers) + line + b"\n")

    assert status == 2
    assert "quotes of 2 answers match" in out
    assert err == (
        f"quoth: standard input, line 3: {reason}\n"
        "quoth: standard input: 1 line could not be read as an answer\n"
    )


def test_a_file_that_is_not_there_is_status_2(quoth: Quoth) -> None:
    status, out, err = quoth("verify", "nowhere.ndjson")

    assert (status, out) == (2, "")
    assert "'nowhere.ndjson': No such file or directory" in err
