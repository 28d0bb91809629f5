"""Names with their variants: "Junyang Lin", "Lin Junyang", 'Junyang "Justin" Lin', "Lin".

Where the capitalised names of a text stand, and whether two of them may be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from retrieval.text.normalisation import fold

_PARTICLES = "de|da|di|du|del|della|van|von|der|den|bin|al|el|la|le|of|the|and|&"
_PARTICLE_WORDS = frozenset(_PARTICLES.split("|"))
_NO_NAMES = frozenset(
    """the a an it its he she his her they their this that these those there here in on at by for
    from with to of and or but if as so after before during since until while when where who what
    which why how not no yes one two three some many most all both each one i we you our my
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept
    oct nov dec mon tue wed thu fri sat sun also however according today yesterday then now once
    mr mrs ms dr sir lady lord prof president king queen prince princess""".split()
)


class Name(NamedTuple):
    """A name as it is written."""

    written: str

    @property
    def kind(self) -> str:
        """The kind of value that it is."""
        return "name"

    @property
    def detail(self) -> tuple[int, int]:
        """What orders names by how much they say."""
        return len(name_words(self.written)), len(self.written)

    @property
    def normalised(self) -> str:
        """The name as it is written, on one line: no form of it is more right than another."""
        return " ".join(self.written.split())

    def agrees(self, other: Name) -> bool:
        """Return whether one has all the words of the other, in whatever order.

        "Binyuan Hui" and "Hui Bin" do not: that they are the same would be a guess.
        """
        one, another = name_words(self.written), name_words(other.written)
        short, long = sorted((one, another), key=len)
        return bool(short) and all(any(_same(word, whole) for whole in long) for word in short)

    def may_agree(self, other: Name) -> bool:
        """Return whether they share a word, so that who wrote them may mean the same."""
        return not name_words(self.written).isdisjoint(name_words(other.written))


def _same(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return word == other or (len(short) == 1 and long.startswith(short))


@lru_cache(maxsize=512)
def name_words(written: str) -> frozenset[str]:
    """Return the words of a name, folded, without possessives, particles and titles."""
    words = (re.sub(r"['\u2019]s?$", "", word) for word in _word().findall(written))
    # "bin" is a particle, and "Bin" a name.
    kept = (word for word in words if word not in _PARTICLE_WORDS)
    folded = (fold(word).replace(".", "") for word in kept)
    return frozenset(word for word in folded if word and word not in _NO_NAMES)


def capitalised_names(text: str) -> Iterator[tuple[int, int, Name]]:
    """Yield the capitalised names in a text, each with its span.

    Words that only begin a sentence are no names, months and weekdays neither.
    """
    for match in _pattern().finditer(text):
        start, end = match.span()
        words = list(_word().finditer(text, start, end))
        while words and words[0].group().lower() in _NO_NAMES:
            words.pop(0)
        while words and words[-1].group() in _PARTICLE_WORDS:
            words.pop()
        if words:
            start, end = words[0].start(), words[-1].end()
            yield start, end, Name(text[start:end])


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[^\W_]+(?:['\u2019.][^\W_]+)*")


@cache
def _pattern() -> re.Pattern[str]:
    letter = r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f]"
    # A possessive ends a name, and so does a full stop that is not an initial's.
    capital = rf"(?:(?:{letter}\.)+|{letter}[^\W_]*(?:(?!['\u2019]s\b)['\u2019&-][^\W_]+)*)"
    nickname = r"""(?:["\u201c(][^\W_]+["\u201d)]\s+)?"""
    return re.compile(rf"(?<![\w@#]){capital}(?:\s+{nickname}(?:(?:{_PARTICLES})\s+)?{capital})*")
