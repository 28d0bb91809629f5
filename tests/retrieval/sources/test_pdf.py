"""PDF: blocks in reading order, without running lines; what cannot be read is said."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.sources.base import Limits
from retrieval.sources.folder import scan
from retrieval.sources.pdf_lines import joined, vocabulary
from retrieval.sources.registry import load
from tests.retrieval.sources.builders import lines, outline, read, read_one, shown
from tests.retrieval.sources.pdf_writer import (
    BOLD,
    MONO,
    MORE,
    PICTURE,
    Mark,
    Ops,
    column,
    pdf_of,
    raised,
    rule,
    spread,
    stream,
    text,
)

FIRST = "The first paragraph is set over\nseveral lines of the same size of\ntype, and then ends."
SECOND = "The second paragraph follows it\nafter a gap."


def flat(words: str) -> str:
    """Lines of a paragraph as it reads."""
    return words.replace("\n", " ")


Blocks = Callable[..., list[tuple[str, int, str]]]


@pytest.fixture
def blocks(tmp_path: Path) -> Blocks:
    """The blocks of a file of these pages: kind, level and text."""

    def blocks(*pages: Ops, marks: Sequence[Mark] = ()) -> list[tuple[str, int, str]]:
        return outline(read_one(tmp_path, "a.pdf", pdf_of(*pages, outline=marks)))

    return blocks


class TestParagraphs:
    """A paragraph is whole, on one line, and ends where a person sees that it does."""

    def test_gaps_make_paragraphs_and_pages_are_kept(self, tmp_path: Path) -> None:
        raw = pdf_of([*column(72, 700, FIRST), *column(72, 640, SECOND)], column(72, 700, SECOND))
        parsed = read_one(tmp_path, "a.pdf", raw)
        assert shown(parsed) == [flat(FIRST), flat(SECOND), flat(SECOND)]
        assert [block.page for block in parsed.blocks] == [1, 1, 2]
        assert lines(parsed) == [(1, 3), (4, 5), (1, 2)]

    @pytest.mark.parametrize(
        ("ops", "paragraphs"),
        [
            ([*column(72, 700, FIRST), text(90, 664, "In from the edge.")], 2),
            (column(72, 700, "It is short.\nSo this line, which is longer, begins another."), 2),
            (column(72, 700, "No full stop ends it\nso this goes on."), 1),
            (column(72, 700, FIRST, step=20), 1),
            ([*column(72, 700, FIRST), *column(72, 664, FIRST, size=14)], 2),
        ],
        ids=["indent", "short line", "goes on", "loosely set", "larger type"],
    )
    def test_what_begins_one(self, blocks: Blocks, ops: Ops, paragraphs: int) -> None:
        assert len(blocks(ops)) == paragraphs

    def test_it_goes_on_over_a_page_break(self, tmp_path: Path) -> None:
        before = "The sentence that begins at the foot of this page does not come to\nits end on"
        raw = pdf_of(column(72, 90, before), column(72, 700, "that page but on the next one."))
        parsed = read_one(tmp_path, "a.pdf", raw)
        assert shown(parsed) == [f"{flat(before)} that page but on the next one."]
        assert [(block.page, block.first_line, block.last_line) for block in parsed.blocks] == [
            (1, 1, 2)
        ]

    def test_lines_that_are_broken_on_purpose_stay_lines(self, blocks: Blocks) -> None:
        address = "Mill and Sons\n5 River Street in the Old Town by the Bridge\nOverwater"
        found = blocks([*column(72, 700, address), text(72, 600, "A line that fills. " * 5)])
        assert found[0] == ("paragraph", 0, address)


class TestWords:
    """Words are apart where a reader sees a gap, and whole where a line breaks them."""

    WORDS = "The parcel label should be kept short certainly under sixty letters".split()

    @pytest.mark.parametrize("gap", [150, 180, 220, 249, 280, 400])
    def test_gaps_without_spaces(self, blocks: Blocks, gap: float) -> None:
        assert blocks([spread(72, 700, self.WORDS, gap)]) == [
            ("paragraph", 0, " ".join(self.WORDS))
        ]

    def test_letters_that_are_spaced_out_are_one_word(self, blocks: Blocks) -> None:
        ops = ["2 Tc", text(72, 700, "Introduction to parcels"), "0 Tc"]
        assert blocks(ops) == [("paragraph", 0, "Introduction to parcels")]

    @pytest.mark.parametrize(
        ("broken", "whole"),
        [
            (["the transi-", "tion of power"], "the transition of power"),
            (["the transi\u00ad", "tion, once"], "the transition, once"),
            (["a well-", "known fact", "is known as well"], "a well-known fact is known as well"),
            (["a re-", "entry", "the re-entry"], "a re-entry the re-entry"),
            (["the ele-", "ment and the sta-", "ment"], "the element and the stament"),
            (["DEST-", "DIR is set"], "DESTDIR is set"),
            (["Jean-", "Paul came"], "Jean-Paul came"),
            (["1914-", "1918 was"], "1914-1918 was"),
            (["he said -", "then left"], "he said - then left"),
            (["the option --no-", "pager of git"], "the option --no-pager of git"),
            (["see etc/", "hosts", "in etc/hosts"], "see etc/hosts in etc/hosts"),
            (["this and/", "or that"], "this and/ or that"),
            (["水車は", "古い"], "水車は古い"),
        ],
    )
    def test_lines_joined(self, broken: list[str], whole: str) -> None:
        known = vocabulary(broken)
        words = broken[0]
        for line in broken[1:]:
            words = joined(words, line, known)
        assert words == whole

    def test_a_broken_word_in_a_file(self, tmp_path: Path) -> None:
        raw = pdf_of(column(72, 700, "It was a transi-\ntion of power"))
        parsed = read_one(tmp_path, "a.pdf", raw)
        assert shown(parsed) == ["It was a transition of power"]
        assert lines(parsed) == [(1, 2)]

    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            ([("2", 0), ("32", 4), (" values", 0)], "2^32 values"),
            ([("the area is x", 0), ("2", 4)], "the area is x^2"),
            ([("nine m", 0), ("2", 4), (" of floor", 0)], "nine m^2 of floor"),
            ([("H", 0), ("2", -2), ("O is wet", 0)], "H₂O is wet"),
            ([("the 4", 0), ("th", 4), (" of May", 0)], "the 4th of May"),
            ([("as Berg says.", 0), ("12", 4), (" Then", 0)], "as Berg says. Then"),
        ],
    )
    def test_raised_and_lowered(
        self,
        blocks: Blocks,
        parts: list[tuple[str, float]],
        words: str,
    ) -> None:
        assert blocks([raised(72, 700, *parts)]) == [("paragraph", 0, words)]

    def test_an_underscore_that_is_drawn_as_a_rule(self, blocks: Blocks) -> None:
        # "SIG" is 17.23 points wide in Helvetica at 10 points.
        ops = [text(72, 700, "SIG"), rule(89.4, 699.5, 93.4), text(93.6, 700, "DFL is set")]
        assert blocks(ops) == [("paragraph", 0, "SIG_DFL is set")]


LEFT = (
    "The mill was built in 1741 by the\n"
    "brothers Anders and Olof. It stands on\n"
    "the left bank of the river and grinds\n"
    "rye and barley for the whole parish."
)
RIGHT = (
    "The tannery opened forty years later\n"
    "and closed in 1893 after a fire. Its\n"
    "chimney is nineteen metres high and\n"
    "can be seen from the railway line."
)


def woven(*columns: list[str]) -> list[str]:
    """Columns as some programs draw them: line by line across the page."""
    return [op for row in zip(*columns, strict=True) for op in row]


class TestColumns:
    """Columns are read one after another, whatever the order in which they are drawn."""

    EXPECTED = (("paragraph", 0, flat(LEFT)), ("paragraph", 0, flat(RIGHT)))

    @pytest.mark.parametrize(
        "ops",
        [
            woven(column(60, 700, LEFT, step=14), column(310, 700, RIGHT, step=14)),
            [*column(60, 700, LEFT), *column(310, 700, RIGHT)],
            [*column(310, 700, RIGHT), *column(60, 700, LEFT)],
            woven(column(60, 700, LEFT), column(310, 695, RIGHT)),
        ],
        ids=["woven", "in order", "backwards", "baselines apart"],
    )
    def test_two(self, blocks: Blocks, ops: Ops) -> None:
        assert blocks(ops) == [*self.EXPECTED]

    def test_a_line_across_the_page_is_read_between_what_is_above_and_below(
        self, blocks: Blocks
    ) -> None:
        across = "A line that goes all the way from the left column across to the right one."
        ops = [
            *woven(column(60, 740, LEFT), column(310, 740, RIGHT)),
            text(60, 670, across),
            *woven(column(60, 640, RIGHT), column(310, 640, LEFT)),
        ]
        expected = [LEFT, RIGHT, across, RIGHT, LEFT]
        assert blocks(ops) == [("paragraph", 0, flat(words)) for words in expected]

    def test_a_sentence_goes_on_at_the_top_of_the_next_column(self, blocks: Blocks) -> None:
        ops = [
            *column(60, 700, LEFT.replace("parish.", "parish, as the")),
            *column(310, 700, RIGHT.replace("The tannery", "old tannery")),
        ]
        assert len(blocks(ops)) == 1

    def test_a_turned_page_and_what_stands_at_its_side(self, blocks: Blocks) -> None:
        turned = (
            "BT /F0 10 Tf 0 1 -1 0 300 100 Tm (A page that is turned,) Tj"
            " 0 -12 Td (line by line.) Tj ET"
        )
        slanted = "BT /F0 40 Tf .7 .7 -.7 .7 100 100 Tm (DRAFT) Tj ET"
        assert blocks([turned, text(72, 50, "Aside"), slanted]) == [
            ("paragraph", 0, "A page that is turned, line by line."),
            ("paragraph", 0, "Aside"),
        ]


class TestRunningLines:
    """Running heads, feet and page numbers go; what only looks like one stays."""

    @staticmethod
    def bodies(pages: int) -> list[list[str]]:
        """The text of some pages, no line of which is on two of them."""
        names = ("very", "quite", "truly", "rather")[:pages]
        return [
            column(72, 700, FIRST.replace("\n", f"\n{name} ").replace("The", f"The {name}"))
            for name in names
        ]

    def test_repeated_lines_and_page_numbers(self, tmp_path: Path) -> None:
        pages = [
            [
                text(72, 760, "Annual Report"),
                *body,
                text(72, 50, f"Chapter 2 - page {number}"),
                text(72, 36, f"{number}"),
            ]
            for number, body in enumerate(self.bodies(3), 1)
        ]
        parsed = read_one(tmp_path, "a.pdf", pdf_of(*pages))
        assert [block.page for block in parsed.blocks] == [1, 2, 3]
        assert lines(parsed) == [(2, 4)] * 3
        for dropped in ("Annual", "Chapter", "page"):
            assert dropped not in parsed.document.text

    def test_the_chapter_beside_the_number_may_change(self, blocks: Blocks) -> None:
        chapters = ("Mills", "Mills", "Rivers", "Bridges")
        pages = [
            [text(72, 760, chapter), text(500, 760, f"{number + 10}"), *body]
            for number, (chapter, body) in enumerate(zip(chapters, self.bodies(4), strict=True))
        ]
        assert [kind for kind, _, _ in blocks(*pages)] == ["paragraph"] * 4

    def test_a_line_that_stands_on_two_pages_only_is_kept(self, tmp_path: Path) -> None:
        pages = [[text(72, 760, "Annual Report"), *body] for body in self.bodies(2)]
        document = read_one(tmp_path, "a.pdf", pdf_of(*pages)).document
        assert document.text.count("Annual Report") == 2

    def test_the_titles_of_slides_are_kept(self, blocks: Blocks) -> None:
        pages = [
            [text(72, 740, f"Step {number}", size=24), *body]
            for number, body in enumerate(self.bodies(4), 1)
        ]
        assert [words for kind, _, words in blocks(*pages) if kind == "heading"] == [
            *("Step 1", "Step 2", "Step 3", "Step 4"),
        ]

    def test_a_document_of_nothing_but_repeated_lines_keeps_them(self, tmp_path: Path) -> None:
        raw = pdf_of(*[[text(72, 700, "Slide")]] * 3)
        assert shown(read_one(tmp_path, "a.pdf", raw)) == ["Slide"] * 3

    def test_a_table_of_contents_is_left_out(self, blocks: Blocks) -> None:
        entries = "\n".join(f"{number} Section {'. ' * 30}{number}" for number in range(1, 9))
        pages = blocks(column(72, 700, entries), *self.bodies(4))
        assert [words.split()[1] for _, _, words in pages] == ["very", "quite", "truly", "rather"]

    def test_a_footnote_is_a_paragraph_after_the_one_that_it_interrupts(
        self, blocks: Blocks
    ) -> None:
        first = "A sentence with a note begins on this page and goes on to the end of\nthe line"
        ops = [
            *column(72, 120, first),
            rule(72, 100, 150),
            raised(72, 88, ("1", 4)),
            text(77, 88, "What the note says.", size=8),
        ]
        assert blocks(ops, column(72, 700, "and to the next page.")) == [
            ("paragraph", 0, f"{flat(first)} and to the next page."),
            ("paragraph", 0, "What the note says."),
        ]


class TestHeadings:
    """Headings are those that the outline names, and those in larger or bold type."""

    def test_larger_type(self, blocks: Blocks) -> None:
        ops = [
            text(72, 740, "A Great Title", size=24),
            text(72, 715, "1. A section", size=14),
            *column(72, 700, FIRST),
            text(72, 655, "Another section", size=14),
            *column(72, 640, SECOND),
        ]
        assert blocks(ops) == [
            ("heading", 1, "A Great Title"),
            ("heading", 2, "1. A section"),
            ("paragraph", 0, flat(FIRST)),
            ("heading", 2, "Another section"),
            ("paragraph", 0, flat(SECOND)),
        ]

    def test_bold_type_above_a_paragraph(self, blocks: Blocks) -> None:
        ops = [
            text(72, 720, "How is it opened?", font=BOLD),
            *column(72, 700, FIRST),
            *column(72, 650, "A whole bold paragraph says that it matters,\nand ends.", font=BOLD),
        ]
        assert [kind for kind, _, _ in blocks(ops)] == ["heading", "paragraph", "paragraph"]

    @pytest.mark.parametrize(
        ("mark", "line"),
        [
            ("Rivers", "Rivers"),
            ("1.2 Rivers", "1.2 Rivers"),
            ("Rivers", "1.2  Rivers"),
            ("1.2 Rivers", "Rivers"),
            ("Rivers and the bridges", "Rivers\nand the bridges"),
        ],
    )
    def test_the_outline_names_one(self, blocks: Blocks, mark: str, line: str) -> None:
        ops = [*column(72, 740, line), *column(72, 700, FIRST), *column(72, 640, SECOND)]
        found = blocks(ops, marks=[Mark("Mills", 1), Mark(mark, 1, 2)])
        assert found[0] == ("heading", 2, flat(line).replace("  ", " "))
        assert [kind for kind, _, _ in found[1:]] == ["paragraph", "paragraph"]

    def test_others_in_the_type_of_a_named_one_have_its_level(self, blocks: Blocks) -> None:
        ops = [
            text(72, 740, "Rivers", size=14),
            *column(72, 720, FIRST),
            text(72, 670, "Bridges", size=14),
            *column(72, 650, SECOND),
        ]
        found = blocks(ops, marks=[Mark("Book", 1), Mark("Part", 1, 2), Mark("Rivers", 1, 3)])
        assert [level for kind, level, _ in found if kind == "heading"] == [3, 3]

    def test_an_outline_that_runs_in_a_circle_comes_to_an_end(self, tmp_path: Path) -> None:
        raw = pdf_of(column(72, 700, FIRST), outline=[Mark("One", 1), Mark("Two", 1)])
        # The second bookmark is followed by itself.
        number = raw.index(b"/Title (Two)")
        start = raw.rindex(b" 0 obj", 0, number)
        own = raw[raw.rindex(b"\n", 0, start) + 1 : start]
        circle = raw.replace(b"/Title (Two)", b"/Next %s 0 R /Title (T)" % own)
        assert read_one(tmp_path, "a.pdf", circle).blocks


class TestLists:
    """Items and terms with their definitions, nested as they are set in."""

    def test_bullets_end_where_the_indent_does(self, blocks: Blocks) -> None:
        ops = [
            text(72, 700, "There are two of them:"),
            text(72, 688, "• one that goes on"),
            text(79, 676, "over a second line"),
            text(72, 664, "• two"),
            text(79, 652, "that also goes on"),
            text(72, 640, "And then the text resumes"),
        ]
        assert blocks(ops) == [
            ("paragraph", 0, "There are two of them:"),
            ("item", 0, "• one that goes on over a second line"),
            ("item", 0, "• two that also goes on"),
            ("paragraph", 0, "And then the text resumes"),
        ]

    def test_nested_items_and_what_they_hold(self, blocks: Blocks) -> None:
        ops = [
            *(text(72, 700, "1."), text(90, 700, "Open the sluice.")),
            *(text(90, 688, "•"), text(100, 688, "slowly")),
            *(text(90, 676, "•"), text(100, 676, "all the way")),
            *(text(72, 664, "2."), text(90, 664, "Wait.")),
            text(90, 640, "It takes a while."),
            text(90, 620, "make wait", font=MONO),
            text(72, 590, "Then all is done."),
        ]
        assert blocks(ops) == [
            ("item", 0, "1. Open the sluice."),
            ("item", 1, "• slowly"),
            ("item", 1, "• all the way"),
            ("item", 0, "2. Wait."),
            ("paragraph", 1, "It takes a while."),
            ("code", 1, "make wait"),
            ("paragraph", 0, "Then all is done."),
        ]

    def test_a_line_of_a_sentence_that_begins_like_an_item_is_none(self, blocks: Blocks) -> None:
        words = "It is in the second part of the fourth volume, on the page number\n12. Look it up"
        assert blocks(column(72, 700, words)) == [("paragraph", 0, flat(words))]

    def test_a_term_above_its_definition(self, blocks: Blocks) -> None:
        ops = [
            text(72, 700, "-q", font=MONO),
            text(72, 688, "--quiet", font=MONO),
            *column(120, 676, "Says nothing at all, whatever\nhappens meanwhile."),
            text(120, 640, "Not even this."),
            text(72, 620, "-v", font=MONO),
            text(120, 608, "Says all."),
        ]
        assert blocks(ops) == [
            ("term", 0, "-q"),
            ("term", 0, "--quiet"),
            ("definition", 0, "Says nothing at all, whatever happens meanwhile."),
            ("paragraph", 1, "Not even this."),
            ("term", 0, "-v"),
            ("definition", 0, "Says all."),
        ]

    def test_a_term_beside_its_definition(self, blocks: Blocks) -> None:
        ops = [
            *(text(72, 700, "job"), text(120, 700, "What is being done at the moment, by")),
            *(text(120, 688, "whoever does it."), text(72, 664, "blank")),
            *(text(120, 664, "A space or a tab."), text(72, 640, "Here ends the list.")),
        ]
        assert blocks(ops) == [
            ("term", 0, "job"),
            ("definition", 0, "What is being done at the moment, by whoever does it."),
            ("term", 0, "blank"),
            ("definition", 0, "A space or a tab."),
            ("paragraph", 0, "Here ends the list."),
        ]

    def test_a_synopsis_between_a_term_and_its_definition(self, blocks: Blocks) -> None:
        ops = [
            text(72, 700, "alias", font=MONO),
            text(140, 688, "alias [-p] [name]", font=MONO),
            *column(110, 676, "Prints the aliases, in a form\nthat can be read again."),
        ]
        assert blocks(ops) == [
            ("term", 0, "alias"),
            ("code", 1, "alias [-p] [name]"),
            ("definition", 0, "Prints the aliases, in a form that can be read again."),
        ]

    def test_a_lead_in_above_code_is_no_term(self, blocks: Blocks) -> None:
        ops = [text(72, 700, "To restart it, run"), text(110, 680, "make restart", font=MONO)]
        assert [kind for kind, _, _ in blocks(ops)] == ["paragraph", "code"]


class TestCode:
    """Type of one width is code, with its lines, indents and blank lines."""

    CODE = "def f(x):\n    if x:\n        return 1\n\n    return 2"

    def test_it_keeps_its_lines(self, blocks: Blocks) -> None:
        indented = [
            text(
                90 + 6 * (len(line) - len(line.lstrip())),
                650 - 12 * number,
                line.lstrip(),
                font=MONO,
            )
            for number, line in enumerate(self.CODE.split("\n"))
            if line
        ]
        ops = [*column(72, 700, FIRST), *indented, *column(72, 560, SECOND)]
        assert blocks(ops) == [
            ("paragraph", 0, flat(FIRST)),
            ("code", 0, self.CODE),
            ("paragraph", 0, flat(SECOND)),
        ]

    def test_a_word_of_it_on_the_last_line_of_a_paragraph_is_none(self, blocks: Blocks) -> None:
        words = (
            "The name of the program that does all of it is that of\n"
            "the one which did so before it, and that name is still"
        )
        ops = [*column(72, 700, words), text(72, 676, "make.", font=MONO)]
        assert blocks(ops) == [("paragraph", 0, f"{flat(words)} make.")]

    def test_a_document_set_in_it_is_no_code(self, blocks: Blocks) -> None:
        assert blocks(column(72, 700, FIRST, font=MONO)) == [("paragraph", 0, flat(FIRST))]


def cells(top: float, *rows: Sequence[str], font: str = BOLD, step: float = 20) -> list[str]:
    """The rows of a table with three columns at most, the first one in its own type."""
    return [
        text(x, top - step * number, words, font="F0" if number else font)
        for number, row in enumerate(rows)
        for x, words in zip((72, 200, 330), row, strict=False)
        if words
    ]


class TestTables:
    """A row is a line with its cells, below the header that names them."""

    ROWS = (
        ("City", "People", "River"),
        ("Oslo", "700 000", "Akerselva"),
        ("Bergen", "290 000", ""),
    )
    EXPECTED = (
        ("header", 0, "City | People | River"),
        ("row", 0, "Oslo | 700 000 | Akerselva"),
        ("row", 0, "Bergen | 290 000 |"),
    )

    @pytest.mark.parametrize(
        "ops",
        [
            cells(600, *ROWS),
            [*cells(600, *ROWS, font="F0"), rule(70, 594, 400)],
            [*cells(600, *ROWS, font="F0")],
        ],
        ids=["bold header", "rule below the header", "numbers below words"],
    )
    def test_aligned_cells(self, blocks: Blocks, ops: Ops) -> None:
        found = blocks([*column(72, 700, FIRST), *ops, *column(72, 500, SECOND)])
        assert found[1:-1] == [*self.EXPECTED]

    def test_cells_of_several_lines(self, blocks: Blocks) -> None:
        ops = [
            *cells(600, ("Key", "What it does"), ("-a", "Shows all of them,")),
            *(text(200, 568, "even the old ones."), *cells(540, ("-q", "Quiet"), font="F0")),
            *(rule(70, y, 400) for y in (612, 594, 556, 532)),
        ]
        assert blocks(ops) == [
            ("header", 0, "Key | What it does"),
            ("row", 0, "-a | Shows all of them, even the old ones."),
            ("row", 0, "-q | Quiet"),
        ]

    def test_a_header_that_is_repeated_on_the_next_page_stands_once(self, blocks: Blocks) -> None:
        more = (self.ROWS[0], ("Umeå", "90 000", "Ume"), ("Luleå", "49 000", "Lule"))
        found = blocks(cells(200, *self.ROWS), cells(700, *more))
        assert [kind for kind, _, _ in found] == ["header", "row", "row", "row", "row"]

    def test_wide_gaps_in_a_text_are_no_columns(self, blocks: Blocks) -> None:
        ops = [
            text(72, 712, "Some lines of a paragraph that is set to fill all of the width of it."),
            *(text(72, 700, "such as these"), text(180, 700, "and then some")),
            *(text(282, 700, "more words that"), text(72, 688, "are far apart")),
            *(text(180, 688, "on this line,"), text(282, 688, "as it is so full.")),
        ]
        assert "row" not in {kind for kind, _, _ in blocks(ops)}


class TestTitle:
    """The title is the one stated, if a person stated it, else the first line's, else the name."""

    WORDS = (text(72, 740, "A Great Title", size=24), *column(72, 700, FIRST))

    @pytest.mark.parametrize(
        ("info", "words", "title"),
        [
            ("/Title (The stated title)", WORDS, "The stated title"),
            ("/Title (Microsoft Word - report.doc)", WORDS, "A Great Title"),
            ("/Title (Microsoft Word - The report)", WORDS, "The report"),
            ("/Title (untitled)", WORDS, "A Great Title"),
            ("/Title ( )", WORDS, "A Great Title"),
            ("", WORDS, "A Great Title"),
            ("/CreationDate (D:20260304)", column(72, 700, FIRST), "a file"),
        ],
    )
    def test_title(self, tmp_path: Path, info: str, words: Ops, title: str) -> None:
        document = read_one(tmp_path, "a_file.pdf", pdf_of(words, info=info)).document
        assert document.title == title
        assert document.published is None


def test_pages_that_are_labelled_say_so_where_the_label_is_another(tmp_path: Path) -> None:
    raw = pdf_of(*[column(72, 700, FIRST)] * 4, labels="0 << /S /r >> 2 << /S /D /St 3 >>")
    assert [block.place for block in read_one(tmp_path, "a.pdf", raw).blocks] == [
        *(("page_label", "i"), ("page_label", "ii"), None, None)
    ]


class TestUnreadable:
    """What cannot be read is refused or reported with the reason and the way out."""

    def test_a_scan(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile) as caught:
            read(tmp_path, "a.pdf", pdf_of(*[[PICTURE]] * 12))
        assert str(caught.value) == "no text in its 12 pages: a scan needs OCR first"

    @pytest.mark.parametrize(
        ("pictures", "report"),
        [
            ({3}, "page 3 holds no text: it needs OCR"),
            ({1, 3, 4, 5}, "pages 1, 3-5 hold no text: they need OCR"),
        ],
    )
    def test_pages_without_text(self, tmp_path: Path, pictures: set[int], report: str) -> None:
        pages = [[PICTURE] if page in pictures else column(72, 700, FIRST) for page in range(1, 7)]
        reports: list[str] = []
        read(tmp_path, "a.pdf", pdf_of(*pages), report=reports.append)
        assert reports == [report]

    def test_a_blank_page_is_not_worth_a_word(self, tmp_path: Path) -> None:
        reports: list[str] = []
        read(tmp_path, "a.pdf", pdf_of(column(72, 700, FIRST), []), report=reports.append)
        assert not reports

    def test_too_many_pages(self, tmp_path: Path) -> None:
        raw = pdf_of(*[column(72, 700, FIRST)] * 3)
        with pytest.raises(UnreadableFile, match=r"^3 pages, more than the 2 allowed$"):
            read(tmp_path, "a.pdf", raw, limits=Limits(max_pages=2))
        assert read(tmp_path, "a.pdf", raw, limits=Limits(max_pages=3))

    def test_a_password(self, tmp_path: Path) -> None:
        raw = pdf_of(column(72, 700, FIRST), password="secret")
        with pytest.raises(UnreadableFile, match=r"^encrypted: it opens only with its password$"):
            read(tmp_path, "a.pdf", raw)

    def test_encryption_without_a_password_is_read(self, tmp_path: Path) -> None:
        raw = pdf_of(column(72, 700, FIRST), password="")
        assert shown(read_one(tmp_path, "a.pdf", raw)) == [flat(FIRST)]

    @pytest.mark.parametrize("raw", [b"", b"not a PDF", b"%PDF-1.4\n%%EOF", b"\0\xff" * 400])
    def test_what_is_no_pdf(self, tmp_path: Path, raw: bytes) -> None:
        with pytest.raises(UnreadableFile, match=r"^not a readable PDF \("):
            read(tmp_path, "a.pdf", raw)

    def test_a_file_that_was_cut_off_gives_what_is_left_of_it_or_a_reason(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        raw = pdf_of(column(72, 700, FIRST), column(72, 700, SECOND))
        for length in range(0, len(raw), 40):
            with suppress(UnreadableFile):
                read(tmp_path, "a.pdf", raw[:length])
        assert not [record for record in caplog.records if record.levelno < logging.CRITICAL]

    def test_a_broken_page_is_reported_and_the_others_are_read(self, tmp_path: Path) -> None:
        raw = pdf_of(["broken"], column(72, 700, FIRST)).replace(
            b"/Type /Page /", b"/Type /Pane /", 1
        )
        reports: list[str] = []
        (parsed,) = read(tmp_path, "a.pdf", raw, report=reports.append)
        assert [block.page for block in parsed.blocks] == [2]
        assert reports == ["page 1: not a readable page (ValueError: it is damaged)"]

    def test_text_inside_a_form_is_read(self, tmp_path: Path) -> None:
        form = stream(
            text(72, 600, "Inside a form").encode(),
            "/Type /XObject /Subtype /Form /BBox [0 0 612 792]"
            " /Resources << /Font << /F0 4 0 R >> >>",
        )
        raw = pdf_of([text(72, 720, "Outside."), "/X Do"], more=[form])
        assert shown(read_one(tmp_path, "a.pdf", raw)) == ["Outside.", "Inside a form"]


class TestBounds:
    """A file that would take unreasonably long is left out, with its reason."""

    def test_a_stream_that_unpacks_to_very_much(self, tmp_path: Path) -> None:
        bomb = zlib.compress(b"(a) Tj " * 5_000_000)
        raw = pdf_of(column(72, 700, FIRST), more=[stream(bomb, "/Filter /FlateDecode")])
        with pytest.raises(UnreadableFile, match="unpack to very many"):
            read(tmp_path, "a.pdf", raw)

    def test_a_page_of_very_many_characters(self, tmp_path: Path) -> None:
        pages = [["BT /F0 8 Tf 10 700 Td", "(words and words) Tj " * 14_000, "ET"]]
        reports: list[str] = []
        read(tmp_path, "a.pdf", pdf_of(*pages, column(72, 700, FIRST)), report=reports.append)
        assert reports == ["page 1: not a readable page (ValueError: more than 200000 characters)"]

    def test_a_few_bytes_that_are_very_many_pages(self, tmp_path: Path) -> None:
        words = "\n".join("word " * 20 for _ in range(60))
        body = stream("\n".join(column(20, 780, words)).encode())
        raw = pdf_of(*[[]] * 400, more=[body])
        pages = [b"/Contents %d 0 R" % (MORE + 2 + 2 * number) for number in range(400)]
        for contents in pages:
            raw = raw.replace(contents, b"/Contents %-*d 0 R" % (len(contents) - 14, MORE))
        reports: list[str] = []
        read(tmp_path, "a.pdf", raw, report=reports.append)
        assert len(reports) == 1
        assert "left out, far too much for so short a file" in reports[0]


@st.composite
def scattered(draw: st.DrawFn) -> list[str]:
    """Words in any type, anywhere on a page and beside it."""
    place = st.floats(-50, 900, allow_nan=False).map(lambda x: round(x, 1))
    word = st.sampled_from(
        [
            "word",
            "-",
            "•",
            "1.",
            "12",
            "(a)",
            "two words",
            "A title",
            "--quiet",
            "end.",
            "so-",
            "..... 3",
        ]
    )
    size = st.sampled_from([6, 10, 10, 10, 14, 24])
    font = st.sampled_from(["F0", "F1", "F2"])
    return [
        text(draw(place), draw(place), draw(word), size=draw(size), font=draw(font))
        for _ in range(draw(st.integers(1, 40)))
    ]


@given(pages=st.lists(scattered(), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_anything_on_a_page_makes_valid_blocks(pages: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        path.write_bytes(pdf_of(*pages))
        documents = []
        with suppress(UnreadableFile):
            documents = list(load(scan(path).files[0]))
    for parsed in documents:
        end = 0
        for block in parsed.blocks:
            words = parsed.document.text[block.start : block.end]
            assert end <= block.start < block.end <= len(parsed.document.text)
            assert words.strip()
            assert words == (words.rstrip() if block.kind == "code" else words.strip())
            assert 1 <= block.first_line <= block.last_line
            assert block.page in range(1, len(pages) + 1)
            end = block.end
