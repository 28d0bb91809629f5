"""Plain text: its paragraphs and items, its title and date, its lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from retrieval.sources import text as loader
from tests.retrieval.sources.builders import lines, outline, read_one, shown
from tests.retrieval.sources.slices import assert_bounded, assert_slices, loaded, soup

LONG = "A line that nobody wrapped goes on well past the width of any page. " * 3


def test_blank_lines_separate_paragraphs(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "a.txt", "one\n\n  two  \n \t \n\n\nthree\n")
    assert shown(parsed) == ["one", "two", "three"]
    assert lines(parsed) == [(1, 1), (3, 3), (7, 7)]
    assert parsed.document.text == "one\n\n  two  \n \t \n\n\nthree\n"


def test_lines_wrapped_by_hand_are_one_paragraph(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "a.txt", "It was wrapped\nby hand at\na narrow width.\n\nNext.")
    assert shown(parsed) == ["It was wrapped\nby hand at\na narrow width.", "Next."]
    assert lines(parsed) == [(1, 3), (5, 5)]


def test_where_lines_are_not_wrapped_every_line_is_a_paragraph(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "a.txt", f"Title\n{LONG}\nNeutral\n{LONG}")
    assert shown(parsed) == ["Title", LONG.strip(), "Neutral", LONG.strip()]
    assert lines(parsed) == [(1, 1), (2, 2), (3, 3), (4, 4)]


@pytest.mark.parametrize("marker", ["-", "*", "•", "–", "1.", "1)", "(a)", "a)"])
def test_a_marker_starts_an_item(tmp_path: Path, marker: str) -> None:
    parsed = read_one(tmp_path, "a.txt", f"Lead:\n{marker} one\n  goes on\n{marker} two")
    assert outline(parsed) == [
        ("paragraph", 0, "Lead:"),
        ("item", 0, f"{marker} one\n  goes on"),
        ("item", 0, f"{marker} two"),
    ]


def test_an_indented_list_keeps_its_levels(tmp_path: Path) -> None:
    text = "  • one\n      - deeper\n        more\n      - also\n  • two"
    assert [
        (level, words.split()[1]) for _, level, words in outline(read_one(tmp_path, "a.txt", text))
    ] == [
        (0, "one"),
        (1, "deeper"),
        (1, "also"),
        (0, "two"),
    ]


@pytest.mark.parametrize("line", ["12. That was", "b) That was", "1914 was", "-5 degrees", "-- he"])
def test_a_wrapped_sentence_is_not_taken_for_a_list(tmp_path: Path, line: str) -> None:
    parsed = read_one(tmp_path, "a.txt", f"It happened in part\n{line} the end.")
    assert [kind for kind, _, _ in outline(parsed)] == ["paragraph"]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Scope\n=====\nBody of it.", ("heading", 1, "Scope")),
        ("Scope\n-----\nBody of it.", ("heading", 2, "Scope")),
        ("=====\nScope\n=====\n\nBody of it.", ("heading", 1, "Scope")),
        ("2.1 Scope\n\nBody of it.", ("heading", 2, "2.1 Scope")),
        ("Chapter IV\n\nBody of it.", ("heading", 1, "Chapter IV")),
        ("第一章 总则\n\nBody of it.", ("heading", 1, "第一章 总则")),
        ("Appendix B: Tables\n\nBody of it.", ("heading", 1, "Appendix B: Tables")),
    ],
)
def test_an_unmistakable_heading_is_marked(
    tmp_path: Path, text: str, heading: tuple[str, int, str]
) -> None:
    assert outline(read_one(tmp_path, "a.txt", text)) == [heading, ("paragraph", 0, "Body of it.")]


@pytest.mark.parametrize(
    "text", ["Section 2 applies to everyone", "3.5 million people", "A short line", "LOUD WORDS"]
)
def test_any_other_short_line_is_a_paragraph(tmp_path: Path, text: str) -> None:
    parsed = read_one(tmp_path, "a.txt", f"{text}\n\nBody of it.")
    assert [kind for kind, _, _ in outline(parsed)] == ["paragraph", "paragraph"]


def test_a_rule_separates_and_is_no_text(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "a.txt", "one two three\n\n* * *\n\nfour\n----------\n\n_____\n")
    assert outline(parsed) == [("paragraph", 0, "one two three"), ("heading", 2, "four")]


@pytest.mark.parametrize("separator", ["\f", "\u2028", "\x85", "\v"])
def test_only_a_newline_ends_a_line(tmp_path: Path, separator: str) -> None:
    parsed = read_one(tmp_path, "a.txt", f"one{separator}two\n\nthree")
    assert shown(parsed) == [f"one{separator}two", "three"]
    assert lines(parsed) == [(1, 1), (3, 3)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_lines_are_the_same_however_the_file_is_written(
    tmp_path: Path, newline: str, encoding: str
) -> None:
    raw = newline.join(["Ein Märchen", "", "zweite Zeile,", "dritte."]).encode(encoding)
    parsed = read_one(tmp_path, "a.txt", raw)
    assert parsed.document.text == "Ein Märchen\n\nzweite Zeile,\ndritte."
    assert lines(parsed) == [(1, 1), (3, 4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Run:\n\n    $ go --now\n    # then\n",
            [("paragraph", 0, "Run:"), ("code", 0, "    $ go --now\n    # then")],
        ),
        (
            "Run this\n$ go --now\ndone",
            [("paragraph", 0, "Run this"), ("code", 0, "$ go --now\ndone")],
        ),
        ("```sh\n# go\n\nnow\n```\nAfter", [("code", 0, "# go\n\nnow"), ("paragraph", 0, "After")]),
        (
            "1. Run:\n\n       go(1);\n\n   More.",
            [("item", 0, "1. Run:"), ("code", 1, "       go(1);"), ("paragraph", 1, "More.")],
        ),
        (
            "Said he:\n\n    It was a long time ago that\n    it fell into the sea.",
            [
                ("paragraph", 0, "Said he:"),
                ("paragraph", 0, "It was a long time ago that\n    it fell into the sea."),
            ],
        ),
    ],
)
def test_what_is_set_in_and_looks_like_code_is_code(
    tmp_path: Path, text: str, expected: list[tuple[str, int, str]]
) -> None:
    (parsed,) = loaded(loader, "a.txt", text.encode())
    assert outline(parsed) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "  -x, --long   Goes on\n               and on.\n  -q           Quiet.",
            ["-x, --long", "Goes on\n               and on.", "-q", "Quiet."],
        ),
        ("  --verbose\n        Says more.", ["--verbose", "Says more."]),
        ("-a\tAll\n-b\tBoth", ["-a", "All", "-b", "Both"]),
        (
            "  init    Begin\n  run     Go\n          on",
            ["init", "Begin", "run", "Go\n          on"],
        ),
    ],
)
def test_options_are_terms_with_their_definitions(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    found = outline(read_one(tmp_path, "a.txt", text))
    assert [words for _, _, words in found] == expected
    assert [kind for kind, _, _ in found] == ["term", "definition"] * (len(expected) // 2)


def test_options_may_follow_their_lead_in_at_once(tmp_path: Path) -> None:
    found = outline(read_one(tmp_path, "a.txt", "Options:\n  -x  One\n  -y  Two"))
    assert [kind for kind, _, _ in found] == ["paragraph", *["term", "definition"] * 2]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ('sku,name,price\nA-1,blue,24.90\nA-2,"red, big",26', "header row row"),
        ("a\tb\n1\t2", "header row"),
        ("| a | b | c |\n+---+---+---+\n| 1 | 2 | 3 |", "header row"),
        ("Ann, Bob, and Lin went\nto sea, to land, to bed", "paragraph"),
        ("a,b\nc,d", "paragraph"),
    ],
)
def test_separated_cells_are_rows_left_as_they_are(tmp_path: Path, text: str, kinds: str) -> None:
    parsed = read_one(tmp_path, "a.txt", text)
    assert [kind for kind, _, _ in outline(parsed)] == kinds.split()
    assert parsed.document.text == text


def test_a_question_is_the_heading_of_its_answer(tmp_path: Path) -> None:
    assert outline(read_one(tmp_path, "a.txt", "Q: Why?\nA: So.\nQ. How\nso?\nA. Thus.")) == [
        ("heading", 7, "Q: Why?"),
        ("paragraph", 0, "A: So."),
        ("heading", 7, "Q. How\nso?"),
        ("paragraph", 0, "A. Thus."),
    ]


@pytest.mark.parametrize(
    ("text", "shown_text"),
    [
        ("minis\u00adtry", "ministry"),
        ("The minis\u00ad\ntry paid", "The ministry\npaid"),
        ("The coun\u2010\ncil met", "The council\nmet"),
        ("A well\u2010known, well\u2010\nknown man", "A well\u2010known, well\u2010known\nman"),
        ("The coun\u00ad\ncil\nmet", "The \ncouncil\nmet"),
        ("li\u200bbrary", "library"),
        ("drive\u2010in", "drive\u2010in"),
    ],
)
def test_broken_words_are_whole_on_lines_that_stay(
    tmp_path: Path, text: str, shown_text: str
) -> None:
    assert read_one(tmp_path, "a.txt", text).document.text == shown_text


@pytest.mark.parametrize(
    "text",
    [
        "公司的年假是十五天。",
        "متى تغلق المكتبة؟ الساعة التاسعة.",
        "ค่าปรับวันละห้าบาท",
        "הספרייה נסגרת בשעה תשע.",
    ],
)
def test_any_script_is_a_paragraph(tmp_path: Path, text: str) -> None:
    assert outline(read_one(tmp_path, "a.txt", f"{text}\n{text}\n\n{text}")) == [
        ("paragraph", 0, f"{text}\n{text}"),
        ("paragraph", 0, text),
    ]


def test_restructuredtext_is_read_as_such(tmp_path: Path) -> None:
    text = "Guide\n=====\n\n.. note:: Mind ``it``.\n"
    assert outline(read_one(tmp_path, "a.txt", text)) == [
        ("heading", 1, "Guide"),
        ("paragraph", 0, "Mind it."),
    ]


class TestTitle:
    """The first line is the title if it stands like one."""

    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("Lin steps down\n\nBody.", "Lin steps down"),
            ("\n\n  Lin steps down\n\nBody.", "Lin steps down"),
            (f"Lin steps down\n{LONG}", "Lin steps down"),
            (f"Who replaced Lin?\nBy Ann\n\n{LONG}", "Who replaced Lin?"),
            ("Lin steps down\n==============\nBody.", "Lin steps down"),
            ("Date: 4 March 2026\nLin steps down\n\nBody.", "Lin steps down"),
        ],
    )
    def test_a_line_above_the_rest_is_the_title(
        self, tmp_path: Path, text: str, title: str
    ) -> None:
        assert read_one(tmp_path, "a_file.txt", text).document.title == title

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Only one line",
            "Lin stepped down today.\n\nBody.",
            "The first line of a paragraph that somebody\nwrapped by hand at some width or\nother.",
            "• an item\n\nBody.",
            f"{LONG}\n\nBody.",
        ],
    )
    def test_otherwise_the_file_name_is(self, tmp_path: Path, text: str) -> None:
        assert read_one(tmp_path, "a_file.txt", text).document.title == "a file"


class TestDate:
    """A date is taken from the very top, and only when it says that it is one."""

    def test_a_date_before_the_first_words_is_no_part_of_the_paragraph(
        self, tmp_path: Path
    ) -> None:
        parsed = read_one(tmp_path, "a.txt", " date 2026-03-04 Junyang Lin left.\n\nMore.")
        assert parsed.document.published == "2026-03-04"
        assert shown(parsed) == ["Junyang Lin left.", "More."]
        assert parsed.document.text.startswith(" date 2026-03-04 Junyang")

    @pytest.mark.parametrize(
        "line", ["Date: 4 March 2026", "Published: March 4, 2026", "DATE : 2026-03-04"]
    )
    def test_a_labelled_line_at_the_top_is_the_date(self, tmp_path: Path, line: str) -> None:
        parsed = read_one(tmp_path, "a.txt", f"Title\n{line}\n\nBody of it.")
        assert parsed.document.published == "2026-03-04"
        assert shown(parsed) == ["Title", "Body of it."]
        assert lines(parsed) == [(1, 1), (4, 4)]

    @pytest.mark.parametrize(
        "text",
        [
            "On 2026-03-04 Lin left.",
            "date 2026-13-04 Lin left.",
            "Date: to be announced\n\nBody.",
            "a\n\nb\n\nc\n\nd\n\ne\n\nDate: 4 March 2026",
            "update 2026-03-04 of it",
        ],
    )
    def test_any_other_date_is_text(self, tmp_path: Path, text: str) -> None:
        parsed = read_one(tmp_path, "a.txt", text)
        assert parsed.document.published is None
        assert "".join(shown(parsed)).replace("\n", "") == text.replace("\n", "")


@pytest.mark.parametrize(
    "unit",
    [
        "a\n\n",
        "Q: a?\n",
        "-x  a\n",
        "a,b,c\n",
        "```\n",
        "a\u2010\nb ",
        "- a\n",
        "a:\n  -x  b\n",
        " ",
    ],
)
def test_no_input_takes_unreasonably_long(unit: str) -> None:
    assert_bounded(loader, "a.txt", unit)


@given(
    raw=soup(
        *(
            "- ",
            "1. ",
            "(a) ",
            "====",
            "----\n",
            "    ",
            "\t",
            "$ ls\n",
            "-x  ",
            "--long",
            "a,b,c\n",
            "|",
        ),
        *(
            "```\n",
            "Q: ",
            "A: ",
            "?",
            ":\n",
            "x" * 130,
            "\v",
            "\u00ad\n",
            "\u2010\n",
            ".. a:: b\n",
            "\b",
        ),
        *("A(1)  x  A(1)\n", "第一章", "2.1 Scope", "Date: 4 March 2026\n"),
    )
)
def test_whatever_is_in_a_file_its_blocks_are_slices_in_order(raw: bytes) -> None:
    assert_slices(loaded(loader, "a.txt", raw))
