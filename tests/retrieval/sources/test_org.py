"""Org mode: headlines, lists, descriptions, tables and blocks, without their marks."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given

from retrieval.sources import org as loader
from tests.retrieval.sources.builders import lines, outline, read_one
from tests.retrieval.sources.slices import assert_bounded, assert_slices, loaded, soup


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Some *strong*, /light/, =code= and ~x~ +gone+", "Some strong, light, code and x gone"),
        ("snake_case and a/b and 2 * 3 * 4", "snake_case and a/b and 2 * 3 * 4"),
        (
            "[[https://a.example][the site]] and [[https://b.example]]",
            "the site and https://b.example",
        ),
        ("2^32 rows of H_{2}O and \\alpha", "2^32 rows of H₂O and α"),
        ("It fell.[fn:1]", "It fell."),
        ("# a comment\nText", "Text"),
        ("#+OPTIONS: toc:nil\nText", "Text"),
        ("one\ntwo", "one two"),
        ("#+begin_quote\nText\n#+end_quote", "Text"),
        ("#+begin_comment\nhidden\n#+end_comment\nText", "Text"),
        ("[fn:1] The note.", "The note."),
        ("[[file:a.png]]\n\nText", "Text"),
    ],
)
def test_a_paragraph_is_shown_without_its_markup(tmp_path: Path, source: str, words: str) -> None:
    assert outline(read_one(tmp_path, "a.org", source)) == [("paragraph", 0, words)]


def test_blocks_keep_their_kind_level_and_lines(tmp_path: Path) -> None:
    source = """\
        #+TITLE: Guide
        #+DATE: <2024-03-05 Tue>
        * TODO [#A] Use :tag:
        :PROPERTIES:
        :CUSTOM_ID: use
        :END:
        SCHEDULED: <2024-01-01 Mon>
        Read it.[fn:: By *hand*.]
        - one
          goes on
          1. nested
             #+begin_src sh
             # go
               now
             #+end_src
        - term :: its meaning
        | A | B |
        |---+---|
        | c | d |
        : fixed
        *May I?*

        Yes.
        ** COMMENT Hidden
        text
        *** deeper
        ** DONE Shown
        """
    parsed = read_one(tmp_path, "a.org", dedent(source))
    assert list(zip(lines(parsed), outline(parsed), strict=True)) == [
        ((3, 3), ("heading", 1, "Use")),
        ((8, 8), ("paragraph", 0, "Read it.")),
        ((9, 10), ("item", 0, "- one goes on")),
        ((11, 11), ("item", 1, "1. nested")),
        ((13, 14), ("code", 2, "# go\n  now")),
        ((16, 16), ("term", 0, "term")),
        ((16, 16), ("definition", 0, "its meaning")),
        ((17, 17), ("header", 0, "A | B")),
        ((19, 19), ("row", 0, "c | d")),
        ((20, 20), ("code", 0, "fixed")),
        ((21, 21), ("heading", 7, "May I?")),
        ((23, 23), ("paragraph", 0, "Yes.")),
        ((8, 8), ("paragraph", 0, "By hand.")),
        ((27, 27), ("heading", 2, "Shown")),
    ]
    assert (parsed.document.title, parsed.document.published) == ("Guide", "2024-03-05")
    assert {block.anchor for block in parsed.blocks} == {"use", "shown"}


@pytest.mark.parametrize(
    "unit", ["*a ", "[[a", "[fn:", "* a\n", "- a\n", "#+begin_src\n", ":a:\n", "|a", "_{"]
)
def test_no_input_takes_unreasonably_long(unit: str) -> None:
    assert_bounded(loader, "a.org", unit)


@given(
    raw=soup(
        *(
            "* ",
            "** ",
            "- ",
            "+ ",
            "1. ",
            " :: ",
            "#+begin_src\n",
            "#+end_src\n",
            "#+TITLE: ",
            ": ",
        ),
        *(
            "|",
            "|-\n",
            ":a:\n",
            ":END:\n",
            "[[a][b]]",
            "[fn:1]",
            "[fn:: ",
            "]",
            "*b*",
            "/",
            "=",
            "~",
        ),
        *("_{2}", "^2", "\\alpha", "TODO ", "COMMENT ", ":tag:", "Q: ", "A: ", "  "),
    )
)
def test_whatever_is_in_a_file_its_blocks_are_slices_in_order(raw: bytes) -> None:
    assert_slices(loaded(loader, "a.org", raw))
