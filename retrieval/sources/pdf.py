"""PDF: the text of each page in paragraphs, without running headers and page numbers.

Lines come with their place and size of type; gaps, indents and sizes make paragraphs of them;
words broken at a line's end are put together again.
"""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind, ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole, require
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.encoding import clean
from retrieval.sources.metadata import looks_like_title
from retrieval.sources.text import has_marker, starts_item

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page's extracted text, its number from 1.

    `x` and `y` are where it begins, in points from the left and the bottom; `size` is the
    height of most of its type in points, 0 where the page does not tell places.
    """

    number: int
    text: str
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    x: float
    y: float
    size: float


def page_lines(page: PageObject) -> list[Line]:
    """The lines of a page that are not blank, in reading order."""
    runs: list[_Run] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        runs.append(_placed(text, cm, tm, size))

    text = page.extract_text(visitor_text=visit)
    if "".join(run.text for run in runs) != text:
        # Text inside a form is handed over twice: its place is unknown, its order is not.
        lines = [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]
    else:
        lines = _joined(runs)
    return [replace(line, text=line.text.strip()) for line in lines if line.text.strip()]


def _placed(text: str, cm: list[float], tm: list[float], size: float) -> _Run:
    """A run of text with its place on the page: the text matrix seen through the page's."""
    a, b, c, d, e, f = cm
    x = tm[4] * a + tm[5] * c + e
    y = tm[4] * b + tm[5] * d + f
    height = math.hypot(tm[2] * a + tm[3] * c, tm[2] * b + tm[3] * d)
    return _Run(text, x, y, round(size * height, 1))


def _joined(runs: list[_Run]) -> list[Line]:
    lines: list[Line] = []
    current: list[_Run] = []
    for run in runs:
        words, *more = run.text.split("\n")
        current.append(replace(run, text=words))
        for words in more:
            lines.append(_line(len(lines) + 1, current))
            current = [replace(run, text=words)]
    return [*lines, _line(len(lines) + 1, current)]


def _line(number: int, runs: list[_Run]) -> Line:
    text = "".join(run.text for run in runs)
    shown = [run for run in runs if run.text.strip()]
    if not shown:
        return Line(number, text)
    sizes: Counter[float] = Counter()
    for run in shown:
        sizes[run.size] += len(run.text)
    return Line(number, text, shown[0].x, shown[0].y, sizes.most_common(1)[0][0])


_SENTENCE_END = re.compile(r"[.!?:;\u2026\u3002\uff01\uff1f]['\"\u201d\u2019)\]]*$")
_HEADING_LINES = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set: the usual size of type, distance of lines, and length of lines.

    `size` is in points, `leading` in sizes of type, `width` in characters. `heading_sizes` are
    the sizes well above the usual one, largest first.
    """

    size: float
    leading: float
    width: int
    heading_sizes: tuple[float, ...]


def setting_of(pages: Sequence[Sequence[Line]]) -> Setting:
    """How the pages are set, measured over all of them."""
    sizes: Counter[float] = Counter()
    for line in (line for lines in pages for line in lines):
        sizes[line.size] += len(line.text)
    size = sizes.most_common(1)[0][0]
    gaps = [
        (one.y - two.y) / size
        for lines in pages
        for one, two in pairwise(lines)
        if size and one.size == two.size == size and 0 < one.y - two.y < 3 * size
    ]
    lengths = sorted(len(line.text) for lines in pages for line in lines if line.size == size)
    larger = sorted((other for other in sizes if size and other >= 1.12 * size), reverse=True)
    width = lengths[int(0.9 * len(lengths))]
    return Setting(size, median(gaps) if gaps else 1.2, width, tuple(larger))


def paragraphs(lines: Sequence[Line], setting: Setting) -> Iterator[list[Line]]:
    """Yields the paragraphs of a page, each with at least one line."""
    gathered: list[Line] = []
    for line in lines:
        if gathered and _begins(line, gathered, setting):
            yield gathered
            gathered = []
        gathered.append(line)
    if gathered:
        yield gathered


def role_of(lines: Sequence[Line], setting: Setting) -> tuple[BlockKind, int]:
    """What a paragraph is, and its level: larger type makes a heading, a bullet an item."""
    size = lines[0].size
    if size in setting.heading_sizes and len(lines) <= _HEADING_LINES:
        return "heading", min(1 + setting.heading_sizes.index(size), 6)
    return ("item", 0) if has_marker(lines[0].text) else ("paragraph", 0)


def _begins(line: Line, gathered: Sequence[Line], setting: Setting) -> bool:
    """Whether a line begins a new paragraph after those gathered."""
    before = gathered[-1]
    if starts_item(line.text, after_item=has_marker(gathered[0].text)):
        return True
    if line.number > before.number + 1 or abs(line.size - before.size) > 0.12 * setting.size:
        return True
    ended = bool(_SENTENCE_END.search(before.text))
    drop = before.y - line.y
    if drop > 1.25 * setting.leading * setting.size:
        return True
    if drop < -setting.size:
        # The top of the next column: a sentence may go on there.
        return ended
    if ended and not line.text[0].islower() and len(before.text) < 0.75 * setting.width:
        return True
    return _indented(line, gathered, setting, ended=ended)


def _indented(line: Line, gathered: Sequence[Line], setting: Setting, *, ended: bool) -> bool:
    """Whether the left edge says so: in from the paragraph's, or out from under an item's."""
    step = 0.8 * setting.size
    edge = min(other.x for other in gathered[-2:])
    if has_marker(gathered[0].text):
        hanging = len(gathered) > 1 and gathered[1].x > gathered[0].x + step / 2
        return hanging and line.x < gathered[1].x - step / 2
    return ended and line.x > edge + step


_REPEATS = 3
"""Pages on which a line has to stand at the edge to be taken for a running one."""

_EDGE = 2
_NUMBER_ALONE = re.compile(r"\W*(?:page\s+)?\d+(?:\s*(?:of|/)\s*\d+)?\W*", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")

_Key = tuple[str, str, float]
"""Where a line stands, its words without their numbers, and its size of type."""


def without_running(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without the lines that repeat at their edges, numbers aside."""
    counts: Counter[_Key] = Counter()
    for lines in pages:
        counts.update({_key(edge, line) for edge, line in _edges(lines)})
    return [_kept(lines, counts) for lines in pages]


def _kept(lines: Sequence[Line], counts: Counter[_Key]) -> list[Line]:
    running = {line.number for edge, line in _edges(lines) if counts[_key(edge, line)] >= _REPEATS}
    return [line for line in lines if line.number not in running]


def _edges(lines: Sequence[Line]) -> list[tuple[str, Line]]:
    top = [("top", line) for line in lines[:_EDGE]]
    return top + [("bottom", line) for line in lines[-_EDGE:]]


def _key(edge: str, line: Line) -> _Key:
    words = line.text.casefold()
    if _LETTER.search(words) or _NUMBER_ALONE.fullmatch(words):
        words = re.sub(r"\d+", "#", words)
    return edge, words, line.size


_BROKEN = re.compile(r"(?P<head>[^\W\d_]+)(?P<hyphen>[-\u2010\u00ad])$")
_REST = re.compile(r"(?P<tail>[^\W\d_]+)\S*\s*")


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words that stand unbroken in the lines, compounds with their hyphens, in lower case."""
    words: set[str] = set()
    for line in lines:
        found = re.findall(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*(?![-\u2010\u00ad]$)", line.lower())
        words.update(found)
    return frozenset(words)


def mended(lines: Sequence[str], known: frozenset[str]) -> list[str]:
    """The lines with each broken word whole on the line where it begins.

    The hyphen goes, unless the words of the document say that it belongs: the compound occurs
    elsewhere, or both its halves do and the joined word does not.
    """
    whole = list(lines)
    for number in range(len(whole) - 1):
        broken, rest = _BROKEN.search(whole[number]), _REST.match(whole[number + 1])
        if broken is None or rest is None or not rest["tail"].islower():
            continue
        hyphen = "-" if _belongs(broken, rest["tail"], known) else ""
        whole[number] = whole[number][: broken.start("hyphen")] + hyphen + rest.group().rstrip()
        whole[number + 1] = whole[number + 1][rest.end() :]
    return [line for line in whole if line]


def _belongs(broken: re.Match[str], tail: str, known: frozenset[str]) -> bool:
    head = broken["head"].lower()
    if broken["hyphen"] == "\u00ad" or head + tail in known:
        return False
    return f"{head}-{tail}" in known or (head in known and tail in known)


_NO_TITLE = re.compile(
    r"untitled\b|(?:document|title|slide|powerpoint presentation)\W*\d*$|$", re.IGNORECASE
)
_FILE_NAME = re.compile(
    r"\.(?:docx?|dvi|indd|odt|pdf|pptx?|ps|qxd|rtf|tex|txt|xlsx?)$", re.IGNORECASE
)


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. A block's lines are counted in its page's text, from 1.

    A page that cannot be read is reported, and the others are read.

    Raises:
        UnreadableFile: it cannot be opened, is too large, has too many pages, is encrypted,
            holds no text, is no PDF, or pypdf is not installed.
    """
    require("pypdf", package="pypdf", extra="pdf", suffix=".pdf")
    raw = read_whole(file, limits)
    pages, title = _read(raw, limits, report)
    if not any(pages):
        count = "its only page" if len(pages) == 1 else f"its {len(pages)} pages"
        raise UnreadableFile(f"no text in {count}: a scan needs OCR first")
    kept = without_running(pages)
    draft = _drafted(kept if any(kept) else pages)
    yield parsed(file, raw, draft.text, draft.blocks, title=title or _shown_title(draft))


def _read(raw: bytes, limits: Limits, report: Report) -> tuple[list[list[Line]], str | None]:
    """The lines of every page, and the title that the file states."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    with parsing("PDF", PyPdfError, library="pypdf"):
        reader = PdfReader(io.BytesIO(raw))
        try:
            locked = reader.is_encrypted and not reader.decrypt("")
        except DependencyError as fault:
            raise UnreadableFile(f"encrypted: {fault}") from fault
        if locked:
            raise UnreadableFile("encrypted: it opens only with its password")
        count = len(reader.pages)
        if count > limits.max_pages:
            raise UnreadableFile(f"{count} pages, more than the {limits.max_pages} allowed")
        pages = [_page(reader, number, report) for number in range(count)]
        title = _stated_title(reader)
    return pages, title


def _page(reader: PdfReader, number: int, report: Report) -> list[Line]:
    """The lines of a page, counted from 0; none, and a report, if it is broken."""
    from pypdf.errors import PyPdfError

    try:
        with parsing("page", PyPdfError, library="pypdf"):
            lines = page_lines(reader.pages[number])
    except UnreadableFile as fault:
        report(f"page {number + 1}: {fault}")
        return []
    return lines


def _stated_title(reader: PdfReader) -> str | None:
    """The title in the file's metadata, unless a program left it there."""
    stated = str((reader.metadata and reader.metadata.title) or "")
    title = clean(stated).removeprefix("Microsoft Word - ").strip()
    return None if _NO_TITLE.match(title) or _FILE_NAME.search(title) else title


def _drafted(pages: Sequence[Sequence[Line]]) -> Draft:
    draft = Draft()
    setting = setting_of(pages)
    known = vocabulary(line.text for lines in pages for line in lines)
    for number, lines in enumerate(pages, 1):
        for paragraph in paragraphs(lines, setting):
            kind, level = role_of(paragraph, setting)
            words = "\n".join(mended([line.text for line in paragraph], known))
            span = paragraph[0].number, paragraph[-1].number
            draft.add(words, kind, span, level=level, page=number)
    return draft


def _shown_title(draft: Draft) -> str | None:
    """The first line of the text, if it is set or reads like a title."""
    if not draft.blocks:
        return None
    first = draft.blocks[0]
    words = draft.text[first.start : first.end]
    return words if first.kind == "heading" or looks_like_title(words) else None
