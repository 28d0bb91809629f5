"""What of a passage is shown: all of it, or whole sentences around the one that answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from retrieval.model import Locator, Passage, Span
from retrieval.reading import Sentence

LONGEST = 600
"""Characters that a quote may have before it is shortened at sentence ends."""

MARKS = 2
"""Sentences that are marked at most."""

AS_TELLING = 0.95
"""Share of the best sentence's value from which another one is marked too."""


class Excerpt(NamedTuple):
    """A verbatim slice of a passage: where it stands, and its marks, the best first."""

    text: str
    marks: tuple[Span, ...]
    locator: Locator


def excerpt(passage: Passage, sentences: Sequence[Sentence]) -> Excerpt:
    """Return what of a passage is shown, with the sentences that answer marked."""
    # The first of equally good sentences: sorting is stable.
    order = sorted(range(len(sentences)), key=lambda place: -sentences[place].value)
    start, end = 0, len(passage.text)
    if end > LONGEST and order:
        first, last = _around(order[0], sentences)
        start, end = sentences[first].span[0], sentences[last].span[1]
    marks = tuple(
        (sentences[place].span[0] - start, sentences[place].span[1] - start)
        for place in order
        if _is_marked(sentences[place], sentences[order[0]])
        and start <= sentences[place].span[0]
        and sentences[place].span[1] <= end
    )[:MARKS]
    return Excerpt(passage.text[start:end], marks, _locator(passage, start, end))


def _is_marked(sentence: Sentence, best: Sentence) -> bool:
    return sentence is best or (sentence.value > 0 and sentence.value >= AS_TELLING * best.value)


def _around(best: int, sentences: Sequence[Sentence]) -> tuple[int, int]:
    """Return the first and last sentence to show: the best one and its neighbours, in turn.

    The one before it comes first: it says who "he" is.
    """

    def fits(first: int, last: int) -> bool:
        inside = first >= 0 and last < len(sentences)
        return inside and sentences[last].span[1] - sentences[first].span[0] <= LONGEST

    first = last = best
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
