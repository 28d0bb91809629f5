"""Words that mean about the same: "film" and "movie", "qb" and "quarterback".

They stand in `synonyms.txt`, one group a line, for anyone to read and extend. Only the lines
that might have a word of the question are analysed: all of them would take longer than a
first answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from retrieval.analysis.analyzer import Analyzer

Phrase = tuple[str, ...]
"""The terms of an entry, in order: one for a word, more for a phrase."""

THESAURUS_FILE = Path(__file__).with_name("synonyms.txt")
"""Where the groups are written down, one a line."""

_LONGEST_PHRASE = 3
_REMEMBERED = 1 << 12
_SHORTEST, _LONGEST = 3, 5


class Thesaurus:
    """Groups of synonyms in the terms of one analyzer."""

    def __init__(self, lines: Iterable[str], analyzer: Analyzer) -> None:
        groups = [line for line in map(str.strip, lines) if line and line[0] != "#"]
        # Every entry follows a comma, and every line begins with one: searched, not parsed.
        self._text = "".join(f"\n, {line}" for line in groups) + "\n"
        self._lower = "".join(f"\n, {_searched(line)}" for line in groups) + "\n"
        self._analyzer = analyzer
        self._groups: dict[int, tuple[Phrase, ...]] = {}
        self._known: dict[Phrase, tuple[Phrase, ...]] = {}
        self._beginnings: dict[str, list[int]] = {}

    @classmethod
    def bundled(cls, analyzer: Analyzer) -> Thesaurus:
        """Return the English thesaurus that comes with Quoth; an empty one otherwise."""
        if analyzer.language not in ("english", "porter"):
            return cls((), analyzer)
        return cls(THESAURUS_FILE.read_text(encoding="utf-8").splitlines(), analyzer)

    def synonyms(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """Return the other entries of all lines that have a phrase, in the order of the file."""
        found = self._known.get(phrase)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            groups = map(self._group, self._beginning(_beginning_of(phrase[0])))
            others = dict.fromkeys(
                other for group in groups if phrase in group for other in group if other != phrase
            )
            found = self._known[phrase] = tuple(others)
        return found

    def _beginning(self, start: str) -> list[int]:
        """Return where the lines begin that have an entry of which the first word begins so."""
        found = self._beginnings.get(start)
        if found is None:
            if len(self._beginnings) >= _REMEMBERED:
                self._beginnings.clear()
            found = self._beginnings[start] = list(dict.fromkeys(self._lines(start)))
        return found

    def _lines(self, start: str) -> Iterator[int]:
        place = self._lower.find(f", {start}")
        while place >= 0:
            yield self._lower.rfind("\n", 0, place)
            place = self._lower.find(f", {start}", place + 1)

    def _group(self, place: int) -> tuple[Phrase, ...]:
        group = self._groups.get(place)
        if group is None:
            line = self._text[place + 1 : self._text.find("\n", place + 1)]
            phrases = map(self._phrase, line.split(","))
            group = self._groups[place] = tuple(dict.fromkeys(filter(None, phrases)))
        return group

    def _phrase(self, entry: str) -> Phrase:
        """Return the terms of an entry, none for what is analysed to a common word.

        An acronym may be stemmed to one, and a phrase may have only one besides small words:
        "take off" is not what "take" says.
        """
        written = entry.strip()
        terms = tuple(self._analyzer.terms(written))
        mistaken = " " in written or (written.isupper() and terms != (written.lower(),))
        return () if mistaken and len(terms) == 1 else terms[:_LONGEST_PHRASE]


def _searched(line: str) -> str:
    """Return a line as it is searched, of the same length: "part-time" is analysed to "parttim"."""
    return line.lower().replace("-", "").ljust(len(line))[: len(line)]


def _beginning_of(term: str) -> str:
    """Return what a word begins with that has a term as its stem, whose last letters may differ."""
    return term[: max(_SHORTEST, min(_LONGEST, len(term) - 2))]


def phrases_of(terms: Sequence[str]) -> Iterator[Phrase]:
    """Yield the words and phrases among terms that a thesaurus may have."""
    for start in range(len(terms)):
        for size in range(1, min(_LONGEST_PHRASE, len(terms) - start) + 1):
            yield tuple(terms[start : start + size])


@lru_cache(maxsize=8)
def thesaurus_for(analyzer: Analyzer) -> Thesaurus:
    """Return the bundled thesaurus in the terms of an analyzer."""
    return Thesaurus.bundled(analyzer)
