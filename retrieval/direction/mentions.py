"""Where a sentence speaks of what a question names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrieval.direction.words import DETERMINERS, PREPOSITIONS, TIMES, Word

_ENOUGH = 0.6
_LINKS = DETERMINERS | {"of", "in", "and", "&", "for", "to", "de", "on", "at"}


class Mention(NamedTuple):
    """The words from `first` to `last`, both included, speak of a name."""

    first: int
    last: int


def mentions(words: Sequence[Word], named: tuple[str, ...]) -> Iterator[Mention]:
    """Yield the places where terms are named, all of them or most, or the last one alone."""
    sought = frozenset(named)
    place = 0
    while place < len(words):
        if words[place].term not in sought or not words[place].term:
            place += 1
            continue
        last = _run_end(words, place, sought)
        terms = {words[number].term for number in range(place, last + 1)} - {""}
        enough = len(terms) >= _ENOUGH * len(sought) and not _is_other(words, place, last, named)
        if enough or _is_short_for(words, place, last, named):
            yield Mention(place, last)
        place = last + 1


def _run_end(words: Sequence[Word], place: int, sought: frozenset[str]) -> int:
    last = place
    while not words[last].owns:
        after = last + 1
        while after < len(words) and after - last <= 2 and words[after].lower in _LINKS:
            after += 1
        if after >= len(words) or words[after].term not in sought:
            break
        last = after
    return last


def _is_other(words: Sequence[Word], first: int, last: int, named: tuple[str, ...]) -> bool:
    """Return whether another name stands where one of the terms would: "Seventh" for "Ninth"."""
    terms = {word.term for word in words[first : last + 1]}
    before = named[0] not in terms and first > 0 and words[first - 1]
    after = named[-1] not in terms and last + 1 < len(words) and words[last + 1]
    return any(word and word.is_name and not word.owns for word in (before, after))


def _is_short_for(words: Sequence[Word], first: int, last: int, named: tuple[str, ...]) -> bool:
    """Return whether it is a surname by itself, and not that of somebody else."""
    if len(named) != 2 or words[last].term != named[-1] or not words[last].is_name:
        return False
    other = first and words[first - 1].is_name and not words[first - 1].owns
    return not other or words[first - 1].lower in PREPOSITIONS | DETERMINERS | TIMES
