"""Answers, hits and documents as they go out: text, JSON objects and TREC runs.

The JSON objects are what scripts rely on: names are added, never changed or dropped.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.terminal.layout import counted, one_line, wrap
from bot.terminal.streams import (
    Terminal,
    dotted_line,
    is_verbose,
    json_line,
    say,
    write,
    write_bytes,
)
from retrieval.model import Answer, Disagreement, Hit, Locator, Quote
from retrieval.ranking.feature_meanings import meaning
from retrieval.sources.folder import counted_by_type

if TYPE_CHECKING:
    from retrieval.askable import ListedDocument
    from retrieval.index.corpus import FileEntry
    from retrieval.library import Library
    from retrieval.sources.base import Skipped

SCHEMA = 1
"""Raised when a name in the JSON objects changes its meaning."""

RUN_TAG = "quoth"
"""What the last column of a TREC run calls its system."""

logger = logging.getLogger(__name__)

ShowAnswer = Callable[[Answer, str | None, bool], None]
"""Takes an answer, the id of its question and whether scores are to be explained."""


def show_text(answer: Answer, _question_id: str | None, explained: bool) -> None:
    """Show an answer as lines for a person."""
    from bot.terminal.answer_text import answer_text

    write(answer_text(answer, Terminal.of(sys.stdout), explained=explained))


def show_json(answer: Answer, question_id: str | None, explained: bool) -> None:
    """Show an answer as one line of JSON."""
    write_bytes(json_line(answer_object(answer, question_id, explained=explained)))


FORMATS: dict[str, ShowAnswer] = {"text": show_text, "json": show_json}


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
        "locator": _locator(citation.locator),
        "link": citation.link,
        "sha256": citation.sha256,
        "also_in": list(quote.also_in),
    }
    if explained:
        described["evidence"] = [
            {**_fields(part, "name", "detail", "value"), "meaning": meaning(part.name)}
            for part in quote.evidence
        ]
    return described


def _locator(locator: Locator) -> dict[str, Any]:
    described = _fields(locator, "start", "end", "first_line", "last_line", "page")
    return described if locator.place is None else {**described, locator.place[0]: locator.place[1]}


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


_UNFIT_IN_ID = re.compile(r"[\s%\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def run_lines(query_id: str, hits: Sequence[Hit]) -> str:
    """Return the lines of one query; scores have all their digits, so that order is kept."""
    qid = _encoded(query_id)
    return "".join(
        f"{qid} Q0 {_encoded(hit.passage.passage_id)} {hit.rank} {hit.score!r} {RUN_TAG}\n"
        for hit in hits
    )


def _encoded(name: str) -> str:
    """Return an id as one word: white space, controls and the percent sign percent-encoded."""
    return _UNFIT_IN_ID.sub(_percent_encoded, name)


def _percent_encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "surrogatepass"))


def show_documents(listed: Sequence[ListedDocument], as_json: bool) -> None:
    """List documents on standard output: for a person on a terminal, otherwise one a line."""
    if as_json:
        for entry in listed:
            write_bytes(json_line(listed_object(entry)))
    elif sys.stdout is not None and sys.stdout.isatty():
        for line in documents_text(listed, Terminal.of(sys.stdout)):
            write(line)
    else:
        for line in columns_text(listed):
            write(line)


def columns_text(listed: Iterable[ListedDocument]) -> Iterator[str]:
    """Yield title, publisher, date, passages, path and id of each document, tabs between them."""
    for entry in listed:
        document = entry.document
        fields = (
            document.title,
            document.publisher or "",
            document.published or "",
            str(entry.passages),
            document.path,
            document.doc_id,
        )
        yield "\t".join(map(one_line, fields)) + "\n"


def documents_text(listed: Iterable[ListedDocument], terminal: Terminal) -> Iterator[str]:
    """Yield for each document its title, publisher and date, and below them file and passages."""
    for entry in listed:
        document = entry.document
        heading = dotted_line((document.title, document.publisher, document.published), terminal)
        for line in wrap(heading, terminal.width):
            yield terminal.bold(line) + "\n"
        passages = counted(entry.passages, "passage")
        for line in wrap(dotted_line((_file_name(entry), passages), terminal), terminal.width - 2):
            yield f"  {line}\n"


def listed_object(entry: ListedDocument) -> dict[str, Any]:
    """Return a document as a JSON object."""
    document = entry.document
    return {
        "id": document.doc_id,
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published,
        "passages": entry.passages,
        "path": document.path,
        "url": document.url,
        "sha256": document.sha256,
    }


def report_problems(files: Iterable[FileEntry]) -> None:
    """Say on standard error what could not be read of the files, and why."""
    for file in files:
        for problem in file.problems:
            say(f"{file.path}: {problem}")


def report_skipped(skipped: Sequence[Skipped]) -> None:
    """Say on standard error what was skipped, by type; with `-v` each file, and why."""
    if not skipped:
        return
    for skip in skipped:
        logger.info("skipped %s: %s", skip.path, skip.reason)
    more = "" if is_verbose() else "; -v lists them"
    say(f"{len(skipped):,} skipped in the sources: {_types(_counts(skipped))}{more}")


def _counts(skipped: Sequence[Skipped]) -> dict[str, int]:
    """Return how many are of each type, those that nobody expects to be read together."""
    counts = counted_by_type(skipped)
    others = len(skipped) - sum(counts.values())
    return {**counts, "hidden or linked": others} if others else counts


_UNREAD_SHARE = 0.1
_TYPES_NAMED = 5


def report_unread(library: Library) -> None:
    """Say on standard error when more than a tenth of the files was not read, by type."""
    unread = library.unread()
    if unread.number > _UNREAD_SHARE * unread.files:
        were = "was" if unread.number == 1 else "were"
        total = counted(unread.files, "file")
        say(f"{unread.number:,} of {total} {were} not read: {_types(unread.by_type)}")


def _types(counts: Mapping[str, int]) -> str:
    """Return how many there are of each type: "2 .xyz, 1 .png, 3 others"."""
    named = [
        f"{count:,} {one_line(suffix) or 'without a type'}" for suffix, count in counts.items()
    ][:_TYPES_NAMED]
    others = sum([*counts.values()][_TYPES_NAMED:])
    return ", ".join([*named, f"{others:,} of other types"] if others else named)


def _file_name(entry: ListedDocument) -> str:
    """Return the file's name in its folder, with the record's id where it holds many."""
    name, doc_id = entry.file.doc_id, entry.document.doc_id
    return one_line(name if name == doc_id else f"{name} ({doc_id})")
