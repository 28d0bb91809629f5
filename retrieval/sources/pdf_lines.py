"""The lines of a document in reading order, how they are set, and lines joined to a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from retrieval.sources.pdf_furniture import Numbered, without_contents, without_running
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
