"""`quoth questions check`, `import` and `export`."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from bot.cli.commands.questions import command
from retrieval.evaluation.beir import read_beir
from retrieval.evaluation.question_files import read_question_file
from tests.bot.conftest import Quoth

HOUSE = "All keys are returned by Sunday.\n\nThe gate closes at ten.\n"
QUESTIONS_FILE = """\
sources: house/
questions:
- ask: When are keys returned?
  in: keys.txt
  says: by Sunday
  tags: [keys]
- ask: Who painted the Eiffel tower?
  abstain: yes
"""


@pytest.fixture
def files(quoth: Quoth) -> None:
    Path("house").mkdir()
    Path("house/keys.txt").write_text(HOUSE)
    Path("questions.yaml").write_text(QUESTIONS_FILE)


def test_the_help_shows_files_that_can_be_read(tmp_path: Path) -> None:
    shown = command.get_help(click.Context(command, info_name="quoth questions"))
    yaml = shown[shown.index("  sources: handbook/") : shown.index("  Also:")]
    markdown = shown[shown.index("  ## How long") : shown.index("  There, ")]

    for name, text in (("q.yaml", yaml), ("q.md", markdown)):
        lines = (line.removeprefix("  ") for line in text.splitlines())
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")

    assert len(read_question_file(tmp_path / "q.yaml").cases) == 3
    assert len(read_question_file(tmp_path / "q.md").cases) == 2


def test_questions_whose_passages_are_there_are_fine(files: None, quoth: Quoth) -> None:
    assert quoth("questions", "check", "questions.yaml") == (
        0,
        "2 questions: all that they name is in the sources.\n",
        "",
    )


def test_a_passage_that_is_not_there_is_told_with_what_is_near(files: None, quoth: Quoth) -> None:
    Path("questions.yaml").write_text(QUESTIONS_FILE.replace("by Sunday", "keys by Monday"))

    status, out, err = quoth("questions", "check", "questions.yaml")

    assert (status, err) == (1, "")
    assert out == (
        'questions.yaml:3: "keys by Monday" is in no passage of keys.txt; nearest is keys.txt:1, '
        '"All keys are returned by Sunday."\n'
        "2 questions: 1 not found.\n"
    )


def test_a_check_is_told_as_json_as_well(files: None, quoth: Quoth) -> None:
    Path("questions.yaml").write_text(QUESTIONS_FILE.replace("keys.txt", "key.txt"))

    status, out, _ = quoth("questions", "check", "questions.yaml", "--json")

    told, counts = map(json.loads, out.splitlines())
    assert (status, counts) == (1, {"questions": 2, "unfound": 1})
    assert told == {
        "_id": "when-are-keys-returned",
        "place": "questions.yaml:3",
        "reason": 'there is no document key.txt; it stands in keys.txt:1, "All keys are returned '
        'by Sunday."',
    }


@pytest.mark.parametrize("name", ["back.yaml", "back.md"])
def test_what_is_exported_and_imported_is_what_it_was(files: None, quoth: Quoth, name: str) -> None:
    exported = quoth("questions", "export", "questions.yaml", "--to", "beir")
    imported = quoth("questions", "import", "beir", name)

    assert (exported.status, exported.out) == (0, "2 questions in beir\n")
    assert (imported.status, imported.out) == (0, f"2 questions in {name}\n")
    before, after = (read_question_file(Path(path)).cases for path in ("questions.yaml", name))
    assert [one._replace(place="") for one in after] == [one._replace(place="") for one in before]
    assert read_question_file(Path(name)).sources == (Path("beir/corpus.jsonl"),)
    assert quoth("eval", name).status == 0


def test_an_exported_folder_is_judged_by_document_for_others(files: None, quoth: Quoth) -> None:
    quoth("questions", "export", "questions.yaml", "--to", "beir", "--qrels", "out.qrels")

    assert Path("beir/qrels.tsv").read_text().splitlines()[1:] == [
        "when-are-keys-returned\tkeys.txt\t1"
    ]
    query, _, docno, grade = Path("out.qrels").read_text().split()
    assert (query, docno.partition("#")[0], grade) == ("when-are-keys-returned", "keys.txt", "1")
    assert json.loads(Path("beir/corpus.jsonl").read_text())["_id"] == "keys.txt"
    assert len(read_beir(Path("beir"))) == 2


def test_trec_qrels_stand_in_for_those_of_the_folder(files: None, quoth: Quoth) -> None:
    quoth("questions", "export", "questions.yaml", "--to", "beir")
    queries = Path("beir/queries.jsonl")
    queries.write_text('{"_id": "q1", "text": "when?"}\n{"_id": "q2", "text": "who?"}\n')
    Path("judged.txt").write_text("q1 0 keys.txt 1\n")

    status, out, err = quoth("questions", "import", "beir", "q.yaml", "--qrels", "judged.txt")

    assert (status, out) == (0, "1 question in q.yaml\n")
    assert err == "quoth: 1 question left out: nothing says what is right\n"
    assert read_question_file(Path("q.yaml")).cases[0].right[0].doc_id == "keys.txt"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check", "nowhere.md"), "nowhere.md: expected a file of questions: No such file"),
        (("export", "questions.yaml"), "expected --to DIR or --qrels FILE, got neither"),
        (("export", "folder", "--to", "beir"), "folder: expected one file of questions, got 2"),
        (("export", "lost.yaml", "--to", "beir"), "lost.yaml:1: there is no document lost.txt"),
        (("export", "questions.yaml", "--qrels", "no/q"), "no/q: cannot write the qrels: No such"),
        (("import", "house", "new.yaml"), "house: expected a folder with queries.jsonl"),
        (("import", "house", "questions.yaml"), "questions.yaml: expected a file that is not"),
        (("chekc",), "there is no command 'chekc'; did you mean 'check'?"),
    ],
)
def test_what_cannot_be_done_is_one_line_with_status_2(
    files: None, quoth: Quoth, arguments: tuple[str, ...], told: str
) -> None:
    Path("lost.yaml").write_text("- ask: a?\n  in: lost.txt\n")
    Path("folder").mkdir()
    for name in ("a", "b"):
        Path(f"folder/{name}.questions.yaml").write_text(f"- ask: {name}?\n  abstain: yes\n")

    status, out, err = quoth("questions", *arguments)

    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"quoth: {told}")
