"""A line of `queries.jsonl` and the question that it is, there and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from retrieval.asking import checked_question
from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case, Right, Turn

Qrels = Mapping[str, Mapping[str, int]]
"""Grades by query id and document id."""


def query_of(case: Case) -> dict[str, Any]:
    """Return the line that keeps all of a question."""
    by_anchor = any(right.anchor is not None for right in case.right)
    query = {
        "_id": case.case_id,
        "text": case.question,
        "set": case.set_name or None,
        "answerable": None if case.expects is None else case.expects == "answer",
        "answers": list(case.answers) or None,
        "history": [turn._asdict() for turn in case.history] or None,
        "passages": [right._asdict() for right in case.right] if by_anchor else None,
        "within": None if case.within == 1 else case.within,
        "disagree": case.disagree,
        "tags": list(case.tags) or None,
        "why": case.why or None,
    }
    return {name: said for name, said in query.items() if said is not None}


def case_of(record: Mapping[str, Any], qrels: Qrels, place: str) -> Case:
    """Return the question in a line. Raises UsageError for a member that is not as expected."""
    read = _Query(record, place)
    case_id, question = read.text("_id"), read.text("text")
    answerable = read.truth("answerable")
    right = tuple(read.right()) or tuple(
        Right(doc_id, None, grade) for doc_id, grade in qrels.get(case_id, {}).items()
    )
    if answerable is None and any(one.grade for one in right):
        answerable = True
    try:
        checked_question(question)
    except UsageError as error:
        raise UsageError(f"{place}: {error}") from error
    return Case(
        case_id,
        question,
        right=right,
        answers=read.texts("answers"),
        history=tuple(read.history()),
        expects=None if answerable is None else "answer" if answerable else "abstain",
        within=read.number("within"),
        disagree=read.truth("disagree"),
        set_name=read.text("set", ""),
        tags=read.texts("tags"),
        why=read.text("why", ""),
        place=place,
    )


class _Query:
    """A line of `queries.jsonl`, its members read as what they have to be."""

    def __init__(self, record: Mapping[str, Any], place: str) -> None:
        self._record = record
        self._place = place

    def _read(self, name: str, kind: type, what: str, default: Any) -> Any:
        value = self._record.get(name, default)
        if value is None and default is None:
            return None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            told = json.dumps(value)[:60] if name in self._record else "none"
            raise UsageError(f'{self._place}: expected "{name}" as {what}, got {told}')
        return value

    def text(self, name: str, default: str | None = None) -> str:
        if default is None and name not in self._record:
            raise UsageError(f'{self._place}: expected {{"_id", "text"}}, got no "{name}"')
        value: str = self._read(name, str, "a string", default or "")
        return value

    def truth(self, name: str) -> bool | None:
        value: bool | None = self._read(name, bool, "true or false", None)
        return value

    def number(self, name: str) -> int:
        value: int = self._read(name, int, "a whole number", 1)
        return max(1, value)

    def texts(self, name: str) -> tuple[str, ...]:
        listed = self._read(name, list, "a list of strings", [])
        if not all(isinstance(text, str) for text in listed):
            raise UsageError(f'{self._place}: expected "{name}" as a list of strings')
        return tuple(listed)

    def history(self) -> Iterator[Turn]:
        for turn in self._read("history", list, "a list of turns", []):
            role, text = (turn.get("role"), turn.get("text")) if isinstance(turn, dict) else (0, 0)
            if role not in ("user", "bot") or not isinstance(text, str):
                raise UsageError(
                    f'{self._place}: expected "history" as {{"role": "user" or "bot", "text"}}, '
                    f"got {json.dumps(turn)[:60]}"
                )
            yield Turn(role, text)

    def right(self) -> Iterator[Right]:
        for one in self._read("passages", list, "a list of passages", []):
            members = one if isinstance(one, dict) else {}
            doc_id, anchor = members.get("doc_id"), members.get("anchor")
            grade = members.get("grade", 1)
            if not (
                isinstance(doc_id, str | None)
                and isinstance(anchor, str | None)
                and (doc_id or anchor)
                and isinstance(grade, int)
            ):
                raise UsageError(
                    f'{self._place}: expected "passages" as {{"doc_id", "anchor"}}, '
                    f"got {json.dumps(one)[:60]}"
                )
            yield Right(doc_id, anchor, int(grade))
