"""Answers, timelines and hits as lines: for a terminal, and plain for a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.terminal.layout import clipped, columns, counted, one_line, visible, wrap
from bot.terminal.streams import Terminal, dotted_line
from retrieval.model import Answer, Disagreement, Hit, Locator, Passage, Quote, Span, ValueReading
from retrieval.ranking.feature_meanings import meaning

if TYPE_CHECKING:
    from retrieval.answering.chronology import DatedQuote

_NO_ANSWER = "Nothing in the sources answers this."
_CLOSEST = "Closest, but not an answer:"
_NO_DATE = "No quote has a date."
_NO_HIT = "No passage shares a word with this."

_LEVEL = " › "


def answer_text(answer: Answer, terminal: Terminal, *, explained: bool = False) -> str:
    """Return the lines that show an answer, each at most as wide as the terminal."""
    return "".join(f"{line}\n" for line in _answer_lines(answer, terminal, explained))


def quotes_text(
    quotes: Iterable[Quote], terminal: Terminal, *, explained: bool = False, closest: bool = False
) -> str:
    """Return the lines that show quotes; the closest passages of an abstention look set apart."""
    return "".join(f"{line}\n" for line in _quotes_lines(quotes, terminal, explained, closest))


def _answer_lines(answer: Answer, terminal: Terminal, explained: bool) -> Iterator[str]:
    if answer.read_as != answer.question:
        yield from map(terminal.dim, wrap(f"read as: {visible(answer.read_as)}", terminal.width))
        yield ""
    if answer.disagreement is not None:
        yield from _disagreement_lines(answer.disagreement, terminal)
        yield ""
    if answer.status == "answered":
        yield from _quotes_lines(answer.quotes, terminal, explained, False)
        if answer.reason:
            yield ""
            yield from wrap(one_line(answer.reason), terminal.width)
    else:
        yield from _abstention_lines(answer, terminal, explained)
    if explained and (answer.quotes or answer.closest):
        yield ""
        yield from wrap(_answer_probability_text(answer), terminal.width)
    for suggestion in answer.suggestions:
        yield from wrap(f"try: {visible(suggestion)}", terminal.width)


def _abstention_lines(answer: Answer, terminal: Terminal, explained: bool) -> Iterator[str]:
    yield from map(terminal.bold, wrap(_NO_ANSWER, terminal.width))
    if answer.reason:
        yield from wrap(one_line(answer.reason), terminal.width)
    if answer.closest:
        yield ""
        yield from map(terminal.dim, wrap(_CLOSEST, terminal.width))
        yield ""
        yield from _quotes_lines(answer.closest, terminal, explained, True)


def _answer_probability_text(answer: Answer) -> str:
    return f"Likelihood that the first passage answers: {answer.certainty:.2f} of 1."


def _quotes_lines(
    quotes: Iterable[Quote], terminal: Terminal, explained: bool, closest: bool
) -> Iterator[str]:
    for position, quote in enumerate(quotes):
        if position:
            yield ""
        yield from _quote_lines(quote, terminal, closest)
        if explained:
            yield from _score_table(quote, terminal)


def _quote_lines(quote: Quote, terminal: Terminal, closest: bool) -> Iterator[str]:
    number = f"{quote.citation.number:<2} "
    indent = " " * len(number)
    lead = terminal.accent(number)
    marks = () if closest else quote.marks
    width = terminal.width - len(indent) - 2
    for line, marked in marked_lines(quote.text, marks, width, quote.code, quote.breaks):
        glyphs = terminal.glyphs
        if closest:
            yield f"{lead}{terminal.dim(glyphs.closest)} {line}"
        elif marked:
            yield f"{lead}{terminal.accent(glyphs.marked)} {terminal.bold(line)}"
        else:
            yield f"{lead}{terminal.dim(glyphs.plain)} {line}"
        lead = indent
    yield from (indent + line for line in _citation_lines(quote, terminal, len(indent)))


# A line that was laid out by hand keeps its place: list items, table rows, indented code.
_LAID_OUT = re.compile(r"\n(?=[ ]{2}|\t|\||[-*+\u2022] |\d{1,3}[.)] |[^\n]* \| )")


def marked_lines(
    text: str,
    marks: Iterable[Span],
    width: int,
    code: Sequence[Span] = (),
    breaks: Sequence[int] = (),
) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a quote and whether each is marked: a mark begins and ends a line.

    So do the blocks that begin at `breaks`, such as a term and its definition. The lines of
    `code` stay as they are; one wider than `width` is continued on the next line.
    """
    for stretch, marked, is_code in _stretches(text, marks, code, breaks):
        if is_code:
            yield from ((line, marked) for line in _code_lines(stretch, width))
            continue
        for number, block in enumerate(_LAID_OUT.split(stretch)):
            shown = visible(block)
            indent = shown[: len(shown) - len(shown.lstrip(" \t"))] if number else ""
            lead = indent.expandtabs(4)[: width // 3]
            for line in wrap(shown, width - len(lead)):
                yield lead + line, marked


def _stretches(
    text: str, marks: Iterable[Span], code: Sequence[Span], breaks: Sequence[int]
) -> Iterator[tuple[str, bool, bool]]:
    """Yield the text in order with whether it is marked, and code, cut where either changes.

    It is cut at `breaks` as well.
    """
    marks = tuple(marks)
    edges = {place for span in (*marks, *code) for place in span}
    # An indented block keeps its indentation: it is cut off before its line begins.
    edges |= {0, len(text), *(len(text[:place].rstrip()) for place in breaks)}
    for start, end in pairwise(sorted(edges)):
        marked, is_code = (
            any(first <= start < last for first, last in spans) for spans in (marks, code)
        )
        yield text[start:end], marked, is_code


def _code_lines(code: str, width: int) -> Iterator[str]:
    """Yield lines of code with their indentation, blank ones at the ends left out."""
    for line in visible(code.strip("\n")).rstrip().split("\n"):
        rest = line.expandtabs(4)
        while columns(rest) > width:
            cut = width
            while columns(rest[:cut]) > width:
                cut -= 1
            yield rest[:cut]
            rest = rest[cut:]
        yield rest.rstrip()


def headings_below(title: str, heading: str) -> str:
    """Return the headings of a quote without the title of its document, which stands above."""
    levels = heading.split(_LEVEL)
    return _LEVEL.join(levels[1:] if levels[0].casefold() == title.casefold() else levels)


def _citation_lines(quote: Quote, terminal: Terminal, indent: int) -> Iterator[str]:
    """Yield title, publisher and date, then `file:line`, and who else says the same."""
    width = terminal.width - indent
    citation = quote.citation
    named = (citation.title, citation.publisher, citation.published)
    yield from wrap(dotted_line(named, terminal), width)
    below = headings_below(one_line(citation.title), one_line(quote.heading))
    if below:
        yield from map(terminal.dim, wrap(below, width))
    where = file_location(citation.doc_id, citation.path, citation.locator)
    yield from map(terminal.accent, wrap(where, width))
    if citation.url and citation.link:
        target = one_line(citation.link)
        yield from (
            terminal.linked(terminal.dim(line), target)
            for line in wrap(one_line(citation.url), width)
        )
    if quote.also_in:
        also = ", ".join(map(one_line, quote.also_in))
        yield from map(terminal.dim, wrap(f"also in: {also}", width))


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
    if isinstance(stretch, Locator) and stretch.place is not None:
        name, value = stretch.place
        return f"{lines}, {_PLACES.get(name, name)} {value}"
    return lines if stretch.page is None else f"{lines}, page {stretch.page}"


_PLACES = {"page_label": "page", "time": "at"}


_SCORE_INDENT = "     "
_NARROWEST_MEANING = 8


def _score_table(quote: Quote, terminal: Terminal) -> Iterator[str]:
    """Yield a row for each part of a quote's score, then the sum, which is the score.

    What adds or takes most comes first.
    """
    total = f"{quote.score:.4f}"
    values = [f"{part.value:.4f}" for part in quote.evidence]
    figure_width = max(map(len, (*values, total)))
    for part in sorted(quote.evidence, key=lambda part: -abs(part.value)):
        lead = f"{_SCORE_INDENT}{part.value:>{figure_width}.4f}  "
        words = f"{meaning(part.name)}: {one_line(part.detail)}".removesuffix(": ")
        width = max(_NARROWEST_MEANING, terminal.width - columns(lead))
        first, *more = [*wrap(words, width)] or [""]
        yield f"{lead}{first}".rstrip()
        yield from (" " * columns(lead) + line for line in more)
    yield f"{_SCORE_INDENT}{total:>{figure_width}}  {terminal.bold('score')}"


def _disagreement_lines(disagreement: Disagreement, terminal: Terminal) -> Iterator[str]:
    """Yield what the sources say, with their number, and then where each value is quoted."""
    about = disagreement.about
    values = [one_line(shown_value(reading, about)) for reading in disagreement.values]
    summary = one_line(disagreement_summary(disagreement, values))
    yield from map(terminal.bold, wrap(summary, terminal.width))
    for value, reading in zip(values, disagreement.values, strict=True):
        written = ", ".join(f'"{one_line(form)}"' for form in reading.as_written)
        line = f"{value} {terminal.glyphs.dash} {quote_numbers(reading)}: {written}"
        yield from ("   " + part for part in wrap(line, terminal.width - 3))


def disagreement_summary(disagreement: Disagreement, shown: Sequence[str]) -> str:
    """Return the sentence that names all values, `shown` as they are to be, and their support."""
    values = ", ".join(
        f"{value} ({counted(len(reading.documents), 'source')})"
        for value, reading in zip(shown, disagreement.values, strict=True)
    )
    return f"The sources disagree on the {disagreement.about}: {values}"


def shown_value(reading: ValueReading, about: str) -> str:
    """Return a value for a person: a date in words, anything else as a source writes it."""
    if about == "date" and (words := date_in_words(reading.value)):
        return words
    if about in ("answer", "time"):
        return reading.value
    return reading.as_written[0] if reading.as_written else reading.value


def quote_numbers(reading: ValueReading) -> str:
    """Return the numbers of the quotes that give a value: "quote 1", "quotes 1, 3"."""
    ranks = ", ".join(map(str, reading.quotes))
    return f"quote{'' if len(reading.quotes) == 1 else 's'} {ranks}"


_DATE = r"(?P<year>\d{4}|-)(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?"


def date_in_words(value: str) -> str | None:
    """Return an ISO 8601 date as it is said ("3 March 2026"); None for any other value."""
    # Compiled where it is used first, and kept by `re`: most answers show no date.
    match = re.fullmatch(_DATE, value)
    if match is None or (match["year"] == "-" and not match["month"]):
        return None
    from retrieval.text.dates import MONTHS

    if match["month"] and not 1 <= int(match["month"]) <= len(MONTHS):
        return None
    day = str(int(match["day"])) if match["day"] else ""
    month = MONTHS[int(match["month"]) - 1].capitalize() if match["month"] else ""
    year = match["year"].lstrip("0") if match["year"] != "-" else ""
    return " ".join(filter(None, (day, month, year)))


def timeline_text(entries: Sequence[DatedQuote], undated: int, terminal: Terminal) -> str:
    """Return the lines that show dated quotes; `undated` is how many have no date."""
    return "".join(_timeline_lines(entries, undated, terminal))


def _timeline_lines(
    entries: Sequence[DatedQuote], undated: int, terminal: Terminal
) -> Iterator[str]:
    for position, entry in enumerate(entries):
        if position:
            yield "\n"
        for line in wrap(date_heading(entry), terminal.width):
            yield f"{terminal.bold(line)}\n"
        yield quotes_text((entry.quote,), terminal)
    if not entries:
        yield "".join(f"{line}\n" for line in wrap(_NO_DATE, terminal.width))
    elif undated:
        note = f"{counted(undated, 'more quote')} without a date."
        yield "".join(f"{terminal.dim(line)}\n" for line in ("", *wrap(note, terminal.width)))


def date_heading(entry: DatedQuote) -> str:
    """Return a date as it is said, and how the source writes it or that it was published then."""
    value = entry.date.normalised
    words = date_in_words(value)
    if entry.as_written is None:
        return f"{words or value} (published)"
    written = one_line(entry.as_written)
    return f'{words} ("{written}")' if words and words != written else words or written


def hits_text(hits: Sequence[Hit], terminal: Terminal) -> str:
    """Return for each hit its rank, score and `file:line`, its heading, and how it begins."""
    lines = _hit_lines(hits, terminal) if hits else wrap(_NO_HIT, terminal.width)
    return "".join(f"{line}\n" for line in lines)


def _hit_lines(hits: Sequence[Hit], terminal: Terminal) -> Iterator[str]:
    rank_width = len(str(hits[-1].rank))
    scores = [f"{hit.score:.3f}" for hit in hits]
    score_width = max(map(len, scores))
    indent = " " * (rank_width + score_width + 4)
    width = terminal.width - len(indent)
    ellipsis = terminal.glyphs.ellipsis
    for hit, score in zip(hits, scores, strict=True):
        passage = hit.passage
        where = one_line(f"{passage.doc_id}:{line_range(passage)}")
        lead = f"{terminal.accent(f'{hit.rank:>{rank_width}}')}  {score:>{score_width}}  "
        for line in wrap(where, width):
            yield lead + terminal.accent(line)
            lead = indent
        if passage.heading:
            yield indent + terminal.dim(clipped(one_line(passage.heading), width, ellipsis))
        yield indent + clipped(one_line(passage.text), width, ellipsis)
