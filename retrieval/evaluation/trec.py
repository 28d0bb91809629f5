"""Qrels and runs in the format of trec_eval: columns with white space between them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from retrieval.errors import UsageError
from retrieval.evaluation.cases import JudgedCase, Outcome
from retrieval.evaluation.text_lines import SHOWN, numbered_lines

TAG = "quoth"
_UNFIT = re.compile(r"[\s%\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def qrels_text(judged: Sequence[JudgedCase]) -> str:
    """Return qrels, the docno being a passage id or a document id, as each question is judged."""
    return "".join(
        f"{_encoded(one.case.case_id)} 0 {_encoded(name)} {grade}\n"
        for one in judged
        for name, grade in one.grades.items()
    )


def run_text(outcomes: Sequence[Outcome]) -> str:
    """Return the rankings as a run; a score is the number of those that come after it."""
    return "".join(
        f"{_encoded(one.case.case_id)} Q0 {_encoded(name)} {rank} {len(one.ranking) - rank} {TAG}\n"
        for one in outcomes
        for rank, name in enumerate(one.ranking, 1)
    )


def read_trec_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Return grades by query and docno, grades below 0 as 0.

    Raises UsageError with the line that is not as expected.
    """
    found: dict[str, dict[str, int]] = {}
    for place, line in numbered_lines(path):
        columns = line.split()
        if len(columns) != 4 or not columns[3].removeprefix("-").isdecimal():
            raise UsageError(f"{place}: expected 'qid 0 docno grade', got {_shown(line)}")
        query, _, name, grade = columns
        found.setdefault(unquote(query), {})[unquote(name)] = max(0, int(grade))
    return found


def read_trec_run(path: Path) -> Mapping[str, list[str]]:
    """Return the docnos of each query, highest score first, ties in file order.

    Raises UsageError with the line that is not as expected.
    """
    scored: dict[str, list[tuple[float, str]]] = {}
    for place, line in numbered_lines(path):
        try:
            query, _, name, _, score, _ = line.split()
            scored.setdefault(unquote(query), []).append((-float(score), unquote(name)))
        except ValueError as error:
            raise UsageError(
                f"{place}: expected 'qid Q0 docno rank score tag', got {_shown(line)}"
            ) from error
    return {
        query: [name for _, name in sorted(named, key=lambda one: one[0])]
        for query, named in scored.items()
    }


def _shown(line: str) -> str:
    return repr(" ".join(line.split())[:SHOWN])


def _encoded(name: str) -> str:
    return _UNFIT.sub(_percent, name)


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found.group().encode("utf-8", "surrogatepass"))
