"""Two texts that say the same but for one value: what each has in its place.

Texts that share nearly every word speak of the same thing, which needs no understanding; where
they then differ in one date, number or name, that is what they disagree about. Where they differ
in two, they may speak of two things: "Ann won in 2019", "Bob won in 2020".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from retrieval.agreement.alignment import Change, Words, changes, words_of
from retrieval.agreement.likeness import FEWEST, SHARED, are_alike
from retrieval.values.amounts import Amount
from retrieval.values.found import dates, numbers, times
from retrieval.values.names import Name
from retrieval.values.reading import Reading, Value, agree


class Contrast(NamedTuple):
    """What the one text has in the place where the other has another value.

    `shared` is how many words stand in both.
    """

    one: Reading
    other: Reading
    shared: int


def contrast(one: str, other: str) -> Contrast | None:
    """Return what two texts that are parallel differ in; None where they are not parallel."""
    if not are_alike(one, other):
        return None
    first, second = words_of(one), words_of(other)
    changed = changes(first, second)
    if not changed or any(_rewords(first, second, change) for change in changed):
        return None
    found = _differing(first, second, changed)
    shared = len(first.folded) - sum(len(change.one) for change in changed)
    if found is None or shared < FEWEST:
        return None
    added = _added(first, second, changed, found)
    return None if added is None or added > (1 - SHARED) * shared else Contrast(*found, shared)


def _rewords(first: Words, second: Words, change: Change) -> bool:
    """Return whether a change puts plain words in the place of others."""
    return any(map(first.is_plain, change.one)) and any(map(second.is_plain, change.other))


def _differing(
    first: Words, second: Words, changed: Sequence[Change]
) -> tuple[Reading, Reading] | None:
    """Return the only value that changed, as the one text has it and as the other does."""
    one = _touched(first, [change.one for change in changed])
    other = _touched(second, [change.other for change in changed])
    if not one and not other:
        pairs = [*_names(first, second, changed)]
        one, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if not _is_single(one) or not _is_single(other):
        return None
    if not _may_contradict(one[0].value, other[0].value):
        return None
    return one[0], other[0]


def _may_contradict(one: Value, other: Value) -> bool:
    if isinstance(one, Amount) and isinstance(other, Amount) and one.unit != other.unit:
        return False
    return one.kind == other.kind and not agree(one, other)


def _is_single(readings: Sequence[Reading]) -> bool:
    return bool(readings) and all(agree(readings[0].value, one.value) for one in readings)


@lru_cache(maxsize=64)
def _values(text: str) -> tuple[Reading, ...]:
    """Return the dates, times and numbers in a text."""
    return (*dates(text), *times(text), *numbers(text))


def _touched(words: Words, changed: Sequence[range]) -> list[Reading]:
    """Return the dates, times and numbers that changed words are part of."""
    places = [words.spans[word] for change in changed for word in change]
    return [
        reading
        for reading in _values(words.text)
        if any(start < reading.end and reading.start < end for start, end in places)
    ]


def _names(
    first: Words, second: Words, changed: Sequence[Change]
) -> Iterator[tuple[Reading, Reading]]:
    for change in changed:
        one, other = _widened(first, second, change)
        if first.is_name(one) and second.is_name(other):
            yield _name(first, one), _name(second, other)


def _widened(first: Words, second: Words, change: Change) -> Change:
    """Return a change with the surname that two given names share."""
    one, other = change
    if len(one) != 1 or len(other) != 1:
        return change
    if not first.goes_on(one[0]) or not second.goes_on(other[0]):
        return change
    return Change(range(one.start, one.stop + 1), range(other.start, other.stop + 1))


def _name(words: Words, place: range) -> Reading:
    start, end = words.span(place)
    return Reading(start, end, Name(words.text[start:end]))


def _added(
    first: Words, second: Words, changed: Sequence[Change], found: tuple[Reading, Reading]
) -> int | None:
    """Return how many words only one text has besides; None if they may tell them apart.

    "The balcony of the theatre has 210 seats" does not contradict what the theatre has.
    """
    added = 0
    for change in changed:
        one = _besides(first, change.one, found[0])
        other = _besides(second, change.other, found[1])
        if (one and other) or not all(
            words.is_set_off(extra) for words, extra in ((first, one), (second, other)) if extra
        ):
            return None
        added += len(one) + len(other)
    return added


def _besides(words: Words, place: range, reading: Reading) -> list[int]:
    """Return the changed words that are neither small nor part of the value that was read."""
    return [
        word
        for word in place
        if not words.is_small(word) and not _belongs(words, word, place, reading)
    ]


def _belongs(words: Words, word: int, place: range, reading: Reading) -> bool:
    start, end = words.spans[word]
    if reading.start <= start and end <= reading.end:
        return True
    if reading.value.kind == "name":
        return words.is_name(place) and agree(reading.value, _name(words, place).value)
    return any(
        one.start <= start and end <= one.end and agree(one.value, reading.value)
        for one in _values(words.text)
    )
