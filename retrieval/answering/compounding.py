"""Answers to the parts of a compound question, put together to one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, zip_longest

from retrieval.model import Answer, Disagreement, Quote


def merged(
    text: str, read_as: str, parts: Sequence[Answer], top: int, further: Sequence[Answer] = ()
) -> Answer:
    """Return one answer of those to the parts of a question, of which one is answered at least.

    Their quotes take turns, each passage once, at most `top`; what the sources disagree about is
    that of the first part where they do, and a quote of each side is there, even beyond `top`.
    What is missing is said of the parts that nothing answers; the least certain part says how
    certain the whole is. `further` are the same answers with quotes that are not worth showing
    at first: those follow, whichever part they are for.
    """
    answered = [part for part in parts if part.status == "answered"]
    quotes = _in_turns(answered, top, {})
    disputed = next((part for part in answered if part.disagreement), None)
    if disputed is not None:
        quotes.update((quote.passage_id, quote) for quote in _sides(disputed, frozenset(quotes)))
    more = [part for part in further if part.status == "answered"]
    quotes = _in_turns(more, top, quotes)
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
        reason=" ".join(map(_unanswered, silent)),
        disagreement=_renumbered(disputed, list(quotes)) if disputed else None,
        certainty=min(part.certainty for part in answered),
    )


def _unanswered(part: Answer) -> str:
    asked = part.question.strip().rstrip("?")
    return f'Nothing in the sources answers "{asked}". {part.reason}'.strip()


def _in_turns(parts: Sequence[Answer], top: int, before: Mapping[str, Quote]) -> dict[str, Quote]:
    """Return quotes by their passages: those before, then of each part in turn, up to `top`."""
    quotes = dict(before)
    for quote in chain.from_iterable(zip_longest(*(part.quotes for part in parts))):
        if quote is not None and len(quotes) < top:
            quotes.setdefault(quote.passage_id, quote)
    return quotes


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
