"""Qrels and runs in the format of trec_eval."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case, JudgedCase
from retrieval.evaluation.trec import qrels_text, read_trec_qrels, read_trec_run, run_text
from tests.retrieval.evaluation.making import made

IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


def test_qrels_are_read(tmp_path: Path) -> None:
    path = tmp_path / "qrels"
    path.write_text("q1 0 d1 1\nq1\t0\td%202   -1\n\nq2 Q0 d1 2\n")

    assert read_trec_qrels(path) == {"q1": {"d1": 1, "d 2": 0}, "q2": {"d1": 2}}


def test_a_run_is_read_in_the_order_of_its_scores(tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.write_text("q1 Q0 d1 9 1.5 t\nq1 Q0 d2 1 2e0 t\nq1 Q0 d3 1 1.5 t\nq2 Q0 d1 1 -1 t\n")

    assert read_trec_run(path) == {"q1": ["d2", "d1", "d3"], "q2": ["d1"]}


def test_a_run_is_written_as_it_was_ranked(tmp_path: Path) -> None:
    path = tmp_path / "run"

    path.write_text(run_text([made("q 1", ranking=["d1#a", "d2#b", "d1#c"])]))

    assert path.read_text() == "q%201 Q0 d1 1 1 quoth\nq%201 Q0 d2 2 0 quoth\n"
    assert read_trec_run(path) == {"q 1": ["d1", "d2"]}


@given(st.dictionaries(IDS, st.dictionaries(IDS, st.integers(0, 9), min_size=1), max_size=3))
def test_any_ids_come_back(
    tmp_path_factory: pytest.TempPathFactory, qrels: dict[str, dict[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("trec") / "qrels"
    judged = [JudgedCase(Case(query, "?"), grades, "document") for query, grades in qrels.items()]

    path.write_text(qrels_text(judged), encoding="utf-8")

    assert read_trec_qrels(path) == qrels


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("q1 d1 1", "expected 'qid 0 docno grade', got 'q1 d1 1'"),
        ("q1 0 d1 x", "expected 'qid 0 docno grade', got 'q1 0 d1 x'"),
    ],
)
def test_qrels_that_are_wrong_are_refused_with_their_line(
    tmp_path: Path, line: str, told: str
) -> None:
    path = tmp_path / "qrels"
    path.write_text(f"q1 0 d1 1\n{line}\n")

    with pytest.raises(UsageError) as raised:
        read_trec_qrels(path)
    assert str(raised.value) == f"{path}:2: {told}"


@pytest.mark.parametrize("line", ["q1 Q0 d1 1 1.0", "q1 Q0 d1 1 x t"])
def test_a_run_that_is_wrong_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "run"
    path.write_text(f"{line}\n")

    with pytest.raises(UsageError, match=r"run:1: expected 'qid Q0 docno rank score tag', got "):
        read_trec_run(path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff")

    with pytest.raises(UsageError, match="bytes:1: expected UTF-8"):
        read_trec_run(tmp_path / "bytes")
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_trec_qrels(tmp_path / "nowhere")
