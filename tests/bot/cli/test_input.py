"""Lines of a batch, whatever bytes they are."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.input import LONGEST_BATCH_LINE, BatchQuestion, answer_each
from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError


def read(raw: bytes) -> list[BatchQuestion]:
    """The questions in a batch, wrong lines passed over."""
    found: list[BatchQuestion] = []
    with contextlib.suppress(UsageError):
        answer_each(io.BytesIO(raw), "batch", found.append)
    return found


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        (b'{"_id": "q1", "text": "who?"}', BatchQuestion(1, "q1", "who?")),
        (b'{"_id": 7, "text": "who?"}', BatchQuestion(1, "7", "who?")),
        (b'\xef\xbb\xbf{"_id": "q1", "text": "who?"}\r\n', BatchQuestion(1, "q1", "who?")),
        (b'\n  \n{"_id": "q1", "text": "who?"}', BatchQuestion(3, "q1", "who?")),
        (b'{"_id": "q1", "text": "who?", "history": null}', BatchQuestion(1, "q1", "who?")),
        (
            b'{"_id": "q1", "text": "he?", "history": [{"role": "user", "text": "Lin?"}]}',
            BatchQuestion(1, "q1", "he?", (Turn("user", "Lin?"),)),
        ),
    ],
)
def test_a_line_holds_an_id_a_question_and_perhaps_a_history(
    line: bytes, asked: BatchQuestion
) -> None:
    assert read(line) == [asked]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"who?", "expected a JSON object, got 'who?'"),
        (b'["who?"]', "expected a JSON object, got '[\"who?\"]'"),
        (b'{"text": "who?"}', 'expected {"_id", "text"} with "_id" a string, got none'),
        (b'{"_id": true, "text": "?"}', 'expected {"_id", "text"} with "_id" a string, got true'),
        (b'{"_id": "", "text": "?"}', 'expected {"_id", "text"} with "_id" a string, got ""'),
        (b'{"_id": "q"}', 'expected {"_id", "text"} with "text" a string, got none'),
        (b'{"_id": "q", "text": "\\ud800"}', "got half of a surrogate pair"),
        (b'{"_id": "q", "text": "caf\xe9"}', "expected UTF-8, but byte 26 is 0xe9"),
        (b'{"_id": "q", "text": "?", "history": {}}', 'expected "history" as a list'),
        (b'{"_id": "q", "text": "?", "history": [{"role": "me"}]}', 'got {"role": "me"}'),
        (b"[" * 100_000, "expected a JSON object, got"),
        (b"x" * (LONGEST_BATCH_LINE + 5), "expected a line of at most 1,048,576 bytes"),
    ],
)
def test_a_wrong_line_is_named_with_what_was_expected(
    line: bytes, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    good = b'{"_id": "good", "text": "who?"}\n'
    found: list[BatchQuestion] = []
    with pytest.raises(UsageError, match=r"^batch: 1 of 3 lines hold no question that can"):
        answer_each(io.BytesIO(good + line + b"\n" + good), "batch", found.append)

    said = capsys.readouterr().err
    assert said.startswith("quoth: batch, line 2: expected ")
    assert reason in said
    assert said.count("\n") == 1
    assert [asked.question_id for asked in found] == ["good", "good"]


def test_a_question_that_cannot_be_answered_counts_as_a_wrong_line() -> None:
    def refuse(asked: BatchQuestion) -> None:
        raise UsageError("expected a question, got nothing")

    with pytest.raises(UsageError, match="1 of 1 lines"):
        answer_each(io.BytesIO(b'{"_id": "q", "text": " "}'), "batch", refuse)


@given(st.binary() | st.binary().map(lambda raw: b'{"_id": "q", "text": "' + raw + b'"}'))
def test_no_bytes_do_any_harm(raw: bytes) -> None:
    read(raw)


@given(st.lists(st.tuples(st.text(min_size=1), st.text())))
def test_every_good_line_is_read_in_order(pairs: list[tuple[str, str]]) -> None:
    lines = [json.dumps({"_id": name, "text": text}) for name, text in pairs]

    found = read("\n".join(lines).encode())

    assert [(asked.question_id, asked.text) for asked in found] == pairs
