"""Qrels in BEIR's layout and in trec_eval's, read, written, and refused by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case, JudgedCase
from retrieval.evaluation.qrels import qrels_text, read_qrels, read_trec_qrels

IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)

Read = Callable[[Path], Mapping[str, Mapping[str, int]]]
BEIR = "query-id\tcorpus-id\tscore\nq1\td 1\t1\n\nq1\td2\t-2\nq2\td1\t0\n"
TREC = "q1 0 d%201 1\nq1\t0\td2   -1\n\nq2 Q0 d1 0\n"


@pytest.mark.parametrize(("read", "text"), [(read_qrels, BEIR), (read_trec_qrels, TREC)])
def test_grades_are_read_by_query_and_document_those_below_0_as_0(
    tmp_path: Path, read: Read, text: str
) -> None:
    path = tmp_path / "qrels"
    path.write_text(text)

    assert read(path) == {"q1": {"d 1": 1, "d2": 0}, "q2": {"d1": 0}}


@pytest.mark.parametrize(
    ("read", "line", "told"),
    [
        (read_trec_qrels, "q1 d1 1", "expected 'qid 0 docno grade', got 'q1 d1 1'"),
        (read_trec_qrels, "q1 0  d1 x", "expected 'qid 0 docno grade', got 'q1 0 d1 x'"),
        *(
            (read_qrels, line, "expected query-id, corpus-id and a whole number with tabs between")
            for line in ("q1 d1 1", "q1\td1", "q1\td1\t1.5", "q1\td1\t1\tx")
        ),
    ],
)
def test_a_line_that_is_wrong_is_refused_by_its_number(
    tmp_path: Path, read: Read, line: str, told: str
) -> None:
    path = tmp_path / "qrels"
    path.write_text(f"\n{line}\n")

    with pytest.raises(UsageError) as raised:
        read(path)
    assert str(raised.value).startswith(f"{path}:2: {told}")


@pytest.mark.parametrize("read", [read_qrels, read_trec_qrels])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, read: Read) -> None:
    (tmp_path / "bytes").write_bytes(b"q\n\xff")

    with pytest.raises(UsageError, match="bytes:2: expected UTF-8"):
        read(tmp_path / "bytes")
    with pytest.raises(UsageError, match="nowhere: cannot be read: No such file"):
        read(tmp_path / "nowhere")


@given(st.dictionaries(IDS, st.dictionaries(IDS, st.integers(0, 9), min_size=1), max_size=3))
def test_any_ids_come_back(
    tmp_path_factory: pytest.TempPathFactory, qrels: dict[str, dict[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("trec") / "qrels"
    judged = [JudgedCase(Case(query, "?"), grades, "document") for query, grades in qrels.items()]

    path.write_text(qrels_text(judged), encoding="utf-8")

    assert read_trec_qrels(path) == qrels
