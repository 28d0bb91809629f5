"""Quotes of the passages that were chosen, each with where it stands and its source."""

from __future__ import annotations

from collections.abc import Iterable

from retrieval.answering.quoting import Excerpt, excerpt
from retrieval.answering.selection import Selected
from retrieval.index.collection import Collection
from retrieval.model import Citation, Quote
from retrieval.ranking.ranked import Ranked


def quotes_of(
    selected: Iterable[Selected], corpus: Collection, *, bare: bool = False
) -> tuple[Quote, ...]:
    """Return quotes, numbered from 1; without the evidence for them where they are `bare`."""
    return tuple(_quote(number, one, corpus, bare=bare) for number, one in enumerate(selected, 1))


def _quote(number: int, selected: Selected, corpus: Collection, *, bare: bool) -> Quote:
    ranked = selected.ranked
    passage = ranked.passage
    shown = excerpt(passage, ranked.sentences)
    return Quote(
        passage_id=passage.passage_id,
        doc_id=passage.doc_id,
        start=shown.locator.start,
        end=shown.locator.end,
        text=shown.text,
        marks=shown.marks,
        score=ranked.score,
        heading=passage.heading,
        citation=_citation(number, ranked, shown, corpus),
        also_in=selected.also_in,
        evidence=() if bare else ranked.evidence,
        is_whole=len(shown.text) == len(passage.text),
    )


def _citation(number: int, ranked: Ranked, shown: Excerpt, corpus: Collection) -> Citation:
    document = corpus.document(corpus.document_number(ranked.number))
    return Citation(
        number=number,
        doc_id=ranked.passage.doc_id,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        locator=shown.locator,
        path=document.path,
        url=document.url,
        sha256=document.sha256,
    )
