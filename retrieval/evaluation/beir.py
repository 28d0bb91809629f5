"""Questions and qrels in the BEIR layout: a folder with `corpus`, `queries` and `qrels`.

`qrels.tsv` is read from the folder, as is `qrels/test.tsv`, where BEIR's own data has it.
Besides what the layout knows, `queries.jsonl` keeps all of a `Case`: `passages` (document and
anchor), `within`, `disagree`, `tags`, `why`. Others read over it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from retrieval.errors import UsageError
from retrieval.evaluation.beir_queries import Qrels, case_of, query_of
from retrieval.evaluation.cases import Case
from retrieval.evaluation.question_file import check_names
from retrieval.model import Document

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
_QRELS = (QRELS, "qrels/test.tsv")
_HEADER = "query-id\tcorpus-id\tscore"


def is_beir_folder(folder: Path) -> bool:
    """Return whether a folder has queries in the BEIR layout."""
    return (folder / QUERIES).is_file()


def read_beir(folder: Path, qrels: Qrels | None = None) -> list[Case]:
    """Return the questions of a folder; `qrels` stand in for its own.

    A question is expected to be answered where a document is right for it, unless it says
    `answerable`. Raises UsageError with the line that is not as expected.
    """
    if not is_beir_folder(folder):
        raise UsageError(f"{folder}: expected a folder with {QUERIES}")
    if qrels is None:
        named = (folder / name for name in _QRELS)
        qrels = read_qrels(next((path for path in named if path.is_file()), folder / QRELS))
    path = folder / QUERIES
    cases = [case_of(record, qrels, f"{path}:{number}") for number, record in _records(path)]
    if not cases:
        raise UsageError(f"{path}:1: expected questions, got nothing")
    check_names(cases)
    return cases


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Return grades by query and document. Raises UsageError with the line that is wrong."""
    found: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip() or (number == 1 and line.startswith("query-id")):
            continue
        columns = line.split("\t")
        if len(columns) != 3 or not columns[2].strip().lstrip("-").isdecimal():
            raise UsageError(
                f"{path}:{number}: expected query-id, corpus-id and a whole number with tabs "
                f"between them, got {line[:60]!r}"
            )
        found.setdefault(columns[0], {})[columns[1]] = max(0, int(columns[2]))
    return found


def write_beir(
    folder: Path, cases: Sequence[Case], qrels: Qrels, corpus: Iterable[Document]
) -> None:
    """Write questions, grades and documents to a folder, which is made where there is none.

    Raises UsageError where that is not possible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_lines(folder / CORPUS, map(_document, corpus))
        _write_lines(folder / QUERIES, map(query_of, cases))
        lines = (
            f"{query}\t{document}\t{grade}"
            for query, grades in qrels.items()
            for document, grade in grades.items()
        )
        (folder / QRELS).write_text("\n".join([_HEADER, *lines]) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{folder}: cannot write there: {error.strerror}") from error


def _write_lines(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    with path.open("wb") as stream:
        for record in records:
            line = json.dumps(record, ensure_ascii=False) + "\n"
            stream.write(line.encode("utf-8", "backslashreplace"))


def _document(document: Document) -> dict[str, Any]:
    return {"_id": document.doc_id, "title": document.title, "text": document.text}


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(_text(path).split("\n"), 1):
        if line.strip():
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            if not isinstance(record, dict):
                raise UsageError(f"{path}:{number}: expected a JSON object, got {line[:60]!r}")
            yield number, record


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path}:{line}: expected UTF-8") from error
