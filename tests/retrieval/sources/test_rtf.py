"""Rich Text: paragraphs by style, characters in their code pages, tables and notes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from retrieval.errors import UnreadableFile
from retrieval.sources import rtf as loader
from tests.retrieval.sources.builders import outline, read, read_one, shown
from tests.retrieval.sources.slices import assert_bounded, assert_slices, loaded, soup


def rtf(body: str) -> str:
    return "{\\rtf1\\ansi\\ansicpg1252 " + body + "}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"The \b kiln\b0  is {\i hot}.", "The kiln is hot."),
        ("one\nword \\~and\\_more\\-", "oneword  and-more"),
        (r"a\line b\tab c", "a\nb\tc"),
        (r"\{braces\} and \\", "{braces} and \\"),
        (r"caf\'e9 \endash  \lquote x\rquote", "café – ‘x’"),
        (r"\u28450?\u-10179?\u-8704?", "漢😀"),
        (r"\uc2 \u233 xx\uc0 \u233", "éé"),
        (r"{\fonttbl{\f1\fcharset204 Arial;}}\f1 \'ea\'ee\'f2", "кот"),
        (r"{\fonttbl{\f1\fcharset128 MS Gothic;}}\f1 \'8a\'bf", "漢"),
        (r"2{\super 32} of H{\sub 2}O", "2^32 of H₂O"),
        (r"seen{\v unseen}{\deleted gone}", "seen"),
        (r"{\*\generator x;}{\info{\author Lin}}{\pict 00ff}said", "said"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt linked}}", "linked"),
        (r"{\*\unknown x}\bin3 ab}said", "said"),
    ],
)
def test_the_text_is_what_a_reader_sees(tmp_path: Path, body: str, text: str) -> None:
    assert shown(read_one(tmp_path, "a.rtf", rtf(body))) == [text]


def test_paragraphs_are_what_their_style_says(tmp_path: Path) -> None:
    body = (
        r"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}{\s7 Source Code;}{\*\cs2 heading 2;}}"
        r"{\info{\title The Kiln}}\pard\s1 Use\par\pard Hot.\par\pard\outlinelevel1 Care\par"
        r"\pard\s7 make\par   all\par\pard{\listtext 1.\tab}\ls1\ilvl0 open\par"
        r"{\listtext \'b7\tab}\ls1\ilvl1 close\par\pard{\bkmkstart here} End.\par"
    )
    parsed = read_one(tmp_path, "a.rtf", rtf(body))
    assert outline(parsed) == [
        ("heading", 1, "Use"),
        ("paragraph", 0, "Hot."),
        ("heading", 2, "Care"),
        ("code", 0, "make\n  all"),
        ("item", 0, "1. open"),
        ("item", 1, "- close"),
        ("paragraph", 0, "End."),
    ]
    assert parsed.document.title == "The Kiln"
    assert [block.first_line for block in parsed.blocks] == [1, 2, 3, 4, 6, 7, 8]


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    body = (
        r"\trowd\pard\intbl pot\cell size\cell\row"
        r"\trowd\pard\intbl jug\par big\cell 2\cell\row"
    )
    assert outline(read_one(tmp_path, "a.rtf", rtf(rf"Before.\par{body}\pard After.\par"))) == [
        ("paragraph", 0, "Before."),
        ("header", 0, "pot | size"),
        ("row", 0, "jug big | 2"),
        ("paragraph", 0, "After."),
    ]


def test_notes_and_boxes_follow_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    body = (
        r"{\header Call 5550.\par}{\footer Page 3\par}It is hot.{\*\footnote At 900.}"
        r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt Boxed.\par}}}\par It cools.\par"
    )
    assert shown(read_one(tmp_path, "a.rtf", rtf(body))) == [
        "Call 5550.",
        "It is hot.",
        "At 900.",
        "Boxed.",
        "It cools.",
    ]


@pytest.mark.parametrize("raw", [b"", b"plain text", b"{\\rt"])
def test_what_is_no_rich_text_is_refused(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^not a readable RTF file"):
        read(tmp_path, "a.rtf", raw)


def test_groups_in_groups_without_end_are_refused() -> None:
    assert loaded(loader, "a.rtf", b"{\\rtf1" + b"{" * 10_000) == []


PIECES = (
    *("{", "}", "\\", "\\par ", "\\cell ", "\\row ", "\\trowd ", "\\intbl ", "\\u233 ?", "\\'e9"),
    *("{\\stylesheet{\\s1 heading 1;}}", "\\s1 ", "{\\*\\footnote x}", "\\bin9 ", "\\uc0 "),
    *("{\\fonttbl{\\f1\\fcharset128 x;}}", "\\f1 ", "{\\listtext 1.}", "\\u-10179 ", "\\ls1 "),
)


@given(raw=soup(*PIECES))
def test_any_file_is_read_or_refused(raw: bytes) -> None:
    assert_slices(loaded(loader, "a.rtf", b"{\\rtf1 " + raw))


UNITS = ("{}", "\\b", "\\u-3 ?", "\\'e9", "\\par x", "\\cell\\row", "{\\footnote x}")


@pytest.mark.parametrize("unit", UNITS)
def test_no_file_takes_long(unit: str) -> None:
    assert_bounded(loader, "a.rtf", "{\\rtf1" + unit * 1000, 60_000)
