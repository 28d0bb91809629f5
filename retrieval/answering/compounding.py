"""Answers to the parts of a compound question, put together to one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, zip_longest

from retrieval.model import Answer, Disagreement, Quote


def merged(text: str, read_as: str, parts: Sequence[Answer], top: int) -> Answer:
    """Return one answer of those to the parts of a question, of which one is answered at least.

    Their quotes take turns, each passage once, at most `top`; what the sources disagree about is
    that of the first part where they do, and a quote of each side is there, even beyond `top`.
    What is missing is said of the parts that nothing answers; the least certain part says how
    certain the whole is.
    """
    answered = [part for part in parts if part.status == "answered"]
    turns = chain.from_iterable(zip_longest(*(part.quotes for part in answered)))
    quotes: dict[str, Quote] = {}
    for quote in turns:
        if quote is not None and len(quotes) < top:
            quotes.setdefault(quote.passage_id, quote)
    disputed = next((part for part in answered if part.disagreement), None)
    if disputed is not None:
        quotes.update((quote.passage_id, quote) for quote in _sides(disputed, frozenset(quotes)))
    numbered = tuple(
        quote._replace(citation=quote.citation._replace(number=number))
        for number, quote in enumerate(quotes.values(), 1)
    )
    silent = [part for part in parts if part.status != "answered"]
    return Answer(
        text,
        read_as,
        "answered",
        numbered,
        missing=tuple(dict.fromkeys(word for part in silent for word in part.missing)),
        reason=next((part.reason for part in silent), ""),
        disagreement=_renumbered(disputed, list(quotes)) if disputed else None,
        certainty=min(part.certainty for part in answered),
    )


def _sides(part: Answer, shown: Collection[str]) -> Iterator[Quote]:
    """Yield a quote for each value of a part's disagreement that no quote shown gives."""
    for value in part.disagreement.values if part.disagreement else ():
        giving = [part.quotes[rank - 1] for rank in value.quotes]
        if not any(quote.passage_id in shown for quote in giving):
            yield giving[0]


def _renumbered(part: Answer, shown: Sequence[str]) -> Disagreement | None:
    """Return a part's disagreement with the ranks that its quotes have among those shown."""
    if part.disagreement is None:
        return None
    values = []
    for value in part.disagreement.values:
        giving = [part.quotes[rank - 1].passage_id for rank in value.quotes]
        ranks = sorted(shown.index(one) + 1 for one in giving if one in shown)
        values.append(value._replace(quotes=tuple(ranks)))
    return part.disagreement._replace(values=tuple(values))
