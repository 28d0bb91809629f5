"""An answer as text: for a terminal, and plain for a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.citing import citation_lines
from bot.disagreeing import quoted_in, shown_value, summary
from bot.explain import explanation, how_sure
from bot.surface import Surface
from bot.visible import one_line, visible
from bot.wrapping import wrap
from retrieval.model import Answer, Disagreement, Quote, Span

_NOTHING = "Nothing in the sources answers this."
_CLOSEST = "Closest, but not an answer:"
# A line that was laid out by hand keeps its place: list items, table rows, indented code.
_LAID_OUT = re.compile(r"\n(?=[ ]{2}|\t|\||[-*+\u2022] |\d{1,3}[.)] |[^\n]* \| )")


def answer_text(answer: Answer, surface: Surface, *, explained: bool = False) -> str:
    """Return the lines that show an answer, each at most as wide as the surface."""
    return "".join(f"{line}\n" for line in _answer(answer, surface, explained))


def quotes_text(
    quotes: Iterable[Quote], surface: Surface, *, explained: bool = False, closest: bool = False
) -> str:
    """Return the lines that show quotes; the closest passages of an abstention look set apart."""
    return "".join(f"{line}\n" for line in _quotes(quotes, surface, explained, closest))


def _answer(answer: Answer, surface: Surface, explained: bool) -> Iterator[str]:
    if answer.read_as != answer.question:
        yield from map(surface.dim, wrap(f"read as: {visible(answer.read_as)}", surface.width))
        yield ""
    if answer.disagreement is not None:
        yield from _disagreement(answer.disagreement, surface)
        yield ""
    if answer.status == "answered":
        yield from _quotes(answer.quotes, surface, explained, False)
        if answer.reason:
            yield ""
            yield from wrap(one_line(answer.reason), surface.width)
    else:
        yield from _abstention(answer, surface, explained)
    if explained and (answer.quotes or answer.closest):
        yield ""
        yield from wrap(how_sure(answer), surface.width)
    for suggestion in answer.suggestions:
        yield from wrap(f"try: {visible(suggestion)}", surface.width)


def _abstention(answer: Answer, surface: Surface, explained: bool) -> Iterator[str]:
    yield from map(surface.bold, wrap(_NOTHING, surface.width))
    if answer.reason:
        yield from wrap(one_line(answer.reason), surface.width)
    if answer.closest:
        yield ""
        yield from map(surface.dim, wrap(_CLOSEST, surface.width))
        yield ""
        yield from _quotes(answer.closest, surface, explained, True)


def _quotes(
    quotes: Iterable[Quote], surface: Surface, explained: bool, closest: bool
) -> Iterator[str]:
    for place, quote in enumerate(quotes):
        if place:
            yield ""
        yield from _quote(quote, surface, closest)
        if explained:
            yield from explanation(quote, surface)


def _quote(quote: Quote, surface: Surface, closest: bool) -> Iterator[str]:
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


def _disagreement(disagreement: Disagreement, surface: Surface) -> Iterator[str]:
    """Yield what the sources say, with their number, and then where each value is quoted."""
    about = disagreement.about
    values = [one_line(shown_value(reading, about)) for reading in disagreement.values]
    said = one_line(summary(disagreement, values))
    yield from map(surface.bold, wrap(said, surface.width))
    for value, reading in zip(values, disagreement.values, strict=True):
        written = ", ".join(f'"{one_line(form)}"' for form in reading.as_written)
        line = f"{value} {surface.glyphs.dash} {quoted_in(reading)}: {written}"
        yield from ("   " + part for part in wrap(line, surface.width - 3))
