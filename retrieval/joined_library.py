"""Several libraries asked as one: what everybody shares, and what somebody adds to it.

Nothing is built or copied for it: the parts are read where they are, and may be parts of other
joined libraries too. Nothing can come out of it but what is in its parts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import is_
from typing import NamedTuple, TypeVar

from retrieval.answering.answerer import Answerer
from retrieval.askable import Askable, OpenIndex
from retrieval.errors import DamagedIndex, UsageError
from retrieval.index.joined import JoinedCorpus, JoinedEngine
from retrieval.library import Library
from retrieval.suggest import JoinedTitles
from retrieval.text.analyzer import analyzer_of

_Read = TypeVar("_Read")


class _JoinedParts(NamedTuple):
    """The parts as they were when they were joined, and what came of it."""

    parts: tuple[OpenIndex, ...]
    joined: OpenIndex


class JoinedLibrary(Askable):
    """Libraries one after another, asked as if one index had been built of all their sources.

    Raises UsageError where there is none, or where their terms are not the same terms. Two
    documents of one id are told apart as `JoinedCorpus` says, the label being the name of the
    first folder or file of the later library. Passages are ranked by the first part's weights, and
    its caution is that of all.

    >>> joined = JoinedLibrary([library, Library.open("docs-next/news.md")])
    >>> [one.document.doc_id for one in joined.documents()]
    ['cards.md', 'loans.md', 'news.md']
    """

    def __init__(self, parts: Sequence[Library]) -> None:
        self.parts = tuple(parts)
        languages = sorted({part.recipe.language for part in self.parts})
        if len(languages) != 1:
            given = " and ".join(languages) or "none"
            raise UsageError(f"expected libraries of one language, got {given}")
        self.recipe = self.parts[0].recipe
        self.caution = self.parts[0].caution
        self._last: _JoinedParts | None = None

    def is_current(self) -> bool:
        """Return whether the sources of all parts still look as when they were opened."""
        return all(part.is_current() for part in self.parts)

    def read(self, reading: Callable[[OpenIndex], _Read]) -> _Read:
        """Return what `reading` returns, called anew if parts had to be rebuilt first."""
        for _ in self.parts:
            try:
                return reading(self._joined())
            except DamagedIndex as error:
                for part in self.parts:
                    part.rebuild_if_damaged(error)
        return reading(self._joined())

    def _joined(self) -> OpenIndex:
        """Return the parts joined as they are now: they change when they are rebuilt."""
        parts = tuple(part.open_index for part in self.parts)
        last = self._last
        if last is None or not all(map(is_, last.parts, parts)):
            last = self._last = _JoinedParts(parts, self._join(parts))
        return last.joined

    def _join(self, parts: Sequence[OpenIndex]) -> OpenIndex:
        labels = [part.snapshot.roots[0].name for part in self.parts]
        corpus = JoinedCorpus([part.corpus for part in parts], labels)
        engine = JoinedEngine([part.engine for part in parts])
        sizes = (part.corpus.documents for part in parts)
        titles = JoinedTitles([part.titles for part in parts], sizes)
        analyzer = analyzer_of(self.recipe.language, engine.df, len(engine))
        answering = Answerer(corpus, engine, analyzer, self.parts[0].weights)
        return OpenIndex(corpus, engine, answering, titles)
