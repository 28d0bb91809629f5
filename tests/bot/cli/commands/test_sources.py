"""`quoth sources`, and `quoth sources diff`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.bot.conftest import Quoth

Corpus = Callable[[Mapping[str, str]], Path]


def test_documents_are_listed_one_a_line_with_tabs(quoth: Quoth, corpus: Corpus) -> None:
    folder = corpus({"b/two.md": "# Second\n\nThe zebra\tran.\n", "one.txt": "First\n\nIt did.\n"})

    status, out, err = quoth("sources", "--sources", folder)

    rows = [line.split("\t") for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [(row[0], row[3], row[4], row[5]) for row in rows] == [
        ("Second", "1", str(folder / "b/two.md"), "b/two.md"),
        ("First", "1", str(folder / "one.txt"), "one.txt"),
    ]


def test_json_has_an_object_for_each_document(quoth: Quoth, seeds: Path) -> None:
    listed = [json.loads(line) for line in quoth("sources", "--json").out.splitlines()]

    assert [entry["path"] for entry in listed] == sorted(map(str, seeds.iterdir()))
    for entry in listed:
        assert set(entry) == {
            *("id", "title", "publisher", "published", "passages", "path", "url", "sha256")
        }
        assert entry["passages"] > 0


def test_records_of_a_file_are_listed_with_their_ids(quoth: Quoth, corpus: Corpus) -> None:
    record = '{{"_id": "{}", "title": "", "text": "The zebra ran away today."}}\n'
    folder = corpus({"c.jsonl": record.format("r1") + record.format("r2")})

    rows = [line.split("\t") for line in quoth("sources", "--sources", folder).out.splitlines()]

    assert [(row[4], row[5]) for row in rows] == [
        (str(folder / "c.jsonl"), f"r{n}") for n in (1, 2)
    ]


def test_a_broken_file_is_named_each_time_and_once_a_time(quoth: Quoth, corpus: Corpus) -> None:
    folder = corpus({"good.txt": "The zebra ran away.\n"})
    (folder / "bad.jsonl").write_bytes(b"{\n")
    (folder / "picture.png").write_bytes(b"png")

    for _ in range(2):
        status, out, err = quoth("sources", "--sources", folder)
        assert (status, out.count("\n")) == (0, 1)
        said = err.splitlines()
        assert len(set(said)) == len(said)
        assert f"quoth: {folder / 'bad.jsonl'}: " in err
        assert said[-1] == "quoth: 1 skipped in the sources: 1 .png; -v lists them"


def test_skipped_files_are_listed_with_v(quoth: Quoth, corpus: Corpus) -> None:
    folder = corpus({"good.txt": "The zebra ran away.\n", "picture.png": "png"})

    for arguments in (["sources", "-v"], ["-v", "sources"]):
        err = quoth(*arguments, "--sources", folder).err
        assert f"quoth: skipped {folder / 'picture.png'}: picture\n" in err


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


def write_texts(folder: str, **files: str) -> None:
    Path(folder).mkdir()
    for name, text in files.items():
        Path(folder, f"{name}.txt").write_text(text)


@pytest.fixture
def house(quoth: Quoth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_SOURCES", "house")
    write_texts("house", keys=KEYS, gate=GATE, cars=CARS)
    Path("questions.yaml").write_text(QUESTIONS)


def diff(quoth: Quoth, *arguments: str) -> tuple[int, str, str]:
    return quoth("sources", "diff", *arguments, "--questions", "questions.yaml")


def test_what_breaks_and_what_gets_better_is_reported_before_anything_is_changed(
    house: None, quoth: Quoth, data_dir: Path
) -> None:
    gate = "The porch is painted green.\n"
    write_texts("new", keys=KEYS, gate=gate, more="Your bicycles stand in the yard.\n")
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
    write_texts("new", keys="Bicycles are not keys.\n", more="Your bicycles stand in the yard.\n")

    status, out, _ = diff(quoth, "new", "--add")

    assert status == 0
    assert "Documents: 2 added, 0 removed, 0 changed.\n  + new/keys.txt\n  + more.txt\n" in out
    assert "Of 4 questions, 1 gets better." in out


def test_the_same_sources_elsewhere_change_nothing(house: None, quoth: Quoth) -> None:
    write_texts("new", keys=KEYS, gate=f"{GATE}\n\n", cars=CARS)

    assert diff(quoth, "new") == (
        0,
        "Documents: 0 added, 0 removed, 0 changed.\n\nNothing changes for the 4 questions.\n",
        "",
    )


def test_json_has_an_object_for_each_question_that_changes_and_a_sum(
    house: None, quoth: Quoth
) -> None:
    write_texts("new", keys=KEYS.replace("Sunday", "Monday"), gate=GATE)

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
    write_texts("other", keys=KEYS)
    write_texts("new", keys=KEYS)
    Path("questions.yaml").write_text("sources: other\nquestions:\n" + QUESTIONS)

    assert "0 removed" in diff(quoth, "new")[1]
    assert "2 removed" in diff(quoth, "new", "--sources", "house")[1]


def test_more_than_is_wanted_is_counted(house: None, quoth: Quoth) -> None:
    write_texts("new", more="Nothing of it.\n")

    _, out, _ = diff(quoth, "new", "--show", "1")

    assert "  + more.txt\n  3 more documents; --show 4\n" in out
    assert out.count("breaks: ") == 1
    assert out.endswith("1 more question would change; --show 2\n")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("diff", "nowhere"), 3, "expected a folder or file, but "),
        (("diff",), 2, "missing argument 'NEWFOLDER'"),
        (("--json", "diff", "house"), 2, "expected the options after 'diff'"),
        (("dif", "house"), 2, "there is no command 'dif'; did you mean 'diff'?"),
        (("diff", "house", "--questions", "no.yaml"), 2, "no.yaml: expected a file of questions"),
    ],
)
def test_what_cannot_be_compared_is_one_line(
    house: None, quoth: Quoth, arguments: tuple[str, ...], status: int, message: str
) -> None:
    questions = () if "--questions" in arguments else ("--questions", "questions.yaml")
    more = questions if "nowhere" in arguments else ()

    done, out, err = quoth("sources", *arguments, *more)

    assert (done, out, err.count("\n")) == (status, "", 1)
    assert err.startswith(f"quoth: {message}")
