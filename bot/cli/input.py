"""Questions as they come in: words of a command line, or lines of a file or a pipe.

Bytes may be anything: what a line must hold is checked here, and a line that does not hold it is
named while the others go on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from bot.terminal.streams import say
from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError
from retrieval.model import checked_question


def numbered_lines(stream: BinaryIO, longest: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, numbered from 1.

    Of a line longer than `longest` bytes its beginning is yielded, with one byte too many.
    """
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        rest = line
        while len(rest) > longest and not rest.endswith(b"\n"):
            rest = stream.readline(longest + 1)
        if line.strip():
            yield number, line


def stream_name(stream: BinaryIO) -> str:
    """Return what a person calls a stream: a file's name, or standard input."""
    name = getattr(stream, "name", "<stdin>")
    return "standard input" if name == "<stdin>" else str(name)


def decoded(line: bytes) -> str:
    """Return a line as text. Raises UsageError where it is not UTF-8."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise UsageError(f"expected UTF-8, but byte {error.start + 1} is 0x{byte:02x}") from error


def json_object(line: bytes, longest: int) -> dict[str, Any]:
    """Return the JSON object in a line. Raises UsageError where there is none."""
    if len(line) > longest:
        raise UsageError(f"expected a line of at most {longest:,} bytes")
    text = decoded(line)
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"expected a JSON object, got {_excerpt(text)}") from error
    if not isinstance(record, dict):
        raise UsageError(f"expected a JSON object, got {_excerpt(text)}")
    return record


def _excerpt(text: str) -> str:
    stripped = text.strip()
    return repr(stripped[:40]) + ("…" if len(stripped) > 40 else "")


LONGEST_BATCH_LINE = 1 << 20
"""Bytes that a line may have: a question, and the history it came out of."""


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One line of a batch: its number, from 1, the question in it, and what was said before."""

    line: int
    question_id: str
    text: str
    history: tuple[Turn, ...] = ()


def answer_each(stream: BinaryIO, name: str, answer: Callable[[BatchQuestion], None]) -> None:
    """Hand every question of a stream to `answer`, in order; blank lines count as nothing.

    A line that holds no question, or one for which `answer` raises UsageError, is named on
    standard error and the others go on. Raises UsageError at the end if there was one.
    """
    wrong = lines = 0
    for number, raw in numbered_lines(stream, LONGEST_BATCH_LINE):
        lines += 1
        try:
            answer(batch_question(number, json_object(raw, LONGEST_BATCH_LINE)))
        except UsageError as error:
            wrong += 1
            say(f"{name}, line {number}: {error}")
    if wrong:
        raise UsageError(f"{name}: {wrong} of {lines} lines hold no question that can be answered")


def batch_question(line: int, record: Mapping[str, Any]) -> BatchQuestion:
    """Return the question in a line's object. Raises UsageError with what was expected."""
    expected = 'expected {"_id", "text"}'
    question_id, text = record.get("_id"), record.get("text")
    if isinstance(question_id, int) and not isinstance(question_id, bool):
        question_id = str(question_id)
    if not isinstance(question_id, str) or not question_id:
        raise UsageError(f'{expected} with "_id" a string, got {_shown_field(record, "_id")}')
    if not isinstance(text, str):
        raise UsageError(f'{expected} with "text" a string, got {_shown_field(record, "text")}')
    if _has_half_a_pair(text):
        raise UsageError("expected a question in Unicode, got half of a surrogate pair")
    return BatchQuestion(line, question_id, text, _turns(record.get("history")))


def _turns(turns: Any) -> tuple[Turn, ...]:
    if turns is None:
        return ()
    expected = 'expected "history" as a list of {"role": "user" or "bot", "text"}'
    if not isinstance(turns, list):
        raise UsageError(expected)
    for turn in turns:
        if (
            not isinstance(turn, dict)
            or turn.get("role") not in ("user", "bot")
            or not isinstance(turn.get("text"), str)
        ):
            raise UsageError(f"{expected}, got {json.dumps(turn)[:60]}")
    return tuple(Turn(turn["role"], turn["text"]) for turn in turns)


def _shown_field(record: Mapping[str, Any], name: str) -> str:
    return json.dumps(record[name])[:60] if name in record else "none"


def _has_half_a_pair(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def question_in(words: Sequence[str]) -> str:
    """Return the words of a command line as one question.

    Raises UsageError where they are blank, too long, or not UTF-8.
    """
    question = checked_question(" ".join(words))
    try:
        question.encode("utf-8")
    except UnicodeEncodeError as error:
        byte = ord(question[error.start]) & 0xFF
        raise UsageError(f"expected a question in UTF-8, got byte 0x{byte:02x}") from error
    return question
