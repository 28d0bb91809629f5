"""Which passages come first, and why: every part of a score has a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.library import Library
from retrieval.model import Evidence, Quote

NEW_HEAD = "The team has a new head since Monday, whom nobody had expected."


def quotes(tmp_path: Path, files: dict[str, str], question: str) -> tuple[Quote, ...]:
    for name, text in files.items():
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    answer = Library.open([tmp_path], None).ask(question, 5, beyond=True)
    return answer.quotes or answer.closest


def named(quote: Quote) -> dict[str, Evidence]:
    return {part.name: part for part in quote.evidence}


def test_a_passage_that_only_stands_under_the_right_words_comes_after_one_that_says_them(
    tmp_path: Path,
) -> None:
    silent = "# The new head of the team\n\nMore about that will follow here in the course of May."
    first, last = quotes(
        tmp_path,
        {"alpha.md": silent, "beta.md": f"# News\n\n{NEW_HEAD}"},
        "the new head of the team",
    )
    assert (first.doc_id, last.doc_id) == ("beta.md", "alpha.md")
    assert "silent" not in named(first)
    assert named(last)["silent"].value < 0
    assert last.score == pytest.approx(sum(part.value for part in last.evidence))


def test_words_that_stand_together_count_more_than_apart(tmp_path: Path) -> None:
    together = "The blue whale sings, and the cold sea is where all the others listen."
    apart = "The blue sea is where the cold whale sings, and all the others listen."
    first, last = quotes(tmp_path, {"alpha.txt": apart, "beta.txt": together}, "the blue whale")
    assert (first.doc_id, last.doc_id) == ("beta.txt", "alpha.txt")
    assert named(first)["together"].value > 0
    assert "together" not in named(last)


def test_what_could_be_the_answer_counts(tmp_path: Path) -> None:
    dated = "The whale was seen by all of us on March 3, 2024, off the coast."
    undated = "The whale was seen by all of us, again and again, off the coast."
    first, last = quotes(
        tmp_path, {"alpha.txt": undated, "beta.txt": dated}, "when was the whale seen?"
    )
    assert (first.doc_id, last.doc_id) == ("beta.txt", "alpha.txt")
    assert named(first)["answer"].detail == "date: March 3"
    assert "answer" not in named(last)


def test_what_says_it_otherwise_counts_less_than_what_says_it(tmp_path: Path) -> None:
    typed = "Maria replaced the old director of the museum in the spring."
    otherwise = "Maria succeeded the old director of the museum in the spring."
    first, last = quotes(
        tmp_path, {"alpha.txt": otherwise, "beta.txt": typed}, "who replaced the director?"
    )
    assert (first.doc_id, last.doc_id) == ("beta.txt", "alpha.txt")
    assert "paraphrase" in named(last)
    assert "paraphrase" not in named(first)
