"""Quotes as cards: embeds with a title, the quote, and where it stands.

A quote that is too long for its room is shortened at sentence ends around the first mark; where
it stands is the plain text below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from discord import Embed

from bot.discord.rendering import message_limits
from bot.discord.rendering.markdown_escape import one_line
from bot.discord.rendering.message_format import block_quote
from bot.discord.rendering.message_limits import clipped, clipped_inside, link, units
from bot.terminal.answer_text import file_location, headings_below
from retrieval.model import Citation, Quote, Span
from retrieval.text.sentences import sentences

_Fits = Callable[[Span], bool]

ANSWER_COLOUR = 0x5865F2

QUIET_COLOUR = 0x80848E
"""What stands beside an answer: the closest passages, and the neighbours of a passage."""

SHORTENED = "shortened: the whole passage is under In context"

_AUTHOR_SHARE = 6
_FOOTER_SHARE = 3

_DOT = " · "
_SHORTEST = 12
_NAMES = 8

_BETWEEN_WORDS = (" ", "\n", "\t")


class Card(NamedTuple):
    """An embed, and whether it shows all of its quote."""

    embed: Embed
    is_whole: bool


def cards(quotes: Sequence[Quote], *, closest: bool = False) -> list[Card]:
    """Return the cards of quotes that are shown in one message; closest passages have no bold.

    Where they would be too long together, the longest are shortened, and say so. The title and
    the place of each are always there. Past the tenth, quotes are left out.
    """
    quotes = quotes[: message_limits.EMBEDS]
    made = _cards(quotes, [message_limits.DESCRIPTION] * len(quotes), closest)
    wanted = [units(card.embed.description or "") for card in made]
    room = sum(wanted)
    # What a quote gives up may let its footer grow by a little: then it gives up that as well.
    while (excess := sum(size(card.embed) for card in made) - message_limits.EMBEDS_TOTAL) > 0:
        room -= excess
        made = _cards(quotes, shared(room, wanted), closest)
    return made


def _cards(quotes: Sequence[Quote], rooms: Sequence[int], closest: bool) -> list[Card]:
    share = message_limits.EMBEDS_TOTAL // max(1, len(quotes))
    return [_card(quote, room, share, closest) for quote, room in zip(quotes, rooms, strict=True)]


def _card(quote: Quote, room: int, share: int, closest: bool) -> Card:
    """Return a card whose quote takes at most `room` units; the rest keeps to its share."""
    citation = quote.citation
    lead = f"Closest {citation.number}" if closest else f"{citation.number}"
    shown = quote_within(quote.text, () if closest else quote.marks, room, code=quote.code)
    below = footer(
        citation,
        min(message_limits.FOOTER, share // _FOOTER_SHARE),
        heading=quote.heading,
        also_in=quote.also_in,
        note="" if shown.is_whole and quote.is_whole else SHORTENED,
    )
    made = embed_of(
        heading_of(lead, citation, share // _AUTHOR_SHARE),
        shown.markup,
        below,
        url=link(citation.url),
        colour=QUIET_COLOUR if closest else ANSWER_COLOUR,
    )
    return Card(made, shown.is_whole and quote.is_whole)


def shared(room: int, wanted: Sequence[int]) -> list[int]:
    """Return how much of a room each gets: what it wants, or an equal part of what is left."""
    shares = [0] * len(wanted)
    ascending = sorted(range(len(wanted)), key=wanted.__getitem__)
    for served, place in enumerate(ascending):
        shares[place] = min(wanted[place], room // (len(wanted) - served))
        room -= shares[place]
    return shares


def size(embed: Embed) -> int:
    """Return the units of an embed's author, description and footer."""
    texts = (embed.author.name, embed.description, embed.footer.text)
    return sum(units(text) for text in texts if text)


def heading_of(lead: str, citation: Citation, room: int = message_limits.AUTHOR) -> str:
    """Return a card's first line: what leads, and the title, or the id of a source without."""
    title = one_line(citation.title) or one_line(citation.doc_id) or "untitled"
    return clipped(f"{lead} · {title}" if lead else title, min(message_limits.AUTHOR, room))


def embed_of(
    author: str, description: str, below: str, *, url: str | None = None, colour: int
) -> Embed:
    """Return an embed; what is empty is left out, since Discord takes no empty text."""
    made = Embed(description=description or None, colour=colour)
    made.set_author(name=author, url=url)
    return made.set_footer(text=below) if below else made


class _FooterPart(NamedTuple):
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
        file_location(citation.doc_id, citation.path, citation.locator),
        room - (units(note + _DOT) if note else 0),
    )
    chosen = [_FooterPart(2, where, room)] + [_FooterPart(6, note, room)] * bool(note)
    left = room - sum(units(part.text) for part in chosen) - len(_DOT) * (len(chosen) - 1)
    for part in _optional(citation, heading, also_in):
        text = clipped(part.text, min(part.longest, left - len(_DOT)))
        if text == part.text or units(text) >= _SHORTEST:
            chosen.append(part._replace(text=text))
            left -= units(text) + len(_DOT)
    return _DOT.join(part.text for part in sorted(chosen))


def _optional(citation: Citation, heading: str, also_in: Sequence[str]) -> Iterator[_FooterPart]:
    """Yield what can be left out, the last to be missed first."""
    yield from _footer_part(0, citation.publisher, 100)
    yield from _footer_part(1, citation.published, 40)
    if link(citation.url) is None:
        yield from _footer_part(3, citation.url, 200)
    yield from _footer_part(4, headings_below(one_line(citation.title), one_line(heading)), 100)
    if also_in:
        more = f" and {len(also_in) - _NAMES} more" if len(also_in) > _NAMES else ""
        names = ", ".join(map(one_line, also_in[:_NAMES]))
        yield from _footer_part(5, f"also in: {names}{more}", 300)


def _footer_part(order: int, text: str | None, longest: int) -> Iterator[_FooterPart]:
    shown = one_line(text or "")
    if shown:
        yield _FooterPart(order, shown, longest)


class ShownQuote(NamedTuple):
    """A quote as a block quote, and whether that is all of its text."""

    markup: str
    is_whole: bool


def quote_within(
    text: str,
    marks: Sequence[Span],
    room: int,
    around: Span | None = None,
    code: Sequence[Span] = (),
) -> ShownQuote:
    """Return as much of a quote as `room` units hold, as `block_quote` shows it.

    What does not fit whole is shortened to whole sentences: those `around` a span (the first
    mark, if it is not given, or the beginning), then their neighbours in turn while there is
    room. Where not even that span fits, its beginning is shown.
    """
    whole = block_quote(text, marks, code)
    if units(whole) <= room:
        return ShownQuote(whole, is_whole=True)
    excerpt = partial(_excerpt, text, marks, code)
    window = _window(text, _fitting(excerpt, room), around or next(iter(marks), None))
    return ShownQuote(excerpt(window), is_whole=False)


def quote_in_parts(
    text: str, marks: Sequence[Span], room: int, code: Sequence[Span] = ()
) -> list[str]:
    """Return all of a quote as block quotes of at most `room` units each, cut between words.

    A part has to hold a character with all that it may need: eight units, twenty with `code`.
    """
    parts = []
    rest = (0, len(text))
    excerpt = partial(_excerpt, text, marks, code)
    while rest[0] < rest[1]:
        window = _beginning(text, rest, _fitting(excerpt, room))
        parts.append(excerpt(window))
        rest = window[1] + text.startswith(_BETWEEN_WORDS, window[1]), rest[1]
    return [part for part in parts if part]


def _excerpt(text: str, marks: Iterable[Span], code: Iterable[Span], window: Span) -> str:
    start, end = window
    return block_quote(text[start:end], _inside(marks, window), _inside(code, window))


def _inside(spans: Iterable[Span], window: Span) -> list[Span]:
    start, end = window
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans]
    return [(a, b) for a, b in inside if a < b]


def _fitting(excerpt: Callable[[Span], str], room: int) -> _Fits:
    return lambda window: units(excerpt(window)) <= room


def _window(text: str, fits: _Fits, around: Span | None) -> Span:
    """Return the part of the text that is shown."""
    spans = sentences(text) or [(0, len(text))]
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
