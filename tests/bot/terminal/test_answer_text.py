"""Answers, disagreements and hits as lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal.answer_text import (
    answer_text,
    date_heading,
    date_in_words,
    disagreement_summary,
    hits_text,
    marked_lines,
    quote_numbers,
    shown_value,
)
from bot.terminal.layout import SPACES, columns, visible
from bot.terminal.streams import ASCII, DRAWN, Terminal
from retrieval.answering.chronology import DatedQuote
from retrieval.model import Answer, Disagreement, Evidence, Hit, Passage, Span, ValueReading
from retrieval.text.dates import Date, one_day, one_month, part
from tests.bot.samples import TEXT, abstained, answered, quote

PLAIN = Terminal(60)
COLOURED = Terminal(60, colour=True)
SEQUENCE = re.compile("\x1b\\[[0-9;]*m")


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    alphabet = st.sampled_from("aB ,.\n\t|-* 日本。\x1b\u202eé\u0301") | st.characters()
    text = draw(st.text(alphabet, min_size=1, max_size=200))
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    return text, tuple(zip(edges[::2], edges[1::2], strict=False))


def shown_without_space(text: str) -> str:
    return "".join(SPACES.split(visible(text)))


@given(marked_texts(), st.integers(40, 100))
def test_every_visible_character_of_a_quote_is_shown_in_order(
    marked: tuple[str, tuple[Span, ...]], width: int
) -> None:
    text, marks = marked
    shown = "".join(line for line, _ in marked_lines(text, marks, width))

    assert shown_without_space(shown) == shown_without_space(text)


@given(marked_texts(), st.integers(40, 100))
def test_just_the_marked_characters_stand_on_marked_lines(
    marked: tuple[str, tuple[Span, ...]], width: int
) -> None:
    text, marks = marked
    shown = "".join(line for line, is_marked in marked_lines(text, marks, width) if is_marked)

    expected = "".join(text[start:end] for start, end in marks)
    assert shown_without_space(shown) == shown_without_space(expected)


@given(marked_texts(), st.integers(40, 100), st.booleans())
def test_no_line_of_an_answer_is_wider_than_the_terminal(
    marked: tuple[str, tuple[Span, ...]], width: int, explained: bool
) -> None:
    text, marks = marked
    shown = quote(text, marks, title=text, also_in=(text, text), url="https://" + "x" * 200)
    for answer in (answered(shown, read_as=text), abstained(shown, reason=text)):
        for line in answer_text(answer, Terminal(width), explained=explained).split("\n"):
            assert columns(line) <= width


@given(marked_texts())
def test_colour_adds_sequences_and_changes_nothing_else(
    marked: tuple[str, tuple[Span, ...]],
) -> None:
    answer = answered(quote(*marked))

    assert SEQUENCE.sub("", answer_text(answer, COLOURED)) == answer_text(answer, PLAIN)


@given(marked_texts())
def test_no_control_of_a_source_reaches_the_terminal(marked: tuple[str, tuple[Span, ...]]) -> None:
    text, marks = marked
    answer = answered(quote(text, marks, title=text, publisher=text, doc_id=text, url=text))

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", answer_text(answer, PLAIN))


def test_the_marked_sentence_stands_on_lines_of_its_own_with_its_own_margin() -> None:
    assert answer_text(answered(), Terminal(60)).splitlines() == [
        "1  │ Chen left in May.",
        "   ┃ Lin was appointed head in June.",
        "   │ Nobody said why.",
        "   Lin takes over · The Daily · 2026-06-02",
        "   News",
        "   notes/lin.md:3",
    ]


def test_an_encoding_without_box_drawing_gets_ascii() -> None:
    assert answer_text(answered(), Terminal(60, glyphs=ASCII)).splitlines()[:4] == [
        "1  | Chen left in May.",
        "   > Lin was appointed head in June.",
        "   | Nobody said why.",
        "   Lin takes over - The Daily - 2026-06-02",
    ]


def test_a_marked_line_is_bold_where_there_is_colour() -> None:
    text = answer_text(answered(), COLOURED)

    assert "\x1b[1mLin was appointed head in June.\x1b[0m" in text
    assert "\x1b[1mChen" not in text


def test_a_question_read_otherwise_is_shown_as_it_was_read() -> None:
    assert answer_text(answered(read_as="who leads?"), PLAIN).startswith("read as: who leads?\n\n1")
    assert "read as" not in answer_text(answered(), PLAIN)


def test_an_abstention_says_so_and_sets_the_closest_passages_apart() -> None:
    answer = abstained(quote(), reason='No passage mentions "France".')

    assert answer_text(answer, PLAIN).splitlines() == [
        "Nothing in the sources answers this.",
        'No passage mentions "France".',
        "",
        "Closest, but not an answer:",
        "",
        "1  ┊ Chen left in May. Lin was appointed head in June.",
        "   ┊ Nobody said why.",
        "   Lin takes over · The Daily · 2026-06-02",
        "   News",
        "   notes/lin.md:3",
    ]
    assert answer_text(abstained(), PLAIN) == "Nothing in the sources answers this.\n"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"lines": (3, 5)}, "notes/lin.md:3-5"),
        ({"page": 12}, "notes/lin.md:3, page 12"),
        ({"doc_id": "q7", "path": "/home/me/corpus.jsonl"}, "corpus.jsonl:3 (q7)"),
        ({"publisher": None}, "Lin takes over · 2026-06-02"),
        ({"title": "", "published": None}, "The Daily"),
        ({"url": "https://example.org/lin"}, "https://example.org/lin"),
        ({"also_in": ("a.md", "b.md")}, "also in: a.md, b.md"),
    ],
)
def test_a_citation_says_who_and_where(changes: dict[str, object], line: str) -> None:
    shown = answer_text(answered(quote(**changes)), PLAIN)  # type: ignore[arg-type]  # one at a time

    assert f"   {line}\n" in shown


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("Lin takes over › In June", "In June"),
        ("LIN TAKES OVER › In June", "In June"),
        ("News › Lin takes over", "News › Lin takes over"),
        ("Lin takes over", None),
    ],
)
def test_headings_do_not_repeat_the_title_above_them(heading: str, line: str | None) -> None:
    shown = answer_text(answered(quote()._replace(heading=heading)), Terminal(60)).splitlines()

    assert shown[4:-1] == ([f"   {line}"] if line else [])


def test_a_list_and_code_keep_their_lines() -> None:
    text = "Sizes:\n- small,\n  or tiny\n- large\nand\nmore"

    assert [line for line, _ in marked_lines(text, (), 60)] == [
        "Sizes:",
        "- small,",
        "  or tiny",
        "- large and more",
    ]


def test_a_term_and_its_definition_stand_on_lines_of_their_own() -> None:
    text = "Ebb\nThe sea\ngoes out.\n\nFlow\nIt comes in.\n  - twice a day"
    breaks = tuple(map(text.index, ("The", "Flow", "It", "- twice")))

    assert [line for line, _ in marked_lines(text, (), 60, (), breaks)] == [
        "Ebb",
        "The sea goes out.",
        "Flow",
        "It comes in.",
        "  - twice a day",
    ]


def test_a_disagreement_comes_first_and_names_each_value_with_its_sources_and_quotes() -> None:
    values = (
        ValueReading("2026-03-03", ("March 3",), ("a.md", "c.md"), (1, 3)),
        ValueReading("2026-03-04", ("4 March",), ("b.md",), (2,)),
    )
    answer = Answer(
        "when?", "when?", "answered", (quote(),), disagreement=Disagreement("date", values)
    )

    assert answer_text(answer, PLAIN).splitlines()[:5] == [
        "The sources disagree on the date: 3 March 2026 (2 sources),",
        "4 March 2026 (1 source)",
        '   3 March 2026 – quotes 1, 3: "March 3"',
        '   4 March 2026 – quote 2: "4 March"',
        "",
    ]


def test_an_explanation_has_a_row_for_each_part_and_the_sum() -> None:
    assert answer_text(answered(), PLAIN, explained=True).splitlines()[-5:-2] == [
        "     1.2500  has this word of the question: lin",
        "     0.5000  place: head",
        "     1.7500  score",
    ]


def test_what_adds_or_takes_most_is_explained_first() -> None:
    parts = (Evidence("a", "", 0.25), Evidence("b", "", -2.0), Evidence("c", "", 1.0))

    text = answer_text(answered(quote(evidence=parts)), PLAIN, explained=True)

    assert re.findall(r"^ +-?\d\.\d{4}  (\w)$", text, re.MULTILINE) == ["b", "c", "a"]


@pytest.mark.parametrize("answer", [answered(), abstained(quote())])
def test_an_explanation_says_how_likely_the_first_passage_answers(answer: Answer) -> None:
    sure = answer._replace(certainty=0.8251)

    explained = answer_text(sure, PLAIN, explained=True)

    assert explained.endswith("\n\nLikelihood that the first passage answers: 0.83 of 1.\n")
    assert "Likelihood" not in answer_text(sure, PLAIN)


def test_nothing_found_is_explained_by_nothing() -> None:
    assert answer_text(abstained(), PLAIN, explained=True) == answer_text(abstained(), PLAIN)


def test_the_sample_is_what_the_tests_say_of_it() -> None:
    assert TEXT[18:49] == "Lin was appointed head in June."
    assert DRAWN.marked != DRAWN.plain


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-03-03", "3 March 2026"),
        ("2026-03", "March 2026"),
        ("2026", "2026"),
        ("0079", "79"),
        ("--03-03", "3 March"),
        ("--03", "March"),
        ("-", None),
        ("2026-13", None),
        ("1930/1939", None),
        ("4200000 usd", None),
        ("Ann Lee", None),
    ],
)
def test_a_date_is_said_as_people_say_it(value: str, said: str | None) -> None:
    assert date_in_words(value) == said


@given(st.text())
def test_any_value_is_a_date_or_none(value: str) -> None:
    assert date_in_words(value) is None or date_in_words(value)


@pytest.mark.parametrize(
    ("about", "value", "written", "shown"),
    [
        ("date", "2026-03-03", ("On Tuesday",), "3 March 2026"),
        ("date", "2026-03-01/2026-03-14", ("early March",), "early March"),
        ("number", "4200000 usd", ("$4.2 million", "4,200,000 dollars"), "$4.2 million"),
        ("answer", "yes", ("has signed the treaty",), "yes"),
        ("time", "21:00", ("9 pm",), "21:00"),
        ("name", "Swallow", (), "Swallow"),
    ],
)
def test_a_value_is_shown_as_a_source_writes_it_unless_it_is_a_date(
    about: str, value: str, written: tuple[str, ...], shown: str
) -> None:
    assert shown_value(ValueReading(value, written, ("a",), (1,)), about) == shown


def test_the_sentence_counts_sources_and_the_lines_name_quotes() -> None:
    one = ValueReading("2026-03-03", ("March 3",), ("a", "b", "c"), (1, 2))
    other = ValueReading("2025-06-09", ("June 9, 2025",), ("d",), (3,))

    assert disagreement_summary(
        Disagreement("date", (one, other)), ("3 March 2026", "9 June 2025")
    ) == ("The sources disagree on the date: 3 March 2026 (3 sources), 9 June 2025 (1 source)")
    assert [quote_numbers(one), quote_numbers(other)] == ["quotes 1, 2", "quote 3"]


def hit(rank: int, text: str, *, heading: str = "News", doc_id: str = "notes/lin.md") -> Hit:
    return Hit(
        Passage(f"{doc_id}#0b", doc_id, 0, 3, heading, 7, 9, None, 0, text), 12.5 / rank, rank
    )


def test_each_hit_has_its_rank_score_place_heading_and_beginning() -> None:
    hits = [hit(1, "Lin was\nappointed."), hit(2, "He " + "led " * 20, heading="")]

    assert hits_text(hits, Terminal(40)).splitlines() == [
        "1  12.500  notes/lin.md:7-9",
        "           News",
        "           Lin was appointed.",
        "2   6.250  notes/lin.md:7-9",
        "           He led led led led led led…",
    ]


@given(st.text(), st.integers(40, 100))
def test_no_line_of_a_hit_is_wider_than_the_terminal(text: str, width: int) -> None:
    hits = [hit(1, text, heading=text, doc_id=text), hit(1000, text)]

    assert all(columns(line) <= width for line in hits_text(hits, Terminal(width)).split("\n"))


@pytest.mark.parametrize(
    ("date", "written", "line"),
    [
        (one_day(2026, 3, 3), "On Tuesday", '3 March 2026 ("On Tuesday")'),
        (one_day(2026, 3, 3), "3 March 2026", "3 March 2026"),
        (one_day(2026, 3, 3), None, "3 March 2026 (published)"),
        (part(one_month(2026, 3), "early"), "early March", "early March"),
        (Date((1931, 1, 1), (1931, 12, 31)), "1931", "1931"),
        (one_day(0, 3, 3), "March 3", '3 March ("March 3")'),
    ],
)
def test_a_date_is_said_and_how_it_is_known(date: Date, written: str | None, line: str) -> None:
    assert date_heading(DatedQuote(date, written, quote())) == line
