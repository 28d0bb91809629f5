"""What a change of sources does to documents and to questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.eval.sources_effect import (
    ChangeKind,
    case_changes,
    change_kind,
    document_changes,
)
from retrieval.evaluation.cases import Case, Outcome, Relevance
from retrieval.library import Library
from tests.retrieval.evaluation.making import made, quote

CASE = Case("q", "q?", (Relevance("a"),), expects="answer")
GRADES = {"a": 1}


def outcome(first: str, *ranking: str) -> Outcome:
    """Return what came of a question that "a" is right for; it is quoted where it is named."""
    quotes = [quote(f"{first}#0", f"says {first}")] if first else []
    return made(grades=GRADES, ranking=ranking, quotes=quotes, case=CASE)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (outcome("a", "a#0"), outcome("b", "b#0", "a#0"), "breaks"),
        (outcome("a", "a#0"), outcome("", "a#0"), "breaks"),
        (outcome("b", "b#0", "a#0"), outcome("a", "a#0"), "better"),
        (outcome("b", "b#0", "c#0", "a#0"), outcome("b", "b#0", "a#0"), "better"),
        (outcome("b", "b#0", "a#0"), outcome("b", "b#0", "c#0", "a#0"), "worse"),
        (outcome("b", "b#0", "a#0"), outcome("c", "c#0", "a#0"), "other"),
        (outcome("a", "a#0"), outcome("a", "a#0", "b#0"), None),
    ],
)
def test_each_change_is_of_one_kind(
    before: Outcome, after: Outcome, kind: ChangeKind | None
) -> None:
    found = case_changes([before], [after])

    assert [change_kind(change) for change in found.changes] == ([kind] if kind else [])
    assert found.outcomes == ({"q": after} if kind else {})
    assert found.questions == 1


def test_what_breaks_comes_first_then_what_gets_worse_each_by_id() -> None:
    fine, lost = outcome("a", "a#0"), outcome("b", "b#0", "a#0")
    later = outcome("b", "b#0", "c#0", "a#0")
    turns = {"a": (lost, fine), "b": (lost, later), "c": (fine, lost), "d": (fine, lost)}

    def named(side: int) -> list[Outcome]:
        return [
            turn[side]._replace(judged=turn[side].judged._replace(case=CASE._replace(case_id=name)))
            for name, turn in turns.items()
        ]

    found = case_changes(named(0), named(1))

    assert [change.after.case_id for change in found.changes] == ["c", "d", "b", "a"]


def test_documents_are_told_apart_by_what_can_be_quoted_of_them(tmp_path: Path) -> None:
    sides = (
        {"same": "It ran.", "spaced": "It ran.", "text": "It ran.", "gone": "It ran."},
        {"same": "It ran.", "spaced": "It ran.\n\n\n", "text": "It sat.", "new": "It ran."},
    )
    libraries = []
    for number, files in enumerate(sides):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.txt").write_text(text)
        for name, title in (("titled.md", f"Title {number}"), ("dull.md", "Title")):
            (folder / name).write_text(f"---\ntitle: {title}\nx: {number}\n---\n\nIt ran.\n")
        libraries.append(Library.open([folder], None))

    found = document_changes(*libraries)

    assert found.added == ("new.txt",)
    assert found.removed == ("gone.txt",)
    assert found.changed == ("text.txt", "titled.md")
    assert document_changes(libraries[0], libraries[0]) == ((), (), ())


def test_records_of_a_file_that_changed_are_told_apart(tmp_path: Path) -> None:
    libraries = []
    for number in range(2):
        path = tmp_path / f"{number}.jsonl"
        lines = ('{"_id": "a", "text": "It ran."}', f'{{"_id": "b", "text": "It ran {number}."}}')
        path.write_text("\n".join(lines))
        libraries.append(Library.open([path], None))

    assert document_changes(*libraries).changed == ("b",)
