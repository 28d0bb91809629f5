"""The picture of an answer in README: run `python -m tests.discord.picture` to draw it anew.

The seeds are asked, the message is built as the bot builds it, and its payload is drawn as
Discord's client would show it in its dark theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from bot.discord.answer import AskRequest, page_message, page_of
from bot.workspace import bundled_seeds
from retrieval.library import Library
from tests.discord.markdown import Run, shown

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


PICTURE = Path(__file__).with_name("answer.svg")
QUESTION = "who was appointed head of Qwen?"

_WIDE, _MARGIN, _LEFT, _CARD_WIDE = 620, 16, 72, 520
_NAME = Type(16, 22, "#f2f3f5", 600)
_TIME = Type(12, 22, "#949ba4")
_TAG = Type(10, 16, "#ffffff", 600)
_CONTENT = Type(16, 22, "#dbdee1")
_SUBTEXT = Type(13, 18, "#949ba4")
_AUTHOR = Type(14, 18, "#f2f3f5", 600)
_QUOTE = Type(14, 19, "#dbdee1")
_FOOTER = Type(12, 16, "#b5bac1", 500)
_LABEL = Type(14, 32, "#ffffff", 500)
_QUOTATION_MARK = "M26 43v-8q0-6 7-8v4q-3 1-3 4h3v8zm12 0v-8q0-6 7-8v4q-3 1-3 4h3v8z"
_FILLS = {1: "#5865f2", 2: "#4e5058"}


def payload(question: str = QUESTION) -> dict[str, Any]:
    """Return what the bot sends for a question over the seeds."""
    request = AskRequest(question)
    page = page_of(Library.open([bundled_seeds()], None), request)
    message = page_message(page, request, feedback=True)
    assert message.view is not None
    return {
        "content": message.content,
        "embeds": [embed.to_dict() for embed in message.embeds],
        "components": message.view.to_components(),
    }


def picture(message: Mapping[str, Any]) -> str:
    """Return the SVG of a message."""
    drawing = _Drawing()
    drawing.head()
    drawing.content(message["content"])
    for embed in message["embeds"]:
        drawing.card(embed)
    for row in message["components"]:
        drawing.buttons(row["components"])
    return drawing.svg()


class _Drawing:
    """A message that is drawn from its top to its bottom; `y` is where the next thing goes."""

    def __init__(self) -> None:
        self.shapes: list[str] = []
        self.y = float(_MARGIN)

    def head(self) -> None:
        """Draw who says it."""
        self.shapes.append(f'<circle cx="36" cy="{self.y + 20}" r="20" fill="#5865f2"/>')
        self.shapes.append(f'<path d="{_QUOTATION_MARK}" fill="#ffffff"/>')
        x = self._words("Quoth", _LEFT, self.y + 16, _NAME) + 6
        self._box(x, self.y + 3, 30, 16, "#5865f2", 4)
        self._centred("APP", x + 15, self.y + 14.5, _TAG)
        self._words("Today at 10:24", x + 38, self.y + 16, _TIME)
        self.y += _NAME.leading

    def content(self, markup: str) -> None:
        """Draw a message's own text."""
        for runs in _by_line(shown(markup).runs):
            kind = _SUBTEXT if any("subtext" in run.styles for run in runs) else _CONTENT
            indent = 18 if any("list" in run.styles for run in runs) else 0
            if indent:
                self._words("•", _LEFT + 4, self.y + 16, kind)
            self._text(runs, _LEFT + indent, kind, _WIDE - _LEFT - _MARGIN - indent)

    def card(self, embed: Mapping[str, Any]) -> None:
        """Draw an embed: its ground last, below what stands on it."""
        self.y += 6
        top, first = self.y, len(self.shapes)
        x, room = _LEFT + 16, _CARD_WIDE - 32
        self.y += 12
        self._text([Run(embed["author"]["name"], frozenset())], x, _AUTHOR, room)
        self.y += 6
        quote_top = self.y
        for runs in _by_line(shown(embed.get("description", "")).runs):
            self._text(runs, x + 14, _QUOTE, room - 14)
        self._box(x, quote_top, 4, self.y - quote_top, "#4e5058", 2)
        self.y += 8
        self._text([Run(embed["footer"]["text"], frozenset())], x, _FOOTER, room)
        self.y += 10
        tall = self.y - top
        self.shapes[first:first] = (
            _box(_LEFT, top, 12, tall, f"#{embed['color']:06x}", 4),
            _box(_LEFT + 4, top, _CARD_WIDE - 4, tall, "#2b2d31", 4),
        )

    def buttons(self, row: list[Mapping[str, Any]]) -> None:
        """Draw a row of buttons."""
        self.y += 8
        x = float(_LEFT)
        for button in row:
            wide = width(button["label"], _LABEL.size, _LABEL.weight) + 32
            self._box(x, self.y, wide, _LABEL.leading, _FILLS[button["style"]], 8)
            self._centred(button["label"], x + wide / 2, self.y + 21, _LABEL)
            x += wide + 8
        self.y += _LABEL.leading

    def svg(self) -> str:
        """Return all that was drawn, on its ground."""
        tall = self.y + _MARGIN
        head = (
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'width="{_WIDE}" height="{tall:.0f}" viewBox="0 0 {_WIDE} {tall:.0f}">\n'
            "<title>An answer in Discord: a question, a card with its quote, and buttons</title>"
        )
        ground = _box(0, 0, _WIDE, tall, "#313338", 8)
        return "\n".join((head, ground, *self.shapes, "</svg>", ""))

    def _text(self, runs: list[Run], x: float, kind: Type, room: float) -> None:
        parts = [(run.text, "bold" in run.styles) for run in runs]
        for line in lines(parts, kind, room):
            baseline = self.y + kind.leading / 2 + kind.size * 0.35
            self.shapes.append(drawn(line, x, baseline, kind))
            self.y += kind.leading

    def _words(self, text: str, x: float, baseline: float, kind: Type) -> float:
        """Draw a few words at a place; return where they end."""
        self.shapes.append(drawn([Stretch(text, kind.weight)], x, baseline, kind))
        return x + width(text, kind.size, kind.weight)

    def _centred(self, text: str, middle: float, baseline: float, kind: Type) -> None:
        words = drawn([Stretch(text, kind.weight)], middle, baseline, kind)
        self.shapes.append(words.replace("<text ", '<text text-anchor="middle" ', 1))

    def _box(self, x: float, y: float, wide: float, tall: float, fill: str, radius: int) -> None:
        self.shapes.append(_box(x, y, wide, tall, fill, radius))


def _box(x: float, y: float, wide: float, tall: float, fill: str, radius: int) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" '
        f'rx="{radius}" fill="{fill}"/>'
    )


def _by_line(runs: tuple[Run, ...]) -> Iterator[list[Run]]:
    """Yield the runs of each line of a text; an empty line is an empty list."""
    line: list[Run] = []
    for run in runs:
        first, *rest = run.text.split("\n")
        line.append(run._replace(text=first))
        for text in rest:
            yield line
            line = [run._replace(text=text)]
    if any(run.text for run in line):
        yield line


if __name__ == "__main__":
    PICTURE.write_text(picture(payload()), encoding="utf-8")
