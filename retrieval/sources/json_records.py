"""One record of a JSON Lines file, checked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from retrieval.sources.dates import iso_date
from retrieval.sources.encoding import clean
from retrieval.sources.titles import one_line

_NO_CHARACTERS = re.compile("[\0\ud800-\udfff]")


class RecordError(Exception):
    """A record is left out; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a record says; `title` and `text` are empty and the rest None where it does not."""

    doc_id: str
    title: str
    text: str
    publisher: str | None
    published: str | None
    url: str | None


def read_record(line: bytes) -> Record:
    """The record in a line of the file.

    Raises:
        RecordError: the line is not an object in UTF-8 with an `_id` and a string `text`.
    """
    record = _object(line)
    metadata = record.get("metadata")
    places = [record, metadata] if isinstance(metadata, dict) else [record]
    return Record(
        doc_id=_doc_id(record),
        title=_stated("title", *places) or "",
        text=_text(record),
        publisher=_stated("publisher", *places),
        published=_date(_stated("published", *places) or _stated("date", *places)),
        url=_stated("url", *places),
    )


def _object(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8").rstrip())
    except UnicodeDecodeError as fault:
        raise RecordError("not valid UTF-8") from fault
    except json.JSONDecodeError as fault:
        raise RecordError(f"not valid JSON ({fault.msg}, column {fault.colno})") from fault
    except (RecursionError, ValueError) as fault:
        raise RecordError("JSON nested too deeply, or with too long a number") from fault
    if not isinstance(record, dict):
        raise RecordError(f'expected an object with a string "text", got {_kind(record)}')
    return record


def _doc_id(record: Mapping[str, Any]) -> str:
    stated = record.get("_id")
    if isinstance(stated, int) and not isinstance(stated, bool):
        return str(stated)
    if not isinstance(stated, str) or not stated.strip():
        got = _kind(stated) if "_id" in record else "none"
        raise RecordError(f'expected a string "_id" that is not empty, got {got}')
    return clean(stated)


def _text(record: Mapping[str, Any]) -> str:
    stated = record.get("text")
    if not isinstance(stated, str):
        got = _kind(stated) if "text" in record else "none"
        raise RecordError(f'expected a string "text", got {got}')
    # Whoever holds the record counts characters in it: none may come or go.
    return _NO_CHARACTERS.sub("\ufffd", stated)


def _stated(key: str, *places: Mapping[str, Any]) -> str | None:
    """The first place's value for a key that is a string or a number, on one line."""
    for place in places:
        value = place.get(key)
        if isinstance(value, str | int | float) and (line := one_line(clean(str(value)))):
            return line
    return None


def _date(stated: str | None) -> str | None:
    return iso_date(stated) if stated else None


def _kind(value: object) -> str:
    """What a JSON value is, with its article."""
    if value is None:
        return "null"
    names = {bool: "true or false", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), "a number")
