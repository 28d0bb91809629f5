"""A page's words to lines: what stands side by side, in which columns, in reading order.

Places are in points. `x` grows to the right and `y` downwards, whichever way the page is turned;
`y` is where the letters of a line stand, their baseline.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

MONO, BOLD = 1, 2
"""Bits of a word's style."""


class PdfWords(NamedTuple):
    """The words of a page that run in one direction, in the order in which the file draws them.

    `texts` are as long as each of the arrays: left and right edge, baseline, size of type and
    style. A text begins with a space, unless it stands right behind the one before.
    """

    texts: list[str]
    x0: Numbers
    x1: Numbers
    y: Numbers
    size: Numbers
    style: NDArray[np.int64]


class Rule(NamedTuple):
    """A straight line drawn across or down the page, as the box that it fills."""

    x0: float
    y0: float
    x1: float
    y1: float


class PdfPiece(NamedTuple):
    """A stretch of words on one line without a wide gap; `order` counts as the file draws."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    mono: bool
    bold: bool
    order: int
    edges: tuple[float, ...]
    """Where its words begin."""
    is_note: bool = False
    """Whether a raised number stood before it."""


@dataclass(slots=True)
class PdfLine:
    """A line of one column: its pieces from left to right, and what they make together.

    `left` and `right` are the edges of its column, `column` numbers the columns of the
    document; `number` counts the lines of its page from 1; `gap` is the distance from the
    baseline before it in its column, 0 for the first.
    """

    pieces: tuple[PdfPiece, ...]
    text: str
    x0: float
    x1: float
    y: float
    size: float
    mono: bool
    bold: bool
    left: float = 0.0
    right: float = 0.0
    column: int = 0
    page: int = 0
    number: int = 0
    gap: float = 0.0
    is_note: bool = False
    rules: tuple[float, ...] = field(default=())
    """Where rules run across it between this line and the one before."""

    @property
    def indent(self) -> float:
        """How far it stands in from the left edge of its column."""
        return self.x0 - self.left

    @property
    def centre(self) -> float:
        """Where its middle is."""
        return (self.x0 + self.x1) / 2

    @property
    def first_word(self) -> float:
        """How wide its first word is, with the space after it."""
        first = self.pieces[0]
        return first.edges[1] - first.edges[0] if len(first.edges) > 1 else first.x1 - first.x0


WIDE_GAP = 0.9
"""Sizes of type that separate the pieces of a line: more than between words."""

_STYLED_GAP = 0.6
"""The same between type of one width and other type."""

_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def from_left(words: PdfWords, rules: Sequence[Rule]) -> tuple[PdfWords, Sequence[Rule]]:
    """Words and rules as they stand, or mirrored where most words are read from the right."""
    if sum(map(bool, map(_RTL.search, words.texts))) <= 0.5 * len(words.texts):
        return words, rules
    mirrored = [Rule(-rule.x1, rule.y0, -rule.x0, rule.y1) for rule in rules]
    return words._replace(x0=-words.x1, x1=-words.x0), mirrored


def pieces_of(words: PdfWords, rules: Sequence[Rule] = ()) -> list[PdfPiece]:
    """The pieces of a page, in the order in which the file draws them, scripts joined on."""
    if not words.texts:
        return []
    import numpy as np

    _write_underscores(words, rules)
    size = np.maximum(words.size[:-1], words.size[1:])
    gap = words.x0[1:] - words.x1[:-1]
    if _RTL.search("".join(words.texts)):
        gap = np.where(gap < 0, words.x0[:-1] - words.x1[1:], gap)
    wide = np.where(np.diff(words.style & MONO) != 0, _STYLED_GAP, WIDE_GAP) * size
    apart = (np.abs(np.diff(words.y)) > 0.12 * size) | (gap > wide) | (gap < -0.4 * size)
    starts = np.concatenate(([0], np.flatnonzero(apart) + 1))
    ends = [*starts[1:].tolist(), len(words.texts)]
    lefts = np.minimum.reduceat(words.x0, starts).tolist()
    rights = np.maximum.reduceat(words.x1, starts).tolist()
    styles = np.bitwise_and.reduceat(words.style, starts).tolist()
    sizes = np.maximum.reduceat(words.size, starts).tolist()
    edges = words.x0.tolist()
    pieces = [
        PdfPiece(
            "".join(words.texts[start:end]).lstrip(),
            *(left, right, y, size, bool(style & MONO), bool(style & BOLD), order),
            tuple(
                edges[place]
                for place in range(start, end)
                if place == start or words.texts[place][0] == " "
            ),
        )
        for order, (start, end, left, right, y, size, style) in enumerate(
            zip(
                *(starts.tolist(), ends, lefts, rights, words.y[starts].tolist(), sizes, styles),
                strict=True,
            )
        )
    ]
    return _with_scripts(pieces)


_UNDERSCORES = 300
"""Short rules on a page that is a text; with more of them it is a drawing."""


def _write_underscores(words: PdfWords, rules: Sequence[Rule]) -> None:
    """Write the underscores that are drawn as short rules between words, as TeX does."""
    import numpy as np

    short = [rule for rule in rules if rule.x1 - rule.x0 < 9 and rule.y1 - rule.y0 < 2.2]
    for rule in short if len(short) < _UNDERSCORES else ():
        before = np.flatnonzero(
            (np.abs(words.x1 - rule.x0) < 1.5)
            & (rule.y1 > words.y - 1)
            & (rule.y0 < words.y + 0.3 * words.size)
        )
        for place in before.tolist()[:1]:
            after = place + 1
            if after < len(words.texts) and -1 < words.x0[after] - rule.x1 < 1.5:
                words.texts[after] = "_" + words.texts[after].lstrip()


_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SCRIPT = re.compile(r"[-+−\u2212]?\d{1,4}|[a-z]|[*\u2020\u2021]+")
_ORDINAL = re.compile(r"st|nd|rd|th|[ao]|TM|\u00ae|\u2122")
_MARK = re.compile(r"\d{1,3}|[*\u2020\u2021]{1,3}")
_NOTED, _ENDED = "\x0e", "\x0f"
_REFERENCE = re.compile(rf"(.?){_NOTED}([^{_ENDED}]*){_ENDED}")


def _with_scripts(pieces: list[PdfPiece]) -> list[PdfPiece]:
    """The pieces with raised and lowered ones written into the line that they belong to."""
    joined: list[PdfPiece] = []
    notes: set[str] = set()
    pending = False
    for piece in pieces:
        before = joined[-1] if joined else None
        script = _script(before, piece) if before else None
        if before and script is not None:
            joined[-1] = _extended(before, piece, script)
            pending = True
        elif before and _is_note_mark(before, piece):
            notes.add(before.text)
            joined[-1] = piece._replace(
                x0=before.x0, edges=(before.x0, *piece.edges[1:]), is_note=True
            )
            pending = False
        elif before and pending and _goes_on(before, piece):
            space = "" if piece.x0 - before.x1 < 0.12 * before.size else " "
            joined[-1] = _extended(before, piece, space + piece.text)
        else:
            joined.append(piece)
            pending = False
    return [_resolved(piece, notes) if _NOTED in piece.text else piece for piece in joined]


def _script(before: PdfPiece, piece: PdfPiece) -> str | None:
    """What a raised or lowered piece adds to the one before it, None where it is neither."""
    size = before.size
    shift = (before.y - piece.y) / size
    if piece.size > 0.93 * size or not -0.3 < (piece.x0 - before.x1) / size < 0.45:
        return None
    if not 0.12 < abs(shift) < 0.8 or len(piece.text) > 4:
        return None
    if shift > 0 and _ORDINAL.fullmatch(piece.text):
        return piece.text
    if not _SCRIPT.fullmatch(piece.text):
        return piece.text if len(piece.text) == 1 and piece.text.isalpha() else None
    if shift > 0:
        return f"{_NOTED}{piece.text}{_ENDED}"
    return piece.text.translate(_SUBSCRIPTS) if piece.text.isdigit() else f"_{piece.text}"


def _is_note_mark(mark: PdfPiece, piece: PdfPiece) -> bool:
    """Whether a piece is the raised number at the start of the note that follows."""
    return bool(
        mark.size < 0.87 * piece.size
        and _MARK.fullmatch(mark.text)
        and -0.3 < (piece.x0 - mark.x1) / piece.size < 1
        and 0.08 < (piece.y - mark.y) / piece.size < 0.8
    )


def _goes_on(before: PdfPiece, piece: PdfPiece) -> bool:
    same = abs(before.y - piece.y) < 0.12 * before.size
    return same and -0.3 < (piece.x0 - before.x1) / before.size < WIDE_GAP


def _extended(before: PdfPiece, piece: PdfPiece, text: str) -> PdfPiece:
    edges = (*before.edges, *piece.edges) if text.startswith(" ") else before.edges
    right = max(before.x1, piece.x1)
    mono, bold = before.mono and piece.mono, before.bold and piece.bold
    return before._replace(text=before.text + text, x1=right, edges=edges, mono=mono, bold=bold)


_UNIT = re.compile(r"(?:^|[\W\d_])(?:[^\W\d_]|[cdkmnµ]m|ft|in|yd|mi|sec)$")


def _resolved(piece: PdfPiece, notes: set[str]) -> PdfPiece:
    """The piece with raised text as powers; references to notes are gone."""

    def written(found: re.Match[str]) -> str:
        base, script = found.groups()
        if not _MARK.fullmatch(script):
            return f"{base}^{script}"
        is_power = base.isdigit() or _UNIT.search(
            piece.text[max(0, found.end(1) - 12) : found.end(1)]
        )
        if script in notes and not base.isdigit():
            return base
        return f"{base}^{script}" if is_power or base in ")]" else base

    return piece._replace(text=_REFERENCE.sub(written, piece.text))


_FEWEST = 3
"""Pieces on each side of a gutter."""

_MOST = 4000
"""Pieces of a page that is a text with columns; with more of them it is a drawing."""

_MANY = 10
"""Lines on each side of a gutter whose sides are drawn one after the other, whatever they hold."""

_CANDIDATES = 30
_DEPTH = 8
_FAR = 2.2


def regions_of(
    pieces: Sequence[PdfPiece], rules: Sequence[Rule], known: set[float], depth: int = 0
) -> Iterator[list[PdfPiece]]:
    """Yields the columns of a page, in reading order, as the pieces in each, from the top.

    A column ends at a gutter: a strip without words, wide enough, that has text on both sides
    which is either drawn one side after the other or is prose on both. `known` gathers where
    columns of the document begin, for pages on which one of them holds little.
    """
    ordered = sorted(pieces, key=lambda piece: (piece.y, piece.x0))
    splits = depth < _DEPTH and _FEWEST < len(ordered) < _MOST
    split = _split(ordered, rules, known) if splits else None
    if split is None:
        if ordered:
            yield ordered
        return
    for part in split:
        yield from regions_of(part, rules, known, depth + 1)


def _split(
    pieces: list[PdfPiece], rules: Sequence[Rule], known: set[float]
) -> list[list[PdfPiece]] | None:
    """The parts above, left of, right of and below the best gutter; None without one."""
    import numpy as np

    x0 = np.array([piece.x0 for piece in pieces])
    x1 = np.array([piece.x1 for piece in pieces])
    size = float(np.median([piece.size for piece in pieces]))
    best: tuple[int, int, float] | None = None
    for edge in [*_edges(x0, size), *known]:
        few = 1 if edge in known else _FEWEST
        left, right = x1 <= edge - 0.7 * size, x0 >= edge - 1
        if min(left.sum(), right.sum()) < few:
            continue
        bounds = [-1, *np.flatnonzero(~(left | right)).tolist(), len(pieces)]
        for start, end in ((a + 1, b) for a, b in pairwise(bounds) if b - a > _FEWEST + few):
            beside = int(right[start:end].sum())
            if best and end - start <= best[1] - best[0]:
                continue
            if few <= beside <= end - start - few and _is_gutter(pieces[start:end], edge, rules):
                best = start, end, edge
    if best is None:
        return None
    start, end, edge = best
    if len(known) < _CANDIDATES:
        known |= {round(edge), round(edge + edge - x0[start:end].min())}
    start, end = _trimmed(pieces, start, end)
    within = pieces[start:end]
    return [
        pieces[:start],
        [piece for piece in within if piece.x0 < edge - 1],
        [piece for piece in within if piece.x0 >= edge - 1],
        pieces[end:],
    ]


def _trimmed(pieces: Sequence[PdfPiece], start: int, end: int) -> tuple[int, int]:
    """The run without a row at its top or bottom that stands far from the rest of it."""
    for place in range(start + 1, min(start + 4, end - 2 * _FEWEST)):
        if pieces[place].y - pieces[place - 1].y > _FAR * pieces[place].size:
            start = place
    for place in range(end - 1, max(end - 4, start + 2 * _FEWEST), -1):
        if pieces[place].y - pieces[place - 1].y > _FAR * pieces[place].size:
            end = place
    return start, end


def _edges(x0: Numbers, size: float) -> list[float]:
    """Where several pieces begin, away from the left edge: the likeliest first."""
    import numpy as np

    cells, counts = np.unique(np.floor(x0 / 3), return_counts=True)
    near = counts + np.concatenate((np.where(np.diff(cells) == 1, counts[1:], 0), [0]))
    likely = [
        (-int(count), float(cell))
        for cell, count in zip(cells, near, strict=True)
        if count >= _FEWEST and 3 * cell > x0.min() + 4 * size
    ]
    return [
        float(x0[(x0 >= 3 * cell) & (x0 < 3 * cell + 6)].min())
        for _, cell in sorted(likely)[:_CANDIDATES]
    ]


def _is_gutter(pieces: Sequence[PdfPiece], edge: float, rules: Sequence[Rule]) -> bool:
    return _has_columns(pieces, edge) and not _is_ruled(pieces, edge, rules)


def _has_columns(pieces: Sequence[PdfPiece], edge: float) -> bool:
    left = [piece for piece in pieces if piece.x0 < edge - 1]
    right = [piece for piece in pieces if piece.x0 >= edge - 1]
    top = max(left[0].y, right[0].y)
    overlap = min(left[-1].y, right[-1].y) - top
    shorter = min(left[-1].y - left[0].y, right[-1].y - right[0].y)
    if overlap < 0.5 * shorter:
        return False
    drawn_apart = max(piece.order for piece in left) < min(piece.order for piece in right)
    fewest = min(_lines(left), _lines(right))
    if drawn_apart and fewest < _FEWEST:
        return _is_text(left, 0.6, 3) and _lines(left) > _MANY
    if drawn_apart:
        return fewest >= _MANY or (_is_text(left, 0.45, 2.5) and _is_text(right, 0.45, 2.5))
    return fewest >= _FEWEST and all(
        _is_text(side, 0.6, 3) and _flows(side) for side in (left, right)
    )


def _flows(pieces: Sequence[PdfPiece]) -> bool:
    """Whether lines go on with the sentence of the line before, as far as letters tell."""
    begins = [piece.text[0] for piece in pieces[1:]]
    going_on = sum(letter.isalpha() and not letter.isupper() for letter in begins)
    return going_on >= 0.25 * len(begins)


def _lines(pieces: Sequence[PdfPiece]) -> int:
    return 1 + sum(two.y - one.y > 0.5 * one.size for one, two in pairwise(pieces))


def _is_text(pieces: Sequence[PdfPiece], fill: float, words: float) -> bool:
    """Whether most pieces fill this share of the width, with that many words on the average."""
    left, right = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    filled = sorted(piece.x1 - piece.x0 for piece in pieces)[len(pieces) // 2]
    count = sum(max(len(piece.edges), len(piece.text) / 6) for piece in pieces)
    return filled >= fill * (right - left) and count >= words * len(pieces)


def _is_ruled(pieces: Sequence[PdfPiece], edge: float, rules: Sequence[Rule]) -> bool:
    """Whether rules run across the gutter right above, between or below: the rows of a table."""
    top, bottom = pieces[0].y - 2.5 * pieces[0].size, pieces[-1].y + 2.5 * pieces[-1].size
    across = {
        round(rule.y0)
        for rule in rules
        if rule.x0 < edge - 2 and rule.x1 > edge + 2 and top < rule.y0 < bottom
    }
    return len(across) >= 2


def lines_of(pieces: Sequence[PdfPiece], rules: Sequence[Rule] = ()) -> list[PdfLine]:
    """The lines of one column, from the top; its pieces are sorted by their `y`."""
    lines: list[PdfLine] = []
    row: list[PdfPiece] = []
    for piece in pieces:
        if row and piece.y - row[0].y > 0.35 * max(piece.size, row[0].size):
            lines.append(line_of(row))
            row = []
        row.append(piece)
    if row:
        lines.append(line_of(row))
    spans = sorted(_spans(rules))
    heights = [y for y, _, _ in spans]
    for before, line in pairwise(lines):
        line.gap = line.y - before.y
        left, right = min(before.x0, line.x0) + line.size, max(before.x1, line.x1) - line.size
        first = bisect_right(heights, before.y - 1)
        last = bisect_left(heights, line.y - 0.3 * line.size)
        line.rules = tuple(y for y, start, end in spans[first:last] if start < left and end > right)
    return lines


def _spans(rules: Sequence[Rule]) -> Iterator[tuple[float, float, float]]:
    """Yields where rules run across the page: height, left and right end, pieces joined."""
    rows: dict[int, list[Rule]] = {}
    for rule in rules:
        if rule.y1 - rule.y0 < 3 and rule.x1 - rule.x0 > 9:
            rows.setdefault(round(rule.y0), []).append(rule)
    for row in rows.values():
        row.sort()
        left, right = row[0].x0, row[0].x1
        for rule in row:
            if rule.x0 > right + 2:
                yield row[0].y0, left, right
                left = rule.x0
            right = max(right, rule.x1)
        yield row[0].y0, left, right


def line_of(row: Sequence[PdfPiece]) -> PdfLine:
    """The line that pieces on one baseline make."""
    if len(row) == 1:
        piece = row[0]
        return PdfLine(
            (piece,), piece.text, piece.x0, piece.x1, piece.y, piece.size, piece.mono, piece.bold
        )
    pieces = tuple(sorted(row, key=lambda piece: piece.x0))
    texts = [pieces[0].text]
    for one, two in pairwise(pieces):
        apart = two.x0 - one.x1 > 0.1 * min(one.size, two.size)
        texts.append(f" {two.text}" if apart else two.text)
    longest = max(pieces, key=lambda piece: len(piece.text))
    return PdfLine(
        *(pieces, "".join(texts), min(piece.x0 for piece in row), max(piece.x1 for piece in row)),
        *(longest.y, longest.size),
        all(piece.mono for piece in row),
        all(piece.bold for piece in row),
    )
