"""A quote on the page: its marks drawn, its source cited, what its score is made of."""

from __future__ import annotations

from collections.abc import Iterator

from bot.citing import place
from bot.evaluating.report.markup import Markup, dotted, given, joined, markup, tag
from bot.evaluating.report.parts import folded, table
from retrieval.model import Quote
from retrieval.ranking.evidence_names import meaning

_EVIDENCE = ("evidence", "what was found", "adds")


def quoted(label: str, quote: Quote) -> Markup:
    """Return a quote word for word under a label, with its citation and its evidence."""
    citation = quote.citation
    named = (citation.title, citation.publisher, citation.published)
    where = tag("span", place(citation.doc_id, citation.path, citation.locator), class_="place")
    source = dotted([*(given(name) for name in named if name), where])
    return tag(
        "figure",
        tag("figcaption", tag("b", label), " ", *source),
        tag("blockquote", joined(_marked(quote)), dir="auto"),
        _evidence(quote),
        class_="quote",
    )


def _marked(quote: Quote) -> Iterator[Markup]:
    """Yield the text in order, the best sentence marked strongly and the others lightly."""
    best = quote.marks[0] if quote.marks else None
    at = 0
    for span in sorted(quote.marks):
        start, end = max(span[0], at), span[1]
        yield markup(quote.text[at:start])
        if start < end:
            more = {} if span == best else {"class_": "further"}
            yield tag("mark", quote.text[start:end], **more)
        at = max(at, end)
    yield markup(quote.text[at:])


def _evidence(quote: Quote) -> Markup:
    if not quote.evidence:
        return Markup()
    rows = (
        (meaning(part.name), given(part.detail), f"{part.value:.2f}")
        for part in sorted(quote.evidence, key=lambda part: -part.value)
    )
    return folded(
        f"Why: a score of {quote.score:.2f}",
        table("What the score is made of", _EVIDENCE, rows, _EVIDENCE[1:2]),
        class_="evidence",
    )
