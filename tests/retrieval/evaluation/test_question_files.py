"""Files of questions, YAML or Markdown: read, or refused with the line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError
from retrieval.evaluation import question_notation
from retrieval.evaluation.cases import Case, Relevance
from retrieval.evaluation.gates import Gates
from retrieval.evaluation.question_files import (
    QuestionFile,
    is_question_file,
    parsed_questions,
    question_files,
    read_gates,
    read_question_file,
)

YAML = """\
# Run with: quoth eval docs/questions.yaml
sources: handbook/
set: handbook
baseline: runs/main.run
gates:
  floors:
    all: {success@1: 0.9, abstained: 1}
    handbook: {mark: 0.5}
  at most:
    failures: 3
    new failures: 0
    worse: 2

questions:

- ask: How long do I keep the gate key?
  in: keys.md
  says: keys are returned
    by Sunday
  answer: Sunday
  why: It says "returned", never "keep".
  tags: [keys, paraphrase]

- ask: Who pays for a lost one?
  id: lost
  history:
  - user: How long do I keep the gate key?
  - bot: Keys are returned by Sunday.
  right:
  - in: keys.md
    says: the deposit covers a lost key
    grade: 2
  - says: lost keys are paid by the tenant
  within: 3
  set: follow

- ask: Is there a car park on the moon?
  abstain: yes

- ask: When does the gate close?
  disagree: yes
  answer:
  - ten
  - 22:00
  - no
"""

MARKDOWN = """\
---
sources: handbook/
set: handbook
---
# Questions about keys

Ask the warden before you change them.

## How long do I keep the gate key?

> keys are returned
> by Sunday
> — keys.md

It says "returned", never "keep".

- answer: Sunday
- tags: keys,
  paraphrase

## Who pays for a lost one? ##

- id: lost
- user: How long do I keep the gate key?
- bot: Keys are returned by Sunday.
- within: 3
- set: follow

> the deposit covers a lost key
> — keys.md

> lost keys are paid by the tenant

<!-- ## Is this one asked?

- must abstain -->

## Is there a car park on the moon?

- must abstain

## When does the gate close?

- must disagree
- answer: ten
- answer: 22:00
- answer: no
"""


def cases(grade: int) -> tuple[Case, ...]:
    return (
        Case(
            "how-long-do-i-keep-the-gate-key",
            "How long do I keep the gate key?",
            (Relevance("keys.md", "keys are returned by Sunday"),),
            ("Sunday",),
            expects="answer",
            set_name="handbook",
            tags=("keys", "paraphrase"),
            why='It says "returned", never "keep".',
        ),
        Case(
            "lost",
            "Who pays for a lost one?",
            (
                Relevance("keys.md", "the deposit covers a lost key", grade),
                Relevance(None, "lost keys are paid by the tenant"),
            ),
            history=(
                Turn("user", "How long do I keep the gate key?"),
                Turn("bot", "Keys are returned by Sunday."),
            ),
            expects="answer",
            within=3,
            set_name="follow",
        ),
        Case(
            "is-there-a-car-park-on-the-moon",
            "Is there a car park on the moon?",
            expects="abstain",
            set_name="handbook",
        ),
        Case(
            "when-does-the-gate-close",
            "When does the gate close?",
            answers=("ten", "22:00", "no"),
            expects="answer",
            disagree=True,
            set_name="handbook",
        ),
    )


def read(text: str, name: str = "docs/questions.yaml") -> QuestionFile:
    return parsed_questions(text, Path(name))


def without_places(file: QuestionFile) -> tuple[Case, ...]:
    return tuple(case._replace(place="") for case in file.cases)


def test_yaml_says_all_there_is_to_say() -> None:
    file = read(YAML)

    assert without_places(file) == cases(grade=2)
    assert file.sources == (Path("docs/handbook"),)
    assert file.baseline == Path("docs/runs/main.run")
    floors = {("all", "success@1"): 0.9, ("all", "abstained"): 1.0, ("handbook", "mark"): 0.5}
    assert file.gates.floors == floors
    assert file.gates.most == {"failures": 3, "new failures": 0, "worse": 2}


def test_markdown_says_the_same() -> None:
    assert without_places(read(MARKDOWN, "docs/questions.md")) == cases(grade=1)


def test_the_files_shown_to_people_are_read() -> None:
    assert len(read(question_notation.YAML, "q.yaml").cases) == 3
    assert len(read(question_notation.MARKDOWN, "q.md").cases) == 2


def test_a_question_knows_where_it_stands() -> None:
    assert [case.place for case in read(YAML).cases][:2] == [
        "docs/questions.yaml:16",
        "docs/questions.yaml:24",
    ]
    heading = MARKDOWN.splitlines().index("## Is there a car park on the moon?") + 1
    assert read(MARKDOWN, "q.md").cases[2].place == f"q.md:{heading}"
    assert read(YAML).gates.places["worse"] == "docs/questions.yaml:12"


def test_a_list_of_questions_is_a_file_with_the_set_of_its_name() -> None:
    file = read("- ask: why?\n  in: a.md\n- ask: when?\n  in: [a.md, b.md]\n", "docs/gate.yml")

    assert [case.set_name for case in file.cases] == ["gate", "gate"]
    assert file.cases[1].right == (Relevance("a.md"), Relevance("b.md"))
    assert (file.gates, file.sources, file.baseline) == (Gates(), (), None)


def test_gates_can_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "gates.yaml"
    path.write_text("baseline: main.run\ngates: {floors: {keys: {mark: 0.5}}}\n")
    asked = [Case("q", "?", set_name="keys")]

    gates, baseline = read_gates(path, asked)

    assert gates.floors == {("keys", "mark"): 0.5}
    assert baseline == tmp_path / "main.run"
    with pytest.raises(UsageError, match=r"gates\.yaml:2: expected floors for all, got 'keys'"):
        read_gates(path, [])
    path.write_text("sources: keys/\n")
    with pytest.raises(UsageError, match=r"gates\.yaml:1: expected one of baseline, gates, got"):
        read_gates(path, asked)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("set: all\nquestions: [{ask: why?, in: a.md}]", "q.yaml"),
        ("- ask: why?\n  in: a.md\n  set: all", "q.yaml"),
        ("## why?\n\n- must abstain\n", "all.md"),
    ],
)
def test_no_set_is_called_like_the_total(text: str, name: str) -> None:
    with pytest.raises(UsageError, match=rf"^{name}:\d: expected a set of another name: 'all' is"):
        read(text, name)


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("ask: a?", "1: expected what is to come of the question: says, in, right, answer"),
        ("aks: a?", "1: expected one of ask, id, in,"),
        ("aks: a?", "got 'aks'; did you mean 'ask'?"),
        ("in: a.md", "1: expected a question with 'ask', got a mapping with in"),
        ("ask: ''\n  in: a", "1: expected a question, got nothing"),
        ("ask: [a]\n  in: a", "1: expected a question, got a list"),
        ("ask: a?\n  in: a\n  in: b", "3: expected 'in' once, it is in q.yaml:2 as well"),
        ("ask: a?\n  abstain: maybe", "2: expected yes or no for abstain, got 'maybe'"),
        ("ask: a?\n  abstain: yes\n  answer: b", "2: expected 'abstain' or 'answer', not both"),
        ("ask: a?\n  in: a\n  within: 0", "3: expected within as a whole number from 1, got '0'"),
        ("ask: a?\n  in: a\n  right: []", "2: expected 'in' or 'right', not both, got 'a'"),
        ("ask: a?\n  right:\n  - grade: 1", "3: expected a passage with 'in', 'says' or both"),
        ("ask: a?\n  right: b", "2: expected a list of passages, each with 'in', 'says' or both"),
        ("ask: a?\n  in: [a, b]\n  says: c", "2: expected one document for these words, or a list"),
        ("ask: a?\n  says: '…'", "2: expected words of a passage, got '…'"),
        ("ask: a?\n  in: a\n  history: [b]", "3: expected what 'user' or 'bot' said, got 'b'"),
        ("ask: a?\n  in: a\n  history: {user: b}", "3: expected a list of what 'user' and 'bot'"),
        ("ask: a: b", "1: expected YAML: mapping values are not allowed"),
        ("ask: a: b", "(a text with ': ' in it stands in quotes)"),
        ("ask: " + "a" * 2001, "1: expected a question of at most 2,000 characters, got 2,001"),
        ("ask: a?\n  in: a\n- ask: a?\n  in: b", "3: expected an id of its own, got 'a', which "),
        (
            "ask: a?\n  in: a\n- ask: a?\n  in: b",
            "has as well; asked again, a question needs an 'id'",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(block: str, told: str) -> None:
    with pytest.raises(UsageError) as raised:
        read(f"- {block}\n", "q.yaml")

    assert told in str(raised.value)
    assert str(raised.value).startswith("q.yaml:")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "q.yaml:1: expected questions, got nothing"),
        ("# nothing", "q.yaml:1: expected questions, got nothing"),
        ("[]", "q.yaml:1: expected at least one question"),
        ("why?", "q.yaml:1: expected questions, or a header before them, got 'why?'"),
        ("set: a", "q.yaml:1: expected questions, got a mapping with set"),
        ("ask: a", "q.yaml:1: expected one of sources, set, baseline, gates, questions, got 'ask'"),
        ("a: [", "q.yaml:1: expected YAML: "),
        ("? [a]\n: b", "q.yaml:1: expected a name before the colon"),
        ("[" * 14 + "]" * 14, "q.yaml:1: expected fewer blocks inside one another"),
        ("[" * 9999, "q.yaml:1: expected "),
        ("&a [*a]", "q.yaml:1: expected a value, got the alias '*a'"),
        ("- ask: &a Who?\n  in: a\n  why: *a", "q.yaml:3: expected a value, got the alias '*a'"),
        ("- ask: *who* is it?", "(a text that begins with such a sign stands in quotes)"),
        ("a: 1\n---\nb: 2", "q.yaml:2: expected YAML: "),
        ("- ask: \x07", "q.yaml:1: expected YAML: "),
        ("gates: {floor: 1}\nquestions: [{ask: a, in: b}]", "1: expected one of floors, at most"),
        (
            "gates:\n  floors:\n    all: {succes@1: 1}\nquestions: [{ask: a, in: b}]",
            "disagreement, passed, got 'succes@1'; did you mean 'success@1'?",
        ),
        (
            "gates:\n  floors:\n    all: {mrr@10: 90}\nquestions: [{ask: a, in: b}]",
            "q.yaml:3: expected mrr@10 as a number from 0 to 1, got '90'",
        ),
        (
            "set: house\ngates:\n  floors:\n    hose: {mark: 1}\nquestions: [{ask: a, in: b}]",
            "q.yaml:4: expected floors for all, house, got 'hose'; did you mean 'house'?",
        ),
        (
            "gates:\n  at most:\n    worse: -1\nquestions: [{ask: a, in: b}]",
            "q.yaml:3: expected worse as a whole number from 0, got '-1'",
        ),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_line(text: str, told: str) -> None:
    with pytest.raises(UsageError) as raised:
        read(text, "q.yaml")

    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# Keys\n", "q.md:1: expected questions, got nothing"),
        ("## \n\n> a\n", "q.md:1: expected a question, got nothing"),
        ("## a?\n\n- answr: b\n", "q.md:3: expected one of ask, id,"),
        ("## a?\n\n- must abstian\n", "q.md:3: expected one of ask, id,"),
        ("## a?\n\n>\n", "q.md:3: expected words of a passage, got nothing"),
        ("## a?\n\n- id: b\n- id: c\n", "q.md:4: expected 'id' once, got 'c'"),
        ("---\nset: a\n", "q.md:1: expected a line '---' after the front matter too"),
        ("---\nset: [\n---\n## a?\n> b\n", "q.md:"),
        ("---\n- a\n---\n## a?\n> b\n", "q.md:2: expected front matter of names and values"),
    ],
)
def test_markdown_that_is_wrong_is_refused_with_its_line(text: str, told: str) -> None:
    with pytest.raises(UsageError) as raised:
        read(text, "q.md")

    assert str(raised.value).startswith(told)


PIECES = st.sampled_from(
    ["- ask: ", "  in: ", "  says: ", "\n", "## ", "> ", "— ", "- answer: ", "---\n", "a", "[", "{",
     "&a ", "*a", "'", '"', ": ", "<!--", "-->", "\t", "é", "questions:\n", "gates:\n", "\x00"]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=25).map("".join))
@pytest.mark.parametrize("name", ["q.yaml", "q.md"])
def test_any_text_is_read_or_refused_in_one_line_with_its_place(name: str, text: str) -> None:
    told = f"{name}:1: expected "
    try:
        file = read(text, name)
    except UsageError as error:
        told = str(error)
    else:
        assert file.cases
        assert all(case.case_id and case.question.strip() for case in file.cases)
    assert re.fullmatch(rf"{re.escape(name)}:[1-9]\d*: expected [^\n]*", told)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"- ask: a\n  in: \xff\n", ":2: expected UTF-8"),
        (None, ": expected a file of questions: No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, raw: bytes | None, told: str
) -> None:
    path = tmp_path / "questions.yaml"
    if raw is not None:
        path.write_bytes(raw)

    with pytest.raises(UsageError) as raised:
        read_question_file(path)
    assert str(raised.value) == f"{path}{told}"


def test_a_name_of_another_kind_is_refused() -> None:
    with pytest.raises(UsageError, match=r"q\.txt: expected questions as \.yaml, \.yml, \.md"):
        read("- ask: a", "q.txt")


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("questions.yaml", True),
        ("questions.yml", True),
        ("questions.md", True),
        ("Questions.MD", True),
        ("keys.questions.yaml", True),
        ("keys-questions.md", True),
        ("questions-keys.md", True),
        ("questions.jsonl", False),
        ("myquestions.yaml", False),
        ("README.md", False),
    ],
)
def test_a_file_of_questions_is_told_by_its_name(name: str, is_one: bool) -> None:
    assert is_question_file(Path(name)) == is_one


def test_the_files_of_questions_in_a_folder_are_found_by_name(tmp_path: Path) -> None:
    for name in ("b.questions.md", "a.questions.yaml", "other.md"):
        (tmp_path / name).touch()
    (tmp_path / "questions.yaml").mkdir()

    assert [path.name for path in question_files(tmp_path)] == [
        "a.questions.yaml",
        "b.questions.md",
    ]
