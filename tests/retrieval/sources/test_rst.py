"""reStructuredText: what docutils and Sphinx make of it, and snippets read line by line."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given

from retrieval.sources import rst as loader
from retrieval.sources.rst import snippet
from tests.retrieval.sources.builders import lines, outline, read, read_one
from tests.retrieval.sources.slices import assert_bounded, assert_slices, loaded, soup

Outline = list[tuple[str, int, str]]


def blocks(folder: Path, source: str) -> Outline:
    return outline(read_one(folder, "a.rst", dedent(source)))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Some *light*, **strong** and ``x = 1``.", "Some light, strong and x = 1."),
        (
            "A `link <https://a.example>`_ and ref_.\n\n.. _ref: https://b.example",
            "A link and ref.",
        ),
        (
            ":ref:`The text <label>` of :py:func:`~pkg.run` and :meth:`!go`",
            "The text of run and go",
        ),
        (":pep:`8`, :kbd:`Ctrl+C`, :guilabel:`OK` and :unheard:`of`", "PEP 8, Ctrl+C, OK and of"),
        ("2\\ :sup:`32` rows of H\\ :sub:`2`\\ O", "2^32 rows of H₂O"),
        ("|name| is it\n\n.. |name| replace:: Quill", "Quill is it"),
        ("wrapped\nby hand", "wrapped by hand"),
        (".. note:: Mind it.", "Mind it."),
        (".. warning::\n\n   Mind it.", "Mind it."),
        (".. versionadded:: 2.1\n   It is new.", "Added in version 2.1: It is new."),
        (".. versionchanged:: 2.1", "Changed in version 2.1"),
        (".. unheard-of::\n   :option: x\n\n   Some *text*.", "Some text."),
    ],
)
def test_a_paragraph_is_shown_without_its_markup(tmp_path: Path, source: str, words: str) -> None:
    assert blocks(tmp_path, source) == [("paragraph", 0, words)]


@pytest.mark.parametrize(
    "source",
    [
        ".. toctree::\n   :maxdepth: 2\n\n   intro",
        ".. autofunction:: pkg.run\n   :noindex:",
        ".. literalinclude:: x.py",
        ".. include:: x.rst",
        ".. image:: x.png\n   :alt: logo",
        ".. contents::",
        ".. currentmodule:: pkg",
        ".. raw:: html\n\n   <b>x</b>",
        ".. a comment",
        ".. _target:",
        ":orphan:",
    ],
)
def test_what_says_nothing_to_a_reader_is_left_out(tmp_path: Path, source: str) -> None:
    assert blocks(tmp_path, f"{source}\n\nText.") == [("paragraph", 0, "Text.")]


def test_blocks_keep_their_kind_level_and_lines(tmp_path: Path) -> None:
    source = """\
        =====
        Guide
        =====

        Read it::

            $ go
              now

        - one
          goes on

          more of it

          1. nested
        - two

        Term : what it is
            Meaning.

            More.

        :field: its body
        -x, --long  An option.

        Sub
        ---

        ===  ===
        A    B
        ===  ===
        1    2
        ===  ===

        .. code-block:: sh
           :caption: X

           # code

        .. [1] A note.
        """
    parsed = read_one(tmp_path, "a.rst", dedent(source))
    assert list(zip(lines(parsed), outline(parsed), strict=True)) == [
        ((2, 2), ("heading", 1, "Guide")),
        ((5, 5), ("paragraph", 0, "Read it:")),
        ((7, 8), ("code", 0, "$ go\n  now")),
        ((10, 11), ("item", 0, "- one goes on")),
        ((13, 13), ("paragraph", 1, "more of it")),
        ((15, 15), ("item", 1, "1. nested")),
        ((16, 16), ("item", 0, "- two")),
        ((18, 18), ("term", 0, "Term : what it is")),
        ((19, 19), ("definition", 0, "Meaning.")),
        ((21, 21), ("paragraph", 1, "More.")),
        ((23, 23), ("term", 0, "field")),
        ((23, 23), ("definition", 0, "its body")),
        ((24, 24), ("term", 0, "-x, --long")),
        ((24, 24), ("definition", 0, "An option.")),
        ((26, 26), ("heading", 2, "Sub")),
        ((30, 30), ("header", 0, "A | B")),
        ((32, 32), ("row", 0, "1 | 2")),
        ((38, 38), ("code", 0, "# code")),
        ((40, 40), ("paragraph", 0, "A note.")),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            ".. py:function:: run(a)\n                 run(b)\n\n   Runs.\n\n   :param int a: how",
            [
                ("term", 0, "run(a)"),
                ("term", 0, "run(b)"),
                ("definition", 0, "Runs."),
                ("term", 1, "int a"),
                ("definition", 1, "how"),
            ],
        ),
        (
            ".. option:: --fast\n\n   Goes fast.\n\n.. envvar:: HOME\n\n   The home.",
            [
                ("term", 0, "--fast"),
                ("definition", 0, "Goes fast."),
                ("term", 0, "HOME"),
                ("definition", 0, "The home."),
            ],
        ),
        (
            ".. autoclass:: Tool\n\n   For example:",
            [("term", 0, "Tool"), ("definition", 0, "For example:")],
        ),
    ],
)
def test_a_described_object_is_a_term_with_its_definition(
    tmp_path: Path, source: str, expected: Outline
) -> None:
    assert blocks(tmp_path, source) == expected


@pytest.mark.parametrize(
    ("source", "heading"),
    [
        ("**May I?**\n\nYes.", "May I?"),
        ("Q: May I?\n\nYes.", "Q: May I?"),
        ("Q: May I?\nYes.", "Q: May I?"),
        (".. rubric:: On cars\n\nYes.", "On cars"),
    ],
)
def test_what_serves_as_a_heading_is_one(tmp_path: Path, source: str, heading: str) -> None:
    assert blocks(tmp_path, source) == [("heading", 7, heading), ("paragraph", 0, "Yes.")]


def test_headings_have_anchors(tmp_path: Path) -> None:
    source = ".. _start:\n\nTop Part\n========\n\nText.\n\nSub\n---\n"
    assert [block.anchor for block in read_one(tmp_path, "a.rst", source).blocks] == [
        *("start", "start", "sub")
    ]


@pytest.mark.parametrize(
    ("source", "title", "published"),
    [
        ("Guide\n=====\n\n:Date: 2024-03-05\n\nText", "Guide", "2024-03-05"),
        ("---\ntitle: Stated\n---\n\nGuide\n=====", "Stated", None),
        ("Text", "a", None),
    ],
)
def test_title_and_date(tmp_path: Path, source: str, title: str, published: str | None) -> None:
    document = read_one(tmp_path, "a.rst", source).document
    assert (document.title, document.published) == (title, published)


def test_what_docutils_cannot_take_is_read_line_by_line(tmp_path: Path) -> None:
    reports: list[str] = []
    source = "".join(f"{'  ' * depth}a\n\n" for depth in range(400))
    (parsed,) = read(tmp_path, "a.rst", source, report=reports.append)
    assert parsed.blocks
    assert len(reports) == 1


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "Some ``x`` of *it*::\n\n    # code\n",
            [("paragraph", 0, "Some x of it:"), ("code", 0, "# code")],
        ),
        ("- one\n- two", [("item", 0, "- one"), ("item", 0, "- two")]),
        ("* .. note:: Mind it", [("paragraph", 0, "Mind it")]),
        (".. note::\n\n    Mind *it*.", [("paragraph", 0, "Mind it.")]),
        (
            ".. option:: -x\n\n    An x.\n\n    More.",
            [("term", 0, "-x"), ("definition", 0, "An x."), ("paragraph", 1, "More.")],
        ),
        (".. autofunction:: run", []),
        (".. a comment", []),
    ],
)
def test_a_snippet_is_read_without_docutils(source: str, expected: Outline) -> None:
    found = [
        (kind, level, "\n".join(texts).strip("\n"))
        for _, texts, kind, level in snippet(source.split("\n"))
        if any(texts)
    ]
    assert found == expected


@pytest.mark.parametrize(
    "unit",
    ["*a ", "`a ", "|a ", "- a\n", "a\n=\n", ".. a::\n\n", "+-", "= ", "  ", "[1]_ ", "a\n b\n"],
)
def test_no_input_takes_unreasonably_long(unit: str) -> None:
    assert_bounded(loader, "a.rst", unit)


@given(
    raw=soup(
        *(
            "====\n",
            "----\n",
            "* ",
            "- ",
            "1. ",
            "::\n\n",
            "    ",
            ".. ",
            ".. note::",
            ".. toctree::\n",
        ),
        *(
            ".. code::\n\n",
            "`a`_",
            "``",
            "*",
            "**",
            "|a|",
            ":a:",
            ":ref:`a`",
            "_a:",
            "[1]_",
            ".. [1] ",
        ),
        *(
            "+--+\n",
            "| a|\n",
            "==  ==\n",
            "a  b\n",
            "-x  y\n",
            ">>> ",
            "\\",
            "__ ",
            ".. |a| replace:: ",
        ),
    )
)
def test_whatever_is_in_a_file_its_blocks_are_slices_in_order(raw: bytes) -> None:
    assert_slices(loaded(loader, "a.rst", raw))
