"""Quotes and answers to show, small and made up."""

from __future__ import annotations

from retrieval.model import Answer, Citation, Evidence, Locator, Quote, Span

TEXT = "Chen left in May. Lin was appointed head in June. Nobody said why."
SENTENCE: Span = (18, 49)


def quote(
    text: str = TEXT,
    marks: tuple[Span, ...] = (SENTENCE,),
    *,
    number: int = 1,
    doc_id: str = "notes/lin.md",
    path: str = "/home/me/notes/lin.md",
    title: str = "Lin takes over",
    publisher: str | None = "The Daily",
    published: str | None = "2026-06-02",
    url: str | None = None,
    link: str | None = None,
    lines: Span = (3, 3),
    page: int | None = None,
    also_in: tuple[str, ...] = (),
    evidence: tuple[Evidence, ...] = (
        Evidence("term", "lin", 1.25),
        Evidence("place", "head", 0.5),
    ),
) -> Quote:
    return Quote(
        passage_id=f"{doc_id}#0a",
        doc_id=doc_id,
        start=10,
        end=10 + len(text),
        text=text,
        marks=marks,
        score=sum(part.value for part in evidence),
        heading="News",
        citation=Citation(
            number=number,
            doc_id=doc_id,
            title=title,
            publisher=publisher,
            published=published,
            locator=Locator(10, 10 + len(text), *lines, page),
            path=path,
            url=url,
            sha256="ab" * 32,
            link=link or url,
        ),
        also_in=also_in,
        evidence=evidence,
    )


def answered(*quotes: Quote, question: str = "who is head?", read_as: str | None = None) -> Answer:
    return Answer(question, read_as or question, "answered", quotes or (quote(),))


def abstained(*closest: Quote, missing: tuple[str, ...] = (), reason: str = "") -> Answer:
    return Answer("who?", "who?", "no_answer", closest=closest, missing=missing, reason=reason)
