"""What a button carries in its `custom_id`: all that it needs to work after a restart.

A `custom_id` may have 100 characters. Each kind of button has a template, the pattern by which
a press is recognised, and a function that makes an id of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from discord.ui import Item, View

from retrieval.askable import passage_key
from retrieval.model import Quote

MORE = r"quoth:more:(?P<first>\d{1,4}):(?P<stamp>[0-9a-f]{8}):(?P<key>[0-9a-z-]*)"
NEARBY = r"quoth:nearby:(?P<sha>[0-9a-f]{8}):(?P<key>[0-9a-z-]+)"
FOLLOW_UP = r"quoth:follow-up"
FEEDBACK = r"quoth:feedback:(?P<outcome>good|not_it)"
UNDO = r"quoth:undo:(?P<sha>[0-9a-f]{16})"
LISTING = r"quoth:listing:(?P<page>\d{1,6})"
ADDITION = r"quoth:addition:(?P<decision>add|discard):(?P<token>[0-9a-f]{16})"
UNANSWERED = r"quoth:unanswered"
SETTLE = r"quoth:settle:(?P<question>[0-9a-f]{16}):(?P<verdict>silent|drop|[0-9a-f]{12}-[0-9a-f-]+)"

FOLLOW_UP_MODAL = "quoth:follow-up-modal"


def more(first: int, stamp: str, within: Quote | None) -> str:
    """Return the id for further quotes from rank `first` on; `within` is of the only document."""
    key = passage_key(within.passage_id) if within else ""
    return f"quoth:more:{first}:{stamp}:{key}"


def nearby(quote: Quote) -> str:
    """Return the id for a quote's passage in full, and the file as it was."""
    return f"quoth:nearby:{quote.citation.sha256[:8]}:{passage_key(quote.passage_id)}"


def feedback(outcome: str) -> str:
    """Return the id for saying that an answer was "good" or "not_it"."""
    return f"quoth:feedback:{outcome}"


def undo(sha256: str) -> str:
    """Return the id for taking back the file with this digest."""
    return f"quoth:undo:{sha256[:16]}"


def listing(page: int) -> str:
    """Return the id for a page of the list of sources, counted from 0."""
    return f"quoth:listing:{page}"


def addition(decision: str, token: str) -> str:
    """Return the id for deciding, "add" or "discard", on a file that waits under a token."""
    return f"quoth:addition:{decision}:{token}"


def settle(question: str, verdict: Quote | str) -> str:
    """Return the id for a verdict on the unanswered question with this key.

    That is the quote that is right, or "silent" or "drop".
    """
    decided = verdict if isinstance(verdict, str) else passage_key(verdict.passage_id)
    return f"quoth:settle:{question}:{decided}"


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
