"""A timeline as text: each date, how it is known, and the quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.disagreeing import in_words
from bot.surface import Surface
from bot.terminal import quotes_text
from bot.visible import one_line
from bot.wording import counted
from bot.wrapping import wrap

if TYPE_CHECKING:
    from retrieval.answering.timeline import Dated

_NOTHING = "No quote has a date."


def timeline_text(entries: Sequence[Dated], undated: int, surface: Surface) -> str:
    """Return the lines that show dated quotes; `undated` is how many have no date."""
    return "".join(_stretches(entries, undated, surface))


def _stretches(entries: Sequence[Dated], undated: int, surface: Surface) -> Iterator[str]:
    for place, entry in enumerate(entries):
        if place:
            yield "\n"
        for line in wrap(heading(entry), surface.width):
            yield f"{surface.bold(line)}\n"
        yield quotes_text((entry.quote,), surface)
    if not entries:
        yield "".join(f"{line}\n" for line in wrap(_NOTHING, surface.width))
    elif undated:
        said = f"{counted(undated, 'more quote')} without a date."
        yield "".join(f"{surface.dim(line)}\n" for line in ("", *wrap(said, surface.width)))


def heading(entry: Dated) -> str:
    """Return a date as it is said, and how the source writes it or that it was published then."""
    value = entry.date.normalised
    if entry.as_written is None:
        return f"{in_words(value) or value} (published)"
    written = one_line(entry.as_written)
    said = in_words(value)
    return f'{said} ("{written}")' if said and said != written else said or written
