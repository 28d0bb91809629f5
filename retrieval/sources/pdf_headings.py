"""Which lines are headings: those that the outline names, and those set in larger or bold type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.sources.pdf_layout import PdfLine
from retrieval.sources.pdf_lines import BULLET, PageLayout


class Bookmark(NamedTuple):
    """An entry of the outline: the page that it points at, and its depth, both from 1."""

    title: str
    page: int
    level: int


class PdfHeading(NamedTuple):
    """How many lines a heading takes, and its level from 1 to 6."""

    lines: int
    level: int


_LINES = 3
_LENGTH = 200
_LONGEST_SENTENCE = 80
_LARGE = 1.15
_LETTER = re.compile(r"[^\W\d_]")
_NUMBERING = re.compile(
    r"(?:(?:chapter|appendix|section|part|kapitel|annex)\s+)?(?:[\divxlc]+|[a-z])"
    r"(?:\.[\da-z]+)*\s*[.:)]?\s+",
    re.IGNORECASE,
)


def headings_of(
    lines: Sequence[PdfLine], setting: PageLayout, outline: Sequence[Bookmark]
) -> dict[int, PdfHeading]:
    """The headings by the number of their first line, counted from 0.

    The level of one that the outline does not name is that of those in type of its size.
    """
    headings = _named(lines, setting, outline)
    depths: dict[float, Counter[int]] = {}
    for place, heading in headings.items():
        depths.setdefault(round(lines[place].size, 1), Counter())[heading.level] += 1
    levels = {size: counts.most_common(1)[0][0] for size, counts in depths.items()}
    taken = {place + more for place, heading in headings.items() for more in range(heading.lines)}
    set_apart: list[tuple[int, int, float]] = []
    place = 0
    while place < len(lines):
        end = place + 1
        if place not in taken and _may_be_heading(lines[place], setting):
            while end < len(lines) and end not in taken and _is_alike(lines[end - 1], lines[end]):
                end += 1
            after = lines[end] if end < len(lines) else None
            if _is_heading(lines[place:end], after, setting):
                set_apart.append((place, end - place, round(lines[place].size, 1)))
        place = end
    sizes = sorted({size for _, _, size in set_apart}, reverse=True)
    for place, count, size in set_apart:
        above = [level for other, level in levels.items() if other > size]
        level = levels.get(size) or 1 + max(above or [sizes.index(size)])
        headings[place] = PdfHeading(count, min(level, 6))
    return headings


def _named(
    lines: Sequence[PdfLine], setting: PageLayout, outline: Sequence[Bookmark]
) -> dict[int, PdfHeading]:
    """The headings that the outline names, on the pages that it says."""
    named = {bookmark.page for bookmark in outline}
    pages: dict[int, list[tuple[int, str]]] = {}
    for place, line in enumerate(lines):
        if line.page in named and line.size > 0.9 * setting.size and not BULLET.match(line.text):
            pages.setdefault(line.page, []).append((place, _letters(line.text)))
    headings: dict[int, PdfHeading] = {}
    for bookmark in outline:
        title, bare = _letters(bookmark.title), _letters(_unnumbered(bookmark.title))
        best: tuple[float, int, int] | None = None
        for place, letters in pages.get(bookmark.page, ()) if bare else ():
            if place in headings or not (letters in title or bare in letters):
                continue
            count = _matching(lines, place, title, bare)
            rank = lines[place].size + lines[place].bold
            if count and (best is None or rank > best[0]):
                best = rank, place, count
        if best:
            headings[best[1]] = PdfHeading(best[2], min(bookmark.level, 6))
    return headings


def _matching(lines: Sequence[PdfLine], place: int, title: str, bare: str) -> int:
    """How many lines from this one make the title of a bookmark, 0 if they do not."""
    first = lines[place]
    text = ""
    for count, line in enumerate(lines[place : place + _LINES], 1):
        if line.column != first.column or abs(line.size - first.size) > 0.1 * first.size:
            return 0
        text = f"{text} {line.text}".strip()
        letters = _letters(text)
        if letters in (title, bare) or _letters(_unnumbered(text)) == bare:
            return count
        if len(letters) > len(title):
            return 0
    return 0


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _unnumbered(text: str) -> str:
    numbering = _NUMBERING.match(text)
    return text[numbering.end() :] if numbering else text


def _is_large(line: PdfLine, setting: PageLayout) -> bool:
    return line.size >= _LARGE * setting.size


def _may_be_heading(line: PdfLine, setting: PageLayout) -> bool:
    """Whether a line is set in larger type, or in bold type and no code."""
    bold = line.bold and not line.mono and line.size > 0.95 * setting.size
    return bold or _is_large(line, setting)


def _is_heading(lines: Sequence[PdfLine], after: PdfLine | None, setting: PageLayout) -> bool:
    """Whether lines in the same type, set apart from what comes after, are a heading."""
    first = lines[0]
    text = " ".join(line.text for line in lines)
    if len(lines) > _LINES or len(text) > _LENGTH:
        return False
    if not _LETTER.search(text) or BULLET.match(text):
        return False
    if len(first.pieces) > 1 and not _NUMBERING.fullmatch(first.pieces[0].text + " "):
        return False
    if _is_large(first, setting):
        return not text.endswith(".") or len(text) <= _LONGEST_SENTENCE
    if after is None or text[-1] in ".,;:":
        return False
    return _stands_above(first, after, setting)


def _is_alike(before: PdfLine, line: PdfLine) -> bool:
    """Whether a line goes on with the heading that the one before belongs to."""
    same = (round(line.size, 1), line.bold) == (round(before.size, 1), before.bold)
    aligned = abs(line.x0 - before.x0) < 2 or abs(line.centre - before.centre) < 2
    near = line.column == before.column and line.gap < 1.6 * line.size
    return same and aligned and near


def _stands_above(first: PdfLine, after: PdfLine, setting: PageLayout) -> bool:
    """Whether bold lines of the usual size are a heading of what follows, and no term of it."""
    if after.bold or (first.gap and first.gap < 1.15 * setting.leading(first.size)):
        return False
    if after.column != first.column:
        return True
    inward = after.indent - first.indent
    return inward < 1.2 * setting.size or abs(inward - setting.first_indent) < 1
