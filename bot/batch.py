"""Questions read one a line: what a line must hold, and what becomes of one that does not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from bot.lines import json_object, numbered_lines
from bot.streams import say
from retrieval.conversation import Turn
from retrieval.errors import UsageError

LONGEST_LINE = 1 << 20
"""Bytes that a line may have: a question, and the history it came out of."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of a batch: its number, from 1, the question in it, and what was said before."""

    line: int
    question_id: str
    text: str
    history: tuple[Turn, ...] = ()


def answer_each(stream: BinaryIO, name: str, answer: Callable[[Asked], None]) -> None:
    """Hand every question of a stream to `answer`, in order; blank lines count as nothing.

    A line that holds no question, or one for which `answer` raises UsageError, is named on
    standard error and the others go on. Raises UsageError at the end if there was one.
    """
    wrong = lines = 0
    for number, raw in numbered_lines(stream, LONGEST_LINE):
        lines += 1
        try:
            answer(asked(number, json_object(raw, LONGEST_LINE)))
        except UsageError as error:
            wrong += 1
            say(f"{name}, line {number}: {error}")
    if wrong:
        raise UsageError(f"{name}: {wrong} of {lines} lines hold no question that can be answered")


def asked(line: int, record: Mapping[str, Any]) -> Asked:
    """Return the question in a line's object. Raises UsageError with what was expected."""
    expected = 'expected {"_id", "text"}'
    question_id, text = record.get("_id"), record.get("text")
    if isinstance(question_id, int) and not isinstance(question_id, bool):
        question_id = str(question_id)
    if not isinstance(question_id, str) or not question_id:
        raise UsageError(f'{expected} with "_id" a string, got {_shown(record, "_id")}')
    if not isinstance(text, str):
        raise UsageError(f'{expected} with "text" a string, got {_shown(record, "text")}')
    if _has_half_a_pair(text):
        raise UsageError("expected a question in Unicode, got half of a surrogate pair")
    return Asked(line, question_id, text, _history(record.get("history")))


def _history(turns: Any) -> tuple[Turn, ...]:
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


def _shown(record: Mapping[str, Any], name: str) -> str:
    return json.dumps(record[name])[:60] if name in record else "none"


def _has_half_a_pair(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
