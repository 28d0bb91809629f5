"""Questions that wait as JSON objects: names are added, never changed."""

from __future__ import annotations

from typing import Any

from bot.discord.storage.unanswered import Unanswered
from retrieval.askable import Askable
from retrieval.errors import UsageError
from retrieval.model import Quote


def waiting_object(waiting: Unanswered, library: Askable, most: int) -> dict[str, Any]:
    """Return a question, how often it was asked, and what is said of it now.

    `status` is null where the question can no longer be asked.
    """
    told: dict[str, Any] = {"status": None, "candidates": []}
    try:
        quotes = library.nearest(waiting.question, most)
        told["status"] = library.ask(waiting.question, 1).status
    except UsageError:
        quotes = ()
    told["candidates"] = [_candidate(number, quote) for number, quote in enumerate(quotes, 1)]
    return {
        "question": waiting.question,
        "times": waiting.times,
        "last": waiting.last,
        "outcomes": dict(waiting.outcomes),
        **told,
    }


def _candidate(number: int, quote: Quote) -> dict[str, Any]:
    start, end = quote.marks[0] if quote.marks else (0, 0)
    return {
        "number": number,
        "passage_id": quote.passage_id,
        "doc_id": quote.doc_id,
        "score": quote.score,
        "mark": quote.text[start:end],
        "text": quote.text,
    }
