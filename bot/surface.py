"""What text is shown on: how wide it is, and what it can show."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TextIO

from click import style

from bot.visible import one_line

NARROWEST, WIDEST, UNKNOWN_WIDTH = 40, 100, 80
"""Columns that lines are cut to, and what is taken where nobody says."""


class Glyphs(NamedTuple):
    """The signs that set quotes apart: margins of a marked line, a plain one, a mere neighbour."""

    marked: str
    plain: str
    closest: str
    dot: str
    dash: str
    ellipsis: str


DRAWN = Glyphs("┃", "│", "┊", "·", "–", "…")
ASCII = Glyphs(">", "|", ":", "-", "-", "...")


class Surface(NamedTuple):
    """Columns of a line, whether colour and bold are wanted, and the signs that can be shown."""

    width: int = UNKNOWN_WIDTH
    colour: bool = False
    glyphs: Glyphs = DRAWN

    @classmethod
    def of(cls, stream: TextIO | None, environ: Mapping[str, str] = os.environ) -> Surface:
        """Return what a stream is: a terminal as wide as it says, or plain text otherwise."""
        if stream is None or not stream.isatty():
            return cls(glyphs=_glyphs(stream))
        plain = bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"
        width = min(max(_columns(stream, environ), NARROWEST), WIDEST)
        return cls(width, not plain, _glyphs(stream))

    def bold(self, text: str) -> str:
        """Return the text, bold where colour is wanted."""
        return style(text, bold=True) if self.colour else text

    def dim(self, text: str) -> str:
        """Return the text, dim where colour is wanted."""
        return style(text, dim=True) if self.colour else text

    def accent(self, text: str) -> str:
        """Return the text in the accent colour where colour is wanted."""
        return style(text, fg="cyan") if self.colour else text


def joined(parts: Iterable[str | None], surface: Surface) -> str:
    """Return what there is of the parts on one line, a dot between them."""
    return f" {surface.glyphs.dot} ".join(one_line(part) for part in parts if part)


def _columns(stream: TextIO, environ: Mapping[str, str]) -> int:
    told = environ.get("COLUMNS", "")
    if told.isdecimal() and int(told[:6]):
        return int(told[:6])
    try:
        return os.get_terminal_size(stream.fileno()).columns or UNKNOWN_WIDTH
    except (OSError, ValueError):
        return UNKNOWN_WIDTH


def _glyphs(stream: TextIO | None) -> Glyphs:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        "".join((DRAWN.marked, DRAWN.plain, DRAWN.closest, DRAWN.dot, DRAWN.dash)).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return DRAWN
