"""PowerPoint: each slide a page, its title a heading, its notes after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.sources import presentation as loader
from tests.retrieval.sources.builders import outline, read, read_one, shown
from tests.retrieval.sources.office_files import slides, zipped
from tests.retrieval.sources.slices import assert_slices, loaded


def paragraph(words: str, properties: str = "", look: str = "") -> str:
    return f"<a:p>{properties}<a:r><a:rPr {look}/><a:t>{words}</a:t></a:r></a:p>"


def shape(*paragraphs: str, place: str | None = None) -> str:
    kind = f'type="{place}"' if place else ""
    held = "" if place is None else f"<p:ph {kind}/>"
    return (
        f"<p:sp><p:nvSpPr><p:nvPr>{held}</p:nvPr></p:nvSpPr>"
        f"<p:txBody>{''.join(paragraphs)}</p:txBody></p:sp>"
    )


def test_each_slide_is_a_page_under_its_title(tmp_path: Path) -> None:
    raw = slides(
        shape(paragraph("Body first in the file."), place="")
        + shape(paragraph("The"), paragraph("kiln"), place="title"),
        shape(paragraph("Wheel"), place="ctrTitle")
        + f"<p:grpSp>{shape(paragraph('Grouped.'))}</p:grpSp>",
    )
    parsed = read_one(tmp_path, "a.pptx", raw)
    assert [
        (block.page, line) for block, line in zip(parsed.blocks, outline(parsed), strict=True)
    ] == [
        (1, ("heading", 1, "The kiln")),
        (1, ("paragraph", 0, "Body first in the file.")),
        (2, ("heading", 1, "Wheel")),
        (2, ("paragraph", 0, "Grouped.")),
    ]
    assert parsed.document.title == "The kiln"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            shape(paragraph("a"), paragraph("b", '<a:pPr lvl="1"/>'), place=""),
            [("item", 0, "- a"), ("item", 1, "- b")],
        ),
        (
            shape(paragraph("a", "<a:pPr><a:buNone/></a:pPr>"), paragraph("b"), place="body"),
            [("paragraph", 0, "a"), ("item", 0, "- b")],
        ),
        (shape(paragraph("a"), paragraph("b")), [("paragraph", 0, "a"), ("paragraph", 0, "b")]),
        (shape(paragraph("a", "<a:pPr><a:buChar/></a:pPr>")), [("item", 0, "- a")]),
        (shape(paragraph("Acme"), place="ftr"), []),
        (shape(paragraph("7"), place="sldNum"), []),
    ],
    ids=["list", "no bullet", "text box", "bullet", "footer", "number"],
)
def test_a_paragraph_is_an_item_where_its_place_or_it_says_so(
    tmp_path: Path, body: str, expected: list[tuple[str, int, str]]
) -> None:
    assert outline(read_one(tmp_path, "a.pptx", slides(body))) == expected


def test_raised_characters_line_breaks_and_code_are_kept(tmp_path: Path) -> None:
    font = '<a:rPr><a:latin typeface="Consolas"/></a:rPr>'
    body = shape(
        "<a:p><a:r><a:t>2</a:t></a:r><a:r><a:rPr baseline='30000'/><a:t>32</a:t></a:r><a:br/>"
        "<a:r><a:t>rows</a:t></a:r></a:p>",
        *(f"<a:p><a:r>{font}<a:t>{line}</a:t></a:r></a:p>" for line in ("make", "  all")),
    )
    assert outline(read_one(tmp_path, "a.pptx", slides(body))) == [
        ("paragraph", 0, "2^32\nrows"),
        ("code", 0, "make\n  all"),
    ]


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        made = "".join(f"<a:tc {one}</a:tc>" for one in cells)
        return f"<a:tr>{made}</a:tr>"

    def cell(words: str, attributes: str = "") -> str:
        return f"{attributes}><a:txBody>{paragraph(words)}</a:txBody>"

    body = (
        '<p:graphicFrame><a:tbl><a:tblPr firstRow="1"/>'
        + row(cell("1"), cell("2"))
        + row(cell("clay", 'rowSpan="2"'), cell("jug"))
        + row(cell("", 'vMerge="1"'), cell("mug"))
        + "</a:tbl></p:graphicFrame>"
    )
    assert outline(read_one(tmp_path, "a.pptx", slides(body))) == [
        ("header", 0, "1 | 2"),
        ("row", 0, "clay | jug"),
        ("row", 0, "clay | mug"),
    ]


def test_notes_follow_their_slide_and_hidden_slides_are_left_out(tmp_path: Path) -> None:
    notes = shape(paragraph("Ask Lin."), place="body") + shape(paragraph("1"), place="sldNum")
    raw = slides(
        shape(paragraph("Shown.")), shape(paragraph("Hidden.")), notes=notes, shown='show="0"'
    )
    assert shown(read_one(tmp_path, "a.pptx", raw)) == ["Shown.", "Ask Lin."]


@pytest.mark.parametrize("raw", [b"", b"no zip", zipped({"a": "b"})])
def test_what_is_no_presentation_is_refused(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^not a readable PowerPoint presentation \("):
        read(tmp_path, "a.pptx", raw)


PIECES = (
    *("<p:sp>", "</p:sp>", "<p:txBody>", "</p:txBody>", "<a:p>", "</a:p>", "<a:br/>"),
    *("<a:r><a:t>x</a:t></a:r>", "<p:grpSp>", "</p:grpSp>", '<a:pPr lvl="x"/>', "<a:tbl>"),
    *("</a:tbl>", "<a:tr>", "</a:tr>", "<a:tc>", "</a:tc>"),
)


@given(tree=st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_slide_is_read_or_refused(tree: str) -> None:
    assert_slices(loaded(loader, "a.pptx", slides(tree)))


def test_groups_in_groups_without_end_are_refused() -> None:
    assert loaded(loader, "a.pptx", slides("<p:grpSp>" * 50_000 + "</p:grpSp>" * 50_000)) == []
