"""What of a passage is shown: all of it, or whole sentences around the one that answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrieval.model import Locator, Passage, Span
from retrieval.ranking.sentence_evidence import Sentence

LONGEST = 600
"""Characters that a quote may have before it is shortened at sentence ends."""

MARK = 320
"""Characters that a mark of two sentences may have."""

MARKS = 2
"""Places that are marked at most."""

AS_TELLING = 0.5
BESIDE = 2.5
"""How far below the best sentence's value, which is a logarithm of odds, another one may be: to
be marked too, and to be marked with it where it stands beside it."""


class Excerpt(NamedTuple):
    """A verbatim slice of a passage: where it stands, and its marks, the best first."""

    text: str
    marks: tuple[Span, ...]
    locator: Locator


def excerpt(passage: Passage, sentences: Sequence[Sentence]) -> Excerpt:
    """Return what of a passage is shown, with the sentences that answer marked."""
    # The first of equally good sentences: sorting is stable.
    order = sorted(range(len(sentences)), key=lambda place: -sentences[place].value)
    marked = list(_marked(order, sentences))
    start, end = 0, len(passage.text)
    if end > LONGEST and marked:
        first, last = _around(marked[0], sentences)
        start, end = sentences[first].span[0], sentences[last].span[1]
    spans = [(sentences[first].span[0], sentences[last].span[1]) for first, last in marked]
    marks = tuple(
        (first - start, last - start) for first, last in spans if start <= first and last <= end
    )
    return Excerpt(passage.text[start:end], marks[:MARKS], _locator(passage, start, end))


def _marked(order: Sequence[int], sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """Yield the first and last sentence of each mark: of the best, then of others as telling."""
    if not order:
        return
    best = order[0]
    beside = _beside(best, sentences)
    first, last = sorted((best, best if beside is None else beside))
    yield first, last
    for place in order[1:]:
        close = sentences[place].value >= sentences[best].value - AS_TELLING
        if close and sentences[place].coverage and not first <= place <= last:
            yield place, place


def _beside(best: int, sentences: Sequence[Sentence]) -> int | None:
    """Return the neighbour that is marked with the best sentence, None where none is.

    The one before, where a pronoun begins the best; one that has a possible answer, where the
    best has none; else one that is nearly as likely to answer.
    """
    near = [
        place
        for place in (best - 1, best + 1)
        if 0 <= place < len(sentences) and _length(best, place, sentences) <= MARK
    ]
    near.sort(key=lambda place: -sentences[place].value)
    if sentences[best].is_pronominal and best - 1 in near:
        return best - 1
    if sentences[best].answer is None:
        answering = next((place for place in near if sentences[place].answer), None)
        if answering is not None:
            return answering
    close = (place for place in near if sentences[place].value >= sentences[best].value - BESIDE)
    return next(close, None)


def _length(one: int, other: int, sentences: Sequence[Sentence]) -> int:
    first, last = sorted((one, other))
    return sentences[last].span[1] - sentences[first].span[0]


def _around(marked: tuple[int, int], sentences: Sequence[Sentence]) -> tuple[int, int]:
    """Return the first and last sentence to show: those marked and their neighbours, in turn.

    The one before it comes first: it says who "he" is.
    """

    def fits(first: int, last: int) -> bool:
        inside = first >= 0 and last < len(sentences)
        return inside and sentences[last].span[1] - sentences[first].span[0] <= LONGEST

    first, last = marked
    while True:
        before = fits(first - 1, last)
        first -= before
        after = fits(first, last + 1)
        last += after
        if not before and not after:
            return first, last


def _locator(passage: Passage, start: int, end: int) -> Locator:
    """Return where a slice of a passage stands; lines are counted where its line breaks are."""
    first_line, last_line = passage.first_line, passage.last_line
    if passage.text.count("\n") == last_line - first_line:
        first_line += passage.text.count("\n", 0, start)
        last_line = first_line + passage.text.count("\n", start, end)
    return Locator(passage.start + start, passage.start + end, first_line, last_line, passage.page)
