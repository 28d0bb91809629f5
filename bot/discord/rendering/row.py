"""The buttons below an answer."""

from __future__ import annotations

from collections.abc import Iterable

from discord import ButtonStyle
from discord.ui import Button, Item, View

from bot.discord.pages import Asked, Page
from bot.discord.rendering import custom_ids
from bot.discord.rendering.limits import BUTTONS_IN_ROW
from retrieval.model import Quote


def answer_row(page: Page, asked: Asked, *, feedback: bool) -> View:
    """Return the buttons of an answer: what can be looked at closer, and what can be said of it.

    `feedback` says whether it is kept anywhere.
    """
    quotes = page.answer.quotes or page.answer.closest
    closer = list(_nearby(quotes))
    further = []
    if page.further:
        within = quotes[0] if asked.within or asked.within_key else None
        next_rank = asked.first + len(page.answer.quotes)
        further.append(
            Button[View](label="More", custom_id=custom_ids.more(next_rank, page.stamp, within))
        )
    further.append(Button[View](label="Follow up", custom_id=custom_ids.FOLLOW_UP))
    if feedback:
        further.append(_feedback("Good", "good"))
        further.append(_feedback("Not it", "not_it"))
    if len(closer) + len(further) <= BUTTONS_IN_ROW:
        return stateless([*closer, *further])
    return stateless(closer, further)


def stateless(*rows: Iterable[Item[View]]) -> View:
    """Return rows of buttons and menus that nothing in memory belongs to: their ids say it all."""
    view = _Stateless(timeout=None)
    for number, row in enumerate(one for one in map(list, rows) if one):
        for part in row:
            part.row = number
            view.add_item(part)
    return view


class _Stateless(View):
    """A view that discord.py does not keep: a press reaches the handler of its id, whenever."""

    def is_finished(self) -> bool:
        """Return True: discord.py keeps no view that is finished."""
        return True


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
