"""EPUB: the chapters of a book in the order of reading, their places, and what the book states."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.base import DEFAULT_LIMITS, Limits, SourceFile
from retrieval.sources.epub import load
from tests.retrieval.sources.builders import assert_valid, outline, shown

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
STATED = (
    "<dc:title>The Mill</dc:title><dc:publisher>Weir Press</dc:publisher>"
    "<dc:date>2019-05-06T00:00:00Z</dc:date><dc:identifier>https://books.example/7</dc:identifier>"
)
NAV = (
    '<html xmlns:epub="http://www.idpf.org/2007/ops"><body><nav epub:type="toc"><ol>'
    '<li><a href="text/one.xhtml">The weir</a></li><li><a href="text/t%20wo.xhtml#s">Flour</a>'
    "</li></ol></nav></body></html>"
)
NCX = (
    '<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "ncx.dtd">'
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>The weir'
    '</text></navLabel><content src="text/one.xhtml"/></navPoint></navMap></ncx>'
)
ONE = "<html><body><p>It holds the water<br/>back.</p></body></html>"
TWO = "<html><body><h2 id='s'>Flour</h2><ul><li>rye</li><li>oats</li></ul></body></html>"
BOOK = {"OPS/nav.xhtml": NAV, "OPS/text/one.xhtml": ONE, "OPS/text/t wo.xhtml": TWO}


def package(
    parts: Mapping[str, str], *, stated: str = STATED, spine: str = "nav.xhtml one two"
) -> bytes:
    """A book whose spine names the nav, and chapters "one" and "two"."""
    files = {"nav.xhtml": "nav.xhtml", "one": "text/one.xhtml", "two": "text/t%20wo.xhtml"}
    items = "".join(
        f'<item id="{name}" href="{href}" media-type="application/xhtml+xml"'
        f"{' properties=' + chr(34) + 'nav' + chr(34) if name == 'nav.xhtml' else ''}/>"
        for name, href in files.items()
    )
    order = "".join(f'<itemref idref="{name}"/>' for name in spine.split())
    description = (
        '<package xmlns="http://www.idpf.org/2007/opf"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>{stated}</metadata><manifest>'
        f'{items}<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        f"</manifest><spine>{order}</spine></package>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in {
            "META-INF/container.xml": CONTAINER,
            "OPS/book.opf": description,
            **parts,
        }.items():
            made.writestr(name, content)
    return stream.getvalue()


def opened(
    folder: Path, raw: bytes, told: list[str] | None = None, limits: Limits = DEFAULT_LIMITS
) -> ParsedDocument:
    path = folder / "the_mill.epub"
    path.write_bytes(raw)
    file = SourceFile(path, path.name, len(raw), 0, 0, 0)
    (parsed,) = load(file, limits, print if told is None else told.append)
    return parsed


def test_chapters_stand_in_the_order_of_reading_under_their_names(tmp_path: Path) -> None:
    parsed = opened(tmp_path, package(BOOK))
    assert_valid(parsed)
    assert outline(parsed) == [
        ("heading", 1, "The weir"),
        ("paragraph", 0, "It holds the water\nback."),
        ("heading", 2, "Flour"),
        ("item", 0, "- rye"),
        ("item", 0, "- oats"),
    ]
    assert [block.first_line for block in parsed.blocks] == [1, 2, 3, 4, 5]
    assert [block.place for block in parsed.blocks] == [
        *[("chapter", "The weir")] * 2,
        *[("chapter", "Flour")] * 3,
    ]


def test_the_spine_and_not_the_names_gives_the_order(tmp_path: Path) -> None:
    parsed = opened(tmp_path, package(BOOK, spine="two one two"))
    assert shown(parsed)[0] == "Flour"
    assert shown(parsed)[-1] == "It holds the water\nback."


def test_the_contents_of_older_books_name_the_chapters(tmp_path: Path) -> None:
    parts = {"OPS/toc.ncx": NCX, "OPS/text/one.xhtml": ONE}
    assert shown(opened(tmp_path, package(parts, spine="one")))[0] == "The weir"


def test_what_the_book_states_is_kept(tmp_path: Path) -> None:
    document = opened(tmp_path, package(BOOK)).document
    assert (document.title, document.publisher) == ("The Mill", "Weir Press")
    assert (document.published, document.url) == ("2019-05-06", "https://books.example/7")


@pytest.mark.parametrize(
    ("stated", "title"), [("", "Flour"), ("<dc:title> A  B </dc:title>", "A B")]
)
def test_without_a_title_the_first_heading_is_it(tmp_path: Path, stated: str, title: str) -> None:
    parts = {"OPS/text/t wo.xhtml": TWO}
    document = opened(tmp_path, package(parts, stated=stated, spine="two")).document
    assert document.title == title
    assert document.publisher is None


def test_the_pages_of_the_printed_book_are_places(tmp_path: Path) -> None:
    page = (
        '<html><body><h1>A</h1><p>one<span epub:type="pagebreak" id="page12" title="12"/></p>'
        '<p>two</p><span role="doc-pagebreak" aria-label="page xiii"/><p>three</p></body></html>'
    )
    parsed = opened(tmp_path, package({"OPS/text/one.xhtml": page}, spine="one"))
    assert [block.place for block in parsed.blocks[1:]] == [
        *[("page_label", "12"), ("page_label", "12"), ("page_label", "xiii")],
    ]


def test_notes_are_paragraphs_and_their_marks_go(tmp_path: Path) -> None:
    page = (
        '<html><body><p>Said.<a epub:type="noteref" href="#n">1</a></p>'
        '<aside epub:type="footnote" class="footnote" id="n"><p>By Bo.</p></aside></body></html>'
    )
    parsed = opened(tmp_path, package({"OPS/text/one.xhtml": page}, spine="one"))
    assert shown(parsed) == ["Said.", "By Bo."]


def test_a_chapter_that_only_leads_to_others_is_not_read(tmp_path: Path) -> None:
    index = "<html><body><h1>Index</h1><p><a href='t%20wo.xhtml'>rye</a></p></body></html>"
    parsed = opened(tmp_path, package({**BOOK, "OPS/text/one.xhtml": index}))
    assert shown(parsed) == ["Flour", "- rye", "- oats"]


def test_a_part_that_cannot_be_read_is_told_and_the_rest_read(tmp_path: Path) -> None:
    told: list[str] = []
    parts = {"OPS/text/one.xhtml": "\1\2\3" * 50, "OPS/text/t wo.xhtml": TWO}
    assert shown(opened(tmp_path, package(parts), told))[0] == "Flour"
    assert told == ["OPS/text/one.xhtml is left out: binary"]
    opened(tmp_path, package({"OPS/text/t wo.xhtml": TWO}), told)
    assert told[1:] == ["OPS/text/one.xhtml is not in the file"]


LOCKS = '<encryption><CipherReference URI="OPS/text/{}.xhtml"/></encryption>'


def test_an_encrypted_chapter_is_left_out_and_a_locked_book_refused(tmp_path: Path) -> None:
    parts = {**BOOK, "META-INF/encryption.xml": LOCKS.format("one")}
    assert shown(opened(tmp_path, package(parts)))[0] == "Flour"
    with pytest.raises(UnreadableFile, match=r"^its chapters are encrypted$"):
        opened(tmp_path, package(parts, spine="one"))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"PK\x03\x04 and no more", r"^not a readable EPUB book"),
        (package({}, spine=""), r"^no text in it$"),
        (package({"META-INF/container.xml": "<container/>"}), r"^not a readable EPUB book"),
        (package({"OPS/text/one.xhtml": "<p>" + "x" * 3_000_000}, spine="one"), r"^more than 20 t"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_no_book_is_refused_in_one_line(tmp_path: Path, raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        opened(tmp_path, raw)


def test_a_book_over_the_limit_is_refused(tmp_path: Path) -> None:
    raw = package(BOOK)
    with pytest.raises(UnreadableFile, match=r"^larger than 100 bytes$"):
        opened(tmp_path, raw, limits=Limits(max_file_bytes=100))


@given(
    chapter=st.text(max_size=80)
    | st.lists(st.sampled_from(["<p>", "a", "<h1>", "<ul><li>", "]]>"])).map("".join),
    description=st.text(max_size=40),
    place=st.integers(0, 1200),
    junk=st.binary(max_size=6),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_damage_gives_blocks_in_order_or_one_reason(
    chapter: str, description: str, place: int, junk: bytes
) -> None:
    parts = {"OPS/text/one.xhtml": chapter, "OPS/nav.xhtml": description}
    raw = package({**BOOK, **parts}, stated=description.replace("<", "&lt;").replace("&", "&amp;"))
    raw = raw[:place] + junk + raw[place + len(junk) :]
    refusal = "in one line"
    with TemporaryDirectory() as folder:
        try:
            parsed = opened(Path(folder), raw)
        except UnreadableFile as fault:
            refusal = str(fault)
        else:
            end = 0
            for block in parsed.blocks:
                assert end <= block.start < block.end <= len(parsed.document.text)
                assert parsed.document.text[block.start : block.end].strip()
                end = block.end
    assert refusal.isprintable()
