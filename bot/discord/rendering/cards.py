"""Quotes as cards: embeds with a title, the quote, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from discord import Embed

from bot.discord.rendering import limits
from bot.discord.rendering.escaping import one_line
from bot.discord.rendering.footers import footer
from bot.discord.rendering.limits import clipped, units
from bot.discord.rendering.links import link
from bot.discord.rendering.shortening import quote_within
from retrieval.model import Citation, Quote

ANSWER_COLOUR = 0x5865F2
QUIET_COLOUR = 0x80848E
"""What stands beside an answer: the closest passages, and the neighbours of a passage."""

SHORTENED = "shortened: the whole passage is under In context"

_AUTHOR_SHARE = 6
_FOOTER_SHARE = 3


class Card(NamedTuple):
    """An embed, and whether it shows all of its quote."""

    embed: Embed
    is_whole: bool


def cards(quotes: Sequence[Quote], *, closest: bool = False) -> list[Card]:
    """Return the cards of quotes that are shown in one message; closest passages have no bold.

    Where they would be too long together, the longest are shortened, and say so. The title and
    the place of each are always there. Past the tenth, quotes are left out.
    """
    quotes = quotes[: limits.EMBEDS]
    made = _cards(quotes, [limits.DESCRIPTION] * len(quotes), closest)
    wanted = [units(card.embed.description or "") for card in made]
    room = sum(wanted)
    # What a quote gives up may let its footer grow by a little: then it gives up that as well.
    while (excess := sum(size(card.embed) for card in made) - limits.EMBEDS_TOTAL) > 0:
        room -= excess
        made = _cards(quotes, shared(room, wanted), closest)
    return made


def shared(room: int, wanted: Sequence[int]) -> list[int]:
    """Return how much of a room each gets: what it wants, or an equal part of what is left."""
    given = [0] * len(wanted)
    ascending = sorted(range(len(wanted)), key=wanted.__getitem__)
    for served, place in enumerate(ascending):
        given[place] = min(wanted[place], room // (len(wanted) - served))
        room -= given[place]
    return given


def size(embed: Embed) -> int:
    """Return the units of an embed's author, description and footer."""
    texts = (embed.author.name, embed.description, embed.footer.text)
    return sum(units(text) for text in texts if text)


def heading_of(lead: str, citation: Citation, room: int = limits.AUTHOR) -> str:
    """Return a card's first line: what leads, and the title, or the id of a source without."""
    title = one_line(citation.title) or one_line(citation.doc_id) or "untitled"
    return clipped(f"{lead} · {title}" if lead else title, min(limits.AUTHOR, room))


def embed_of(
    author: str, description: str, below: str, *, url: str | None = None, colour: int
) -> Embed:
    """Return an embed; what is empty is left out, since Discord takes no empty text."""
    made = Embed(description=description or None, colour=colour)
    made.set_author(name=author, url=url)
    return made.set_footer(text=below) if below else made


def _cards(quotes: Sequence[Quote], rooms: Sequence[int], closest: bool) -> list[Card]:
    share = limits.EMBEDS_TOTAL // max(1, len(quotes))
    return [_card(quote, room, share, closest) for quote, room in zip(quotes, rooms, strict=True)]


def _card(quote: Quote, room: int, share: int, closest: bool) -> Card:
    """Return a card whose quote takes at most `room` units; the rest keeps to its share."""
    citation = quote.citation
    lead = f"Closest {citation.number}" if closest else f"{citation.number}"
    shown = quote_within(quote.text, () if closest else quote.marks, room)
    below = footer(
        citation,
        min(limits.FOOTER, share // _FOOTER_SHARE),
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
