"""Questions and qrels in the BEIR layout: a folder with `corpus`, `queries` and `qrels`.

`qrels.tsv` is read from the folder, as is `qrels/test.tsv`, where BEIR's own data has it. Qrels,
what is right for each query by grade, are read and written in trec_eval's columns too.
Besides what the layout knows, `queries.jsonl` keeps all of a `Case`: `passages` (document and
anchor), `within`, `disagree`, `tags`, `why`. Others read over it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case, JudgedCase, Relevance
from retrieval.evaluation.question_files import check_names
from retrieval.evaluation.text_lines import SHOWN, json_object, numbered_lines
from retrieval.library import Library
from retrieval.model import Document, checked_question
from retrieval.sources.base import SourceFile
from retrieval.sources.registry import load

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
    lines = numbered_lines(path)
    cases = [case_of(json_object(line, place), qrels, place) for place, line in lines]
    if not cases:
        raise UsageError(f"{path}:1: expected questions, got nothing")
    check_names(cases)
    return cases


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


def documents_with_texts(library: Library) -> Iterator[Document]:
    """Yield each document of a library with its text, in path order, as its file is now.

    Raises UnreadableFile for a file that cannot be read any more.
    """
    seen: set[str] = set()
    for entry in library.files():
        looks = (entry.size, entry.mtime_ns, entry.ctime_ns, entry.inode)
        file = SourceFile(Path(entry.path), entry.doc_id, *looks)
        for parsed in load(file, library.recipe.limits):
            document = parsed.document
            # Of records with the same id the first is quoted.
            if document.doc_id not in seen and library.has(document.doc_id):
                seen.add(document.doc_id)
                yield document


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
    return {name: value for name, value in query.items() if value is not None}


def case_of(record: Mapping[str, Any], qrels: Qrels, place: str) -> Case:
    """Return the question in a line. Raises UsageError for a member that is not as expected."""
    read = _Query(record, place)
    case_id, question = read.text("_id"), read.text("text")
    answerable = read.boolean("answerable")
    right = tuple(read.right()) or tuple(
        Relevance(doc_id, None, grade) for doc_id, grade in qrels.get(case_id, {}).items()
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
        disagree=read.boolean("disagree"),
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
            got = json.dumps(value)[:SHOWN] if name in self._record else "none"
            raise UsageError(f'{self._place}: expected "{name}" as {what}, got {got}')
        return value

    def text(self, name: str, default: str | None = None) -> str:
        if default is None and name not in self._record:
            raise UsageError(f'{self._place}: expected {{"_id", "text"}}, got no "{name}"')
        value: str = self._read(name, str, "a string", default or "")
        return value

    def boolean(self, name: str) -> bool | None:
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
                    f"got {json.dumps(turn)[:SHOWN]}"
                )
            yield Turn(role, text)

    def right(self) -> Iterator[Relevance]:
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
                    f"got {json.dumps(one)[:SHOWN]}"
                )
            yield Relevance(doc_id, anchor, int(grade))
