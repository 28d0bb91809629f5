"""An answer as a message.

The question, what is to be said of it, a card for each quote, buttons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from discord import ButtonStyle, Embed
from discord.ui import Button, View

from bot.discord.rendering import custom_ids
from bot.discord.rendering.cards import cards
from bot.discord.rendering.markdown_escape import escaped_line
from bot.discord.rendering.message_format import head_lines
from bot.discord.rendering.message_limits import BUTTONS_IN_ROW, CONTENT, units
from bot.terminal.answer_text import disagreement_summary, quote_numbers, shown_value
from retrieval.model import Answer, Disagreement, Quote

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
