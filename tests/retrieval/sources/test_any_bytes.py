"""Whatever is in a file, loading it gives valid documents or one reason why not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import SourcesError
from retrieval.model import ParsedDocument
from retrieval.sources.encoding import decode
from retrieval.sources.registry import SUFFIXES
from tests.retrieval.sources.builders import Word, docx, paragraph, pdf, read

Attempt = Callable[[str, bytes], list[ParsedDocument]]

ANYWHERE = (
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    " ",
    "\t",
    "\f",
    "\u2028",
    "\x85",
    "word",
    "é",
    "漢字",
    "\ufeff",
)
TEXT = (
    *("- ", "• ", "1. ", "(a) ", "====", "----", "Title", "    ", "Chapter 2", "2.1 Scope"),
    *("date 2026-03-04 ", "Date: 4 March 2026\n", "x" * 130, "\v", "\x1c"),
)
MARKDOWN = (
    *("#", "- ", "* ", "1. ", "10) ", "> ", "```", "~~~", "`", "``", "    ", "[a", "](b", ' "t")'),
    *("]", "![", "<!--", "-->", "<b>", "<br>", "<div>", "</div>", "<script>", "&amp;", "&#10;"),
    *("&#0;", "\\", "|", "| - |", "---", "===", "**", "_", "~~", "[x]: /u\n", "<http://a.b>", "+"),
    *("---\ntitle: x\n---\n", "a: b\n", "*a*"),
)
HTML = (
    *("<html>", "<body>", "<p>", "</p>", "<div>", "</div>", "<ul>", "<li>", "</ul>", "<table>"),
    *("<tr>", "<td>", "</table>", "<h1>", "</h1>", "<h2>", "<br>", "<!--", "-->", "<script>"),
    *("</script>", "<title>", "&amp;", "&#10;", "&#0;", "&#xd800;", "&shy;", '<a href="x', '">'),
    *("<pre>", "<code>", "<blockquote>", "<nav>", "</nav>", '<meta charset="gbk">', "'", '"', "<"),
    *(">", "<?xml", "?>", "<![CDATA[", "]]>", "<svg>", "words that are long enough to matter. "),
)
JSON_LINES = (
    *('{"_id": "a", "text": "b"}\n', '{"_id": 1, "text": "x\\u0000\\ud800y\\r\\n\\n z"}\n', "["),
    *('{"_id": "t", "title": "T", "text": ""}\n', "]", "{", "}", '"', ":", "null", "1e999", "-"),
    *('{"_id": "q", "text": "w", "metadata": {"published": "2026"}}\n',),
)


@pytest.fixture(scope="module")
def attempt() -> Iterator[Attempt]:
    """Load bytes as a file of a type; a refusal, if it is in one line, is no document."""
    with TemporaryDirectory() as folder:

        def attempt(suffix: str, raw: bytes) -> list[ParsedDocument]:
            documents: list[ParsedDocument] = []
            refusal = "in one line"
            try:
                documents = read(Path(folder), "file" + suffix, raw)
            except SourcesError as fault:
                refusal = str(fault)
            assert refusal.isprintable()
            assert refusal
            return documents

        yield attempt


def soup(*parts: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from([*ANYWHERE, *parts]), max_size=30).map("".join)


def encoded(texts: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    encodings = st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"])
    return st.builds(lambda text, encoding: text.encode(encoding, "replace"), texts, encodings)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A good file with bytes changed, dropped, repeated or cut off."""
    raw = bytearray(whole)
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(raw)))
        length = draw(st.integers(0, 30))
        other = draw(st.integers(0, len(raw)))
        raw[place : place + length] = draw(
            st.one_of(st.binary(max_size=4), st.just(bytes(raw[other : other + length])))
        )
    return bytes(raw[: draw(st.integers(0, len(raw)))]) if draw(st.booleans()) else bytes(raw)


@pytest.mark.parametrize("suffix", sorted({*SUFFIXES, "", ".xyz", ".txt.gz"}))
@given(raw=st.binary(max_size=300))
@settings(max_examples=30)
def test_any_bytes(attempt: Attempt, suffix: str, raw: bytes) -> None:
    attempt(suffix, raw)


@given(raw=encoded(soup(*TEXT)))
def test_any_text(attempt: Attempt, raw: bytes) -> None:
    for parsed in attempt(".txt", raw):
        assert parsed.document.text.count("\n") == decode(raw).count("\n")
        assert_lines_are_the_files(parsed)


@given(raw=encoded(soup(*MARKDOWN)))
@settings(max_examples=200)
def test_any_markdown(attempt: Attempt, raw: bytes) -> None:
    for parsed in attempt(".md", raw):
        assert parsed.document.text.count("\n") == decode(raw).count("\n")
        assert_lines_are_the_files(parsed)


@given(raw=encoded(soup(*HTML)))
def test_any_html(attempt: Attempt, raw: bytes) -> None:
    for parsed in attempt(".html", raw):
        last = max(block.last_line for block in parsed.blocks)
        assert last <= decode(raw).count("\n") + 1


@given(raw=encoded(soup(*JSON_LINES)))
def test_any_json_lines(attempt: Attempt, raw: bytes) -> None:
    documents = attempt(".jsonl", raw)
    ids = [parsed.document.doc_id for parsed in documents]
    assert len(ids) == len(set(ids))


@given(
    raw=damaged(
        pdf(
            [Word("Title", 750, size=20), *paragraph("A transi-\ntion (of) power.", 700)],
            [Word("Page two", 700)],
            info="/Title (Stated)",
        )
    )
)
def test_any_damaged_pdf(attempt: Attempt, raw: bytes) -> None:
    attempt(".pdf", raw)


def _filled(document: Any) -> None:
    document.add_heading("Heading", 1)
    document.add_paragraph("Text", style="List Bullet 2")
    document.add_table(2, 2).cell(0, 0).text = "cell"


GOOD_WORD = docx(_filled)
PARTS = ("word/document.xml", "word/styles.xml", "[Content_Types].xml", "docProps/core.xml")


@st.composite
def damaged_parts(draw: st.DrawFn) -> bytes:
    """A Word file with one part damaged, and the package around it in order."""
    chosen = draw(st.sampled_from(PARTS))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD_WORD)) as good, zipfile.ZipFile(stream, "w") as bad:
        for name in good.namelist():
            body = good.read(name)
            bad.writestr(name, draw(damaged(body)) if name == chosen else body)
    return stream.getvalue()


@given(raw=st.one_of(damaged(GOOD_WORD), damaged_parts()))
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_any_damaged_word_file(attempt: Attempt, raw: bytes) -> None:
    attempt(".docx", raw)


def assert_lines_are_the_files(parsed: ParsedDocument) -> None:
    text = parsed.document.text
    for block in parsed.blocks:
        assert block.first_line == text.count("\n", 0, block.start) + 1
        assert block.last_line == text.count("\n", 0, block.end) + 1
