"""Several libraries asked as one: what everybody shares, and what somebody adds to it.

Nothing is built or copied for it: the parts are read where they are, and may be parts of other
joined libraries too. Nothing can come out of it but what is in its parts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import is_
from typing import NamedTuple, TypeVar

from retrieval.analysis.analyzer import analyzer_for
from retrieval.answering.answering import Answering
from retrieval.askable import Askable, Opened
from retrieval.errors import DamagedIndex, UsageError
from retrieval.index.joined_corpus import JoinedCorpus
from retrieval.index.joined_engine import JoinedEngine
from retrieval.library import Library
from retrieval.suggesting import JoinedTitles

_Read = TypeVar("_Read")


class _Seen(NamedTuple):
    """The parts as they were when they were joined, and what came of it."""

    parts: tuple[Opened, ...]
    joined: Opened


class JoinedLibrary(Askable):
    """Libraries one after another, asked as if one index had been built of all their sources.

    Raises UsageError where there is none, or where their terms are not the same terms. Two
    documents of one id are told apart as `JoinedCorpus` says, the label being the name of the
    first folder or file of the later library. Passages are ranked by the first part's weights, and
    its caution is that of all.
    """

    def __init__(self, parts: Sequence[Library]) -> None:
        self.parts = tuple(parts)
        languages = sorted({part.recipe.language for part in self.parts})
        if len(languages) != 1:
            given = " and ".join(languages) or "none"
            raise UsageError(f"expected libraries of one language, got {given}")
        self.recipe = self.parts[0].recipe
        self.caution = self.parts[0].caution
        self._seen: _Seen | None = None

    def is_current(self) -> bool:
        """Return whether the sources of all parts still look as when they were opened."""
        return all(part.is_current() for part in self.parts)

    def _whole(self, read: Callable[[Opened], _Read]) -> _Read:
        """Return what is read; parts that turn out damaged on the way are rebuilt first."""
        for _ in self.parts:
            try:
                return read(self._now())
            except DamagedIndex as error:
                for part in self.parts:
                    part.mend(error)
        return read(self._now())

    def _now(self) -> Opened:
        """Return the parts joined as they are now: they change when they are mended."""
        parts = tuple(part.opened for part in self.parts)
        seen = self._seen
        if seen is None or not all(map(is_, seen.parts, parts)):
            seen = self._seen = _Seen(parts, self._joined(parts))
        return seen.joined

    def _joined(self, parts: Sequence[Opened]) -> Opened:
        labels = [part.snapshot.roots[0].name for part in self.parts]
        corpus = JoinedCorpus([part.corpus for part in parts], labels)
        engine = JoinedEngine([part.engine for part in parts])
        sizes = (part.corpus.documents for part in parts)
        titles = JoinedTitles([part.titles for part in parts], sizes)
        analyzer = analyzer_for(self.recipe.language)
        answering = Answering(corpus, engine, analyzer, self.parts[0].weights)
        return Opened(corpus, engine, answering, titles)
