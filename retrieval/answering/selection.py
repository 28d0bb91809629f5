"""Which of the ranked passages are quoted: copies as one, one a paragraph, several documents.

Copies are passages that repeat one another, word for word or nearly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from retrieval.model import Passage
from retrieval.ranking.reranker import RankedPassage

NEARLY_THE_SAME = 0.85
"""Jaccard similarity of word trigrams from which two passages are one text."""

_WORD = re.compile(r"\w+")
_DENIALS = frozenset("not no never none neither nor without cannot t".split())


def same_text(one: Passage, other: Passage) -> bool:
    """Return whether two passages of different documents are copies or near-copies.

    Compares sets of three consecutive words (Broder, "On the resemblance and containment of
    documents", 1997). Where one has a number or a name in place of another, or denies what
    the other says, they do not say the same, however alike they are.
    """
    if one.doc_id == other.doc_id:
        return False
    if one.text == other.text:
        return True
    short, long = sorted((len(one.text), len(other.text)))
    return short >= NEARLY_THE_SAME * long * 0.9 and _are_copies(one.text, other.text)


# What is quoted and what it is compared with are chosen from the same passages.
@lru_cache(maxsize=1024)
def _are_copies(one: str, other: str) -> bool:
    first, second = _shingles(one), _shingles(other)
    shared = len(first & second)
    alike = shared >= NEARLY_THE_SAME * (len(first) + len(second) - shared)
    return alike and not _says_otherwise(one, other)


def _says_otherwise(one: str, other: str) -> bool:
    first, second = Counter(_WORD.findall(one)), Counter(_WORD.findall(other))
    if any(first[word] != second[word] for word in _DENIALS):
        return True
    return bool(_values_lacking(first, second)) and bool(_values_lacking(second, first))


def _values_lacking(words: Counter[str], others: Counter[str]) -> set[str]:
    """Return the numbers and capitalised words of a text that another one lacks."""
    lacking = words - others
    known = {word.casefold() for word in others}
    return {
        word
        for word in lacking
        if word[0].isdigit() or (word[0].isupper() and word.casefold() not in known)
    }


@lru_cache(maxsize=256)
def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[place : place + 3]) for place in range(max(1, len(words) - 2))}


AS_GOOD = 0.9
"""Share of a better quote's score from which another document's quote may stand before it."""

WORTH_SHOWING = 0.6
"""Share of the best score below which a passage adds nothing to the answer."""


def is_worth_showing(score: float, best: float) -> bool:
    """Return whether a passage of this score adds to an answer that the best one begins."""
    return _reaches(score, best, WORTH_SHOWING)


class SelectedPassage(NamedTuple):
    """A passage to quote, and the other documents that hold a near-identical one."""

    ranked: RankedPassage
    also_in: tuple[str, ...]


def select(
    ranked: Iterable[RankedPassage], top: int, *, beyond: bool = False
) -> list[SelectedPassage]:
    """Return at most `top` passages to quote, best first, from passages in order of their score.

    More of them begin with the same ones, copies included: copies are sought among all that
    is worth showing, however few are quoted. With `beyond`, the others follow.
    """
    chosen: list[tuple[RankedPassage, list[str]]] = []
    worth, others = _parted(ranked)
    for one in chain(_spread(worth), _spread(others) if beyond else ()):
        twins = (also for kept, also in chosen if same_text(kept.passage, one.passage))
        twin = next(twins, None)
        if twin is not None:
            twin.append(one.passage.doc_id)
        elif len(chosen) < top and not any(_repeats(kept, one) for kept, _ in chosen):
            chosen.append((one, []))
    return [SelectedPassage(one, tuple(dict.fromkeys(also))) for one, also in chosen]


def _parted(
    ranked: Iterable[RankedPassage],
) -> tuple[Iterator[RankedPassage], Iterator[RankedPassage]]:
    """Return the passages worth showing, and the others once those have been gone through."""
    source = iter(ranked)
    held: list[RankedPassage] = []

    def worth() -> Iterator[RankedPassage]:
        best: float | None = None
        for one in source:
            best = one.score if best is None else best
            if not is_worth_showing(one.score, best):
                held.append(one)
                return
            yield one

    def others() -> Iterator[RankedPassage]:
        yield from held
        yield from source

    return worth(), others()


def _reaches(score: float, best: float, share: float) -> bool:
    # A passage whose own sentences are silent may have a score below 0.
    return score >= best - (1 - share) * abs(best)


def _repeats(one: RankedPassage, other: RankedPassage) -> bool:
    """Return whether two passages are parts of one paragraph, or its repetition in a document."""
    first, second = one.passage, other.passage
    same_document = first.doc_id == second.doc_id
    return same_document and (first.paragraph == second.paragraph or first.text == second.text)


def _spread(ranked: Iterable[RankedPassage]) -> Iterator[RankedPassage]:
    """Yield the passages best first, another document's before a second one that is as good."""
    source = iter(ranked)
    waiting: list[RankedPassage] = []
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
