"""The list of unanswered questions as a message, and one of them with what might be right."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ButtonStyle, SelectOption
from discord.ui import Button, Select, View

from bot.discord.rendering import custom_ids
from bot.discord.rendering.cards import cards
from bot.discord.rendering.escaping import one_line
from bot.discord.rendering.limits import CHOICE, OPTIONS, clipped
from bot.discord.rendering.row import stateless
from bot.discord.rendering.stating import LONGEST_QUESTION, question_line
from bot.discord.replying import Payload
from bot.discord.storage.unanswered import Unanswered
from bot.discord.telling import often, unanswered_text
from retrieval.model import Quote

_WHICH = "Which of these is right? It becomes one of this server's regression questions."
_NO_PASSAGE = "No passage shares a word with this. Is it right to stay silent?"


def list_message(asked: Sequence[Unanswered]) -> Payload:
    """Return the list of questions, with a menu to choose one from."""
    options = [
        SelectOption(
            label=clipped(one_line(one.question), CHOICE) or "(nothing to be seen)",
            value=one.key,
            description=f"{often(one)}, last {one.last[:10]}",
        )
        for one in asked[:OPTIONS]
    ]
    menu = Select[View](
        custom_id=custom_ids.UNANSWERED, placeholder="Go through a question", options=options
    )
    return Payload(unanswered_text(asked), view=stateless([menu]) if asked else None)


def choice_message(one: Unanswered, quotes: Sequence[Quote]) -> Payload:
    """Return a question with passages that might be right, and a button for each verdict."""
    lines = (
        question_line(one.question[:LONGEST_QUESTION]),
        f"-# {often(one)} · last {one.last[:10]}",
        _WHICH if quotes else _NO_PASSAGE,
    )
    numbers = [
        _verdict(str(quote.citation.number), one, quote, ButtonStyle.primary) for quote in quotes
    ]
    silent = _verdict("Must stay silent", one, "silent", ButtonStyle.secondary)
    drop = _verdict("Drop", one, "drop", ButtonStyle.danger)
    embeds = tuple(card.embed for card in cards(quotes))
    return Payload("\n".join(lines), embeds, stateless([*numbers, silent, drop]))


def _verdict(label: str, one: Unanswered, verdict: Quote | str, style: ButtonStyle) -> Button[View]:
    return Button(label=label, style=style, custom_id=custom_ids.settle(one.key, verdict))
