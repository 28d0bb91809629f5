"""Qrels, what is right for each query by grade: BEIR's, between tabs, and trec_eval's columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from retrieval.errors import UsageError
from retrieval.evaluation.cases import JudgedCase
from retrieval.evaluation.text_lines import SHOWN, numbered_lines

Qrels = Mapping[str, Mapping[str, int]]
"""Grades by query id and document id, or passage id."""


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Return grades by query and document. Raises UsageError with the line that is wrong."""
    found: dict[str, dict[str, int]] = {}
    for place, line in numbered_lines(path):
        if place == f"{path}:1" and line.startswith("query-id"):
            continue
        columns = line.split("\t")
        if len(columns) != 3 or not columns[2].strip().lstrip("-").isdecimal():
            raise UsageError(
                f"{place}: expected query-id, corpus-id and a whole number with tabs "
                f"between them, got {line[:SHOWN]!r}"
            )
        found.setdefault(columns[0], {})[columns[1]] = max(0, int(columns[2]))
    return found


def read_trec_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Return grades by query and docno, grades below 0 as 0.

    Raises UsageError with the line that is not as expected.
    """
    found: dict[str, dict[str, int]] = {}
    for place, line in numbered_lines(path):
        columns = line.split()
        if len(columns) != 4 or not columns[3].removeprefix("-").isdecimal():
            raise UsageError(
                f"{place}: expected 'qid 0 docno grade', got {' '.join(columns)[:SHOWN]!r}"
            )
        query, _, name, grade = columns
        found.setdefault(unquote(query), {})[unquote(name)] = max(0, int(grade))
    return found


def qrels_text(judged: Sequence[JudgedCase]) -> str:
    """Return qrels, the docno being a passage id or a document id, as each question is judged."""
    return "".join(
        f"{encoded_id(one.case.case_id)} 0 {encoded_id(name)} {grade}\n"
        for one in judged
        for name, grade in one.grades.items()
    )


_UNFIT = re.compile(r"[\s%\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def encoded_id(name: str) -> str:
    """Return an id as one word: white space, controls and the percent sign percent-encoded."""
    return _UNFIT.sub(_percent, name)


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found.group().encode("utf-8", "surrogatepass"))
