"""An answer as text: for a terminal, and plain for a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.citing import citation_lines
from bot.explain import explanation
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
    if answer.status == "answered":
        yield from _quotes(answer.quotes, surface, explained, False)
    else:
        yield from _abstention(answer, surface, explained)
    if answer.disagreement is not None:
        yield ""
        yield from _disagreement(answer.disagreement, surface)
    for suggestion in answer.suggestions:
        yield from wrap(f"try: {visible(suggestion)}", surface.width)


def _abstention(answer: Answer, surface: Surface, explained: bool) -> Iterator[str]:
    yield from map(surface.bold, wrap(_NOTHING, surface.width))
    if answer.missing:
        words = " or ".join(f'"{one_line(word)}"' for word in answer.missing)
        yield from wrap(f"No passage mentions {words}.", surface.width)
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
    """Yield one line for each value that the sources give, with the quotes that give it."""
    about = one_line(disagreement.about)
    yield from map(surface.bold, wrap(f"The sources disagree about the {about}:", surface.width))
    for reading in disagreement.values:
        ranks = ", ".join(map(str, reading.quotes))
        written = ", ".join(f'"{one_line(form)}"' for form in reading.as_written)
        line = f"{one_line(reading.value)} {surface.glyphs.dash} quote {ranks}: {written}"
        yield from ("   " + part for part in wrap(line, surface.width - 3))
