"""Quotes that are too long for their room, shortened at sentence ends around the first mark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from bot.discord.rendering.block_quotes import block_quote
from bot.discord.rendering.limits import units
from retrieval.model import Span
from retrieval.passages.sentences import sentences

_Fits = Callable[[Span], bool]

_BETWEEN_WORDS = (" ", "\n", "\t")


class Shown(NamedTuple):
    """A quote as a block quote, and whether that is all of its text."""

    markup: str
    is_whole: bool


def quote_within(text: str, marks: Sequence[Span], room: int, around: Span | None = None) -> Shown:
    """Return as much of a quote as `room` units hold, as a block quote with its marks bold.

    What does not fit whole is shortened to whole sentences: those `around` a span (the first
    mark, if it is not given, or the beginning), then their neighbours in turn while there is
    room. Where not even that span fits, its beginning is shown.
    """
    whole = block_quote(text, marks)
    if units(whole) <= room:
        return Shown(whole, is_whole=True)
    window = _window(text, marks, room, around or next(iter(marks), None))
    return Shown(_part(text, marks, window), is_whole=False)


def quote_in_parts(text: str, marks: Sequence[Span], room: int) -> list[str]:
    """Return all of a quote as block quotes of at most `room` units each, cut between words.

    A part has to hold a character with all that it may need: eight units.
    """
    parts = []
    rest = (0, len(text))
    while rest[0] < rest[1]:
        window = _beginning(text, rest, _fitting(text, marks, room))
        parts.append(_part(text, marks, window))
        rest = window[1] + text.startswith(_BETWEEN_WORDS, window[1]), rest[1]
    return [part for part in parts if part]


def _part(text: str, marks: Iterable[Span], window: Span) -> str:
    start, end = window
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in marks]
    return block_quote(text[start:end], [(a, b) for a, b in inside if a < b])


def _fitting(text: str, marks: Sequence[Span], room: int) -> _Fits:
    return lambda window: units(_part(text, marks, window)) <= room


def _window(text: str, marks: Sequence[Span], room: int, around: Span | None) -> Span:
    """Return the part of the text that is shown."""
    spans = sentences(text) or [(0, len(text))]
    fits = _fitting(text, marks, room)
    around = around or spans[0]
    first, last = _covering(spans, around)
    if fits((spans[first][0], spans[last][1])):
        return _grown(spans, first, last, fits)
    return _beginning(text, around, fits)


def _covering(spans: Sequence[Span], around: Span) -> tuple[int, int]:
    """Return the first and last sentence that a span has a part in."""
    touched = [place for place, (a, b) in enumerate(spans) if a < around[1] and around[0] < b]
    return (touched[0], touched[-1]) if touched else (0, 0)


def _grown(spans: Sequence[Span], first: int, last: int, fits: _Fits) -> Span:
    """Return sentences with their neighbours; the one before comes first: it says who "he" is."""
    while True:
        before = first > 0 and fits((spans[first - 1][0], spans[last][1]))
        first -= before
        after = last + 1 < len(spans) and fits((spans[first][0], spans[last + 1][1]))
        last += after
        if not before and not after:
            return spans[first][0], spans[last][1]


def _beginning(text: str, span: Span, fits: _Fits) -> Span:
    """Return a span, or the most of it that fits, up to the end of a word where it has words."""
    if fits(span):
        return span
    start, end = span
    fitting, too_long = start, end
    while too_long - fitting > 1:
        middle = (fitting + too_long) // 2
        if fits((start, middle)):
            fitting = middle
        else:
            too_long = middle
    cut = fitting
    while cut > start and text[cut] not in _BETWEEN_WORDS:
        cut -= 1
    is_sensible = cut - start > (fitting - start) // 2 and fits((start, cut))
    return start, cut if is_sensible else fitting
