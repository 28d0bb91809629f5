"""How a score adds up, as a small table."""

from __future__ import annotations

from collections.abc import Iterator

from bot.surface import Surface
from bot.visible import one_line
from bot.wrapping import columns, wrap
from retrieval.model import Answer, Quote
from retrieval.ranking.evidence_names import meaning

_INDENT = "     "
_NARROWEST = 8


def explanation(quote: Quote, surface: Surface) -> Iterator[str]:
    """Yield a row for each part of a quote's score, then the sum, which is the score.

    What adds or takes most comes first.
    """
    total = f"{quote.score:.4f}"
    values = [f"{part.value:.4f}" for part in quote.evidence]
    figures = max(map(len, (*values, total)))
    for part in sorted(quote.evidence, key=lambda part: -abs(part.value)):
        lead = f"{_INDENT}{part.value:>{figures}.4f}  "
        told = f"{meaning(part.name)}: {one_line(part.detail)}".removesuffix(": ")
        width = max(_NARROWEST, surface.width - columns(lead))
        first, *more = [*wrap(told, width)] or [""]
        yield f"{lead}{first}".rstrip()
        yield from (" " * columns(lead) + line for line in more)
    yield f"{_INDENT}{total:>{figures}}  {surface.bold('score')}"


def how_sure(answer: Answer) -> str:
    """Return how likely the first passage answers, in words."""
    return f"Likelihood that the first passage answers: {answer.certainty:.2f} of 1."
