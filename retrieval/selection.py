"""Which of the ranked passages are quoted: copies as one, one a paragraph, several documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from retrieval.agreement import same_text
from retrieval.ranking import Ranked

AS_GOOD = 0.9
"""Share of a better quote's score from which another document's quote may stand before it."""

WORTH_SHOWING = 0.6
"""Share of the best score below which a passage adds nothing to the answer."""


class Selected(NamedTuple):
    """A passage to quote, and the other documents that hold a near-identical one."""

    ranked: Ranked
    also_in: tuple[str, ...]


def select(ranked: Iterable[Ranked], top: int) -> list[Selected]:
    """Return at most `top` passages to quote, best first, from passages in order of their score."""
    chosen: list[tuple[Ranked, list[str]]] = []
    for one in _spread(_worth_showing(ranked)):
        # Copies score about the same: further down there are no more of them.
        if len(chosen) == top and one.score < AS_GOOD * chosen[-1][0].score:
            break
        twins = (also for kept, also in chosen if same_text(kept.passage, one.passage))
        twin = next(twins, None)
        if twin is not None:
            twin.append(one.passage.doc_id)
        elif len(chosen) < top and not any(_repeats(kept, one) for kept, _ in chosen):
            chosen.append((one, []))
    return [Selected(one, tuple(dict.fromkeys(also))) for one, also in chosen]


def _worth_showing(ranked: Iterable[Ranked]) -> Iterator[Ranked]:
    best: float | None = None
    for one in ranked:
        best = one.score if best is None else best
        if one.score < WORTH_SHOWING * best:
            return
        yield one


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
        while coming is not None and coming.score >= AS_GOOD * best.score:
            waiting.append(coming)
            coming = next(source, None)
        fresh = next((one for one in waiting if one.passage.doc_id not in shown), waiting[0])
        waiting.remove(fresh)
        shown.add(fresh.passage.doc_id)
        yield fresh
