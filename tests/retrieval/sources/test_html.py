"""HTML: the article without the page around it, its lines, what the page says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.errors import UnreadableFile
from retrieval.sources.html import SourceLines
from retrieval.sources.html_pieces import pieces
from tests.retrieval.sources.builders import lines, outline, read, read_one, shown

PAGE = """\
<!DOCTYPE html>
<html lang="en"><head>
<meta charset="utf-8">
<title>Lin leaves Qwen - Daily Brief</title>
<meta property="og:site_name" content="Daily Brief">
<meta property="og:title" content="Lin leaves Qwen">
<meta property="article:published_time" content="2026-03-04T10:00:00Z">
<link rel="canonical" href="https://example.org/lin">
<script>var secret = "<p>never shown</p>";</script>
</head>
<body>
<nav><a href="/">Home</a> <a href="/why">Why it matters</a></nav>
<article>
<h1>Lin leaves Qwen</h1>
<p>Junyang Lin, the technical lead of <b>Qwen</b>, has
stepped down from the project shortly after
the release of its <a href="x">new</a> small models.</p>
<h2>Why it matters</h2>
<p>The departure raises questions about leadership during a phase of competition &amp; growth.</p>
<ul>
<li>First point about the models.</li>
<li>Second point about the people.
  <ul><li>A nested point</li></ul></li>
</ul>
<blockquote><p>me stepping down. bye my beloved qwen.</p></blockquote>
<table><tr><th>Model</th><th>Size</th></tr>
<tr><td>Small</td><td>0.8B</td></tr></table>
<pre><code>line one
line two</code></pre>
<p>First line of the verse,<br>second line of the verse, which is longer.</p>
<!-- a comment -->
</article>
<div class="comments"><p>A reader's comment that is none of the article.</p></div>
<footer>Copyright 2026 Daily Brief. All rights reserved.</footer>
</body></html>
"""


def test_the_article_keeps_its_structure_and_loses_the_page(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "a.html", PAGE)
    assert list(zip(lines(parsed), outline(parsed), strict=True)) == [
        ((14, 14), ("heading", 1, "Lin leaves Qwen")),
        (
            (15, 17),
            (
                "paragraph",
                0,
                (
                    "Junyang Lin, the technical lead of Qwen, has stepped down from the project"
                    " shortly after the release of its new small models."
                ),
            ),
        ),
        ((18, 18), ("heading", 2, "Why it matters")),
        (
            (19, 19),
            (
                "paragraph",
                0,
                (
                    "The departure raises questions about leadership during a phase of"
                    " competition & growth."
                ),
            ),
        ),
        ((21, 21), ("item", 0, "First point about the models.")),
        ((22, 22), ("item", 0, "Second point about the people.")),
        ((23, 23), ("item", 1, "A nested point")),
        ((25, 25), ("paragraph", 0, "me stepping down. bye my beloved qwen.")),
        ((26, 27), ("table", 0, "Model | Size\nSmall | 0.8B")),
        ((28, 29), ("code", 0, "line one\nline two")),
        (
            (30, 30),
            (
                "paragraph",
                0,
                "First line of the verse,\nsecond line of the verse, which is longer.",
            ),
        ),
    ]


def test_what_the_page_says_of_itself_is_kept(tmp_path: Path) -> None:
    document = read_one(tmp_path, "a.html", PAGE).document
    assert document.title == "Lin leaves Qwen"
    assert document.publisher == "Daily Brief"
    assert document.published == "2026-03-04"
    assert document.url == "https://example.org/lin"


def test_a_date_in_the_text_alone_is_not_taken_for_the_publication(tmp_path: Path) -> None:
    page = "<p>On March 3, 2026 he left the company, as the company said on Tuesday.</p>"
    assert read_one(tmp_path, "a.html", page).document.published is None


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>Hi there</p>", ["Hi there"]),
        ("<html><body>Just words</body></html>", ["Just words"]),
        ("no tags at all", ["no tags at all"]),
        ("<nav>Only a menu</nav>", ["Only a menu"]),
        ("<p>Zau&shy;ber&shy;wort &lt;b&gt;</p>", ["Zauberwort <b>"]),
    ],
)
def test_a_short_or_unusual_page_still_gives_its_text(
    tmp_path: Path, page: str, expected: list[str]
) -> None:
    assert shown(read_one(tmp_path, "a.htm", page)) == expected


def test_where_no_article_is_found_the_body_is_read_in_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trafilatura.bare_extraction", lambda *_args, **_options: None)
    parsed = read_one(tmp_path, "a.html", PAGE)
    assert (14, 14) in lines(parsed)
    assert ("heading", 2, "Why it matters") in outline(parsed)
    assert ("item", 0, "First point about the models.") in outline(parsed)
    assert ("code", 0, "line one\nline two") in outline(parsed)
    for hidden in ("Home", "never shown", "a comment", "All rights reserved"):
        assert hidden not in parsed.document.text


def test_a_page_on_which_the_library_fails_is_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*args: object, **options: object) -> None:
        raise AttributeError("'NoneType' object has no attribute 'tag'")

    monkeypatch.setattr("trafilatura.bare_extraction", failing)
    assert shown(read_one(tmp_path, "a.html", "<p>Hi there</p>")) == ["Hi there"]


@pytest.mark.parametrize("page", ["", "<html></html>", "<script>app()</script>", "<p> </p>"])
def test_a_page_that_shows_no_text_is_reported(tmp_path: Path, page: str) -> None:
    with pytest.raises(UnreadableFile, match=r"^no text in it$"):
        read(tmp_path, "a.html", page)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="iso-8859-1">', "latin-1"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">', "cp1250"),
        ('<?xml version="1.0" encoding="iso-8859-1"?>', "latin-1"),
        ("", "utf-8"),
        ('<meta charset="iso-8859-1">', "utf-8"),
        ('<meta charset="utf-8">', "utf-16"),
    ],
)
def test_the_declared_encoding_is_respected_where_it_fits(
    tmp_path: Path, head: str, encoding: str
) -> None:
    page = f"{head}<p>Größere Wägen fahren über die Brücke zum Schloß.</p>".encode(encoding)
    assert shown(read_one(tmp_path, "a.xhtml", page)) == [
        "Größere Wägen fahren über die Brücke zum Schloß."
    ]


class TestPieces:
    """The plain reading of a page: text with its lines, no markup."""

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("a<!-- b\n -- > --> c", [("a", 1), (" c", 2)]),
            ("<SCRIPT>\nx</p>\n</script >y", [("y", 3)]),
            ("<script src=x />y", [("y", 1)]),
            ("<style-guide>kept</style-guide>", [("kept", 1)]),
            ("<a title='x > y'>z</a>", [("z", 1)]),
            ("<p\nclass=x\n>y", [("y", 3)]),
            ("a &amp; b &#10; c\nd", [("a & b   c\nd", 1)]),
            ("1 < 2 and 3 > 2", [("1 < 2 and 3 > 2", 1)]),
            ("<![CDATA[x]]>y", [("y", 1)]),
            ("never closed <a href='", [("never closed ", 1)]),
        ],
    )
    def test_pieces(self, source: str, expected: list[tuple[str, int]]) -> None:
        assert [(piece.text, piece.line) for piece in pieces(source)] == expected


class TestLines:
    """Extracted text finds the line where it stands."""

    SOURCE = (
        "<nav>Scope</nav>\n<h2>Scope</h2>\n<p>The scope of this long paragraph is\nthis"
        " <b>file</b> alone.\n<p>Short\n<h2>Scope</h2>\n<p>Another paragraph that is long enough."
    )

    @pytest.mark.parametrize(
        ("texts", "expected"),
        [
            (["The scope of this long paragraph is this file alone."], [(3, 4)]),
            (["Scope", "The scope of this long paragraph is this file alone."], [(2, 2), (3, 4)]),
            (["The scope of this long paragraph is this (edited) file."], [(3, 3)]),
            (
                ["Short", "Scope", "Another paragraph that is long enough."],
                [(5, 5), (6, 6), (7, 7)],
            ),
            (["Nowhere in the file at all, ever"], [(1, 1)]),
            (["The scope of this long paragraph is", "absent", "***"], [(3, 3)] * 3),
        ],
    )
    def test_lines(self, texts: list[str], expected: list[tuple[int, int]]) -> None:
        assert SourceLines(pieces(self.SOURCE)).locate(texts) == expected
