"""What of a passage is shown, what of it is marked, and on which lines of its file it stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.quotes import BESIDE, LONGEST, MARK, MARKS, Excerpt, excerpt
from retrieval.library import Library
from retrieval.model import Part, Passage, Span
from retrieval.ranking.sentence_features import SENTENCE_FEATURES, ReadSentence
from retrieval.text.sentences import sentences
from tests.retrieval.strategies import TEXT

TOLD = [
    f"Sentence {number:02} says nothing that anybody would want to know." for number in range(30)
]
FAR = BESIDE + 1.0
"""How far below the best a sentence is that is marked neither with it nor by itself."""


def sentence(
    span: Span, value: float = -FAR, answer: str | None = "Zhou", *, pronoun: bool = False
) -> ReadSentence:
    """Return a sentence that tells of a question, and is worth this much."""
    evidence = [0.0] * len(SENTENCE_FEATURES)
    evidence[SENTENCE_FEATURES.index("pronoun")] = float(pronoun)
    return ReadSentence(span, 1.0, value, answer, None, tuple(evidence))


def shown(text: str, worth: Mapping[int, float], first_line: int = 1) -> Excerpt:
    """Return what is shown of a passage whose sentences are worth this much, others far less."""
    read = [sentence(span, worth.get(number, -FAR)) for number, span in enumerate(sentences(text))]
    return excerpt(passage(text, first_line), read)


def passage(text: str, first_line: int = 1) -> Passage:
    last_line = first_line + text.count("\n")
    return Passage("a#1", "a", 100, 100 + len(text), "", first_line, last_line, None, 0, text)


def marked(one: Excerpt) -> list[str]:
    return [one.text[start:end] for start, end in one.marks]


@pytest.mark.parametrize(
    ("worth", "expected"),
    [
        pytest.param({2: 0.0}, [(2, 2)], id="the best alone"),
        pytest.param({1: -FAR, 3: 0.0}, [(3, 3)], id="one far below is not"),
        pytest.param({0: -0.4, 3: 0.0}, [(3, 3), (0, 0)], id="one as telling elsewhere, too"),
        pytest.param({0: -0.6, 3: 0.0}, [(3, 3)], id="one less telling elsewhere is not"),
        pytest.param({1: 0.0, 3: 0.0}, [(1, 1), (3, 3)], id="of equals the first"),
        pytest.param({0: 0.0, 2: 0.0, 4: 0.0}, [(0, 0), (2, 2)], id="two places at most"),
        pytest.param({2: 0.0, 3: -1.0}, [(2, 3)], id="with the one after it, nearly as likely"),
        pytest.param({2: 0.0, 1: -1.0}, [(1, 2)], id="with the one before it, nearly as likely"),
        pytest.param({2: 0.0, 1: -1.5, 3: -1.0}, [(2, 3)], id="with the likelier neighbour"),
        pytest.param({2: 0.0, 3: -0.1, 4: -0.1}, [(2, 3), (4, 4)], id="what is marked once"),
    ],
)
def test_the_sentence_that_is_likeliest_is_marked_and_what_is_nearly_as_likely(
    worth: Mapping[int, float], expected: list[tuple[int, int]]
) -> None:
    found = marked(shown(" ".join(TOLD[:5]), worth))
    assert found == [" ".join(TOLD[first : last + 1]) for first, last in expected]


def test_a_sentence_that_begins_with_a_pronoun_is_marked_with_the_one_before() -> None:
    text = f"{TOLD[0]} It sings. {TOLD[2]}"
    spans = sentences(text)
    read = [sentence(spans[0]), sentence(spans[1], 0.0, pronoun=True), sentence(spans[2], -1.0)]
    assert marked(excerpt(passage(text), read)) == [f"{TOLD[0]} It sings."]


def test_a_sentence_without_a_possible_answer_is_marked_with_a_neighbour_that_has_one() -> None:
    text = " ".join(TOLD[:4])
    spans = sentences(text)
    read = [
        sentence(spans[0]),
        sentence(spans[1], 0.0, None),
        sentence(spans[2]),
        sentence(spans[3]),
    ]
    assert marked(excerpt(passage(text), read)) == [" ".join(TOLD[:2])]
    bare = [one._replace(answer=None) for one in read]
    assert marked(excerpt(passage(text), bare)) == [TOLD[1]]


@pytest.mark.parametrize(("words", "together"), [(12, True), (30, False)])
def test_two_sentences_are_marked_as_one_where_they_are_short_enough(
    words: int, together: bool
) -> None:
    one, other = f"A{' whale' * words} sings.", f"It{' never' * words} stops."
    text = f"{one} {other}"
    first, second = sentences(text)
    read = [sentence(first, -1.0), sentence(second, 0.0, pronoun=True)]
    assert marked(excerpt(passage(text), read)) == ([text] if together else [other])
    assert (len(text) <= MARK) == together


def test_what_tells_nothing_of_the_question_is_not_marked_beside_what_does() -> None:
    text = " ".join(TOLD[:4])
    read = [sentence(span) for span in sentences(text)]
    read[0] = sentence(read[0].span, 0.0)
    read[2] = sentence(read[2].span, 0.0)._replace(coverage=0.0)
    assert marked(excerpt(passage(text), read)) == [TOLD[0]]


def test_of_a_long_passage_what_is_marked_is_shown_whole() -> None:
    before = f"Go{' and' * 76} on."
    best, after = f"Swim{' and' * 35} on.", f"Fly{' and' * 35} on."
    text = " ".join([before, best, after, *TOLD])
    read = [sentence(span) for span in sentences(text)]
    read[1], read[2] = sentence(read[1].span, 0.0), sentence(read[2].span, -1.0)
    assert [len(part) for part in (before, best, after)] == [310, 148, 147]
    one = excerpt(passage(text), read)
    assert len(one.text) <= LONGEST
    assert marked(one) == [f"{best} {after}"]


@given(TEXT, st.data())
def test_marks_are_one_or_two_whole_sentences_that_stand_together(
    text: str, drawn: st.DataObject
) -> None:
    values = st.floats(-9, 9)
    answers = st.sampled_from((None, "Zhou"))
    read = [
        sentence(span, drawn.draw(values), drawn.draw(answers), pronoun=drawn.draw(st.booleans()))
        for span in sentences(text)
    ]
    one = excerpt(passage(text), read)
    shift = one.locator.start - 100
    assert text[shift : shift + len(one.text)] == one.text
    starts = {span.span[0] - shift: number for number, span in enumerate(read)}
    ends = {span.span[1] - shift: number for number, span in enumerate(read)}
    covered = [set(range(starts[start], ends[end] + 1)) for start, end in one.marks]
    assert bool(covered) == bool(read)
    assert len(covered) <= MARKS
    assert not set.intersection(*covered) or len(covered) == 1 if covered else not read
    for places, (start, end) in zip(covered, one.marks, strict=True):
        assert len(places) == 1 or (len(places) == 2 and end - start <= MARK)
    if read:
        assert max(range(len(read)), key=lambda place: read[place].value) in covered[0]


def test_a_passage_that_is_not_too_long_is_shown_whole() -> None:
    text = " ".join(TOLD[:9])
    assert shown(text, {3: 0.0}).text == text


@pytest.mark.parametrize("best", [0, 1, 14, 28, 29])
def test_of_a_long_passage_whole_sentences_around_the_best_are_shown(best: int) -> None:
    one = shown(" ".join(TOLD), {best: 0.0})
    assert len(one.text) <= LONGEST
    assert one.text.startswith("Sentence ")
    assert one.text.endswith(".")
    assert marked(one) == [TOLD[best]]
    assert one.text in " ".join(TOLD)


@pytest.mark.parametrize(
    ("best", "first", "last"), [(0, 0, 3), (1, 0, 3), (2, 0, 3), (3, 2, 5), (4, 2, 5)]
)
def test_what_a_passage_begins_with_is_shown_where_the_mark_fits_and_else_what_is_around_it(
    best: int, first: int, last: int
) -> None:
    long = [f"So{' it is' * 40} {number}." for number in range(5)]
    assert shown(" ".join(long), {best: 0.0}).text == " ".join(long[first:last])


def test_the_terms_that_a_quote_is_cut_off_from_are_told_with_it() -> None:
    terms, definition = "-q\n--quiet\n", " ".join(TOLD)
    text = terms + definition
    parts = (
        Part(0, 2, "term", 1, 1),
        Part(3, 10, "term", 2, 2),
        Part(len(terms), len(text), "definition", 3, 3),
    )
    spans = [(start + len(terms), end + len(terms)) for start, end in sentences(definition)]
    for best, label in ((2, ""), (29, "-q, --quiet")):
        read = [sentence(span, 0.0 if place == best else -FAR) for place, span in enumerate(spans)]
        one = excerpt(passage(text)._replace(parts=parts), read)
        assert one.label == label
        assert one.text.startswith("-q") == (not label)


@pytest.mark.parametrize(
    ("best", "first", "last"), [(0, 7, 22), (14, 7, 22), (20, 19, 34), (29, 21, 36)]
)
def test_a_quote_of_a_passage_has_the_lines_that_it_stands_on(
    best: int, first: int, last: int
) -> None:
    one = shown("\n".join(TOLD), {best: 0.0}, first_line=7)
    expected = TOLD[first - 7 : last - 6]
    assert one.text.split("\n") == expected
    assert (one.locator.first_line, one.locator.last_line) == (first, last)
    assert one.locator.end - one.locator.start == len(one.text)


def test_where_the_file_breaks_lines_elsewhere_a_quote_has_those_of_its_passage() -> None:
    text = " ".join(TOLD)
    wrapped = Passage("a#1", "a", 0, len(text), "", 7, 9, 2, 0, text)
    locator = excerpt(wrapped, [sentence(span) for span in sentences(text)]).locator
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
