"""Two texts that say the same but for one value: what each has in its place.

Texts that share nearly every word speak of the same thing, which needs no understanding; where
they then differ in one date, number or name, that is what they disagree about. Where they differ
in two, they may speak of two things: "Ann won in 2019", "Bob won in 2020".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from retrieval.disagreement.comparability import FEWEST, SHARED, are_alike
from retrieval.text.names import Name
from retrieval.text.normalisation import MAGNITUDES, NUMBER_WORDS
from retrieval.text.quantities import Amount
from retrieval.text.values import Value, ValueSpan, agree, dates_in, numbers_in, times_in

_WORD = re.compile(r"\w+")
_SMALL = frozenset(
    """a an the of in on at by for to from with and or as is are was were be been has have had it
    its his her their he she they that which who s""".split()
)
_PARTICLES = frozenset("de da di du del della van von der den bin al el la le of the s".split())
_COUNTING = frozenset((*NUMBER_WORDS, *MAGNITUDES, "one", "hundred", "dozen"))
_MARKS = ".,;:!?\u2026()\u2013\u2014"


class AlignedText(NamedTuple):
    """The words of a text: the span of each, and its folded form."""

    text: str
    spans: list[tuple[int, int]]
    folded: list[str]

    def span(self, words: range) -> tuple[int, int]:
        """Return where words that follow one another begin and end in the text."""
        return self.spans[words[0]][0], self.spans[words[-1]][1]

    def is_named(self, word: int) -> bool:
        """Return whether a word is written with a capital, or a number in digits."""
        start = self.spans[word][0]
        return self.text[start].isupper() or self.text[start].isdigit()

    def is_small(self, word: int) -> bool:
        """Return whether a word says nothing of its own."""
        return self.folded[word] in _SMALL

    def is_plain(self, word: int) -> bool:
        """Return whether a word is neither small nor part of a name or number."""
        return not (self.is_named(word) or self.is_small(word) or self.folded[word] in _COUNTING)

    def is_name(self, words: range) -> bool:
        """Return whether words are a name: capitalised but for particles inside it."""
        if not words or not self.is_named(words[0]) or not self.is_named(words[-1]):
            return False
        return all(self.is_named(word) or self.folded[word] in _PARTICLES for word in words)

    def goes_on(self, word: int) -> bool:
        """Return whether the next word may belong to the same name: "Janet" and "Moss"."""
        after = word + 1
        if after >= len(self.spans) or self.is_small(after):
            return False
        begin = self.spans[after][0]
        return self.text[self.spans[word][1] : begin] == " " and self.text[begin].isupper()

    def is_set_off(self, words: Sequence[int]) -> bool:
        """Return whether words hold no name, and punctuation or an end stands on both sides."""
        if any(map(self.is_named, words)):
            return False
        first, last = words[0], words[-1]
        before = self.text[self.spans[first - 1][1] : self.spans[first][0]] if first else "."
        ends = last + 1 == len(self.spans)
        after = "." if ends else self.text[self.spans[last][1] : self.spans[last + 1][0]]
        return all(any(mark in gap for mark in _MARKS) for gap in (before, after))


class WordChange(NamedTuple):
    """Words of the one text, and of the other, that stand where the other's do not."""

    one: range
    other: range


@lru_cache(maxsize=64)
def aligned_text(text: str) -> AlignedText:
    """Return the words of a text."""
    spans = [match.span() for match in _WORD.finditer(text)]
    return AlignedText(text, spans, [text[start:end].casefold() for start, end in spans])


def word_changes(first: AlignedText, second: AlignedText) -> list[WordChange]:
    """Return what it takes to make the one text of the other."""
    matcher = SequenceMatcher(None, first.folded, second.folded, autojunk=False)
    return [
        WordChange(range(i, j), range(k, m))
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag != "equal"
    ]


class Contrast(NamedTuple):
    """What the one text has in the place where the other has another value.

    `shared` is how many words stand in both.
    """

    one: ValueSpan
    other: ValueSpan
    shared: int


def contrast(one: str, other: str) -> Contrast | None:
    """Return what two texts that are parallel differ in; None where they are not parallel."""
    if not are_alike(one, other):
        return None
    first, second = aligned_text(one), aligned_text(other)
    changed = word_changes(first, second)
    if not changed or any(_rewords(first, second, change) for change in changed):
        return None
    found = _differing(first, second, changed)
    shared = len(first.folded) - sum(len(change.one) for change in changed)
    if found is None or shared < FEWEST:
        return None
    added = _added(first, second, changed, found)
    return None if added is None or added > (1 - SHARED) * shared else Contrast(*found, shared)


def _rewords(first: AlignedText, second: AlignedText, change: WordChange) -> bool:
    """Return whether a change puts plain words in the place of others."""
    return any(map(first.is_plain, change.one)) and any(map(second.is_plain, change.other))


def _differing(
    first: AlignedText, second: AlignedText, changed: Sequence[WordChange]
) -> tuple[ValueSpan, ValueSpan] | None:
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


def _is_single(readings: Sequence[ValueSpan]) -> bool:
    return bool(readings) and all(agree(readings[0].value, one.value) for one in readings)


@lru_cache(maxsize=64)
def _values(text: str) -> tuple[ValueSpan, ...]:
    """Return the dates, times and numbers in a text."""
    return (*dates_in(text), *times_in(text), *numbers_in(text))


def _touched(words: AlignedText, changed: Sequence[range]) -> list[ValueSpan]:
    """Return the dates, times and numbers that changed words are part of."""
    places = [words.spans[word] for change in changed for word in change]
    return [
        reading
        for reading in _values(words.text)
        if any(start < reading.end and reading.start < end for start, end in places)
    ]


def _names(
    first: AlignedText, second: AlignedText, changed: Sequence[WordChange]
) -> Iterator[tuple[ValueSpan, ValueSpan]]:
    for change in changed:
        one, other = _widened(first, second, change)
        if first.is_name(one) and second.is_name(other):
            yield _name(first, one), _name(second, other)


def _widened(first: AlignedText, second: AlignedText, change: WordChange) -> WordChange:
    """Return a change with the surname that two given names share."""
    one, other = change
    if len(one) != 1 or len(other) != 1:
        return change
    if not first.goes_on(one[0]) or not second.goes_on(other[0]):
        return change
    return WordChange(range(one.start, one.stop + 1), range(other.start, other.stop + 1))


def _name(words: AlignedText, place: range) -> ValueSpan:
    start, end = words.span(place)
    return ValueSpan(start, end, Name(words.text[start:end]))


def _added(
    first: AlignedText,
    second: AlignedText,
    changed: Sequence[WordChange],
    found: tuple[ValueSpan, ValueSpan],
) -> int | None:
    """Return how many words only one text has besides; None if they may set them apart.

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


def _besides(words: AlignedText, place: range, reading: ValueSpan) -> list[int]:
    """Return the changed words that are neither small nor part of the value that was read."""
    return [
        word
        for word in place
        if not words.is_small(word) and not _belongs(words, word, place, reading)
    ]


def _belongs(words: AlignedText, word: int, place: range, reading: ValueSpan) -> bool:
    start, end = words.spans[word]
    if reading.start <= start and end <= reading.end:
        return True
    if reading.value.kind == "name":
        return words.is_name(place) and agree(reading.value, _name(words, place).value)
    return any(
        one.start <= start and end <= one.end and agree(one.value, reading.value)
        for one in _values(words.text)
    )
