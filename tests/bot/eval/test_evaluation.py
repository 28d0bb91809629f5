"""Questions measured by one process or several."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot.eval.evaluation
from bot.eval.evaluation import measure_all, suites_at
from bot.settings import Settings
from bot.workspace import Workspace, open_library
from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case, Outcome, Relevance


def plain(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome._replace(seconds=0) for outcome in outcomes]


def test_several_processes_find_what_one_finds_in_the_same_order(
    seeds: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.of([seeds], data_dir, Settings(reader="none"))
    library = open_library(workspace)
    named = ("who replaced Lin?", "when was Qwen introduced?", "who is the CEO of OpenAI?")
    cases = [
        Case(f"{question}{at}", question, (Relevance(None, "Qwen"),))
        for at in range(6)
        for question in named
    ]
    calls = []
    alone = measure_all(workspace, library, cases, lambda: calls.append("alone"))
    monkeypatch.setattr(bot.eval.evaluation, "WORTH_SHARING", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    shared = measure_all(workspace, library, cases, lambda: calls.append("shared"))

    assert plain(shared) == plain(alone)
    assert calls == ["alone"] * len(cases) + ["shared"] * len(cases)


QUERIES = '{"_id": "q1", "text": "why?"}\n'
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "beir/queries.jsonl": QUERIES,
        "beir/qrels.tsv": QRELS,
        "beir/corpus.jsonl": "",
        "bare/queries.jsonl": QUERIES,
        "bare/qrels.tsv": QRELS,
        "docs/a.questions.yaml": "sources: a\nquestions: [{ask: when?, in: b}]",
        "docs/questions.md": "## who?\n\n> b\n",
        "docs/other.yaml": "- ask: where?\n  in: b\n",
        "empty/README.md": "## what?",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["beir"], [("beir", ["q1"], ["beir/corpus.jsonl"])]),
        (["bare"], [("bare", ["q1"], [])]),
        (
            ["docs"],
            [
                ("docs/a.questions.yaml", ["when"], ["docs/a"]),
                ("docs/questions.md", ["who"], []),
            ],
        ),
        (
            ["docs/other.yaml", "beir"],
            [("docs/other.yaml", ["where"], []), ("beir", ["q1"], ["beir/corpus.jsonl"])],
        ),
    ],
    ids=str,
)
def test_paths_name_suites_with_their_sources(
    folder: Path, paths: list[str], expected: list[tuple[str, list[str], list[str]]]
) -> None:
    found = suites_at([Path(path) for path in paths])

    assert [
        (one.name, [case.case_id for case in one.cases], list(map(str, one.sources)))
        for one in found
    ] == expected


def test_without_a_path_the_own_questions_of_the_project_are_meant(folder: Path) -> None:
    with pytest.raises(UsageError, match="none were given, and there are none in tests/regression"):
        suites_at([])
    (folder / "tests").mkdir()
    (folder / "docs").rename(folder / "tests" / "regression")

    assert len(suites_at([])) == 2


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (["empty"], r"^empty: expected queries\.jsonl, or files named like questions\.yaml"),
        (["nowhere"], r"^nowhere: expected a file of questions: No such file"),
        (["beir", "bare"], r"queries\.jsonl:1: expected an id of its own, got 'q1'"),
    ],
)
def test_what_names_no_suite_is_refused(folder: Path, paths: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        suites_at([Path(path) for path in paths])
