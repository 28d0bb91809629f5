from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bot.conftest import Quoth

KEYS = "All keys are returned by Sunday.\n"
GATE = "The gate closes at ten.\n"
CARS = "Cars stand behind the house, one for each flat.\n"
QUESTIONS = """\
- ask: When are keys returned?
  in: keys.txt
  says: keys are returned
  answer: Sunday
- ask: When does the gate close?
  in: gate.txt
  answer: ten
- ask: Where do bicycles stand?
  says: bicycles stand
- ask: Who painted the Eiffel tower?
  abstain: yes
"""


def write(folder: str, **files: str) -> None:
    Path(folder).mkdir()
    for name, text in files.items():
        Path(folder, f"{name}.txt").write_text(text)


@pytest.fixture
def house(quoth: Quoth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_SOURCES", "house")
    write("house", keys=KEYS, gate=GATE, cars=CARS)
    Path("questions.yaml").write_text(QUESTIONS)


def diff(quoth: Quoth, *arguments: str) -> tuple[int, str, str]:
    return quoth("sources", "diff", *arguments, "--questions", "questions.yaml")


def test_what_breaks_and_what_gets_better_is_told_before_anything_is_changed(
    house: None, quoth: Quoth, data_dir: Path
) -> None:
    gate = "The porch is painted green.\n"
    write("new", keys=KEYS, gate=gate, more="Your bicycles stand in the yard.\n")
    quoth("sources")
    before = sorted(data_dir.rglob("*"))

    status, out, err = diff(quoth, "new")

    assert (status, err) == (1, "")
    assert out == (
        "Documents: 1 added, 1 removed, 1 changed.\n"
        "  + more.txt\n"
        "  - cars.txt\n"
        "  ~ gate.txt\n"
        "\n"
        "Of 4 questions, 1 breaks, 1 gets better.\n"
        "\n"
        "breaks: When does the gate close?\n"
        "  answered rightly → abstained wrongly\n"
        "  expected  an answer\n"
        "  got       none; nothing speaks of close; the right one has rank 1\n"
        "\n"
        "gets better: Where do bicycles stand?\n"
        "  unjudged → answered rightly\n"
        "  wrong: what is right is not there, nothing is quoted → nothing\n"
        "  rank of the right one: none → 1\n"
        '  marked: "" → "Your bicycles stand in the yard."\n'
    )
    assert sorted(data_dir.rglob("*")) == before


def test_a_folder_that_joins_takes_nothing_away(house: None, quoth: Quoth) -> None:
    write("new", keys="Bicycles are not keys.\n", more="Your bicycles stand in the yard.\n")

    status, out, _ = diff(quoth, "new", "--add")

    assert status == 0
    assert "Documents: 2 added, 0 removed, 0 changed.\n  + new/keys.txt\n  + more.txt\n" in out
    assert "Of 4 questions, 1 gets better." in out


def test_the_same_sources_elsewhere_change_nothing(house: None, quoth: Quoth) -> None:
    write("new", keys=KEYS, gate=f"{GATE}\n\n", cars=CARS)

    assert diff(quoth, "new") == (
        0,
        "Documents: 0 added, 0 removed, 0 changed.\n\nNothing changes for the 4 questions.\n",
        "",
    )


def test_json_has_an_object_for_each_question_that_changes_and_a_sum(
    house: None, quoth: Quoth
) -> None:
    write("new", keys=KEYS.replace("Sunday", "Monday"), gate=GATE)

    status, out, _ = diff(quoth, "new", "--json")

    broken, summed = map(json.loads, out.splitlines())
    assert status == 1
    assert (broken["_id"], broken["effect"]) == ("when-are-keys-returned", "breaks")
    assert broken["place"] == "questions.yaml:1"
    assert (broken["before"]["rank"], broken["after"]["rank"]) == (1, 1)
    assert [broken[side]["passed"] for side in ("before", "after")] == [True, False]
    assert broken["after"]["mark"] == "All keys are returned by Monday."
    assert broken["failures"] == [
        {
            "kind": "mark",
            "expected": 'marked first "Sunday"',
            "got": '"All keys are returned by Monday."',
        }
    ]
    assert summed == {
        "documents": {"added": [], "removed": ["cars.txt"], "changed": ["keys.txt"]},
        "questions": 4,
        "breaks": 1,
        "worse": 0,
        "better": 0,
        "other": 0,
    }


def test_sources_that_a_file_names_are_compared_unless_others_are_given(
    house: None, quoth: Quoth
) -> None:
    write("other", keys=KEYS)
    write("new", keys=KEYS)
    Path("questions.yaml").write_text("sources: other\nquestions:\n" + QUESTIONS)

    assert "0 removed" in diff(quoth, "new")[1]
    assert "2 removed" in diff(quoth, "new", "--sources", "house")[1]


def test_more_than_is_wanted_is_counted(house: None, quoth: Quoth) -> None:
    write("new", more="Nothing of it.\n")

    _, out, _ = diff(quoth, "new", "--show", "1")

    assert "  + more.txt\n  3 more documents; --show 4\n" in out
    assert out.count("breaks: ") == 1
    assert out.endswith("1 more question would change; --show 2\n")


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("diff", "nowhere"), 3, "expected a folder or file, but "),
        (("diff",), 2, "missing argument 'NEWFOLDER'"),
        (("--json", "diff", "house"), 2, "expected the options after 'diff'"),
        (("dif", "house"), 2, "there is no command 'dif'; did you mean 'diff'?"),
        (("diff", "house", "--questions", "no.yaml"), 2, "no.yaml: expected a file of questions"),
    ],
)
def test_what_cannot_be_compared_is_one_line(
    house: None, quoth: Quoth, arguments: tuple[str, ...], status: int, told: str
) -> None:
    questions = () if "--questions" in arguments else ("--questions", "questions.yaml")
    more = questions if "nowhere" in arguments else ()

    done, out, err = quoth("sources", *arguments, *more)

    assert (done, out, err.count("\n")) == (status, "", 1)
    assert err.startswith(f"quoth: {told}")
