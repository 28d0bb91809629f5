"""Folders in the BEIR layout: read, written, and refused by line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError
from retrieval.evaluation.beir import (
    case_of,
    documents_with_texts,
    is_beir_folder,
    qrels_text,
    query_of,
    read_beir,
    read_qrels,
    read_trec_qrels,
    write_beir,
)
from retrieval.evaluation.cases import Case, JudgedCase, Relevance
from retrieval.library import Library
from retrieval.model import Document
from tests.retrieval.evaluation.strategies import cases

QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t2\nq2\td1\t0\n"


def folder_with(folder: Path, *queries: object, qrels: str = QRELS) -> Path:
    lines = (query if isinstance(query, str) else json.dumps(query) for query in queries)
    (folder / "queries.jsonl").write_text("".join(f"{line}\n" for line in lines))
    (folder / "qrels.tsv").write_text(qrels)
    return folder


def test_questions_get_the_documents_that_qrels_name(tmp_path: Path) -> None:
    history = [{"role": "user", "text": "Who?"}, {"role": "bot", "text": "Lin."}]
    folder = folder_with(
        tmp_path,
        {"_id": "q1", "text": "why?", "set": "s", "answers": ["a"], "history": history},
        {"_id": "q2", "text": "when?"},
        {"_id": "q3", "text": "where?", "answerable": False},
        {"_id": "q4", "text": "who?", "answerable": True, "turn": "ignored"},
    )

    first, second, third, fourth = read_beir(folder)

    assert first.right == (Relevance("d1", None, 1), Relevance("d2", None, 2))
    assert (first.expects, first.set_name, first.answers) == ("answer", "s", ("a",))
    assert first.history == (Turn("user", "Who?"), Turn("bot", "Lin."))
    assert first.place == f"{folder}/queries.jsonl:1"
    assert (second.expects, second.right) == (None, (Relevance("d1", None, 0),))
    assert (third.expects, fourth.expects) == ("abstain", "answer")


def test_a_folder_of_beirs_own_data_is_read(tmp_path: Path) -> None:
    folder_with(tmp_path, {"_id": "q1", "text": "why?"})
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels.tsv").rename(tmp_path / "qrels" / "test.tsv")

    assert is_beir_folder(tmp_path)
    assert [right.doc_id for right in read_beir(tmp_path)[0].right] == ["d1", "d2"]


def test_other_qrels_stand_in_for_those_of_the_folder(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {"_id": "q1", "text": "why?"})

    (case,) = read_beir(folder, {"q1": {"d9": 1}})

    assert case.right == (Relevance("d9", None, 1),)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("nonsense", "expected a JSON object, got 'nonsense'"),
        ("[" * 9999, "expected a JSON object, got "),
        ({"text": "a"}, 'expected {"_id", "text"}, got no "_id"'),
        ({"_id": "a"}, 'expected {"_id", "text"}, got no "text"'),
        ({"_id": 1, "text": "a"}, 'expected "_id" as a string, got 1'),
        ({"_id": "a", "text": " "}, "expected a question, got nothing"),
        ({"_id": "a", "text": "b", "answers": "c"}, 'expected "answers" as a list of strings'),
        ({"_id": "a", "text": "b", "answers": [1]}, 'expected "answers" as a list of strings'),
        ({"_id": "a", "text": "b", "answerable": "no"}, 'expected "answerable" as true or false'),
        ({"_id": "a", "text": "b", "history": [{"role": "me"}]}, 'expected "history" as'),
        ({"_id": "a", "text": "b", "history": ["c"]}, 'expected "history" as'),
        ({"_id": "a", "text": "b", "passages": [{}]}, 'expected "passages" as'),
        ({"_id": "a", "text": "b", "within": True}, 'expected "within" as a whole number'),
    ],
)
def test_a_query_that_is_wrong_is_refused_with_its_line(
    tmp_path: Path, query: object, told: str
) -> None:
    folder = folder_with(tmp_path, {"_id": "q1", "text": "why?"}, "", query)

    with pytest.raises(UsageError) as raised:
        read_beir(folder)
    assert str(raised.value).startswith(f"{folder}/queries.jsonl:3: {told}")


def test_a_folder_without_questions_or_qrels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"expected a folder with queries\.jsonl$"):
        read_beir(tmp_path)
    (tmp_path / "queries.jsonl").touch()
    with pytest.raises(UsageError, match=r"qrels\.tsv: cannot be read: No such file"):
        read_beir(tmp_path)
    folder_with(tmp_path)
    with pytest.raises(UsageError, match=r"queries\.jsonl:1: expected questions, got nothing"):
        read_beir(tmp_path)
    folder_with(tmp_path, {"_id": "a", "text": "b"}, {"_id": "a", "text": "c"})
    with pytest.raises(UsageError, match=r"queries\.jsonl:2: expected an id of its own, got 'a'"):
        read_beir(tmp_path)


def test_what_is_written_is_a_folder_that_others_read(tmp_path: Path) -> None:
    case = Case("q1", "why?", (Relevance("d1", "words"),), expects="answer", tags=("t",))

    write_beir(tmp_path / "new", [case], {"q1": {"d1": 2}}, [Document("d1", "T", "words", "/d1")])

    read = {path.name: path.read_text() for path in (tmp_path / "new").iterdir()}
    assert read["corpus.jsonl"] == '{"_id": "d1", "title": "T", "text": "words"}\n'
    assert read["qrels.tsv"] == "query-id\tcorpus-id\tscore\nq1\td1\t2\n"
    assert json.loads(read["queries.jsonl"])["answerable"] is True
    (back,) = read_beir(tmp_path / "new")
    assert back._replace(place="") == case


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(UsageError, match="file: cannot write there: File exists"):
        write_beir(tmp_path / "file", [], {}, [])


@given(cases())
def test_a_line_keeps_all_of_a_question(case: Case) -> None:
    by_document = all(right.anchor is None for right in case.right)
    qrels = {case.case_id: {one.doc_id or "": one.grade for one in case.right if by_document}}
    line = json.loads(json.dumps(query_of(case)))

    back = case_of(line, qrels, "")

    assert back == case._replace(
        right=tuple(dict.fromkeys(case.right)) if by_document else case.right
    )


def test_each_document_comes_with_its_text_and_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The zebra ran away.\n")
    records = '{"_id": "r1", "title": "One", "text": "First."}\n{"_id": "r1", "text": "Second."}\n'
    (tmp_path / "b.jsonl").write_text(records)

    found = list(documents_with_texts(Library.open([tmp_path], None)))

    assert [(one.doc_id, one.text.strip()) for one in found] == [
        ("a.txt", "The zebra ran away."),
        ("r1", "First."),
    ]


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
