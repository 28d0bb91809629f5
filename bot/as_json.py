"""Records as the JSON objects that scripts rely on: names are added, never changed or dropped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from retrieval.model import Answer, Disagreement, Hit, Quote
from retrieval.ranking.evidence_names import meaning

SCHEMA = 1
"""Raised when a name in these objects changes its meaning."""


def answer_object(
    answer: Answer, question_id: str | None = None, *, explained: bool = False
) -> dict[str, Any]:
    """Return an answer as the contract has it; `_id` is null for a question without one."""
    return {
        "schema": SCHEMA,
        "_id": question_id,
        "question": answer.question,
        "read_as": answer.read_as,
        "status": answer.status,
        "quotes": [_quote(quote, explained) for quote in answer.quotes],
        "closest": [_quote(quote, explained) for quote in answer.closest],
        "missing": list(answer.missing),
        "disagreement": answer.disagreement and _disagreement(answer.disagreement),
        "suggestions": list(answer.suggestions),
        "certainty": answer.certainty,
        "reason": answer.reason or None,
    }


def hit_object(hit: Hit) -> dict[str, Any]:
    """Return a hit with what names it, and its score."""
    passage = hit.passage
    return {
        "rank": hit.rank,
        "passage_id": passage.passage_id,
        "doc_id": passage.doc_id,
        "score": hit.score,
    }


def full_hit_object(hit: Hit) -> dict[str, Any]:
    """Return a hit with its text and where that stands as well."""
    passage = hit.passage
    return {
        **hit_object(hit),
        "heading": passage.heading,
        "text": passage.text,
        "locator": _fields(passage, "start", "end", "first_line", "last_line", "page"),
    }


def json_line(record: Mapping[str, Any]) -> bytes:
    """Return an object as one line of UTF-8; half of a surrogate pair stays as its escape."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _quote(quote: Quote, explained: bool) -> dict[str, Any]:
    citation = quote.citation
    described: dict[str, Any] = {
        "rank": citation.number,
        "passage_id": quote.passage_id,
        "text": quote.text,
        "marks": [list(span) for span in quote.marks],
        "score": quote.score,
        "heading": quote.heading,
        "document": {
            "id": quote.doc_id,
            **_fields(citation, "title", "publisher", "published", "path", "url"),
        },
        "locator": _fields(citation.locator, "start", "end", "first_line", "last_line", "page"),
        "sha256": citation.sha256,
        "also_in": list(quote.also_in),
    }
    if explained:
        described["evidence"] = [
            {**_fields(part, "name", "detail", "value"), "meaning": meaning(part.name)}
            for part in quote.evidence
        ]
    return described


def _disagreement(disagreement: Disagreement) -> dict[str, Any]:
    return {
        "about": disagreement.about,
        "values": [
            {
                "value": reading.value,
                "as_written": list(reading.as_written),
                "documents": list(reading.documents),
                "quotes": list(reading.quotes),
            }
            for reading in disagreement.values
        ],
    }


def _fields(record: object, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}
