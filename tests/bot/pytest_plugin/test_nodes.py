"""pytest run over files of questions: what is collected, what passes, what is said of the rest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.pytest_plugin.nodes import broken_gates_text
from retrieval.errors import UsageError
from retrieval.evaluation.assessment import assess
from retrieval.evaluation.cases import Outcome
from retrieval.evaluation.metrics import metric_values
from retrieval.evaluation.question_files import QuestionFile, parsed_questions
from retrieval.evaluation.saved_runs import saved_outcomes, write_run
from retrieval.library import Library
from retrieval.ranking.weights import bundled_weights
from tests.bot.pytest_plugin.pytest_runs import KEYS, Ran, house, run_pytest
from tests.conftest import PROJECT

QUESTIONS = """\
sources: rules
set: house
gates:
  at most: {failures: 1}
questions:

- ask: Who pays for a lost key?
  id: lost
  in: keys.md
  says: paid by the tenant
  tags: [money, lost property]

- ask: What does the gate key open?
  id: opens
  in: keys.md
  says: paid by the tenant
  answer: the tenant
  why: A key costs money.
  tags: money

- ask: Is there a sauna?
  id: sauna
  abstain: yes

- ask: When does the gate close?
  id: closing
  abstain: yes

- ask: Who is it paid by?
  id: landlord
  says: a lost gate key is paid by the landlord

- ask: And swimming pools?
  id: pool
  history:
  - user: What does the gate key open?
  - bot: The gate and the cellar gate.
  says: closes at ten
"""

FIGURE = re.compile(r"\d+\.\d{4}|\b\d\d%")
"""A score, or a share that depends on what the words are worth."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return house(tmp_path_factory.mktemp("house"), QUESTIONS)


@pytest.fixture(scope="module")
def ran(folder: Path) -> Ran:
    return run_pytest(folder, "-v", "--strict-markers", "-W", "error", "--junitxml=junit.xml")


def test_each_question_is_a_test_named_by_its_id(ran: Ran) -> None:
    assert ran.status == 1
    assert ran.outcomes == {
        "questions.yaml::lost": "PASSED",
        "questions.yaml::opens": "FAILED",
        "questions.yaml::sauna": "PASSED",
        "questions.yaml::closing": "FAILED",
        "questions.yaml::landlord": "FAILED",
        "questions.yaml::pool": "FAILED",
        "questions.yaml::gates": "FAILED",
    }


def test_a_passage_that_comes_too_late_is_shown_beside_the_one_before_it(ran: Ran) -> None:
    report, _, figures = ran.failure("What does the gate key open?").partition("\n\n")
    assert (
        report
        == """\
the right passage is not the first: it has rank 2
  asked     What does the gate key open? (questions.yaml:13)
  expected  first quote: "paid by the tenant" of keys.md
  answer    "the tenant"
  got       keys.md:13
            "The gate closes at ten in the evening. The gate key opens the gate
            and the cellar gate."
  marked    "The gate key opens the gate and the cellar gate."
  right     rank 2: keys.md:9, "A lost gate key is paid by the tenant from the
            deposit."
  why       A key costs money."""
    )
    rows = [" ".join(row.split()) for row in FIGURE.sub("#", figures).splitlines()]
    assert rows[0] == "first right"
    assert "# – has this word of the question: open" in rows
    assert rows[-2] == "# # score"
    assert rows[-1].endswith("of the question is spoken of (right: not open)")


def test_most_parts_of_a_score_are_summed_up_unless_all_are_wanted(folder: Path, ran: Ran) -> None:
    short = ran.failure("When does the gate close?")
    full = run_pytest(folder, "-vv", "-k", "closing").failure("When does the gate close?")
    assert "more parts that add less (pytest -vv shows all)\n" in short
    assert "pytest -vv" not in full
    assert len(full.splitlines()) > len(short.splitlines())


def test_a_failure_is_explained_by_the_weights_of_the_settings(tmp_path: Path) -> None:
    bundled_weights()._replace(passage={"bm25": 2.0}).save(tmp_path / "mine.json")
    report = run_pytest(
        house(tmp_path, QUESTIONS), "-k", "closing", environ={"QUOTH_WEIGHTS": "mine.json"}
    ).failure("When does the gate close?")
    rows = report.partition("\n\n")[2].splitlines()
    assert {row.split("  ")[-1].partition(":")[0] for row in rows[1:-2]} == {
        "has this word of the question"
    }


def test_an_answer_where_there_is_none_is_shown_with_its_reasons(ran: Ran) -> None:
    report = ran.failure("When does the gate close?")
    assert report.startswith("something was quoted, and there is no answer\n")
    assert "  expected  no answer\n  got       keys.md:13\n" in report
    assert re.search(r"^ +\d\.\d{4}  near the question in meaning: ", report, re.MULTILINE)
    assert re.search(r"^ +\d\.\d{4}  best sentence: has a date, as asked: ", report, re.MULTILINE)
    assert "  right  " not in report


def test_words_that_are_nowhere_are_reported_with_the_nearest_passage(ran: Ran) -> None:
    report = " ".join(ran.failure("Who is it paid by?").split())
    assert report.startswith("what is right is not in the sources asked Who is it paid by?")
    assert '"a lost gate key is paid by the landlord" is in no passage of the sources' in report
    assert 'nearest is keys.md:9, "A lost gate key is paid by the tenant' in report


def test_a_question_that_nothing_was_quoted_for_says_what_is_missing(ran: Ran) -> None:
    assert (
        ran.failure("And swimming pools?")
        == """\
nothing was quoted, and there is an answer
  asked     And swimming pools? (questions.yaml:33)
  after     user: What does the gate key open?
  after     bot: The gate and the cellar gate.
  read as   And swimming pools? (about: gate key open, cellar)
  expected  an answer
  got       no quote: no passage at all speaks of "swimming", "pools"
  right     not found, it shares no word with the question: keys.md:13, "The
            gate closes at ten in the evening. The gate key opens the gate and
            the cellar gate.\""""
    )


def test_gates_that_are_broken_name_the_questions(ran: Ran) -> None:
    assert (
        ran.failure("gates of questions.yaml")
        == """\
1 gate of 1 broken
  failures: expected at most 1, got 4 (questions.yaml:4)
    opens, closing, landlord, pool"""
    )


def test_the_summary_says_in_a_line_what_is_wrong(ran: Ran) -> None:
    assert (
        "FAILED questions.yaml::opens - the right passage is not the first: it has rank 2\n"
        in ran.out
    )


def test_nothing_of_the_code_is_shown(ran: Ran) -> None:
    assert "Traceback" not in ran.out
    assert ".py" not in ran.out.partition("= FAILURES =")[2]


def test_a_report_in_junit_s_format_has_the_questions_and_what_is_wrong(
    ran: Ran, folder: Path
) -> None:
    assert ran.status == 1
    cases = ET.parse(folder / "junit.xml").getroot().iter("testcase")
    tests = {case.get("name"): case for case in cases}
    assert list(tests) == ["lost", "opens", "sauna", "closing", "landlord", "pool", "gates"]
    assert {case.get("classname") for case in tests.values()} == {"questions.yaml"}
    question = tests["opens"].find("properties/property")
    failure = tests["opens"].find("failure")
    assert question is not None
    assert failure is not None
    assert question.get("value") == "What does the gate key open?"
    assert (failure.text or "").startswith("the right passage is not the first")


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (("-m", "money"), {"lost", "opens"}),
        (("-m", "money and not lost-property"), {"opens"}),
        (("-k", "money or sauna"), {"lost", "opens", "sauna"}),
        (("questions.yaml::pool",), {"pool"}),
        (("-k", "gates"), {"gates"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_questions_are_chosen_by_tags_and_ids(
    folder: Path, chosen: tuple[str, ...], expected: set[str]
) -> None:
    ran = run_pytest(folder, "--collect-only", "-q", "--strict-markers", *chosen)
    names = {line.partition("::")[2] for line in ran.out.splitlines() if "::" in line}
    assert names == expected


def test_a_file_that_is_not_as_expected_costs_one_line_with_its_place(tmp_path: Path) -> None:
    house(tmp_path, "- ask: Who pays?\n  sayz: the tenant\n", "keys.questions.yaml")
    ran = run_pytest(tmp_path)
    assert ran.status == 2
    (line,) = [line for line in ran.out.splitlines() if "sayz" in line]
    assert line.startswith("keys.questions.yaml:2: expected one of ask, id, ")
    assert "Traceback" not in ran.out


def test_sources_that_are_not_there_cost_one_line_a_question(tmp_path: Path) -> None:
    asked = "sources: nowhere\nquestions:\n- ask: Who pays?\n  abstain: yes\n"
    ran = run_pytest(house(tmp_path, asked), "-q")
    assert ran.status == 1
    report = ran.failure("Who pays?")
    assert len(report.splitlines()) == 1
    assert "nowhere" in report


def test_files_of_other_names_are_left_alone(tmp_path: Path) -> None:
    for name in ("answers.yaml", "questions.json", "unquestions.md", "questionsfile.yaml"):
        house(tmp_path, ": no questions", name)
    assert run_pytest(tmp_path, "-q").status == pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize(
    ("ini", "arguments"),
    [
        ("[pytest]\nquoth_sources = rules\n", ()),
        ("", ("--quoth-sources", "rules")),
        ("[pytest]\nquoth_sources = elsewhere\n", ("--quoth-sources", "rules")),
    ],
)
def test_sources_are_those_of_the_ini_file_unless_an_option_says_others(
    tmp_path: Path, ini: str, arguments: tuple[str, ...]
) -> None:
    house(tmp_path, "## Who pays for a lost key?\n\n> paid by the tenant\n", "questions.md")
    (tmp_path / "pytest.ini").write_text(ini, encoding="utf-8")
    ran = run_pytest(tmp_path, "-v", *arguments)
    assert ran.outcomes == {"questions.md::who-pays-for-a-lost-key": "PASSED"}


@pytest.mark.slow
def test_several_processes_come_to_what_one_does(folder: Path, ran: Ran) -> None:
    pytest.importorskip("xdist")
    shared = run_pytest(folder, "-v", "-n", "2", plugins=("bot.pytest_plugin", "xdist"))
    lines = (line.split() for line in shared.out.splitlines() if "%] " in line)
    assert {name: verdict for *_, verdict, name in lines} == ran.outcomes
    report = shared.failure("What does the gate key open?").partition("\n")[2]
    assert report == ran.failure("What does the gate key open?")


def test_an_index_is_kept_only_where_that_is_wanted(tmp_path: Path) -> None:
    house(tmp_path, "sources: rules\nquestions:\n- ask: Is there a sauna?\n  abstain: yes\n")
    before = set(tmp_path.iterdir())
    assert run_pytest(tmp_path, "-q", "-p", "no:cacheprovider").status == 0
    assert set(tmp_path.iterdir()) == before
    (tmp_path / "pytest.ini").write_text("[pytest]\nquoth_data_dir = kept\n", encoding="utf-8")
    assert run_pytest(tmp_path, "-q").status == 0
    assert list((tmp_path / "kept" / "indexes").iterdir())


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which only Quoth is installed, as a wheel is."""
    plugin = ("pytest_plugin/__init__.py", "pytest_plugin/nodes.py")
    names = [f"bot/{name}" for name in ("__init__.py", *plugin)]
    metadata = tmp_path / "site" / "quoth-1.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.4\nName: quoth\nVersion: 1\n")
    (metadata / "RECORD").write_text("".join(f"{name},,\n" for name in names))
    (metadata / "entry_points.txt").write_text("[pytest11]\nquoth = bot.pytest_plugin\n")
    script = "import importlib.metadata as m; find = m.distributions; m.distributions = lambda: ["
    script += f"m.Distribution.at({str(metadata)!r})]"
    (tmp_path / "site" / "sitecustomize.py").write_text(script)
    path = os.pathsep.join((str(tmp_path / "site"), str(PROJECT)))
    return {"PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": ""}


def test_the_plugin_is_there_where_quoth_is_installed_and_can_be_left_out(
    tmp_path: Path, installed: dict[str, str]
) -> None:
    folder = house(tmp_path / "house", "- ask: Is there a sauna?\n  abstain: yes\n")
    arguments = ("-v", "-W", "error", "--quoth-sources", "rules")
    ran = run_pytest(folder, *arguments, plugins=(), environ=installed)
    assert ran.outcomes == {"questions.yaml::is-there-a-sauna": "PASSED"}
    left_out = run_pytest(folder, "-v", plugins=("no:quoth",), environ=installed)
    assert left_out.status == pytest.ExitCode.NO_TESTS_COLLECTED


def test_the_plugin_costs_nothing_where_there_are_no_questions() -> None:
    script = "import bot.pytest_plugin, sys; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.split())
    assert "bot.pytest_plugin" in loaded
    assert loaded.isdisjoint(("numpy", "yaml", "click", "rich", "pytest", "retrieval", "logging"))


ASKED = """
questions:
- {ask: Who pays for a lost key?, id: lost, says: paid by the tenant}
- {ask: What does the gate key open?, id: opens, says: %s}
"""
FINE, WRONG = "closes at ten", "paid by the tenant"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "keys.md").write_text(KEYS, encoding="utf-8")
    return Library.open([folder], None)


def asked(library: Library, gates: str, says: str) -> tuple[QuestionFile, list[Outcome]]:
    file = parsed_questions(gates + ASKED % says, Path("questions.yaml"))
    return file, assess(library, file.cases)


@pytest.mark.parametrize(
    ("gates", "expected"),
    [
        ("gates: {at most: {failures: 1}}", ""),
        ("gates: {floors: {all: {success@1: 0.5}}}", ""),
        (
            "gates: {at most: {failures: 0}}",
            """1 gate of 1 broken
  failures: expected at most 0, got 1 (questions.yaml:1)
    opens""",
        ),
        (
            "gates:\n  floors: {all: {success@1: 0.9, success@3: 1}}",
            "1 gate of 2 broken\n  success@1: expected at least 0.9, got 0.5000 (questions.yaml:2)",
        ),
    ],
)
def test_gates_that_are_broken_are_reported(library: Library, gates: str, expected: str) -> None:
    assert broken_gates_text(*asked(library, gates, WRONG)) == expected


def test_what_fails_now_and_did_not_is_reported_by_its_id(library: Library, tmp_path: Path) -> None:
    _, before = asked(library, "", FINE)
    run = tmp_path / "main.run"
    write_run(run, saved_outcomes(before, metric_values(before)))
    gates = "gates: {at most: {new failures: 0, worse: 0}}"
    file, outcomes = asked(library, gates, WRONG)
    assert broken_gates_text(file._replace(baseline=run), outcomes).splitlines() == [
        "2 gates of 2 broken",
        "  new failures: expected at most 0, got 1 (questions.yaml:1)",
        "    opens",
        "  worse: expected at most 0, got 1 (questions.yaml:1)",
        "    opens",
    ]
    file, outcomes = asked(library, gates, FINE)
    assert not broken_gates_text(file._replace(baseline=run), outcomes)


def test_a_limit_on_changes_wants_to_know_since_when(library: Library) -> None:
    with pytest.raises(UsageError, match=r"^questions\.yaml:1: 'worse' needs a run to"):
        broken_gates_text(*asked(library, "gates: {at most: {worse: 0}}", FINE))


def test_a_baseline_that_is_not_there_is_reported_with_how_to_make_it(library: Library) -> None:
    gates = "baseline: gone.run\ngates: {at most: {worse: 0}}"
    with pytest.raises(UsageError, match=r"gone\.run, which is not there: make it with --save"):
        broken_gates_text(*asked(library, gates, FINE))
