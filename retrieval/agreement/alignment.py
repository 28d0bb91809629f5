"""Two texts laid side by side, word by word: where the one has other words than the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from retrieval.analysis.numerals import MAGNITUDES, NUMBER_WORDS

_WORD = re.compile(r"\w+")
_SMALL = frozenset(
    """a an the of in on at by for to from with and or as is are was were be been has have had it
    its his her their he she they that which who s""".split()
)
_PARTICLES = frozenset("de da di du del della van von der den bin al el la le of the s".split())
_COUNTING = frozenset((*NUMBER_WORDS, *MAGNITUDES, "one", "hundred", "dozen"))
_MARKS = ".,;:!?\u2026()\u2013\u2014"


class Words(NamedTuple):
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


class Change(NamedTuple):
    """Words of the one text, and of the other, that stand where the other's do not."""

    one: range
    other: range


@lru_cache(maxsize=64)
def words_of(text: str) -> Words:
    """Return the words of a text."""
    spans = [match.span() for match in _WORD.finditer(text)]
    return Words(text, spans, [text[start:end].casefold() for start, end in spans])


def changes(first: Words, second: Words) -> list[Change]:
    """Return what it takes to make the one text of the other."""
    matcher = SequenceMatcher(None, first.folded, second.folded, autojunk=False)
    return [
        Change(range(i, j), range(k, m))
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag != "equal"
    ]
