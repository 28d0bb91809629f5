"""Where a quote stands, as the plain text below a card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.citing import place
from bot.discord.rendering.escaping import one_line
from bot.discord.rendering.limits import clipped, clipped_inside, units
from bot.discord.rendering.links import link
from retrieval.model import Citation

_DOT = " · "
_LEVEL = " › "
_SHORTEST = 12
_NAMES = 8


class _Part(NamedTuple):
    """A part of a footer, in its place in the row; `longest` is what it may take."""

    order: int
    text: str
    longest: int


def footer(
    citation: Citation, room: int, *, heading: str = "", also_in: Sequence[str] = (), note: str = ""
) -> str:
    """Return who says it and where it stands, in at most `room` units.

    The note and the place always have theirs (a long place keeps its ends); the rest is
    shortened to what is left, and left out where that is next to nothing.
    """
    where = clipped_inside(
        place(citation.doc_id, citation.path, citation.locator),
        room - (units(note + _DOT) if note else 0),
    )
    chosen = [_Part(2, where, room)] + [_Part(6, note, room)] * bool(note)
    left = room - sum(units(part.text) for part in chosen) - len(_DOT) * (len(chosen) - 1)
    for part in _optional(citation, heading, also_in):
        text = clipped(part.text, min(part.longest, left - len(_DOT)))
        if text == part.text or units(text) >= _SHORTEST:
            chosen.append(part._replace(text=text))
            left -= units(text) + len(_DOT)
    return _DOT.join(part.text for part in sorted(chosen))


def _optional(citation: Citation, heading: str, also_in: Sequence[str]) -> Iterator[_Part]:
    """Yield what can be left out, the last to be missed first."""
    yield from _part(0, citation.publisher, 100)
    yield from _part(1, citation.published, 40)
    if link(citation.url) is None:
        yield from _part(3, citation.url, 200)
    yield from _part(4, _below(one_line(heading), one_line(citation.title)), 100)
    if also_in:
        more = f" and {len(also_in) - _NAMES} more" if len(also_in) > _NAMES else ""
        names = ", ".join(map(one_line, also_in[:_NAMES]))
        yield from _part(5, f"also in: {names}{more}", 300)


def _part(order: int, text: str | None, longest: int) -> Iterator[_Part]:
    shown = one_line(text or "")
    if shown:
        yield _Part(order, shown, longest)


def _below(heading: str, title: str) -> str:
    """Return the headings without the title, which the card begins with."""
    levels = heading.split(_LEVEL)
    return _LEVEL.join(levels[1:] if levels[0].casefold() == title.casefold() else levels)
