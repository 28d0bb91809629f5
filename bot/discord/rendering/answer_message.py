"""An answer as a message, and a passage of it in full.

An answer is the question, what is to be said of it, a card for each quote, and buttons. A passage
stands with what comes before and after it, in as many messages as it takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from discord import ButtonStyle, Embed
from discord.ui import Button, View

from bot.discord.rendering import custom_ids, message_limits
from bot.discord.rendering.cards import (
    ANSWER_COLOUR,
    QUIET_COLOUR,
    cards,
    embed_of,
    footer,
    heading_of,
    quote_in_parts,
    quote_within,
    size,
)
from bot.discord.rendering.markdown_escape import escaped, escaped_line, one_line
from bot.discord.rendering.message_format import head_lines
from bot.discord.rendering.message_limits import BUTTONS_IN_ROW, CONTENT, clipped, link, units
from bot.terminal.answer_text import disagreement_summary, quote_numbers, shown_value
from retrieval.model import (
    Answer,
    Citation,
    Disagreement,
    Document,
    Locator,
    Passage,
    Quote,
    Span,
    Surroundings,
)

NOTHING = "Nothing in the sources answers this."
CLOSEST = "Closest, but not an answer:"
FURTHER = "-# further passages"

_LONGEST_PART = 150
_LONGEST_REASON = 250
_LONGEST_FORM = 60
_FORMS = 3
_VALUES = 5


class RenderedMessage(NamedTuple):
    """What a message shows; `shortened` holds the numbers of the quotes that are not all shown."""

    content: str
    embeds: list[Embed]
    shortened: tuple[int, ...] = ()


def answer_message(answer: Answer, *, further: bool = False) -> RenderedMessage:
    """Return the message that shows an answer, within every limit of Discord's.

    Its first lines and its quotes can be read back by `message_format`. `further` says that its
    quotes follow others that were shown before; they keep their numbers.
    """
    quotes = answer.quotes or answer.closest
    made = cards(quotes, closest=not answer.quotes)
    cut = (quote for quote, card in zip(quotes, made, strict=False) if not card.is_whole)
    return RenderedMessage(
        content=_content(answer, further=further),
        embeds=[card.embed for card in made],
        shortened=tuple(quote.citation.number for quote in cut),
    )


def _content(answer: Answer, *, further: bool) -> str:
    """Return the lines above the cards: those that must be there, and of the others what fits."""
    before = [line for line in _before(answer, further=further) if line]
    after = [CLOSEST] if answer.closest and not answer.quotes else []
    left = CONTENT - sum(units(line) + 1 for line in (*before, *after))
    return "\n".join((*before, *_fitting(_between(answer), left), *after))


def _before(answer: Answer, *, further: bool) -> Iterator[str]:
    yield from head_lines(answer.question, answer.read_as)
    if further:
        yield FURTHER
    if answer.status == "no_answer":
        yield NOTHING


def _between(answer: Answer) -> Iterator[str]:
    if answer.reason:
        yield escaped_line(answer.reason, _LONGEST_REASON)
    if answer.disagreement is not None:
        yield from _disagreement(answer.disagreement)
    for suggestion in answer.suggestions:
        yield f"Try: {escaped_line(suggestion, _LONGEST_PART)}"


def _disagreement(disagreement: Disagreement) -> Iterator[str]:
    """Yield what the sources say, with their number, and then where each value is quoted."""
    about = disagreement.about
    named = disagreement.values[:_VALUES]
    values = [escaped_line(shown_value(reading, about), _LONGEST_FORM) for reading in named]
    shortened = Disagreement(escaped_line(about, _LONGEST_FORM), named)
    yield f"**{disagreement_summary(shortened, values)}**"
    for value, reading in zip(values, named, strict=True):
        forms = (f'"{escaped_line(form, _LONGEST_FORM)}"' for form in reading.as_written[:_FORMS])
        yield f"- {value} – {quote_numbers(reading)}: {', '.join(forms)}"


def _fitting(lines: Iterable[str], room: int) -> Iterator[str]:
    """Yield lines for as long as there is room for the whole of the next."""
    for line in lines:
        room -= units(line) + 1
        if room < 0:
            return
        yield line


def button_rows(answer: Answer, more: str | None, *, feedback: bool) -> View:
    """Return the buttons of an answer: what can be looked at closer, and what can be said of it.

    `more` is what the button for further quotes carries, None where there are none; `feedback`
    says whether what is said is kept anywhere.
    """
    closer = list(_nearby(answer.quotes or answer.closest))
    further = []
    if more is not None:
        further.append(Button[View](label="More", custom_id=more))
    further.append(Button[View](label="Follow up", custom_id=custom_ids.FOLLOW_UP))
    if feedback:
        further.append(_feedback("Good", "good"))
        further.append(_feedback("Not it", "not_it"))
    if len(closer) + len(further) <= BUTTONS_IN_ROW:
        return custom_ids.stateless([*closer, *further])
    return custom_ids.stateless(closer, further)


def _nearby(quotes: tuple[Quote, ...]) -> Iterable[Button[View]]:
    for quote in quotes:
        number = f" {quote.citation.number}" if len(quotes) > 1 else ""
        yield Button(
            label=f"In context{number}",
            style=ButtonStyle.primary,
            custom_id=custom_ids.nearby(quote),
        )


def _feedback(label: str, outcome: str) -> Button[View]:
    return Button(label=label, custom_id=custom_ids.feedback(outcome))


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
    parts = quote_in_parts(passage.text, marks, room, _code_of(passage)) or [""]
    for place, part in enumerate(parts):
        made = Embed(description=part or None, colour=ANSWER_COLOUR)
        if place == 0:
            made.set_author(name=heading_of("", citation), url=link(citation.url))
        if place == len(parts) - 1:
            made.set_footer(text=below)
        yield made


def _neighbour(lead: str, passage: Passage, beside: Passage, around: Span) -> Embed:
    shown = quote_within(passage.text, (), _NEIGHBOUR, around, _code_of(passage))
    heading = one_line(passage.heading)
    if heading and passage.heading != beside.heading:
        lead = clipped(f"{lead} · {heading}", message_limits.AUTHOR)
    note = "" if shown.is_whole else _SHORTENED
    return embed_of(lead, shown.markup, note, colour=QUIET_COLOUR)


def _code_of(passage: Passage) -> list[Span]:
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
