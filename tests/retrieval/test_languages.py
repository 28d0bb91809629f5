"""Questions in fifteen languages: the right passage first, and silence where nothing answers.

A file of `languages/` holds paragraphs and what is asked of them: "? question => what the first
quote says", "! question" where nothing answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from retrieval import Library

FOLDER = Path(__file__).with_name("languages")
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def texts_of(language: str) -> tuple[str, list[str]]:
    text = FOLDER.joinpath(f"{language}.txt").read_text(encoding="utf-8")
    lines = text.splitlines()
    asked = [line for line in lines if line[:2] in ("? ", "! ")]
    return "\n".join(line for line in lines if line not in asked), asked


@cache
def library_of(*languages: str) -> Library:
    with TemporaryDirectory() as folder:
        for language in languages:
            Path(folder, f"{language}.txt").write_text(texts_of(language)[0], encoding="utf-8")
        return Library.open(folder)


def asked_with(sign: str) -> Iterator[tuple[str, str, str]]:
    """Yield language, question and what its answer says, for each question of a sign."""
    for language in LANGUAGES:
        for line in texts_of(language)[1]:
            if line[0] == sign:
                question, _, says = line[2:].partition(" => ")
                yield language, question, says


@pytest.mark.parametrize(("language", "question", "says"), list(asked_with("?")))
def test_the_passage_that_answers_comes_first(language: str, question: str, says: str) -> None:
    # The likelihood was learned from English, by word vectors that other languages lack.
    answer = library_of(language).ask(question, caution="eager")
    assert answer.status == "answered", (answer.reason, answer.certainty)
    assert says in answer.quotes[0].text


@pytest.mark.parametrize(("language", "question", "says"), list(asked_with("!")))
def test_what_no_passage_tells_is_not_answered(language: str, question: str, says: str) -> None:
    assert library_of(language).ask(question).status == "no_answer"


@pytest.mark.parametrize(("language", "question", "says"), list(asked_with("?")))
def test_sources_in_many_languages_answer_in_each(language: str, question: str, says: str) -> None:
    (hit,) = library_of(*LANGUAGES).search(question, 1)
    assert says in hit.passage.text
