"""The lines of a document in reading order, how they are set, and which are headings.

What surrounds the text is left out: running heads, page numbers, contents, indexes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from retrieval.sources.pdf_layout import (
    PdfLine,
    PdfPiece,
    PdfWords,
    Rule,
    from_left,
    line_of,
    lines_of,
    pieces_of,
    regions_of,
)

Sheet = list[list[PdfPiece]]
"""The pieces of a page, those that run in one direction together."""

_REPEATS = 3
"""Pages on which a line has to stand at the edge to be taken for a running one."""

_EDGE = 3
"""Rows at the top and at the bottom among which running lines are looked for."""

_LARGE = 1.15
"""Times the usual size: a title, which repeats on slides, rather than a running head."""

_NEAR = 3
"""Sizes of type between rows that belong together."""

_LONGEST = 250
_SHORTEST_PART = 6
_INTEGER = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxl]+")

_Key = tuple[object, ...]


class _Edge(NamedTuple):
    """The outermost rows at the top or the bottom of a page, from the outside in."""

    name: str
    rows: list[list[PdfPiece]]

    @property
    def height(self) -> int:
        """Where the outermost row stands, coarsely."""
        return round(self.rows[0][0].y / 3) if self.rows else 0


class Numbered(NamedTuple):
    """What a page is called: its number from 1, and its label where the file has one."""

    number: int
    label: str


def without_running(
    pages: Sequence[Numbered], sheets: Sequence[Sheet], size: float
) -> list[tuple[int, Sheet]]:
    """Each page without its running lines, and the number of those that stood on top.

    A running line repeats at the same edge, word for word or with the page's number in it, or
    stands where those of most pages do. `size` is the usual size of type, in points.
    """
    sides = [_edges(sheet[0] if sheet else []) for sheet in sheets]
    counts: Counter[_Key] = Counter()
    for page, edges in zip(pages, sides, strict=True):
        counts.update(
            {
                key
                for edge in edges
                for row in edge.rows
                for key in _keys(edge.name, row, page.number, size)
            }
        )
    depths = [
        [_depth(edge, page, counts, len(pages), size) for edge in edges]
        for page, edges in zip(pages, sides, strict=True)
    ]
    _spread(sides, depths)
    return [
        (depth[0], _without(sheet, edges, depth))
        for sheet, edges, depth in zip(sheets, sides, depths, strict=True)
    ]


def _without(sheet: Sheet, edges: Sequence[_Edge], depths: Sequence[int]) -> Sheet:
    rows = [row for edge, depth in zip(edges, depths, strict=True) for row in edge.rows[:depth]]
    gone = {id(piece) for row in rows for piece in row}
    return [[piece for piece in run if id(piece) not in gone] for run in sheet]


def _edges(pieces: Sequence[PdfPiece]) -> tuple[_Edge, _Edge]:
    rows: list[list[PdfPiece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        if rows and piece.y - rows[-1][0].y < 0.35 * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return _Edge("top", rows[:_EDGE]), _Edge("bottom", rows[: -_EDGE - 1 : -1])


def _keys(edge: str, row: Sequence[PdfPiece], page: int, size: float) -> Iterator[_Key]:
    """Yields what a row has in common with the same row of other pages."""
    text = " ".join(piece.text for piece in sorted(row, key=lambda piece: piece.x0)).casefold()
    if len(text) > _LONGEST:
        return
    if row[0].size >= _LARGE * size:
        yield edge, "large", text
        return
    yield edge, "text", text
    for piece in row if len(row) > 1 else ():
        if len(piece.text) >= _SHORTEST_PART:
            yield edge, "part", round(piece.y / 3), round(piece.x0 / 3), piece.text
    numbers = [int(digits[:9]) for digits in _INTEGER.findall(text)]
    shape = _INTEGER.sub("#", text)
    if _ROMAN.fullmatch(text):
        shape, numbers = "#", [_roman(text)]
    for place, number in enumerate(numbers):
        yield edge, "number", shape, place, number - page
    # The number alone tells a line whose words change with the chapter.
    if numbers and shape[0] == "#":
        yield edge, "first", round(row[0].y / 4), numbers[0] - page
    if numbers and shape[-1] == "#":
        yield edge, "last", round(row[0].y / 4), numbers[-1] - page


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[letter] for letter in text]
    return sum(-one if one < two else one for one, two in pairwise([*values, 0]))


def _depth(edge: _Edge, page: Numbered, counts: Counter[_Key], pages: int, size: float) -> int:
    """How many rows from the outside are running lines; the outermost may be next to one."""
    running = [
        any(counts[key] >= _needed(key, pages) for key in _keys(edge.name, row, page.number, size))
        or (number == 0 and pages > 1 and _is_number(row, page))
        for number, row in enumerate(edge.rows)
    ]
    near = [
        abs(one[0].y - two[0].y) < _NEAR * max(one[0].size, two[0].size)
        for one, two in pairwise(edge.rows)
    ]
    if not any(running[:2]) or (not running[0] and not near[0]):
        return 0
    depth = 1 + running[1] if len(running) > 1 else 1
    return depth + 1 if depth == 2 and len(running) > 2 and running[2] and near[1] else depth


def _is_number(row: Sequence[PdfPiece], page: Numbered) -> bool:
    """Whether a row is nothing but the page's own number."""
    text = row[0].text.strip(" -\u2013\u2014").casefold()
    return len(row) == 1 and bool(text) and text in (str(page.number), page.label.casefold())


def _needed(key: _Key, pages: int) -> int:
    return max(_REPEATS, pages // 2) if key[1] == "large" else _REPEATS


def _spread(sides: Sequence[Sequence[_Edge]], depths: Sequence[list[int]]) -> None:
    """Count a page's outermost row as running where those of most pages at its height are."""
    total: Counter[tuple[int, int]] = Counter()
    running: Counter[tuple[int, int]] = Counter()
    for edges, depth in zip(sides, depths, strict=True):
        for side, edge in enumerate(edges):
            total[side, edge.height] += 1
            running[side, edge.height] += depth[side] > 0
    for edges, depth in zip(sides, depths, strict=True):
        for side, edge in enumerate(edges):
            count = running[side, edge.height]
            if edge.rows and count >= _REPEATS and 2 * count >= total[side, edge.height]:
                depth[side] = max(depth[side], 1)


_LEADERS = re.compile(r"(?:[.\u2026\u00b7]\s?){4,}\s*(?:\d+|[ivxlc]+)(?:,\s*\d+)*$")
_FEWEST_ENTRIES = 5
_FEWEST_PAGES = 5


def without_contents(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """The lines without those of a table of contents or an index: dots, then a page's number.

    They are left out of pages on which they are most of the lines, in a document of some length.
    """
    pages: dict[int, list[PdfLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    if len(pages) < _FEWEST_PAGES:
        return list(lines)
    listing = {page for page, inside in pages.items() if _is_listing(inside)}
    kept = []
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        wrapped = after and _is_entry(after) and 0 < after.gap < 1.5 * line.size
        if line.page not in listing or not (_is_entry(line) or wrapped):
            kept.append(line)
    return kept


def _is_listing(lines: Sequence[PdfLine]) -> bool:
    """Whether most lines of a page lead to others: by dots, or by numbers that go up."""
    dotted = sum(map(_has_leaders, lines))
    if dotted >= _FEWEST_ENTRIES and dotted >= 0.5 * len(lines):
        return True
    ends = [line.text.rpartition(" ")[2] for line in lines if _is_entry(line)]
    numbers = [int(end) for end in ends if end.isdecimal()]
    rising = sum(one <= two for one, two in pairwise(numbers))
    most = len(numbers) >= max(_FEWEST_ENTRIES, 0.6 * len(lines))
    return dotted > 1 and most and rising >= 0.9 * (len(numbers) - 1)


def _has_leaders(line: PdfLine) -> bool:
    text = line.text[-_LONGEST:]
    dotted = ".." in text or ". ." in text or "\u2026" in text or "\u00b7" in text
    return dotted and text[-1].isalnum() and bool(_LEADERS.search(text))


def _is_entry(line: PdfLine) -> bool:
    """Whether a line of a list is one of its entries, or the letter above some of them."""
    return bool(
        _has_leaders(line)
        or all(len(piece.text) == 1 for piece in line.pieces)
        or (len(line.pieces) > 1 and line.pieces[-1].text.isdigit())
    )


class PdfPage(NamedTuple):
    """A page as it was read: its number from 1, and its label, empty where that is no other.

    `runs` holds its words, those of one direction together, most first; `is_drawn` says that
    there is anything on it, as far as it could be read.
    """

    number: int
    label: str
    runs: tuple[PdfWords, ...] = ()
    rules: tuple[Rule, ...] = ()
    is_read: bool = False
    is_drawn: bool = False


class PageLayout(NamedTuple):
    """How lines are set: the size of most type in points, and the usual distances.

    `leadings` are the distances of baselines by size of type, `first_indent` how far the first
    lines of paragraphs are set in, 0 if they are not; `known` are the document's words.
    """

    size: float
    leadings: dict[float, float]
    first_indent: float
    known: frozenset[str]

    def leading(self, size: float) -> float:
        """The usual distance of two baselines in type of this size."""
        return self.leadings.get(round(size, 1), 1.25 * size)


def read_lines(
    pages: Sequence[PdfPage],
) -> tuple[list[PdfLine], list[PdfLine], PageLayout, PageLayout]:
    """The lines of all pages, those of footnotes apart, and the setting of both.

    Running lines, tables of contents and indexes are left out; a document that consists of
    nothing else keeps them.
    """
    turned = [[from_left(run, page.rules) for run in page.runs] for page in pages]
    sheets = [[pieces_of(words, rules) for words, rules in runs] for runs in turned]
    size = _usual_size(piece for sheet in sheets for run in sheet for piece in run)
    names = [Numbered(page.number, page.label) for page in pages]
    kept = without_running(names, sheets, size)
    if not any(any(sheet) for _, sheet in kept):
        kept = [(0, sheet) for sheet in sheets]
    lines: list[PdfLine] = []
    gutters: set[float] = set()
    for page, runs, (above, sheet) in zip(pages, turned, kept, strict=True):
        number = above
        for (_, rules), run in zip(runs, sheet, strict=True):
            for region in regions_of(run, rules, gutters):
                column = lines_of(region, rules)
                _set_notes_apart(column, size)
                count = lines[-1].column + 1 if lines else 0
                for line in column:
                    number += 1
                    line.page, line.number, line.column = page.number, number, count
                lines += column
    known = vocabulary(line.text for line in lines)
    body = without_contents([line for line in lines if not line.is_note]) or lines
    notes = [line for line in lines if line.is_note and body is not lines]
    body, notes = _whole_items(body), _whole_items(notes)
    return body, notes, _setting(body, size, known), _setting(notes, 0.85 * size, known)


def _usual_size(pieces: Iterable[PdfPiece]) -> float:
    """The size of most of the type, in points."""
    sizes: Counter[float] = Counter()
    for piece in pieces:
        sizes[round(piece.size, 1)] += len(piece.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _set_notes_apart(column: Sequence[PdfLine], size: float) -> None:
    """Mark the lines of small type at the end of a column that are its footnotes."""
    start = len(column)
    while start and column[start - 1].size < 0.93 * size and not column[start - 1].mono:
        start -= 1
    for first in range(start, len(column) if start else 0):
        if column[first].rules or column[first].pieces[0].is_note:
            for line in column[first:]:
                line.is_note = True
            return


BULLET = re.compile(r"[-*+−•‣◦▪▫■□●○◆◇❖➢➤►▶✓✔·»–\uf0b7](?=\s|$)")


def _whole_items(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """The lines, a bullet that stands alone written before the line that it belongs to."""
    whole: list[PdfLine] = []
    for line in lines:
        before = whole[-1] if whole else None
        alone = before is not None and len(before.text) == 1 and BULLET.match(before.text)
        if before and alone and line.column == before.column and line.gap < 0.7 * line.size:
            joint = line_of([before.pieces[0], *line.pieces])
            whole[-1] = replace(line, pieces=joint.pieces, text=joint.text, x0=joint.x0)
        else:
            whole.append(line)
    return whole


def _setting(lines: Sequence[PdfLine], size: float, known: frozenset[str]) -> PageLayout:
    """How the lines are set, each of which is given the edges of its column."""
    _set_edges(lines)
    _forget_mono(lines)
    gaps: dict[float, Counter[float]] = {}
    indents: Counter[int] = Counter()
    for before, line in pairwise(lines):
        if line.size != before.size or not 0.9 * line.size < line.gap < 2.2 * line.size:
            continue
        gaps.setdefault(round(line.size, 1), Counter())[round(2 * line.gap) / 2] += 1
        if _is_first_line(before, line, size):
            indents[round(before.indent)] += 1
    leadings = {size: counts.most_common(1)[0][0] for size, counts in gaps.items()}
    indent, count = indents.most_common(1)[0] if indents else (0, 0)
    return PageLayout(size, leadings, indent if count > _FEW else 0, known)


_FEW = 4


def _is_first_line(first: PdfLine, second: PdfLine, size: float) -> bool:
    """Whether the first of two lines is full, set in, and the second is not."""
    same = (first.mono, first.bold) == (second.mono, second.bold) == (False, False)
    full = first.x1 > first.right - 2 * size
    return same and full and abs(second.indent) < 1 and 0.8 * size < first.indent < 4 * size


def _set_edges(lines: Sequence[PdfLine]) -> None:
    """Give each line the edges of its column, the left one as the document has it elsewhere."""
    columns: dict[int, list[PdfLine]] = {}
    for line in lines:
        columns.setdefault(line.column, []).append(line)
    lefts = {column: min(line.x0 for line in inside) for column, inside in columns.items()}
    counts: Counter[tuple[int, int]] = Counter()
    for column, inside in columns.items():
        counts[inside[0].page % 2, round(lefts[column])] += 1
    usual = [key for key, count in counts.items() if count > max(2, 0.1 * len(columns))]
    for column, inside in columns.items():
        left, right = lefts[column], max(line.x1 for line in inside)
        side = inside[0].page % 2
        near = [x for odd, x in usual if odd == side and 1 < left - x < 0.3 * (right - x)]
        left = min([left, *near])
        for line in inside:
            line.left, line.right = left, right


def _forget_mono(lines: Sequence[PdfLine]) -> None:
    """Where most of a document is set in type of one width, that says nothing."""
    mono = sum(len(line.text) for line in lines if line.mono)
    if mono > 0.6 * sum(len(line.text) for line in lines):
        for line in lines:
            line.mono = False


HYPHENS = "-\u2010\u00ad"
_BROKEN = re.compile(r"(?P<head>[^\W\d_]+)(?P<hyphen>[-\u2010\u00ad])$")
_REST = re.compile(r"(?P<tail>[^\W\d_]+)")
_COMPOUND = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_BREAK = re.compile(r"(?<![^\W\d_])[^\W\d_]+[-\u2010\u00ad]\n[^\W\d_]+")
_PATH = re.compile(r"(?<![^\s/._=:])[^\s/._=:]+[/._=:]\S*\w")
_PARTS = 30
_NO_SPACE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words that stand unbroken in the lines, in lower case.

    Among them are compounds with their hyphens, and names such as paths, in whole and in part.
    """
    text = _BREAK.sub(" ", "\n".join(lines).lower())
    words = set(_COMPOUND.findall(text))
    for name in set(_PATH.findall(text)):
        parts = name.split("/", _PARTS)
        words.add(name)
        words.update(parts, map("/".join, pairwise(parts)))
    return frozenset(words)


def joined(before: str, after: str, known: frozenset[str], *, on_purpose: bool = False) -> str:
    """Two lines as one, the word that is broken between them whole.

    The hyphen goes, unless the words of the document say that it belongs: the compound occurs
    elsewhere, or both its halves do and the joined word does not. `on_purpose` says that the
    line was not broken because it was full.
    """
    broken = _BROKEN.search(before.rpartition(" ")[2]) if before[-1] in HYPHENS else None
    rest = _REST.match(after) if broken else None
    if broken and rest:
        tail = rest["tail"]
        one = tail.islower() or (tail.isupper() and broken["head"].isupper())
        gone = one and not _belongs(before, broken, tail.lower(), known)
        return (before[:-1] if gone else before) + after
    if before[-1] in HYPHENS and before[-2:-1].isalnum() and after[0].isalnum():
        return before + after
    if before[-1] in "/._=:" and _is_one(before, after, known):
        return before + after
    if on_purpose:
        return f"{before}\n{after}"
    close = _NO_SPACE.match(before[-1]) and _NO_SPACE.match(after[0])
    return before + after if close else f"{before} {after}"


def _belongs(before: str, broken: re.Match[str], tail: str, known: frozenset[str]) -> bool:
    """Whether the hyphen at the end of a line is the word's own."""
    head = broken["head"].lower()
    if broken["hyphen"] == "\u00ad":
        return False
    word = before.rpartition(" ")[2]
    if word[0] in "-/~" or "_" in word or "/" in word:
        return True
    if head + tail in known:
        return False
    return f"{head}-{tail}" in known or (head in known and tail in known)


def _is_one(before: str, after: str, known: frozenset[str]) -> bool:
    """Whether a name that is broken after a stop or a slash stands whole elsewhere."""
    head = before.rpartition(" ")[2].lower().lstrip("([{\"'‘“")
    tail = after.partition(" ")[0].lower().rstrip(".,;:)]}\"'’”")
    return any(
        start + end in known
        for start in {head, head.rpartition("/")[2], "/".join(head.split("/")[-2:])}
        for end in {tail, tail.partition("/")[0]}
        if start and end
    )


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
            if place in headings:
                continue
            if not (letters in title or bare in letters or _begins(lines[place].text, bare)):
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
        letters, own = _letters(text), _letters(_unnumbered(text))
        if letters in (title, bare) or own == bare:
            return count
        if len(own) > len(title):
            return 0
    return 0


def _begins(text: str, bare: str) -> bool:
    """Whether a line begins a title, after its number."""
    letters = _letters(_unnumbered(text))
    return bool(letters) and bare.startswith(letters)


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
