"""Manual pages: the source of man and mdoc pages, and pages formatted for a terminal."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given

from retrieval.model import ParsedDocument
from retrieval.sources import man as loader
from retrieval.sources import text as plain_loader
from retrieval.sources.man_macros import arguments, plain
from tests.retrieval.sources.builders import lines, outline, read, read_one
from tests.retrieval.sources.slices import assert_bounded, assert_slices, loaded, soup

Outline = list[tuple[str, int, str]]


def page(folder: Path, source: str) -> ParsedDocument:
    return read_one(folder, "a.1", dedent(source))


def body(folder: Path, source: str) -> Outline:
    """The blocks of a man page below its title and one heading."""
    return outline(page(folder, ".TH A 1\n.SH B\n" + dedent(source)))[1:]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"\fB\-x\fR and \f(CWcode\fP \f[B]b\f[]", "-x and code b"),
        (r"a\ b\~c\&d\|e \e \\ \.", "a b cde \\ \\ ."),
        (r"\(em \(lq\(rq \(bu \[co] \(aq \[u20AC] \N'65'", "— “” • © ' € A"),
        (r"\*(lqx\*(rq \s-1SMALL\s0 \h'1i'x \v'2'y", "“x” SMALL x y"),
        (r"2\u32\d rows, caf\('e", "2^32 rows, café"),
        (r"x\" a comment", 'x" a comment'),
    ],
)
def test_escapes_are_resolved(written: str, shown: str) -> None:
    assert plain(written) == shown


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("a b", ["a", "b"]),
        ('"a b" c', ["a b", "c"]),
        ('"say ""x""" d', ['say "x"', "d"]),
        (r"a\ b c", [r"a\ b", "c"]),
        ("", []),
    ],
)
def test_arguments(written: str, words: list[str]) -> None:
    assert arguments(written) == words


class TestMan:
    """The man macros."""

    def test_blocks_keep_their_kind_level_and_lines(self, tmp_path: Path) -> None:
        parsed = page(
            tmp_path,
            r"""
            .\" a comment
            .TH KILN 1 "2024-03-05" "Pots"
            .SH NAME
            kiln \- fire pots
            .SH OPTIONS
            .TP
            .B \-t
            Set the
            temperature.
            .IP
            More of it.
            .RS
            .TP
            .I deep
            Deeper.
            .RE
            .TP
            .B \-a
            .TQ
            .B \-\-all
            All.
            .PP
            To run:
            .nf
            # kiln
              \-t 5
            .fi
            .IP \(bu 2
            A point.
            .IP 1. 4
            A step.
            .SS Sub
            Text.
            """,
        )
        assert list(zip(lines(parsed), outline(parsed), strict=True)) == [
            ((4, 4), ("heading", 1, "NAME")),
            ((5, 5), ("paragraph", 0, "kiln - fire pots")),
            ((6, 6), ("heading", 1, "OPTIONS")),
            ((8, 8), ("term", 0, "-t")),
            ((9, 10), ("definition", 0, "Set the temperature.")),
            ((12, 12), ("paragraph", 1, "More of it.")),
            ((15, 15), ("term", 1, "deep")),
            ((16, 16), ("definition", 1, "Deeper.")),
            ((19, 19), ("term", 0, "-a")),
            ((21, 21), ("term", 0, "--all")),
            ((22, 22), ("definition", 0, "All.")),
            ((24, 24), ("paragraph", 0, "To run:")),
            ((26, 27), ("code", 0, "# kiln\n  -t 5")),
            ((30, 30), ("item", 0, "- A point.")),
            ((32, 32), ("item", 0, "1. A step.")),
            ((33, 33), ("heading", 2, "Sub")),
            ((34, 34), ("paragraph", 0, "Text.")),
        ]
        assert (parsed.document.title, parsed.document.published) == ("kiln(1)", "2024-03-05")

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            (
                ".PP\n\\fB\\-n\\fR\n.RS 4\nA number.\n.sp\nMore.\n.RE\nAfter.",
                [
                    ("term", 0, "-n"),
                    ("definition", 0, "A number."),
                    ("paragraph", 1, "More."),
                    ("paragraph", 0, "After."),
                ],
            ),
            (
                ".PP\nRun this:\n.RS 4\nit\n.RE",
                [("paragraph", 0, "Run this:"), ("paragraph", 0, "it")],
            ),
            (
                (
                    ".RS 4\n.ie n \\{\\\n\\h'-04'\\(bu\\h'+03'\\c\n.\\}\n"
                    ".el \\{\\\n.IP \\(bu 2\n.\\}\nPoint.\n.RE"
                ),
                [("item", 0, "- Point.")],
            ),
            (
                ".sp\n.if n \\{\\\n.RS 4\n.\\}\n.nf\n$ go\n.fi\n.if n \\{\\\n.RE\n.\\}",
                [("code", 0, "$ go")],
            ),
        ],
    )
    def test_what_docbook_writes(self, tmp_path: Path, source: str, expected: Outline) -> None:
        assert body(tmp_path, source) == expected

    @pytest.mark.parametrize(
        ("source", "words"),
        [
            (".BR git (1),\nand\n.I so\non.", "git(1), and so on."),
            (".de Kiln\nthe \\\\$1 kiln\n..\nFire\n.Kiln hot\nnow", "Fire the hot kiln now"),
            (".ds N Quill\nUse \\*N or \\*[N].", "Use Quill or Quill."),
            (".if n on a terminal\n.if t on paper", "on a terminal"),
            (".ie '\\*(aq'x' no\n.el yes", "yes"),
            (".ig\nhidden\n..\nText", "Text"),
            ("one\\\ntwo", "onetwo"),
            ("one\n.br\ntwo", "one\ntwo"),
            (".UR https://a.example\nthe site\n.UE .", "the site."),
            (".MR git 1 .", "git(1)."),
        ],
    )
    def test_a_paragraph(self, tmp_path: Path, source: str, words: str) -> None:
        assert body(tmp_path, source) == [("paragraph", 0, words)]

    def test_a_table(self, tmp_path: Path) -> None:
        source = ".TS\ntab(:) allbox;\nlb lb\nl l.\nName:Value\nT{\nlong\n.B name\nT}:5\n.TE"
        assert body(tmp_path, source) == [
            ("header", 0, "Name | Value"),
            ("row", 0, "long name | 5"),
        ]


def test_mdoc(tmp_path: Path) -> None:
    parsed = page(
        tmp_path,
        r"""
        .Dd March 5, 2024
        .Dt KILN 1
        .Os
        .Sh NAME
        .Nm kiln
        .Nd fire pots
        .Sh SYNOPSIS
        .Nm
        .Op Fl ab
        .Op Fl t Ar degrees
        .Ar
        .Sh OPTIONS
        .Bl -tag -width Ds
        .It Fl t , Fl -temp Ns = Ns Ar degrees
        Set the
        .Em temperature ,
        see
        .Xr pot 1 .
        .Pp
        More.
        .It Fl D Xo
        .Sm off
        .Oo Ar host : Oc Ar port
        .Sm on
        .Xc
        Where.
        .El
        .Bd -literal -offset indent
        # kiln
          \-t 5
        .Ed
        .Bl -enum
        .It
        A step
        .Dq quoted .
        .El
        """,
    )
    assert outline(parsed) == [
        ("heading", 1, "NAME"),
        ("paragraph", 0, "kiln – fire pots"),
        ("heading", 1, "SYNOPSIS"),
        ("paragraph", 0, "kiln [-ab] [-t degrees]"),
        ("heading", 1, "OPTIONS"),
        ("term", 0, "-t, --temp=degrees"),
        ("definition", 0, "Set the temperature, see pot(1)."),
        ("paragraph", 1, "More."),
        ("term", 0, "-D [host:]port"),
        ("definition", 0, "Where."),
        ("code", 0, "# kiln\n  -t 5"),
        ("item", 0, "1. A step “quoted”."),
    ]
    assert (parsed.document.title, parsed.document.published) == ("kiln(1)", "2024-03-05")


FORMATTED = """\
KILN(1)                          Pots                          KILN(1)

NAME
       kiln - fire pots

SYNOPSIS
       kiln [-t degrees]
            [file ...]

DESCRIPTION
       The  kiln  fires  pots of any associ-
       ation that is well-known; it is well-
       known for that, and for --dry-
       run.

   Heat
       Run:

           $ kiln -t 5
           # done

OPTIONS
       -t, --temperature=DEGREES
              Set the temperature.

              More on it.

       -q     Quiet, and goes
              on.

       •   A point
           goes on.

Pots 1.0                      2024-03-05                      KILN(1)
"""


WELL_KNOWN = "that is well-known; it is well-known for that, and for --dry-run."
FORMATTED_BLOCKS: Outline = [
    ("heading", 1, "NAME"),
    ("paragraph", 0, "kiln - fire pots"),
    ("heading", 1, "SYNOPSIS"),
    ("code", 0, "kiln [-t degrees]\n     [file ...]"),
    ("heading", 1, "DESCRIPTION"),
    ("paragraph", 0, f"The kiln fires pots of any association {WELL_KNOWN}"),
    ("heading", 2, "Heat"),
    ("paragraph", 0, "Run:"),
    ("code", 0, "$ kiln -t 5\n# done"),
    ("heading", 1, "OPTIONS"),
    ("term", 0, "-t, --temperature=DEGREES"),
    ("definition", 0, "Set the temperature."),
    ("paragraph", 1, "More on it."),
    ("term", 0, "-q"),
    ("definition", 0, "Quiet, and goes on."),
    ("item", 0, "- A point goes on."),
]


class TestFormatted:
    """Pages that were formatted for a terminal."""

    @pytest.mark.parametrize("name", ["kiln.txt", "kiln.1"])
    def test_blocks(self, tmp_path: Path, name: str) -> None:
        parsed = read_one(tmp_path, name, FORMATTED)
        assert outline(parsed) == FORMATTED_BLOCKS
        assert (parsed.document.title, parsed.document.published) == ("kiln(1)", "2024-03-05")
        assert lines(parsed)[5] == (11, 14)

    @pytest.mark.parametrize("bold", ["{0}\b{0}", "_\b{0}", "{0}\b{0}\b{0}", "\x1b[1m{0}\x1b[0m"])
    def test_what_was_struck_twice_is_shown_once(self, tmp_path: Path, bold: str) -> None:
        text = FORMATTED.replace("OPTIONS", "".join(bold.format(letter) for letter in "OPTIONS"))
        assert outline(read_one(tmp_path, "kiln.1", text)) == FORMATTED_BLOCKS


def test_a_reference_to_another_page_is_reported(tmp_path: Path) -> None:
    reports: list[str] = []
    (parsed,) = read(tmp_path, "a.man", ".so man1/other.1\n", report=reports.append)
    assert not parsed.blocks
    assert reports == ["only refers to man1/other.1"]


def test_a_file_that_is_no_manual_page_is_plain_text(tmp_path: Path) -> None:
    assert outline(read_one(tmp_path, "a.man", "Just a text.\n")) == [
        ("paragraph", 0, "Just a text.")
    ]


@pytest.mark.parametrize(
    "unit",
    [
        ".TP\na\nb\n",
        ".RS\n",
        ".de a\n..\n",
        ".if n \\{\n",
        "\\[",
        "\\",
        '"',
        '.BR "',
        "\\*a",
        ".TS\n",
        "a\tb\n",
    ],
)
@pytest.mark.parametrize("start", [".TH A 1\n.SH B\n", ".Dd x\n.Dt A 1\n.Sh B\n"])
def test_no_input_takes_unreasonably_long(start: str, unit: str) -> None:
    assert_bounded(loader, "a.1", unit)
    assert_slices(loaded(loader, "a.1", (start + unit * 200).encode()))


MACROS = (
    *(
        ".TH A 1\n",
        ".SH B\n",
        ".SS C\n",
        ".TP\n",
        ".TQ\n",
        ".IP a\n",
        ".IP \\(bu\n",
        ".PP\n",
        ".RS\n",
        ".RE\n",
    ),
    *(
        ".nf\n",
        ".fi\n",
        ".B x\n",
        ".BR a b\n",
        ".br\n",
        ".sp\n",
        ".TS\n",
        ".TE\n",
        "l l.\n",
        "a\tb\n",
        "T{\n",
    ),
    *(
        ".de X\n",
        "..\n",
        ".X 1\n",
        ".if n ",
        ".ie n \\{\n",
        ".\\}\n",
        ".el ",
        ".ds Y z\n",
        "\\*Y",
        ".so x\n",
    ),
    *(
        ".Dd x\n",
        ".Dt A 1\n",
        ".Sh B\n",
        ".Bl -tag\n",
        ".It Fl x\n",
        ".El\n",
        ".Bd -literal\n",
        ".Ed\n",
    ),
    *(
        ".Op Fl a Ar b\n",
        ".It Xo\n",
        ".Xc\n",
        ".Nm a\n",
        ".Dq x .\n",
        ".Sm off\n",
        "\\fB",
        "\\(em",
        "\\c\n",
    ),
)


@given(raw=soup(*MACROS))
def test_whatever_is_in_a_source_its_blocks_are_slices_in_order(raw: bytes) -> None:
    assert_slices(loaded(loader, "a.1", raw))


@given(
    raw=soup(
        *(
            "A(1)   B   A(1)\n",
            "NAME\n",
            "       text\n",
            "   Sub\n",
            "       -x     y\n",
            "           deep\n",
        ),
        *(
            "       o   point\n",
            "  ",
            "       ",
            "x\bx",
            "_\bx",
            "-\n",
            "\u2010\n",
            "\x1b[1m",
            "a  b  c",
            ":\n",
        ),
    )
)
def test_whatever_is_on_a_page_its_blocks_are_slices_in_order(raw: bytes) -> None:
    assert_slices(loaded(plain_loader, "a.txt", b"A(1)  B  A(1)\n" + raw))
