"""HTML: what a page says, block by block, without what stands around it."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.base import DEFAULT_LIMITS, Limits, SourceFile
from retrieval.sources.html import load
from tests.retrieval.sources.builders import lines, outline, read, read_one, shown

Outline = list[tuple[str, int, str]]


def paragraph(words: str, level: int = 0) -> tuple[str, int, str]:
    return "paragraph", level, words


def heading(level: int, words: str) -> tuple[str, int, str]:
    return "heading", level, words


def item(words: str, level: int = 0) -> tuple[str, int, str]:
    return "item", level, words


def term(words: str, level: int = 0) -> tuple[str, int, str]:
    return "term", level, words


def definition(words: str, level: int = 0) -> tuple[str, int, str]:
    return "definition", level, words


def code(words: str, level: int = 0) -> tuple[str, int, str]:
    return "code", level, words


def header(words: str, level: int = 0) -> tuple[str, int, str]:
    return "header", level, words


def row(words: str, level: int = 0) -> tuple[str, int, str]:
    return "row", level, words


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
<!-- a comment
of two lines --><p>After
the comment.</p>
</article>
<div class="comments"><p>A reader's comment that is none of the article.</p></div>
<footer>Copyright 2026 Daily Brief. All rights reserved.</footer>
</body></html>
"""


def test_the_article_keeps_its_structure_and_loses_the_page(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "a.html", PAGE)
    assert list(zip(lines(parsed), outline(parsed), strict=True)) == [
        ((14, 14), heading(1, "Lin leaves Qwen")),
        (
            (15, 17),
            paragraph(
                "Junyang Lin, the technical lead of Qwen, has stepped down from the project"
                " shortly after the release of its new small models."
            ),
        ),
        ((18, 18), heading(2, "Why it matters")),
        (
            (19, 19),
            paragraph(
                "The departure raises questions about leadership during a phase of"
                " competition & growth."
            ),
        ),
        ((21, 21), item("- First point about the models.")),
        ((22, 22), item("- Second point about the people.")),
        ((23, 23), item("- A nested point", 1)),
        ((25, 25), paragraph("me stepping down. bye my beloved qwen.")),
        ((26, 26), header("Model | Size")),
        ((27, 27), row("Small | 0.8B")),
        ((28, 29), code("line one\nline two")),
        (
            (30, 30),
            paragraph("First line of the verse,\nsecond line of the verse, which is longer."),
        ),
        ((32, 33), paragraph("After the comment.")),
    ]


def test_what_the_page_says_of_itself_is_kept(tmp_path: Path) -> None:
    document = read_one(tmp_path, "a.html", PAGE).document
    assert document.title == "Lin leaves Qwen"
    assert document.publisher == "Daily Brief"
    assert document.published == "2026-03-04"
    assert document.url == "https://example.org/lin"


@pytest.mark.parametrize(
    ("head", "published", "publisher"),
    [
        ('<meta name="DC.date" content="2019-05">', "2019-05", None),
        ('<meta name="date" content="someday"><meta name="author" content="Bo">', None, None),
        ('<meta name="application-name" content="Pier">', None, "Pier"),
        (
            """<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle",
            "datePublished": "2020-01-02", "publisher": {"name": "Gull"}}]}</script>""",
            "2020-01-02",
            "Gull",
        ),
        ('<script type="application/ld+json">{"@type": [[[</script>', None, None),
        ('<meta name="last-modified" content="2019-05-01">', None, None),
    ],
)
def test_only_what_the_head_states_is_cited(
    tmp_path: Path, head: str, published: str | None, publisher: str | None
) -> None:
    page = f"<head>{head}</head><p>On March 3, 2026 he left, as the company said on Tuesday.</p>"
    document = read_one(tmp_path, "a.html", page).document
    assert (document.published, document.publisher) == (published, publisher)


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Oars &#8212; Boats 1.0 documentation", "<h1>Oars<a href='#o'>¶</a></h1>", "Oars"),
        ("Boats: Oar Class Reference", "<h1>Oar Class Reference</h1>", "Oar Class Reference"),
        ("Oar in boats::gear - Rust", "<h1>Struct Oar</h1>", "Oar in boats::gear"),
        ("Oar (Boats 2.1 API)", "<h1>Class Oar</h1>", "Oar"),
        ("Oars | Boat Docs", "<p>Text</p>", "Oars"),
        ("Oars - sails - ropes", "<p>Text</p>", "Oars - sails - ropes"),
        ("row(1)", "<h1>row(1) Manual Page</h1>", "row(1)"),
        ("Untitled Document", "<h1>Oars</h1>", "Oars"),
        ("", "<h2>Oars</h2>", "Oars"),
        ("", "<p>Oars</p>", "a b"),
    ],
)
def test_the_title_loses_the_name_of_its_site(
    tmp_path: Path, title: str, body: str, expected: str
) -> None:
    page = f"<html><head><title>{title}</title></head><body>{body}<p>More text.</p></body></html>"
    assert read_one(tmp_path, "a_b.html", page).document.title == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # paragraphs
        ("<p>one<p>two", [paragraph("one"), paragraph("two")]),
        ("one<br><br>two<hr>three", [paragraph("one"), paragraph("two"), paragraph("three")]),
        ("<p>run <code>lamp\n  SWEEP</code> now", [paragraph("run lamp SWEEP now")]),
        ("<p>a <q>b</q> c", [paragraph("a “b” c")]),
        ("<p>zau&shy;ber&#8203;wort&nbsp;&lt;b&gt;", [paragraph("zauberwort <b>")]),
        ("<p>was <s>9</s> <del>8</del> <ins>7</ins>", [paragraph("was 7")]),
        ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", [paragraph("漢")]),
        ("<p>a<div>b</div>c</p>d</body></html>e", [paragraph(x) for x in ("a", "b", "cde")]),
        ("<figure><img alt=x><figcaption>Fig</figcaption></figure>", [paragraph("Fig")]),
        ("<center><font size=2>old<p>page</font></center>", [paragraph("old"), paragraph("page")]),
        ("<a name=x><h2>Rope</h2><a name=y><p>Knot", [heading(2, "Rope"), paragraph("Knot")]),
        ("<h2>Rope</h3><ul><li>Knot</ul>", [heading(2, "Rope"), item("- Knot")]),
        ("<div role=heading aria-level=3>Rope</div>Knot", [heading(3, "Rope"), paragraph("Knot")]),
        # meaning in raised and lowered characters
        ("<p>2<sup>32</sup> of 10<sup>-6</sup> m<sup>2</sup>", [paragraph("2^32 of 10^-6 m^2")]),
        ("<p>x<sup>n+1</sup> the 21<sup>st</sup>", [paragraph("x^(n+1) the 21st")]),
        ("<p>2<small><sup>31</sup></small>-1", [paragraph("2^31-1")]),
        ("<p>H<sub>2</sub>O, log<sub>2</sub>, x<sub>i</sub>", [paragraph("H₂O, log₂, x_i")]),
        ("<p>See<sup><a href='#n'>3</a></sup> it.", [paragraph("See it.")]),
        ("<p>See<a href='#n'><sup>3</sup></a> it.", [paragraph("See it.")]),
        ("<p>Stated.<sup>[1]</sup> Order<sup>2</sup>", [paragraph("Stated. Order")]),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math> is", [paragraph("x^2 is")]),
        # code
        ("<p>Run:<pre>\n$ a  b\n  # c\n</pre>", [paragraph("Run:"), code("$ a  b\n  # c")]),
        ("<pre><div>one</div><div>two</div></pre>", [code("one\ntwo")]),
        ("<pre><span class=lineno>1 </span>x<br>y<button>Copy</button></pre>", [code("x\ny")]),
        ("<p><code>make install</code>", [code("make install")]),
        ("<ul><li>Try<pre>x</pre>then", [item("- Try"), code("x", 1), paragraph("then", 1)]),
        # lists
        ("<ol><li>a<li>b<ol type=a><li>c</ol></ol>", [item("1. a"), item("2. b"), item("a. c", 1)]),
        ("<ol start=7><li>a<li value=9>b</ol>", [item("7. a"), item("9. b")]),
        ("<ol reversed><li>a<li>b</ol>", [item("2. a"), item("1. b")]),
        ("<ol type=I><li>a</ol><ol class=lowerroman><li>b", [item("I. a"), item("i. b")]),
        ("<ul><li><p>a<p>b<blockquote>c", [item("- a"), paragraph("b", 1), paragraph("c", 1)]),
        ("<ul><li><h3>Rope</h3><p>Knot</ul>", [heading(3, "Rope"), paragraph("Knot")]),
        # definition lists
        ("<dl><dt>-a<dt>--all<dd>All.</dl>", [term("-a"), term("--all"), definition("All.")]),
        ("<dl><dt>f(x)<br>f()<dd>F.</dl>", [term("f(x)"), term("f()"), definition("F.")]),
        ("<dl><dt>a<dd><p>b<p>c", [term("a"), definition("b"), paragraph("c", 1)]),
        (
            "<dl><dt>a<dd>b<dl><dt>c<dd>d</dl></dl>",
            [term("a"), definition("b"), term("c", 1), definition("d", 1)],
        ),
        ("<dl><dt>a</dt><dd><pre>x</pre><p>b</dd>", [term("a"), code("x", 1), definition("b")]),
        (
            "<dl><dt>a<dd>b<dl><dt>c<dd>d</dl>e",
            [term("a"), definition("b"), term("c", 1), definition("d", 1), paragraph("e", 1)],
        ),
        ("<dl><dt>: f (x)<dd>F.</dl>", [term("f (x)"), definition("F.")]),
        ("<dl><dd>only set in</dl>", [paragraph("only set in")]),
        ("<p><dl><dt>a</dt><dd>b</dd></p><p><dt>c</dt><dd>d</dl>", None),
        # what serves as heading
        ("<details><summary>Why?</summary>So.", [heading(7, "Why?"), paragraph("So.")]),
        ("<details><summary><h4>f</h4></summary>So.", [heading(4, "f"), paragraph("So.")]),
        ("<p><b>How much?</b><p>Five.", [heading(7, "How much?"), paragraph("Five.")]),
        ("<p><b>How much?</b><br>Five.", [heading(7, "How much?"), paragraph("Five.")]),
        ("<p>Q: How much?<p>A: Five.", [heading(7, "Q: How much?"), paragraph("A: Five.")]),
        ("<p>Q: How much?<br>A: Five.", [heading(7, "Q: How much?"), paragraph("A: Five.")]),
        ("<p><b>Stay away.</b><p>Five.", [paragraph("Stay away."), paragraph("Five.")]),
        ("<p><b>One</b><p><b>Two</b>", [paragraph("One"), paragraph("Two")]),
        ("<p><b>Table 1. Sizes</b><p>x", [paragraph("Table 1. Sizes"), paragraph("x")]),
        ("<ol><li><p><b>Rope</b><p>Knot</ol>", [heading(7, "Rope"), paragraph("Knot")]),
        ("<ul><li><b>Rope</b></ul>", [item("- Rope")]),
        # tables
        (
            "<table><caption>Sizes</caption><tr><td><b>A</b><td><b>B</b><tr><td>1<td>2</table>",
            [paragraph("Sizes"), header("A | B"), row("1 | 2")],
        ),
        ("<table><tr><th>A<td>1<tr><th>B<td>2</table>", [row("A | 1"), row("B | 2")]),
        (
            "<table><tr><th>A<th colspan=2>B<tr><td rowspan=2>x<td>1<td>2<tr><td>3<td>4</table>",
            [header("A | B | B"), row("x | 1 | 2"), row("x | 3 | 4")],
        ),
        (
            "<table><thead><tr><td>A<td>B</thead><tr><td>1<td><ul><li>x<li>y</ul></table>",
            [header("A | B"), row("1 | • x • y")],
        ),
        ("<table><tr><td>a<td>&nbsp;<td>b<tr><td>c<td><td>d</table>", [row("a | b"), row("c | d")]),
        ("<table><tr><th colspan=2>All<tr><td>a<td>b</table>", [paragraph("All"), row("a | b")]),
        ("<table><tr><td><h2>Rope</h2><td>Knot</table>", [heading(2, "Rope"), paragraph("Knot")]),
        ("<table><tr><td>one<tr><td>two</table>", [paragraph("one"), paragraph("two")]),
        ("<table><tr><td>a<td><table><tr><td>b<td>c<tr><td>d<td>e</table></table>", None),
    ],
)
def test_blocks(tmp_path: Path, body: str, expected: Outline | None) -> None:
    found = outline(read_one(tmp_path, "a.html", f"<html><body>{body}"))
    if expected is not None:
        assert found == expected
    else:
        assert found


@pytest.mark.parametrize(
    "around",
    [
        "<nav>{}</nav>",
        "<footer>{}</footer>",
        "<aside>{}</aside>",
        "<header>{}</header>",
        "<div role=navigation>{}</div>",
        "<div role=search>{}</div>",
        "<div hidden>{}</div>",
        "<div style='color: red; display:none'>{}</div>",
        "<span aria-hidden=true>{}</span>",
        "<template>{}</template>",
        "<noscript>{}</noscript>",
        "<dialog role=dialog>{}</dialog>",
        "<button>{}</button>",
        "<div class='cookie-banner'>{}</div>",
        "<ul class='breadcrumb'><li>{}</ul>",
        "<div class='md-sidebar md-sidebar--primary'>{}</div>",
        "<div class='toctree-wrapper compound'>{}</div>",
        "<div class='tableOfContents_x1Yz'>{}</div>",
        "<div class='contents local topic'>{}</div>",
        "<div class=navheader>{}</div>",
        "<div id=toc>{}</div>",
        "<div id=footer>{}</div>",
        "<span class=sr-only>{}</span>",
        "<a class='theme-edit-this-page' href=x>{}</a>",
        "<a class=headerlink href='#a'>{}</a>",
        "<svg><text>{}</text></svg>",
    ],
)
def test_what_surrounds_the_content_or_is_hidden_is_not_read(tmp_path: Path, around: str) -> None:
    page = f"<body>{around.format('Left out')}<h2>Rope</h2><p>Knot</p></body>"
    assert shown(read_one(tmp_path, "a.html", page)) == ["Rope", "Knot"]


@pytest.mark.parametrize(
    "around",
    [
        "<main><aside class=note>{}</aside></main>",
        "<main><header>{}</header></main>",
        "<header><h1>Ropes</h1>{}</header>",
        "<div role=tabpanel hidden>{}</div>",
        "<div class='has-toc with-sidebar'>{}</div>",
        "<div class=section id=navigation><h2>Navigation</h2>{}</div>",
        "<div class=section id=toc><h2>Contents</h2>{}</div>",
        "<blockquote>x<footer>{}</footer></blockquote>",
        "<div class='sidebar'><p class='sidebar-title'>On ropes</p>{}</div>",
        "<div class=sidebarblock>{}</div>",
        "<form>{}</form>",
        "<div class=sidebar>" + f"<p>{'A long paragraph in it. ' * 5}</p>" * 3 + "{}</div>",
    ],
)
def test_what_is_only_named_like_that_is_read(tmp_path: Path, around: str) -> None:
    assert "Kept" in shown(read_one(tmp_path, "a.html", around.format("<p>Kept</p>")))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            """<h1>Ropes</h1><h2>Contents</h2><ul><li><a href='#a'>A</a><li><a href='#b'>B</a>
            <li><a href='a.html#c'>C</a></ul><p>Text""",
            ["Ropes", "Text"],
        ),
        ("<p>[<a href='#a'>A</a> | <a href='#b'>B</a> | <a href='#c'>C</a>]<p>Text", ["Text"]),
        ("<ul><li><a href='b.html'>B</a><li><a href='c.html'>C</a></ul><h1>R</h1>T", ["R", "T"]),
        ("<h1>R</h1>T<p>Next: <a href=b>Knots and bends</a> [<a href=a>Index</a>]", ["R", "T"]),
        ("<p>[<a href=a>&lt;&lt;</a>]<h1>R</h1>T", ["R", "T"]),
        ("<h1>R</h1><p><a href=a>A</a> &gt; <a href=b>B</a> &gt; <a href=c>C</a><p>T", ["R", "T"]),
        ("<h1>R</h1>T<p><a href=e>Edit this page on GitHub</a>", ["R", "T"]),
        ("<h1>R</h1>T<p>Copyright 2020 Bo<p>Last updated 2020-01-01 10:00", ["R", "T"]),
        ("<h1>R</h1>T<h2>See also</h2><ul><li><a href=b>B</a></ul>", ["R", "T", "See also", "- B"]),
    ],
)
def test_lists_of_links_around_the_content_are_not_read(
    tmp_path: Path, body: str, expected: list[str]
) -> None:
    assert shown(read_one(tmp_path, "a.html", f"<body>{body}</body>")) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<body>out<main><p>in</p></main>", ["in"]),
        ("<body>out<div role=main><p>in</p></div>", ["in"]),
        ("<body><p>out</p><article><p>a long enough text in it</p></article>", None),
        ("<main>out<article><p>a long text that is most of it</p></article></main>", None),
        ("<body>of all<article>one</article><article>two</article>", ["of all", "one", "two"]),
        ("<body><main></main><p>an app's page without its app", None),
        ("<body>out<div class='markdown-body'><p>a long enough text</p></div>", None),
    ],
)
def test_the_main_content_is_found_by_its_landmark(
    tmp_path: Path, page: str, expected: list[str] | None
) -> None:
    found = shown(read_one(tmp_path, "a.html", page))
    assert found == expected if expected else len(found) == 1


def written(body: str, blocks: Outline) -> tuple[str, Outline]:
    """A page as a generator writes it, and what it says."""
    return body, blocks


GENERATORS = {
    "Sphinx": written(
        '<div class="body" role="main"><section id="f"><h2>Ropes<a class="headerlink"'
        ' href="#f">¶</a></h2><dl class="py function"><dt class="sig" id="tie">tie<span'
        ' class="sig-paren">(</span>\n<dl>\n<dd><em>a</em>,</dd>\n<dd><em>b</em></dd></dl>\n)</dt>'
        "<dd><p>Tie it.<a class='footnote-reference' href='#x'>[1]</a></p></dd></dl>"
        "<aside class=footnote><span class=label>[1]</span><p>Or not.</p></aside></section></div>",
        [heading(2, "Ropes"), term("tie(a, b)"), definition("Tie it."), paragraph("Or not.")],
    ),
    "Material for MkDocs": written(
        '<main class="md-main"><article class="md-content__inner"><a class="md-content__button"'
        ' href="e">pen</a><div class="admonition note"><p class="admonition-title">Note</p>'
        '<p>Mind.</p></div><table class="highlighttable"><tr><td class="linenos"><pre>1</pre></td>'
        '<td class="code"><pre>tie()</pre></td></tr></table><p>Press <span class="keys">'
        "<kbd>Ctrl</kbd><span>+</span><kbd>C</kbd></span>.</p></article></main>",
        [paragraph("Mind."), code("tie()"), paragraph("Press Ctrl+C.")],
    ),
    "Docusaurus": written(
        '<main><article><div class="theme-doc-markdown"><h2 id="r">Ropes<a class="hash-link"'
        ' href="#r">&#8203;</a></h2><div class="alert"><div class="admonitionHeading_G1b2">'
        "tip</div><div>Mind.</div></div>"
        '<pre><code><span class="token-line">a<br></span>'
        '<span class="token-line">b<br></span></code></pre></div></article></main>',
        [heading(2, "Ropes"), paragraph("Mind."), code("a\nb")],
    ),
    "mandoc": written(
        '<div class="manual-text"><section class="Sh"><h1 class="Sh" id="NAME"><a class="permalink"'
        ' href="#NAME">NAME</a></h1><dl class="Bl-tag"><dt id="q"><a class="permalink" href="#q">'
        '<code class="Fl">-q</code></a> <var class="Ar">n</var></dt><dd>Hush.</dd></dl></section>'
        "</div>",
        [heading(1, "NAME"), term("-q n"), definition("Hush.")],
    ),
    "groff": written(
        '<meta name="generator" content="groff -Thtml"><h2>OPTIONS<a name="OPTIONS"></a></h2>'
        '<table><tr><td width="11%"></td><td><p><b>&minus;&minus;quiet</b></p></td><td></td><td>'
        "<p>Hush.</p></td></tr><tr><td></td><td><p><b>&minus;n</b></p></td><td></td><td><p>No."
        "</p></td></tr></table>",
        [heading(2, "OPTIONS"), row("--quiet | Hush."), row("-n | No.")],
    ),
    "AsciiDoc": written(
        '<div id="header"><h1>row(1)</h1><h2>NAME</h2><p>row - go on</p></div><div id="content">'
        '<div class="admonitionblock"><table><tr><td class="icon"><div class="title">Note</div>'
        '</td><td>Mind.</td></tr></table></div><div class="hdlist"><table><tr><td class="hdlist1">'
        'Oar</td><td class="hdlist2"><p>A pole.</p></td></tr></table></div><p>Row<span'
        ' class="footnote"><br>[Or sail, if you can.]<br></span>.</p></div>'
        '<div id="footer"><div>Last updated</div></div>',
        [
            *(heading(1, "row(1)"), heading(2, "NAME"), paragraph("row - go on")),
            *(paragraph("Mind."), term("Oar"), definition("A pole."), paragraph("Row.")),
            paragraph("Or sail, if you can."),
        ],
    ),
    "DocBook": written(
        '<div class="navheader"><p>Prev</p></div><div class="titlepage"><h2 class="title">Use</h2>'
        '</div><div class="note"><table><tr><th align="left">Note</th></tr><tr><td>Mind.</td></tr>'
        '</table></div><div class="qandaset"><table><tr class="question"><td><b>1.</b></td><td><p>'
        'Why?</p></td></tr><tr class="answer"><td></td><td><p>So.</p></td></tr></table></div>'
        '<dl class="variablelist"><dt><span class="term">-q, </span><span class="term">--quiet'
        "</span></dt><dd><p>Hush.</p></dd></dl>",
        [
            *(heading(2, "Use"), paragraph("Mind."), heading(7, "1. Why?"), paragraph("So.")),
            *(term("-q, --quiet"), definition("Hush.")),
        ],
    ),
    "Doxygen": written(
        '<div class="header"><div class="summary"><a href="#a">A</a> | <a href="#b">B</a> | <a'
        ' href="#c">C</a></div><div class="headertitle"><div class="title">Oar Class</div></div>'
        '</div><table class="memberdecls"><tr class="heading"><td colspan="2"><h2>Members</h2></td>'
        '</tr><tr class="memitem:1"><td class="memItemLeft">void&nbsp;</td><td>row ()</td></tr>'
        '<tr class="memdesc:1"><td>&nbsp;</td><td>Rows.</td></tr></table><div class="memproto">'
        '<table><tr><td>void row</td><td>()</td></tr></table></div><div class="memdoc"><p>Rows on.'
        '</p><div class="fragment"><div class="line"><span class="lineno">1</span>row();</div>'
        '<div class="line">rest();</div></div></div>',
        [
            *(heading(1, "Oar Class"), heading(2, "Members"), term("void row ()")),
            *(definition("Rows."), term("void row ()"), definition("Rows on.")),
            code("row();\nrest();", 1),
        ],
    ),
    "Javadoc": written(
        '<main><h1>Class Oar</h1><div class="summary-table three-column-summary"><div'
        ' class="table-header col-first">Type</div><div class="table-header col-second">Method'
        '</div><div class="table-header col-last">Description</div><div class="col-first">void'
        '</div><div class="col-second">row()</div><div class="col-last"><div class="block">Rows.'
        '</div></div></div><section><h3>row</h3><div class="member-signature"><span>public</span>'
        '&nbsp;void <span>row</span>()</div><dl class="notes"><dt>Throws:</dt><dd>Splash</dd></dl>'
        "</section></main>",
        [
            *(heading(1, "Class Oar"), header("Type | Method | Description")),
            *(row("void | row() | Rows."), heading(3, "row"), code("public void row()")),
            *(term("Throws:"), definition("Splash")),
        ],
    ),
    "rustdoc": written(
        '<main><details open><summary class="hideme"><span>Expand</span></summary><p>An oar.</p>'
        '</details><details><summary><section id="m"><span class="rightside">1.0 · <a class="src">'
        'Source</a></span><a href="#m" class="anchor">§</a><h4>fn row()</h4></section></summary>'
        "<p>Rows.</p></details></main>",
        [paragraph("An oar."), heading(4, "fn row()"), paragraph("Rows.")],
    ),
}


@pytest.mark.parametrize("generator", GENERATORS)
def test_the_pages_of_generators_are_read_as_meant(tmp_path: Path, generator: str) -> None:
    body, expected = GENERATORS[generator]
    assert outline(read_one(tmp_path, "a.html", f"<body>{body}</body>")) == expected


def test_pre_formatted_prose_is_read_as_paragraphs(tmp_path: Path) -> None:
    page = (
        "<pre>row [-q]\n\n  The boat goes on as long as somebody\n  pulls the oars at the same"
        " time.\n\n  -q\n     no songs</pre>"
    )
    (tmp_path / "a.html").write_text(page)
    (parsed,) = loaded(tmp_path / "a.html")
    assert [kind for kind, _, _ in outline(parsed)] == ["code", "paragraph", "code"]
    assert lines(parsed) == [(1, 1), (3, 4), (6, 7)]


ANCHORS = """<body id=top>
<section id=ropes><h2>Ropes</h2><p>One <a id=inside></a>two</p>
<h3>Knots</h3><p>Three</p></section>
<h2>Oars <a name=oars></a></h2><a name=first></a><p>Four</p>
<dl><dt id=tie>tie</dt><dd><p>Five</p><p>Six</p></dd></dl><p>Seven</p>
<h2>None</h2><p>Eight</p>"""


def test_a_block_links_to_the_nearest_id(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "a.html", ANCHORS)
    found = zip(shown(parsed), (block.anchor for block in parsed.blocks), strict=True)
    assert list(found) == [
        *[("Ropes", "ropes"), ("One two", "ropes"), ("Knots", "ropes"), ("Three", "ropes")],
        *[("Oars", "oars"), ("Four", "first"), ("tie", "tie"), ("Five", "tie"), ("Six", "tie")],
        *[("Seven", "oars"), ("None", None), ("Eight", None)],
    ]


NEWS = """<html><head><title>Bridge closes - The Coast</title>
<meta property="og:type" content="article"></head><body>
<div class="x2"><h1>Bridge closes</h1>
<p>The harbour bridge will be closed to all traffic from Monday, the town council said on Friday,
because two of its bearings have to be replaced.</p>
<p>Buses will use the tunnel instead, and pedestrians can take a ferry that runs every ten minutes
between six in the morning and midnight.</p>
<table><tr><th>Part</th><th>Cost</th></tr><tr><td>Bearings</td><td>3 million</td></tr></table>
<p>The bridge was opened in 1931 and last repaired in 1987, when its deck was replaced by a lighter
one made of steel and concrete.</p></div>
<div class="comments"><p>Bob: I think that this is a shame, and the council should know about it.
</p></div></body></html>"""


def test_an_article_without_landmarks_is_told_from_its_page(tmp_path: Path) -> None:
    found = shown(read_one(tmp_path, "a.html", NEWS))
    assert found[0] == "Bridge closes"
    assert found[-1].startswith("The bridge was opened")
    assert "Bearings | 3 million" in found


def test_an_article_is_read_whole_where_the_library_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*args: object, **options: object) -> None:
        raise AttributeError("'NoneType' object has no attribute 'tag'")

    monkeypatch.setattr("trafilatura.extract", failing)
    assert any(words.startswith("Bob") for words in shown(read_one(tmp_path, "a.html", NEWS)))


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>Hi there</p>", ["Hi there"]),
        ("<html><body>Just words</body></html>", ["Just words"]),
        ("no tags at all", ["no tags at all"]),
        ("1 < 2 and 3 > 2", ["1 < 2 and 3 > 2"]),
        ("<p><a href='x'>Only a link</a></p>", ["Only a link"]),
        ("<?xml version='1.0'?><html><head><title/></head><p>a<a id='x'/>b</p></html>", ["ab"]),
        ("<p>one</p></body></html><p>two</p>", ["one", "two"]),
        (f"<p>a\x0bb\x01c {'d' * 100}</p>", [f"a b c {'d' * 100}"]),
    ],
)
def test_a_short_or_unusual_page_still_gives_its_text(
    tmp_path: Path, page: str, expected: list[str]
) -> None:
    assert shown(read_one(tmp_path, "a.htm", page)) == expected


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


def test_lines_are_right_beyond_the_parsers_counter(tmp_path: Path) -> None:
    page = "<p>one</p>" + "\n" * 70_000 + "<p>two\n<b>three</b></p>\n<p>four</p>"
    assert lines(read_one(tmp_path, "a.html", page)) == [(1, 1), (70_001, 70_002), (70_003, 70_003)]


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("attributes", "<p " + " ".join(f"a{number}=1" for number in range(60_000)) + ">x</p>"),
        ("paragraphs", "<p></p>" * 200_000 + "x"),
        ("columns", "<table><tr>" + "<th>x" * 150_000 + "<tr><td>y</table>"),
        ("spans", "<table>" + "<tr><th colspan=999 rowspan=999>x" * 20_000 + "</table>"),
        ("phrases", "<font>x" * 100_000),
        ("tables", "<table><tr><td>x" * 50_000),
        ("divisions", "<div class=nav>" * 2_000 + f"<p>{'x' * 90}" * 3 + "<i>x</i>" * 80_000),
        ("lists", "<ul><li>x" * 90_000),
        ("open tags", "<a" * 400_000 + ">x"),
        ("line ends", "x" + "<br>" * 200_000),
        ("scripts", "<p>" + "x<sup>2" * 100_000),
    ],
)
def test_what_no_page_has_is_read_in_a_few_seconds(name: str, page: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page)
    started = time.process_time()
    loaded(tmp_path / "a.html")
    assert time.process_time() - started < 10, name


def test_a_page_that_is_nested_too_deeply_is_read_as_far_as_can_be(tmp_path: Path) -> None:
    told: list[str] = []
    read(tmp_path, "a.html", "<div>x" * 9_000, report=told.append)
    assert told == ["elements are nested too deeply to be read to the end"]


MARKUP = (
    *("<p>", "</p>", "<div>", "</div>", "<ul>", "<ol start=3>", "<li>", "</ul>", "<dl>", "<dt>"),
    *("<dd>", "</dl>", "<table>", "<tr>", "<td rowspan=2>", "<th colspan=3>", "</table>", "<pre>"),
    *("</pre>", "<h1>", "</h1>", "<h2 id=x>", "<b>", "</b>", "<a href='#x'>", "</a>", "<br>"),
    *("<sup>", "</sup>", "<sub>", "</sub>", "<details><summary>", "</summary>", "<nav>", "</nav>"),
    *("<div class=memproto>", "<div class='summary-table'>", "<div class='col-last'>", "<q>"),
    *("<div class=footnotes>", "<span class=footnote>", "</span>", "<tr class=question>", "<hr>"),
    *("<math><msup><mi>x</mi>", "<img class=math alt=y>", "<!--", "-->", "<script>", "</script>"),
    *("<main>", "<article>", "<header>", "<aside>", "&shy;", "&#0;", "\n", " ", "\u00a0", "\t"),
    *("word", "Q: Why?", "A: So.", "Words that end in a full stop.", "x", "2", "  ", "</html>"),
)


@given(page=st.lists(st.sampled_from(MARKUP), max_size=40).map("".join) | st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_markup_gives_blocks_in_order_or_one_reason(page: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.html"
        path.write_text(page, encoding="utf-8", errors="replace")
        for parsed in loaded(path):
            text, end = parsed.document.text, 0
            last = page.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
            for block in parsed.blocks:
                assert end <= block.start < block.end <= len(text)
                assert text[block.start : block.end].strip()
                assert 1 <= block.first_line <= block.last_line <= last
                end = block.end


def loaded(path: Path, limits: Limits = DEFAULT_LIMITS) -> list[ParsedDocument]:
    """The documents in a page; none where it cannot be read."""
    file = SourceFile(path, path.name, path.stat().st_size, 0, 0, 0)
    documents: list[ParsedDocument] = []
    refusal = "in one line"
    try:
        documents = list(load(file, limits, print))
    except UnreadableFile as fault:
        refusal = str(fault)
    assert refusal.isprintable()
    return documents
