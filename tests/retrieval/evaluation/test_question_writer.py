"""Questions written as a person would, and read back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case, Relevance
from retrieval.evaluation.question_files import parsed_questions, read_question_file
from retrieval.evaluation.question_writer import append_question, file_text, with_single_spaces
from tests.retrieval.evaluation.strategies import cases

CASE = Case(
    "how-long-do-i-keep-the-gate-key",
    "How long do I keep the gate key?",
    (Relevance("keys.md", "keys are returned by Sunday"),),
    ("Sunday",),
    history=(Turn("user", "Who has keys?"), Turn("bot", "Everybody: ask the warden.")),
    expects="answer",
    within=2,
    set_name="house",
    tags=("keys", "paraphrase"),
    why='It says "returned", never "keep".',
)
MOON = Case("moon", "Is there a car park on the moon?", expects="abstain", set_name="house")

YAML = """\
sources: ["../handbook"]
set: "house"

questions:

- ask: How long do I keep the gate key?
  history:
  - user: Who has keys?
  - bot: 'Everybody: ask the warden.'
  in: keys.md
  says: keys are returned by Sunday
  answer: Sunday
  within: 2
  tags: [keys, paraphrase]
  why: It says "returned", never "keep".

- ask: Is there a car park on the moon?
  id: moon
  abstain: yes
"""

MARKDOWN = """\
---
sources: ["../handbook"]
set: "house"
---

## How long do I keep the gate key?

> keys are returned by Sunday
> — keys.md

It says "returned", never "keep".

- user: Who has keys?
- bot: Everybody: ask the warden.
- answer: Sunday
- within: 2
- tags: keys, paraphrase

## Is there a car park on the moon?

- id: moon
- must abstain
"""


@pytest.mark.parametrize(("suffix", "text"), [(".yaml", YAML), (".md", MARKDOWN)])
def test_questions_are_written_as_a_person_would(suffix: str, text: str) -> None:
    path = Path(f"docs/all{suffix}")

    assert file_text([CASE, MOON], path, ["../handbook"]) == text
    assert parsed_questions(text, path).sources == (Path("docs/../handbook"),)


@pytest.mark.parametrize(
    ("right", "lines"),
    [
        ((Relevance("a.md"), Relevance("b.md")), ["in:", "- a.md", "- b.md"]),
        ((Relevance("a.md", "b"), Relevance("a.md", "c")), ["in: a.md", "says:", "- b", "- c"]),
        ((Relevance(None, "b"), Relevance(None, "c")), ["says:", "- b", "- c"]),
        ((Relevance("a.md", "b", 2),), ["right:", "- in: a.md", "says: b", "grade: 2"]),
        (
            (Relevance("a.md", "b"), Relevance("c.md")),
            ["right:", "- in: a.md", "says: b", "- in: c.md"],
        ),
    ],
)
def test_what_is_right_is_written_in_the_shortest_way(
    right: tuple[Relevance, ...], lines: list[str]
) -> None:
    case = Case("a", "a?", right, expects="answer", set_name="q")

    text = file_text([case], Path("q.yaml"))

    assert [line.strip() for line in text.splitlines()] == ["- ask: a?", *lines]


@given(st.lists(cases(), min_size=1, max_size=3, unique_by=lambda case: case.case_id))
def test_any_questions_are_read_back_from_yaml_as_they_were(written: list[Case]) -> None:
    text = file_text(written, Path("q.yaml"))

    read = parsed_questions(text, Path("q.yaml")).cases
    assert [case._replace(place="") for case in read] == written


@given(cases())
def test_markdown_says_the_same_or_is_refused(case: Case) -> None:
    try:
        text = file_text([case], Path("q.md"))
    except UsageError:
        return
    (read,) = parsed_questions(text, Path("q.md")).cases
    assert read._replace(place="") == case


def test_white_space_in_texts_becomes_single_spaces() -> None:
    case = CASE._replace(question="How  long\ndo I keep it? ", why="\ta\n\nb ")

    assert with_single_spaces(case).question == "How long do I keep it?"
    assert with_single_spaces(case).why == "a b"


def test_what_a_notation_cannot_hold_is_refused_with_the_way_out() -> None:
    graded = CASE._replace(right=(Relevance("keys.md", "Sunday", 2),))

    with pytest.raises(UsageError, match=r"q\.md: cannot write 'How long .* \.yaml or \.md"):
        file_text([graded], Path("q.md"))
    with pytest.raises(UsageError, match=r"q\.txt: expected a name that ends in \.yaml"):
        file_text([CASE], Path("q.txt"))


HAND_WRITTEN = {
    "q.yaml": "# ours\nset: house\n\nquestions:\n\n  - ask: Who?   # a note\n    in: a.md\n\n\n",
    "list.yaml": "- ask: 'Who?'\n  in: a.md",
    "q.md": "# Ours\n\n## Who?\n\n> a\n",
}


@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_a_question_is_added_and_the_rest_stays_to_the_letter(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(HAND_WRITTEN[name])

    append_question(path, MOON)

    text = path.read_text()
    assert text.startswith(HAND_WRITTEN[name])
    assert text.startswith(HAND_WRITTEN[name].rstrip() + "\n\n")
    assert [case.question for case in read_question_file(path).cases] == ["Who?", MOON.question]
    assert read_question_file(path).cases[1].case_id == "moon"


def test_line_ends_and_a_byte_order_mark_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "q.yaml"
    before = b"\xef\xbb\xbf- ask: Who?\r\n  in: a.md\r\n"
    path.write_bytes(before)

    append_question(path, MOON)

    after = path.read_bytes()
    assert after.startswith(before + b"\r\n- ask:")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert len(read_question_file(path).cases) == 2


def test_an_empty_file_is_begun(tmp_path: Path) -> None:
    (tmp_path / "q.md").touch()

    append_question(tmp_path / "q.md", MOON)

    assert len(read_question_file(tmp_path / "q.md").cases) == 1


def test_adding_to_a_file_that_is_not_there_makes_it(tmp_path: Path) -> None:
    append_question(tmp_path / "new.yaml", MOON)

    (case,) = read_question_file(tmp_path / "new.yaml").cases
    assert case._replace(place="") == MOON


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- ask: Who?\n  id: moon\n  in: a\n", "expected an id of its own, got 'moon'"),
        ("questions:\n- ask: Who?\n  in: a\nset: house\n", "q.yaml:"),
        ("set: house\n", "expected questions"),
    ],
)
def test_what_cannot_be_added_leaves_the_file_alone(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "q.yaml"
    path.write_text(text)

    with pytest.raises(UsageError, match=told):
        append_question(path, MOON)
    assert path.read_text() == text


def test_half_of_a_surrogate_pair_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        append_question(tmp_path / "q.md", MOON._replace(question="\ud800?"))
