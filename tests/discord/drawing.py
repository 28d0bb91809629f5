"""Text in pictures: how wide it is, about, and where its lines break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple
from xml.sax.saxutils import escape

_FONT = "'gg sans', 'Noto Sans', 'Helvetica Neue', Helvetica, Arial, sans-serif"
# Wider than most: what is placed by this leaves a little too much room rather than too little.
_REGULAR, _BOLD = 1.06, 1.16
_OTHER = 556
# Thousandths of the size of the type, for a common sans serif.
_WIDTHS = {
    character: width
    for width, characters in (
        (222, "ijl'|‘’"),
        (278, " .,:;!/\\I[]tf·"),
        (333, "-()r`{}“”›•"),
        (355, '"'),
        (500, "ckvsxyzJ"),
        (667, "ABEKPSVXY&"),
        (722, "CDHNRUw"),
        (778, "GOQ"),
        (833, "Mm"),
        (944, "W"),
        (1000, "…—@%"),
    )
    for character in characters
}


class Type(NamedTuple):
    """How text is set: sizes in pixels; `bold` is its weight where it is not bold by its style."""

    size: float
    leading: float
    colour: str
    weight: int = 400


class Stretch(NamedTuple):
    """A part of a line in one weight."""

    text: str
    weight: int


Line = list[Stretch]


def width(text: str, size: float, weight: int = 400) -> float:
    """Return about how many pixels a text takes."""
    thousandths = sum(_WIDTHS.get(character, _OTHER) for character in text)
    return thousandths * size / 1000 * (_BOLD if weight > 500 else _REGULAR)


def lines(runs: Iterable[tuple[str, bool]], kind: Type, room: float) -> Iterator[Line]:
    """Yield text as lines of at most `room` pixels; a run is text, and whether it is bold."""
    line: Line = []
    taken = 0.0
    for word, weight in _words(runs, kind):
        if line and taken + width(word.rstrip(), kind.size, weight) > room:
            yield line
            line, taken = [], 0.0
        line.append(Stretch(word, weight))
        taken += width(word, kind.size, weight)
    yield line


def drawn(line: Line, x: float, baseline: float, kind: Type) -> str:
    """Return the SVG of a line: its stretches follow each other, whatever the font is."""
    stretches = "".join(
        f'<tspan font-weight="{weight}">{escape("".join(part.text for part in parts))}</tspan>'
        for weight, parts in groupby(line, key=lambda part: part.weight)
    )
    return (
        f'<text x="{x:.1f}" y="{baseline:.1f}" font-family="{_FONT}" font-size="{kind.size:g}" '
        f'fill="{kind.colour}" xml:space="preserve">{stretches}</text>'
    )


def _words(runs: Iterable[tuple[str, bool]], kind: Type) -> Iterator[tuple[str, int]]:
    for text, bold in runs:
        for word in re.findall(r"\s+|[^\s-]+-*\s*|-+\s*", text):
            yield word, 700 if bold else kind.weight
