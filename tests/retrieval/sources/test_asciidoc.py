"""AsciiDoc: sections, lists, entries, tables and blocks, without their marks."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given

from retrieval.sources import asciidoc as loader
from tests.retrieval.sources.builders import lines, outline, read_one
from tests.retrieval.sources.slices import assert_bounded, assert_slices, loaded, soup

Outline = list[tuple[str, int, str]]


def blocks(folder: Path, source: str) -> Outline:
    return outline(read_one(folder, "a.adoc", source))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "Some *strong*, _light_ and `x = 1` #marked# text",
            "Some strong, light and x = 1 marked text",
        ),
        ("un**con**strained __t__ext", "unconstrained text"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("See https://a.example[the site] and link:b.html[B^].", "See the site and B."),
        ("See <<part,that part>> and xref:c.adoc[C].", "See that part and C."),
        ("2^32^ rows of H~2~O", "2^32 rows of H₂O"),
        (":temp: 1240\n\nIt is {temp} or {unknown}", "It is 1240 or {unknown}"),
        ("Press kbd:[Ctrl+C] in menu:File[Save > As]", "Press Ctrl+C in File > Save > As"),
        ("See linkgit:git-add[1] ((of)) it(((hidden)))", "See git-add(1) of it"),
        ("`+lit*eral*+` and \\*kept*", "lit*eral* and *kept*"),
        ('"`quoted`" &amp; &#167;', "“quoted” & §"),
        ("NOTE: Mind it.", "Mind it."),
        ("[WARNING]\n====\nMind it.\n====", "Mind it."),
        ("one\ntwo", "one two"),
        ("one +\ntwo", "one\ntwo"),
        ("// a comment\nText", "Text"),
        ("////\nhidden\n////\nText", "Text"),
        ("include::other.adoc[]\nimage::a.png[A]\nText", "Text"),
        ("ifdef::x[]\nText\nendif::[]", "Text"),
        ("++++\n<b>raw</b>\n++++\n\nText", "Text"),
        ("____\nText\n____", "Text"),
    ],
)
def test_a_paragraph_is_shown_without_its_markup(tmp_path: Path, source: str, words: str) -> None:
    assert blocks(tmp_path, source) == [("paragraph", 0, words)]


def test_blocks_keep_their_kind_level_and_lines(tmp_path: Path) -> None:
    source = """\
        = Guide
        Ann Potter <ann@a.example>
        v1.2, 2024-03-05
        :toc:

        == Use

        . Run:
        +
        [source,sh]
        ----
        # go <1>
          now
        ----
        <1> Goes.
        . Stop.
        .. Wait
        * point

        == Options

        -x::
        --long::
        \tAn option.
        +
        More.

        |===
        |A |B

        |c
        |d
        |===

          literal
            text

        Old style
        ---------
        It fell.footnote:[A *note*.] Yes.
        """
    parsed = read_one(tmp_path, "a.adoc", dedent(source))
    assert list(zip(lines(parsed), outline(parsed), strict=True)) == [
        ((1, 1), ("heading", 1, "Guide")),
        ((6, 6), ("heading", 2, "Use")),
        ((8, 8), ("item", 0, "1. Run:")),
        ((12, 13), ("code", 1, "# go\n  now")),
        ((15, 15), ("item", 1, "1. Goes.")),
        ((16, 16), ("item", 0, "2. Stop.")),
        ((17, 17), ("item", 1, "1. Wait")),
        ((18, 18), ("item", 2, "- point")),
        ((20, 20), ("heading", 2, "Options")),
        ((22, 22), ("term", 0, "-x")),
        ((23, 23), ("term", 0, "--long")),
        ((24, 24), ("definition", 0, "An option.")),
        ((26, 26), ("paragraph", 1, "More.")),
        ((29, 29), ("header", 0, "A | B")),
        ((31, 31), ("row", 0, "c | d")),
        ((35, 36), ("code", 0, "literal\n  text")),
        ((38, 38), ("heading", 2, "Old style")),
        ((40, 40), ("paragraph", 0, "It fell. Yes.")),
        ((40, 40), ("paragraph", 0, "A note.")),
    ]
    document = parsed.document
    assert (document.title, document.published) == ("Guide", "2024-03-05")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            '[cols="1,2",options="header"]\n|===\n|A\n|B\n|c |d\n|===',
            [("header", 0, "A | B"), ("row", 0, "c | d")],
        ),
        ("|===\n|a |b\n|c |d\n|===", [("row", 0, "a | b"), ("row", 0, "c | d")]),
        (
            '[%header,format=csv]\n|===\nA,B\n1,"2, 3"\n|===',
            [("header", 0, "A | B"), ("row", 0, "1 | 2, 3")],
        ),
        ("|===\n2*|a\nm|c |d\n|===", [("row", 0, "a | a"), ("row", 0, "c | d")]),
    ],
)
def test_tables(tmp_path: Path, source: str, expected: Outline) -> None:
    assert blocks(tmp_path, source) == expected


@pytest.mark.parametrize("source", ["*May I?*\n\nYes.", "Q: May I?\n\nYes.", "Q: May I?\nYes."])
def test_what_serves_as_a_heading_is_one(tmp_path: Path, source: str) -> None:
    (kind, level, words), answer = blocks(tmp_path, source)
    assert (kind, level, words.removeprefix("Q: ")) == ("heading", 7, "May I?")
    assert answer == ("paragraph", 0, "Yes.")


@pytest.mark.parametrize(
    ("source", "anchors"),
    [
        ("== The Part\n\ntext", ["_the_part", "_the_part"]),
        ("[[own]]\n== Part", ["own"]),
        ("[#own]\n== Part", ["own"]),
        ("== Part\n\n[[here]]\ntext", ["_part", "here"]),
    ],
)
def test_anchors(tmp_path: Path, source: str, anchors: list[str]) -> None:
    assert [block.anchor for block in read_one(tmp_path, "a.adoc", source).blocks] == anchors


@pytest.mark.parametrize(
    "unit",
    [
        "*a ",
        "`a",
        "[[",
        "<<a",
        "a:b[",
        "footnote:[",
        "{a",
        "|a",
        "|===\n",
        "====\n",
        "a::\n",
        "* a\n",
    ],
)
def test_no_input_takes_unreasonably_long(unit: str) -> None:
    assert_bounded(loader, "a.adoc", unit)


@given(
    raw=soup(
        *(
            "= ",
            "== ",
            "====\n",
            "----\n",
            "....\n",
            "****\n",
            "____\n",
            "--\n",
            "|===\n",
            "|a",
            "+\n",
        ),
        *(
            "* ",
            "** ",
            ". ",
            "a:: ",
            "::",
            "[source]\n",
            "[[a]]",
            "[#a]\n",
            ".T\n",
            "//",
            ":a: b\n",
        ),
        *(
            "{a}",
            "*b*",
            "_",
            "`",
            "+",
            "#",
            "<<a,b>>",
            "link:a[b]",
            "footnote:[x]",
            "NOTE: ",
            "  a\n",
        ),
    )
)
def test_whatever_is_in_a_file_its_blocks_are_slices_in_order(raw: bytes) -> None:
    assert_slices(loaded(loader, "a.adoc", raw))
