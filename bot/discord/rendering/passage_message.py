"""A passage in full, with what stands before and after it: as many messages as it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from discord import Embed

from bot.discord.rendering import message_limits
from bot.discord.rendering.answer_message import RenderedMessage
from bot.discord.rendering.cards import (
    ANSWER_COLOUR,
    QUIET_COLOUR,
    embed_of,
    footer,
    heading_of,
    quote_in_parts,
    quote_within,
    size,
)
from bot.discord.rendering.markdown_escape import escaped, one_line
from bot.discord.rendering.message_limits import clipped, link
from retrieval.model import Citation, Document, Locator, Passage, Span, Surroundings

CHANGED = "The file has changed since this answer, but this passage still stands in it."

_NEIGHBOUR = 1_000
_FOOTER = 1_000
_SHORTENED = "shortened"


def passage_messages(
    there: Surroundings, marks: Sequence[Span] = (), *, changed: bool = False
) -> list[RenderedMessage]:
    """Return the messages, one at least, that show a whole passage between its neighbours.

    `marks` are spans in the passage's text. Neighbours may be shortened, and say so then.
    `changed` says that the file is no longer the one that was quoted from.
    """
    title = one_line(there.passage.heading) or one_line(there.document.title) or "In context"
    lines = [f"**{escaped(clipped(title, message_limits.TITLE))}**"]
    if changed:
        lines.append(f"-# {CHANGED}")
    first, *rest = _packed(_embeds(there, marks))
    return [
        RenderedMessage("\n".join(lines), first),
        *(RenderedMessage("", embeds) for embeds in rest),
    ]


def _embeds(there: Surroundings, marks: Sequence[Span]) -> Iterator[Embed]:
    passage = there.passage
    if there.before is not None:
        end = len(there.before.text)
        yield _neighbour("Before", there.before, passage, around=(end - 1, end))
    yield from _whole(passage, there.document, marks)
    if there.after is not None:
        yield _neighbour("After", there.after, passage, around=(0, 1))


def _whole(passage: Passage, document: Document, marks: Sequence[Span]) -> Iterator[Embed]:
    """Yield the passage, the first part with its title, the last with where it stands."""
    citation = citation_of(passage, document)
    below = footer(citation, _FOOTER, heading=passage.heading)
    room = message_limits.DESCRIPTION
    parts = quote_in_parts(passage.text, marks, room, _code(passage)) or [""]
    for place, part in enumerate(parts):
        made = Embed(description=part or None, colour=ANSWER_COLOUR)
        if place == 0:
            made.set_author(name=heading_of("", citation), url=link(citation.url))
        if place == len(parts) - 1:
            made.set_footer(text=below)
        yield made


def _neighbour(lead: str, passage: Passage, beside: Passage, around: Span) -> Embed:
    shown = quote_within(passage.text, (), _NEIGHBOUR, around, _code(passage))
    heading = one_line(passage.heading)
    if heading and passage.heading != beside.heading:
        lead = clipped(f"{lead} · {heading}", message_limits.AUTHOR)
    note = "" if shown.is_whole else _SHORTENED
    return embed_of(lead, shown.markup, note, colour=QUIET_COLOUR)


def _code(passage: Passage) -> list[Span]:
    return [(part.start, part.end) for part in passage.parts if part.kind == "code"]


def citation_of(passage: Passage, document: Document) -> Citation:
    """Return where a passage stands."""
    return Citation(
        number=0,
        doc_id=passage.doc_id,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        locator=Locator(
            passage.start, passage.end, passage.first_line, passage.last_line, passage.page
        ),
        path=document.path,
        url=document.url,
        sha256=document.sha256,
    )


def _packed(embeds: Iterable[Embed]) -> list[list[Embed]]:
    """Return the embeds in order, in as few messages as hold them."""
    messages: list[list[Embed]] = []
    taken = 0
    for embed in embeds:
        taken += size(embed)
        if (
            not messages
            or taken > message_limits.EMBEDS_TOTAL
            or len(messages[-1]) == message_limits.EMBEDS
        ):
            messages.append([])
            taken = size(embed)
        messages[-1].append(embed)
    return messages
