"""Answers, timelines and hits as lines: for a terminal, and plain for a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.terminal.layout import clipped, columns, counted, one_line, visible, wrap
from bot.terminal.streams import Terminal, dotted_line
from retrieval.model import Answer, Disagreement, Hit, Locator, Passage, Quote, Span, ValueReading
from retrieval.ranking.feature_meanings import meaning

if TYPE_CHECKING:
    from retrieval.answering.chronology import DatedQuote

_SCORE_INDENT = "     "
_NARROWEST = 8


def score_table(quote: Quote, surface: Terminal) -> Iterator[str]:
    """Yield a row for each part of a quote's score, then the sum, which is the score.

    What adds or takes most comes first.
    """
    total = f"{quote.score:.4f}"
    values = [f"{part.value:.4f}" for part in quote.evidence]
    figures = max(map(len, (*values, total)))
    for part in sorted(quote.evidence, key=lambda part: -abs(part.value)):
        lead = f"{_SCORE_INDENT}{part.value:>{figures}.4f}  "
        told = f"{meaning(part.name)}: {one_line(part.detail)}".removesuffix(": ")
        width = max(_NARROWEST, surface.width - columns(lead))
        first, *more = [*wrap(told, width)] or [""]
        yield f"{lead}{first}".rstrip()
        yield from (" " * columns(lead) + line for line in more)
    yield f"{_SCORE_INDENT}{total:>{figures}}  {surface.bold('score')}"


def answer_probability_text(answer: Answer) -> str:
    """Return how likely the first passage answers, in words."""
    return f"Likelihood that the first passage answers: {answer.certainty:.2f} of 1."


def citation_lines(quote: Quote, surface: Terminal, indent: int) -> Iterator[str]:
    """Yield title, publisher and date, then `file:line`, and who else says the same."""
    width = surface.width - indent
    citation = quote.citation
    named = (citation.title, citation.publisher, citation.published)
    yield from wrap(dotted_line(named, surface), width)
    where = file_location(citation.doc_id, citation.path, citation.locator)
    yield from map(surface.accent, wrap(where, width))
    if citation.url:
        yield from map(surface.dim, wrap(one_line(citation.url), width))
    if quote.also_in:
        also = ", ".join(map(one_line, quote.also_in))
        yield from map(surface.dim, wrap(f"also in: {also}", width))


def file_location(doc_id: str, path: str, locator: Locator) -> str:
    """Return `file:line`, `file:first-last` or with a page; a JSON Lines record has its id after.

    A document's id is the end of its file's path, unless the file holds more than one document.
    """
    lines = line_range(locator)
    if PurePath(path).as_posix().endswith(f"/{doc_id}"):
        return one_line(f"{doc_id}:{lines}")
    return one_line(f"{PurePath(path).name}:{lines} ({doc_id})")


def line_range(stretch: Locator | Passage) -> str:
    """Return the lines that a stretch of a file stands on, and its page if it has one."""
    lines = str(stretch.first_line)
    if stretch.last_line != stretch.first_line:
        lines += f"-{stretch.last_line}"
    return lines if stretch.page is None else f"{lines}, page {stretch.page}"


_NO_HIT = "No passage shares a word with this."


def hits_text(hits: Sequence[Hit], surface: Terminal) -> str:
    """Return for each hit its rank, score and `file:line`, its heading, and how it begins."""
    lines = _hit_lines(hits, surface) if hits else wrap(_NO_HIT, surface.width)
    return "".join(f"{line}\n" for line in lines)


def _hit_lines(hits: Sequence[Hit], surface: Terminal) -> Iterator[str]:
    rank_width = len(str(hits[-1].rank))
    scores = [f"{hit.score:.3f}" for hit in hits]
    score_width = max(map(len, scores))
    indent = " " * (rank_width + score_width + 4)
    width = surface.width - len(indent)
    for hit, score in zip(hits, scores, strict=True):
        passage = hit.passage
        where = one_line(f"{passage.doc_id}:{line_range(passage)}")
        lead = f"{surface.accent(f'{hit.rank:>{rank_width}}')}  {score:>{score_width}}  "
        for line in wrap(where, width):
            yield lead + surface.accent(line)
            lead = indent
        if passage.heading:
            yield indent + surface.dim(
                clipped(one_line(passage.heading), width, surface.glyphs.ellipsis)
            )
        yield indent + clipped(one_line(passage.text), width, surface.glyphs.ellipsis)


_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_DATE = r"(?P<year>\d{4}|-)(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?"


def date_in_words(value: str) -> str | None:
    """Return an ISO 8601 date as it is said ("3 March 2026"); None for any other value."""
    # Compiled where it is used first, and kept by `re`: most answers show no date.
    found = re.fullmatch(_DATE, value)
    if found is None or (found["year"] == "-" and not found["month"]):
        return None
    if found["month"] and not 1 <= int(found["month"]) <= len(_MONTHS):
        return None
    day = str(int(found["day"])) if found["day"] else ""
    month = _MONTHS[int(found["month"]) - 1] if found["month"] else ""
    year = found["year"].lstrip("0") if found["year"] != "-" else ""
    return " ".join(filter(None, (day, month, year)))


def shown_value(reading: ValueReading, about: str) -> str:
    """Return a value for a person: a date in words, anything else as a source writes it."""
    if about == "date" and (said := date_in_words(reading.value)):
        return said
    if about in ("answer", "time"):
        return reading.value
    return reading.as_written[0] if reading.as_written else reading.value


def disagreement_summary(disagreement: Disagreement, shown: Sequence[str]) -> str:
    """Return the sentence that names all values, `shown` as they are to be, and their support."""
    values = ", ".join(
        f"{value} ({counted(len(reading.documents), 'source')})"
        for value, reading in zip(shown, disagreement.values, strict=True)
    )
    return f"The sources disagree on the {disagreement.about}: {values}"


def quote_numbers(reading: ValueReading) -> str:
    """Return the numbers of the quotes that give a value: "quote 1", "quotes 1, 3"."""
    ranks = ", ".join(map(str, reading.quotes))
    return f"quote{'' if len(reading.quotes) == 1 else 's'} {ranks}"


_NO_ANSWER = "Nothing in the sources answers this."
_CLOSEST = "Closest, but not an answer:"
# A line that was laid out by hand keeps its place: list items, table rows, indented code.
_LAID_OUT = re.compile(r"\n(?=[ ]{2}|\t|\||[-*+\u2022] |\d{1,3}[.)] |[^\n]* \| )")


def answer_text(answer: Answer, surface: Terminal, *, explained: bool = False) -> str:
    """Return the lines that show an answer, each at most as wide as the surface."""
    return "".join(f"{line}\n" for line in _answer_lines(answer, surface, explained))


def quotes_text(
    quotes: Iterable[Quote], surface: Terminal, *, explained: bool = False, closest: bool = False
) -> str:
    """Return the lines that show quotes; the closest passages of an abstention look set apart."""
    return "".join(f"{line}\n" for line in _quote_blocks(quotes, surface, explained, closest))


def _answer_lines(answer: Answer, surface: Terminal, explained: bool) -> Iterator[str]:
    if answer.read_as != answer.question:
        yield from map(surface.dim, wrap(f"read as: {visible(answer.read_as)}", surface.width))
        yield ""
    if answer.disagreement is not None:
        yield from _disagreement(answer.disagreement, surface)
        yield ""
    if answer.status == "answered":
        yield from _quote_blocks(answer.quotes, surface, explained, False)
        if answer.reason:
            yield ""
            yield from wrap(one_line(answer.reason), surface.width)
    else:
        yield from _abstention(answer, surface, explained)
    if explained and (answer.quotes or answer.closest):
        yield ""
        yield from wrap(answer_probability_text(answer), surface.width)
    for suggestion in answer.suggestions:
        yield from wrap(f"try: {visible(suggestion)}", surface.width)


def _abstention(answer: Answer, surface: Terminal, explained: bool) -> Iterator[str]:
    yield from map(surface.bold, wrap(_NO_ANSWER, surface.width))
    if answer.reason:
        yield from wrap(one_line(answer.reason), surface.width)
    if answer.closest:
        yield ""
        yield from map(surface.dim, wrap(_CLOSEST, surface.width))
        yield ""
        yield from _quote_blocks(answer.closest, surface, explained, True)


def _quote_blocks(
    quotes: Iterable[Quote], surface: Terminal, explained: bool, closest: bool
) -> Iterator[str]:
    for place, quote in enumerate(quotes):
        if place:
            yield ""
        yield from _quote_block(quote, surface, closest)
        if explained:
            yield from score_table(quote, surface)


def _quote_block(quote: Quote, surface: Terminal, closest: bool) -> Iterator[str]:
    number = f"{quote.citation.number:<2} "
    indent = " " * len(number)
    lead = surface.accent(number)
    marks = () if closest else quote.marks
    for line, marked in quote_lines(quote.text, marks, surface.width - len(indent) - 2):
        glyphs = surface.glyphs
        if closest:
            yield f"{lead}{surface.dim(glyphs.closest)} {line}"
        elif marked:
            yield f"{lead}{surface.accent(glyphs.marked)} {surface.bold(line)}"
        else:
            yield f"{lead}{surface.dim(glyphs.plain)} {line}"
        lead = indent
    yield from (indent + line for line in citation_lines(quote, surface, len(indent)))


def quote_lines(text: str, marks: Iterable[Span], width: int) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a quote and whether each is marked: a mark begins and ends a line."""
    for stretch, marked in _stretches(text, marks):
        for number, block in enumerate(_LAID_OUT.split(stretch)):
            shown = visible(block)
            indent = shown[: len(shown) - len(shown.lstrip(" \t"))] if number else ""
            lead = indent.expandtabs(4)[: width // 3]
            for line in wrap(shown, width - len(lead)):
                yield lead + line, marked


def _stretches(text: str, marks: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    """Yield the text in order, cut where its marks begin and end."""
    position = 0
    for begin, end in sorted(marks):
        start = max(begin, position)
        if start > position:
            yield text[position:start], False
        if end > start:
            yield text[start:end], True
        position = max(start, end)
    if position < len(text):
        yield text[position:], False


def _disagreement(disagreement: Disagreement, surface: Terminal) -> Iterator[str]:
    """Yield what the sources say, with their number, and then where each value is quoted."""
    about = disagreement.about
    values = [one_line(shown_value(reading, about)) for reading in disagreement.values]
    said = one_line(disagreement_summary(disagreement, values))
    yield from map(surface.bold, wrap(said, surface.width))
    for value, reading in zip(values, disagreement.values, strict=True):
        written = ", ".join(f'"{one_line(form)}"' for form in reading.as_written)
        line = f"{value} {surface.glyphs.dash} {quote_numbers(reading)}: {written}"
        yield from ("   " + part for part in wrap(line, surface.width - 3))


_NO_DATE = "No quote has a date."


def timeline_text(entries: Sequence[DatedQuote], undated: int, surface: Terminal) -> str:
    """Return the lines that show dated quotes; `undated` is how many have no date."""
    return "".join(_timeline_lines(entries, undated, surface))


def _timeline_lines(
    entries: Sequence[DatedQuote], undated: int, surface: Terminal
) -> Iterator[str]:
    for place, entry in enumerate(entries):
        if place:
            yield "\n"
        for line in wrap(date_heading(entry), surface.width):
            yield f"{surface.bold(line)}\n"
        yield quotes_text((entry.quote,), surface)
    if not entries:
        yield "".join(f"{line}\n" for line in wrap(_NO_DATE, surface.width))
    elif undated:
        said = f"{counted(undated, 'more quote')} without a date."
        yield "".join(f"{surface.dim(line)}\n" for line in ("", *wrap(said, surface.width)))


def date_heading(entry: DatedQuote) -> str:
    """Return a date as it is said, and how the source writes it or that it was published then."""
    value = entry.date.normalised
    if entry.as_written is None:
        return f"{date_in_words(value) or value} (published)"
    written = one_line(entry.as_written)
    said = date_in_words(value)
    return f'{said} ("{written}")' if said and said != written else said or written
