"""What of a passage is shown, what of it is marked, and on which lines of its file it stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from retrieval.library import Library
from retrieval.model import Passage
from retrieval.quoting import LONGEST, Excerpt, excerpt
from retrieval.reading import Sentence
from retrieval.sentences import sentences

TOLD = [
    f"Sentence {number:02} says nothing that anybody would want to know." for number in range(30)
]


def shown(text: str, worth: Mapping[int, float], first_line: int = 1) -> Excerpt:
    """Return what is shown of a passage whose sentences are worth this much, others nothing."""
    lines = text.count("\n")
    passage = Passage(
        "a#1", "a", 100, 100 + len(text), "", first_line, first_line + lines, None, 0, text
    )
    read = [
        Sentence(span, worth.get(number, 0.0), 0.0, frozenset(), None)
        for number, span in enumerate(sentences(text))
    ]
    return excerpt(passage, read)


def marked(one: Excerpt) -> list[str]:
    return [one.text[start:end] for start, end in one.marks]


@pytest.mark.parametrize(
    ("worth", "expected"),
    [
        ({}, [0]),
        ({2: 0.5}, [2]),
        ({1: 0.5, 3: 0.9}, [3]),
        ({1: 0.9, 3: 0.89}, [1, 3]),
        ({1: 0.89, 3: 0.9}, [3, 1]),
        ({0: 0.5, 1: 0.5, 2: 0.5}, [0, 1]),
    ],
)
def test_the_sentence_that_says_most_is_marked_and_one_that_says_as_much(
    worth: Mapping[int, float], expected: list[int]
) -> None:
    assert marked(shown(" ".join(TOLD[:4]), worth)) == [TOLD[number] for number in expected]


def test_a_passage_that_is_not_too_long_is_shown_whole() -> None:
    text = " ".join(TOLD[:9])
    assert shown(text, {3: 1.0}).text == text


@pytest.mark.parametrize("best", [0, 1, 14, 28, 29])
def test_of_a_long_passage_whole_sentences_around_the_best_are_shown(best: int) -> None:
    one = shown(" ".join(TOLD), {best: 1.0})
    assert len(one.text) <= LONGEST
    assert one.text.startswith("Sentence ")
    assert one.text.endswith(".")
    assert marked(one) == [TOLD[best]]
    assert one.text in " ".join(TOLD)


def test_what_stands_before_the_best_sentence_is_shown_first() -> None:
    long = [f"So{' it is' * 40} {number}." for number in range(5)]
    assert shown(" ".join(long), {2: 1.0}).text == " ".join(long[1:3])


@pytest.mark.parametrize(("best", "first", "last"), [(0, 7, 16), (14, 16, 25), (29, 27, 36)])
def test_a_quote_of_a_passage_has_the_lines_that_it_stands_on(
    best: int, first: int, last: int
) -> None:
    one = shown("\n".join(TOLD), {best: 1.0}, first_line=7)
    expected = TOLD[first - 7 : last - 6]
    assert one.text.split("\n") == expected
    assert (one.locator.first_line, one.locator.last_line) == (first, last)
    assert one.locator.end - one.locator.start == len(one.text)


def test_where_the_file_breaks_lines_elsewhere_a_quote_has_those_of_its_passage() -> None:
    text = " ".join(TOLD)
    passage = Passage("a#1", "a", 0, len(text), "", 7, 9, 2, 0, text)
    read = [Sentence(span, 0.0, 0.0, frozenset(), None) for span in sentences(text)]
    locator = excerpt(passage, read).locator
    assert (locator.first_line, locator.last_line, locator.page) == (7, 9, 2)


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_quote_stands_in_its_file_on_the_lines_that_are_cited(
    tmp_path: Path, suffix: str
) -> None:
    text = "\n".join(
        ["The title of it", "", "A whale", "sings for", "hours.", "", *TOLD, "It eats krill."]
    )
    (tmp_path / f"a{suffix}").write_text(text + "\n", encoding="utf-8")
    library = Library.open([tmp_path], None)
    for question in ("what does a whale sing for?", "who eats krill?"):
        quote = library.ask(question).quotes[0]
        locator = quote.citation.locator
        cited = text.split("\n")[locator.first_line - 1 : locator.last_line]
        assert "\n".join(cited) == quote.text
