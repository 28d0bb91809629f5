"""What an answer leaves behind for the question after it."""

from __future__ import annotations

from retrieval.conversation.turns import Turn
from retrieval.model import Answer

QUOTED = 3
"""Quotes of an answer of which the first mark counts as said."""


def said(answer: Answer) -> tuple[Turn, ...]:
    """Return the turns that an answer adds: its question as read, and what was marked in reply."""
    asked = Turn("user", answer.read_as)
    marked = "\n".join(marked_in(answer))
    return (asked, Turn("bot", marked)) if marked else (asked,)


def marked_in(answer: Answer) -> tuple[str, ...]:
    """Return the first mark of each of the first quotes; none of an abstention."""
    return tuple(
        quote.text[slice(*quote.marks[0])] for quote in answer.quotes[:QUOTED] if quote.marks
    )
