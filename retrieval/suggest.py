"""Documents suggested while a title is being typed."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge, nsmallest
from itertools import accumulate, groupby, islice
from typing import NamedTuple, Protocol

from retrieval.index.corpus import MadeOnce, PartOffsets
from retrieval.text.normalisation import fold

_BETWEEN_WORDS = re.compile(r"[\W_]+")


def plain_title(text: str) -> str:
    """Return what is compared: the words of a text, folded, one space between them."""
    return _BETWEEN_WORDS.sub(" ", fold(text)).strip()


class TitleSearch(Protocol):
    """Finds documents by what was typed of their titles."""

    def matches(self, typed: str, most: int) -> list[list[int]]:
        """Return the numbers of documents that match, in lists: the better matches first.

        Each list is in path order and no number is in two; together they hold at least the
        `most` best matches, or all there are.
        """


class _Lines:
    """Texts in one string, a line each, so that one search goes through all of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        lines = [f"\n{text}" for text in texts]
        self.text = "".join(lines) + "\n"
        self._starts = array("q", accumulate(map(len, lines), initial=0))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def holding(self, wanted: str) -> Iterator[int]:
        """Yield the numbers of the lines that hold a text, in order."""
        found = self.text.find(wanted)
        while found >= 0:
            number = bisect_right(self._starts, found) - 1
            if number == len(self):
                return
            yield number
            found = self.text.find(wanted, self._starts[number + 1])


class _Sorted:
    """Texts in alphabetical order, for those that begin in one way."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._order = sorted(range(len(texts)), key=texts.__getitem__)

    def same(self, wanted: str) -> Sequence[int]:
        """Return the numbers of the texts that are this one, in ascending order."""
        first = bisect_left(self._order, wanted, key=self._texts.__getitem__)
        return self._order[first : bisect_right(self._order, wanted, key=self._texts.__getitem__)]

    def beginning(self, wanted: str, most: int) -> Sequence[int]:
        """Return the lowest numbers of the texts that begin so, at most so many, ascending."""

        def beginning(number: int) -> str:
            return self._texts[number][: len(wanted)]

        first = bisect_left(self._order, wanted, key=beginning)
        stop = bisect_right(self._order, wanted, key=beginning)
        return nsmallest(most, self._order[first:stop])


class _TitleIndex(NamedTuple):
    """The titles of a corpus in two forms, and its ids."""

    in_order: _Sorted
    titles: _Lines
    ids: _Lines

    @classmethod
    def of(cls, names: Iterable[tuple[str, str]]) -> _TitleIndex:
        named = [(plain_title(doc_id), plain_title(title)) for doc_id, title in names]
        titles = [title for _, title in named]
        return cls(_Sorted(titles), _Lines(titles), _Lines(doc_id for doc_id, _ in named))

    def tiers(self, wanted: str, most: int) -> Iterator[Iterable[int]]:
        """Yield the numbers of documents that match, the better matches first.

        A document of one tier may come again in a later one, and only there.
        """
        yield self.in_order.same(wanted)
        # As many again, lest those that came before leave too few.
        yield self.in_order.beginning(wanted, 2 * most)
        yield self.titles.holding(f" {wanted}")
        anywhere = merge(self.titles.holding(wanted), self.ids.holding(wanted))
        yield (number for number, _ in groupby(anywhere))


class CorpusTitles:
    """The titles and ids of one corpus, gathered when they are first searched.

    The best matches are titles that are what was typed, then those that begin with it, those
    with a word that begins with it, and those that hold it anywhere, in the title or the id.
    """

    def __init__(self, names: Callable[[], Iterable[tuple[str, str]]]) -> None:
        self._names = names
        self._gathered = MadeOnce[_TitleIndex]()

    def matches(self, typed: str, most: int) -> list[list[int]]:
        """Return the numbers of documents that match, in lists: the better matches first."""
        gathered = self._gathered(lambda: _TitleIndex.of(self._names()))
        wanted = plain_title(typed)
        if not wanted:
            return [list(range(min(most, len(gathered.titles))))]
        found: list[list[int]] = []
        seen: set[int] = set()
        for tier in gathered.tiers(wanted, most):
            if len(seen) < most:
                new = list(islice((number for number in tier if number not in seen), most))
                found.append(new)
                seen.update(new)
        return found


class JoinedTitles:
    """The titles of several corpora, searched as one; `sizes` are their numbers of documents."""

    def __init__(self, parts: Sequence[TitleSearch], sizes: Iterable[int]) -> None:
        self._parts = parts
        self._offsets = PartOffsets(sizes)

    def matches(self, typed: str, most: int) -> list[list[int]]:
        """Return the numbers of documents that match, in lists: the better matches first."""
        found: list[list[int]] = []
        for number, part in enumerate(self._parts):
            start = self._offsets.start(number)
            for rank, own in enumerate(part.matches(typed, most)):
                if rank == len(found):
                    found.append([])
                found[rank] += [start + one for one in own]
        return found
