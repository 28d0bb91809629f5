"""`quoth eval`."""

from __future__ import annotations

import csv
import json
import os
import signal
import sys
from pathlib import Path

import pytest

import bot.eval.evaluation
from tests.bot.conftest import Process, Quoth

LIN = "004-qwen-team-lead-departs-after-open-source-release.md"
GOOD = f"""\
- ask: who replaced Lin?
  in: {LIN}
  says: appointed as the new head of Qwen
  answer: Hao Zhou
- ask: who painted the Eiffel tower?
  abstain: yes
"""
FAILURES = "  failures: expected at most 0, got 1 (questions.yaml:1)\n"
BAD = """\
- ask: when did Lin leave?
  answer: "1999"
"""


def write(text: str, name: str = "questions.yaml") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def with_header(header: str, questions: str) -> str:
    return f"{header}\nquestions:\n{questions}"


def test_measures_and_verdicts_are_shown_in_columns(quoth: Quoth) -> None:
    write(GOOD)

    status, out, err = quoth("eval", "questions.yaml")

    assert (status, err) == (0, "")
    assert out == (
        "     asked  suc@1  suc@3  suc@10  mrr@10  ndcg@10  rec@10   mark\n"
        "all      2  1.000  1.000   1.000   1.000    1.000   1.000  1.000\n"
        "\n"
        "     answered  wrongly  abstained  wrongly  failed\n"
        "all         1        0          1        0       0\n"
        "\n"
        "Answers that are wrong: 0.0%; of the surer half of them: 0.0%.\n"
        "2 of 2 questions are answered as expected.\n"
    )


def test_what_fails_is_shown_and_without_a_gate_is_no_error(quoth: Quoth) -> None:
    write(GOOD + BAD)

    status, out, _ = quoth("eval", "questions.yaml")

    assert status == 0
    assert "2 of 3 questions are answered as expected." in out
    assert '  from      questions.yaml:7\n  expected  marked first "1999"\n  got       "' in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_only_so_many_failures_are_shown(quoth: Quoth) -> None:
    write(GOOD + BAD)

    assert quoth("eval", "questions.yaml", "--show", 0).out.endswith(
        "as expected.\n\n1 more question failed; --show 1\n"
    )


@pytest.mark.parametrize(
    ("gates", "status", "told"),
    [
        ("{floors: {all: {mark: 0.5}}}", 0, "\n1 gate holds.\n"),
        ("{floors: {all: {mark: 0.5, passed: 0.5}}}", 0, "\n2 gates hold.\n"),
        ("{at most: {failures: 1}}", 0, "\n1 gate holds.\n"),
        (
            "{at most: {failures: 0}}",
            1,
            f"\n1 gate is broken:\n{FAILURES}",
        ),
        (
            "{floors: {s: {mark: 0.9}}, at most: {failures: 0}}",
            1,
            f"  mark of s: expected at least 0.9, got 0.5000 (questions.yaml:1)\n{FAILURES}",
        ),
    ],
)
def test_a_broken_gate_is_status_1(quoth: Quoth, gates: str, status: int, told: str) -> None:
    write(with_header(f"gates: {gates}\nset: s", GOOD + BAD))

    ran = quoth("eval", "questions.yaml")

    assert ran.status == status
    assert ran.out.endswith(told)


def test_words_that_are_not_in_the_sources_are_a_broken_gate(quoth: Quoth) -> None:
    write(GOOD.replace("new head", "new tail"))

    status, out, _ = quoth("eval", "questions.yaml")

    assert status == 1
    told = " ".join(out.split())
    assert f'"appointed as the new tail of Qwen" is in no passage of {LIN}; nearest is' in told
    assert told.endswith(
        "1 gate is broken: anchors: expected each in the sources, got 1 question without "
        "(questions.yaml:1)"
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("- ask: who replaced Lin?\n  says: the zebra ran\n", "No answer could be judged.\n"),
        ("- ask: who painted the Eiffel tower?\n  abstain: yes\n", "Nothing was answered.\n"),
    ],
)
def test_where_there_is_no_answer_to_judge_it_is_said_whether_there_was_one(
    quoth: Quoth, asked: str, told: str
) -> None:
    write(asked)

    assert told in quoth("eval", "questions.yaml").out


def test_a_run_is_saved_and_compared_with(quoth: Quoth) -> None:
    write(with_header("gates: {at most: {new failures: 0, worse: 0}}", GOOD))
    saved = quoth("eval", "questions.yaml", "--save", "main.run")
    kept = Path("main.run").read_text()
    again = quoth("eval", "questions.yaml", "--save", "again.run", "--against", "main.run")
    write(with_header("gates: {at most: {new failures: 0}}", GOOD.replace("Hao Zhou", "Elon Musk")))

    worse = quoth("eval", "questions.yaml", "--against", "main.run")

    assert (saved.status, again.status, worse.status) == (0, 0, 1)
    assert saved.out.endswith("\n2 gates compare with a run, and there is none yet.\n")
    assert again.out.endswith("\n2 gates hold.\n")
    assert Path("again.run").read_text() == kept
    assert "Against main.run: 2 questions in both, 0 changed.\n" in again.out
    assert "- who replaced Lin?\n  wrong: nothing → the mark\n" in worse.out
    assert worse.out.endswith("  new failures: expected at most 0, got 1 (questions.yaml:1)\n")


def test_the_baseline_of_the_questions_is_compared_with(quoth: Quoth) -> None:
    write(with_header("baseline: runs/main.run", GOOD), "docs/questions.yaml")
    Path("docs/runs").mkdir()

    missing = quoth("eval", "docs")
    made = quoth("eval", "docs", "--save", "docs/runs/main.run")
    compared = quoth("eval", "docs")

    assert missing[:2] == (2, "")
    assert "expected its baseline docs/runs/main.run, which is not there" in missing.err
    assert "Against" not in made.out
    assert (made.status, compared.status) == (0, 0)
    assert "Against docs/runs/main.run: 2 questions in both, 0 changed." in compared.out


def test_json_is_a_line_for_each_question_and_one_that_sums_up(quoth: Quoth) -> None:
    write(with_header("gates: {at most: {failures: 0}}", GOOD + BAD))

    status, out, err = quoth("eval", "questions.yaml", "--json")

    *questions, summed = map(json.loads, out.splitlines())
    assert (status, err) == (1, "")
    assert [one["verdict"] for one in questions] == [
        "answered rightly",
        "abstained rightly",
        "answered wrongly",
    ]
    assert questions[0]["ranking"][0].startswith(f"{LIN}#")
    assert (questions[0]["rank"], questions[0]["judged_by"]) == (1, "passage")
    assert questions[2]["failures"][0]["kind"] == "mark"
    assert summed["summary"][-1]["scores"]["success@1"] == 1
    assert summed["broken"][0]["gate"] == "failures"
    assert summed["risk"][-1]["risk"] == 0.5
    assert summed["comparison"] is None
    assert (summed["gates"], summed["unheld"], summed["follow_ups"]) == (1, 0, [])


def test_csv_is_a_row_for_each_question(quoth: Quoth) -> None:
    write(GOOD)

    status, out, _ = quoth("eval", "questions.yaml", "--csv")

    first, second = csv.DictReader(out.splitlines())
    assert status == 0
    assert (first["_id"], first["rank"], first["success@1"]) == ("who-replaced-lin", "1", "1.0")
    assert first["marked"].startswith("Hao Zhou, a veteran")
    assert len(set(out.splitlines()[0].split(","))) == len(first)
    assert (second["verdict"], second["rank"], second["mrr@10"]) == ("abstained rightly", "", "")


def test_a_beir_folder_is_asked_of_its_own_corpus(quoth: Quoth) -> None:
    write('{"_id": "d1", "title": "Zoo", "text": "The zebra ran away."}\n', "beir/corpus.jsonl")
    write(
        '{"_id": "q1", "text": "who ran away?", "set": "zoo", "answers": ["zebra"]}\n'
        '{"_id": "q2", "text": "who is the CEO of OpenAI?", "set": "none", "answerable": false}\n',
        "beir/queries.jsonl",
    )
    write("query-id\tcorpus-id\tscore\nq1\td1\t1\n", "beir/qrels.tsv")

    status, out, _ = quoth("eval", "beir")

    assert status == 0
    assert [line.split()[:3] for line in out.splitlines()[1:4]] == [
        ["zoo", "1", "1.000"],
        ["none", "1", "–"],
        ["all", "2", "1.000"],
    ]


@pytest.mark.parametrize(
    ("floor", "status", "told"),
    [
        ("0.5", 0, "\n1 gate holds.\n"),
        ("1", 1, "passed: expected at least 1, got 0.5000 (beir/gates.yaml:1)\n"),
        ("two", 2, "beir/gates.yaml:1: expected passed as a number from 0 to 1, got 'two'\n"),
    ],
)
def test_a_beir_folder_has_its_gates_in_a_file(
    quoth: Quoth, floor: str, status: int, told: str
) -> None:
    write('{"_id": "d1", "title": "Zoo", "text": "The zebra ran away."}\n', "beir/corpus.jsonl")
    write(
        '{"_id": "q1", "text": "who ran away?"}\n{"_id": "q2", "text": "who?", "answers": ["ox"]}',
        "beir/queries.jsonl",
    )
    write("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td1\t1\n", "beir/qrels.tsv")
    write(f"gates: {{floors: {{all: {{passed: {floor}}}}}}}\n", "beir/gates.yaml")

    ran = quoth("eval", "beir")

    assert ran.status == status
    assert (ran.err if status == 2 else ran.out).endswith(told)


def test_follow_ups_and_disagreements_have_figures_of_their_own(quoth: Quoth) -> None:
    follow_up = f"  history: [{{user: who left?}}, {{bot: Lin.}}]\n  in: {LIN}\n  disagree: no\n"
    write(f"{GOOD}- ask: who replaced Lin then?\n{follow_up}")

    status, out, _ = quoth("eval", "questions.yaml")

    assert status == 0
    assert out.splitlines()[0].endswith("  disagr")
    assert out.splitlines()[2].endswith("  1.000")
    assert (
        "\nFollow-ups, success@1 by turn of the conversation:\n"
        "     asked    any  turn 2\n"
        "all      1  1.000   1.000\n"
    ) in out


def test_sources_that_are_given_win(quoth: Quoth) -> None:
    write("The zebra ran away.\n", "zoo/zebra.txt")
    write(with_header("sources: nowhere/", "- ask: who ran away?\n  says: zebra ran\n"))

    assert quoth("eval", "questions.yaml").status == 3
    assert quoth("eval", "questions.yaml", "--sources", "zoo").status == 0


def test_several_files_are_one_table(quoth: Quoth) -> None:
    write(with_header("set: one", GOOD), "one.yaml")
    write("---\nset: two\n---\n## when did Lin leave?\n\n- answer: Tuesday\n", "two.md")

    status, out, _ = quoth("eval", "one.yaml", "two.md")

    assert status == 0
    assert [line.split()[:2] for line in out.splitlines()[1:4]] == [
        *(["one", "2"], ["two", "1"], ["all", "3"]),
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "expected a BEIR folder or files of questions: none were given, and there are none"),
        (("nowhere.yaml",), "nowhere.yaml: expected a file of questions: No such file"),
        (("bad.yaml",), "bad.yaml:2: expected one of ask, id, in,"),
        (("questions.yaml", "--json", "--csv"), "expected --json or --csv, got both"),
        (("questions.yaml", "--against", "bad.yaml"), "bad.yaml:1: expected a JSON object"),
        (("questions.yaml", "--save", "no/main.run"), "--save: expected a file in a folder, got"),
        (("questions.yaml", "--save", "bad.yaml"), "--save: expected a new file, or a run to"),
        (("news.yaml",), "news.yaml:1: 'new failures' needs a run to compare with: expected 'base"),
        (("all.yaml",), "all.yaml:1: expected a set of another name: 'all' is what all questions"),
        (("questions.yaml", "questions.yaml"), "questions.yaml:1: expected an id of its own"),
    ],
)
def test_what_cannot_be_meant_is_one_line_with_status_2(
    quoth: Quoth, arguments: tuple[str, ...], told: str
) -> None:
    write(GOOD)
    write("- ask: when?\n  answr: now\n", "bad.yaml")
    write(with_header("gates: {at most: {new failures: 0}}", GOOD), "news.yaml")
    write(GOOD, "all.yaml")

    status, _, err = quoth("eval", *arguments)

    assert (status, err.count("\n")) == (2, 1)
    assert err.startswith(f"quoth: {told}")


def test_what_cannot_be_measured_is_told_before_anything_is_asked(
    quoth: Quoth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    monkeypatch.setattr("bot.eval.evaluation.measure_all", pytest.fail)
    write(GOOD)

    assert quoth("eval", "questions.yaml") == (
        2,
        "",
        "quoth: measures need ir-measures: pip install 'quoth[eval]'\n",
    )


def test_the_own_questions_of_this_project_pass(
    quoth: Quoth, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)

    status, out, _ = quoth("eval")

    assert status == 0
    assert out.endswith((" hold.\n", " holds.\n"))


def test_an_interruption_while_asking_ends_every_process_quietly(process: Process) -> None:
    many = "".join(f"- ask: who replaced Lin {at}?\n  abstain: no\n" for at in range(5000))
    (process.cwd / "many.yaml").write_text(many)
    process("index")
    shown, terminal = os.openpty()
    env = {**process.env, "TERM": "xterm", "COLUMNS": "80"}
    running = process.start("eval", "many.yaml", env=env, stderr=terminal)
    told = read_until(shown, b"Asking")

    running.send_signal(signal.SIGINT)

    told += read_until(shown, b"interrupted")
    # The output ends when the last of the processes that hold it does.
    out, _ = running.communicate(timeout=60)
    os.write(terminal, b"<end>")
    told += read_until(shown, b"<end>")
    os.close(terminal)
    os.close(shown)
    assert (running.returncode, out) == (130, b"")
    assert told.endswith(b"quoth: interrupted\r\n<end>")
    assert b"Traceback" not in told


def read_until(terminal: int, sought: bytes) -> bytes:
    told = b""
    while sought not in told:
        told += os.read(terminal, 65536)
    return told


def test_many_questions_are_asked_by_several_processes(
    quoth: Quoth, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(GOOD + BAD)
    alone = quoth("eval", "questions.yaml")
    monkeypatch.setattr(bot.eval.evaluation, "WORTH_SHARING", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    assert quoth("eval", "questions.yaml") == alone
