"""Which of the ranked passages are quoted: copies as one, one a paragraph, several documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from retrieval.answering.copies import same_text
from retrieval.ranking.ranked import Ranked

AS_GOOD = 0.9
"""Share of a better quote's score from which another document's quote may stand before it."""

WORTH_SHOWING = 0.6
"""Share of the best score below which a passage adds nothing to the answer."""


def is_worth_showing(score: float, best: float) -> bool:
    """Return whether a passage of this score adds to an answer that the best one begins."""
    return _reaches(score, best, WORTH_SHOWING)


class Selected(NamedTuple):
    """A passage to quote, and the other documents that hold a near-identical one."""

    ranked: Ranked
    also_in: tuple[str, ...]


def select(ranked: Iterable[Ranked], top: int, *, beyond: bool = False) -> list[Selected]:
    """Return at most `top` passages to quote, best first, from passages in order of their score.

    More of them begin with the same ones, copies included: copies are sought among all that
    is worth showing, however few are quoted. With `beyond`, the others follow.
    """
    chosen: list[tuple[Ranked, list[str]]] = []
    worth, others = _parted(ranked)
    for one in chain(_spread(worth), _spread(others) if beyond else ()):
        twins = (also for kept, also in chosen if same_text(kept.passage, one.passage))
        twin = next(twins, None)
        if twin is not None:
            twin.append(one.passage.doc_id)
        elif len(chosen) < top and not any(_repeats(kept, one) for kept, _ in chosen):
            chosen.append((one, []))
    return [Selected(one, tuple(dict.fromkeys(also))) for one, also in chosen]


def _parted(ranked: Iterable[Ranked]) -> tuple[Iterator[Ranked], Iterator[Ranked]]:
    """Return the passages worth showing, and the others once those have been gone through."""
    source = iter(ranked)
    held: list[Ranked] = []

    def worth() -> Iterator[Ranked]:
        best: float | None = None
        for one in source:
            best = one.score if best is None else best
            if not is_worth_showing(one.score, best):
                held.append(one)
                return
            yield one

    def others() -> Iterator[Ranked]:
        yield from held
        yield from source

    return worth(), others()


def _reaches(score: float, best: float, share: float) -> bool:
    # A passage whose own sentences are silent may have a score below 0.
    return score >= best - (1 - share) * abs(best)


def _repeats(one: Ranked, other: Ranked) -> bool:
    """Return whether two passages are parts of one paragraph, or its repetition in a document."""
    first, second = one.passage, other.passage
    same_document = first.doc_id == second.doc_id
    return same_document and (first.paragraph == second.paragraph or first.text == second.text)


def _spread(ranked: Iterable[Ranked]) -> Iterator[Ranked]:
    """Yield the passages best first, another document's before a second one that is as good."""
    source = iter(ranked)
    waiting: list[Ranked] = []
    shown: set[str] = set()
    coming = next(source, None)
    while coming is not None or waiting:
        best = waiting[0] if waiting else coming
        assert best is not None  # noqa: S101  # the loop's condition
        while coming is not None and _reaches(coming.score, best.score, AS_GOOD):
            waiting.append(coming)
            coming = next(source, None)
        fresh = next((one for one in waiting if one.passage.doc_id not in shown), waiting[0])
        waiting.remove(fresh)
        shown.add(fresh.passage.doc_id)
        yield fresh
