"""A reader with what is kept of one library: it chooses which of the best passages to read.

Where vectors of passages are kept, all are skimmed by them first, and fewer need reading.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence

from retrieval.model import PassageMatch, PassageText
from retrieval.reader.model_files import Kind
from retrieval.reader.passage_match import PassageVectors
from retrieval.reader.reader import (
    READ_AFTER_SKIMMING,
    READ_PASSAGES,
    KeptVectors,
    TransformerReader,
)
from retrieval.reader.vector_store import GrowingVectors


class JoinedVectors:
    """What is kept of several libraries, or of none."""

    def __init__(self, parts: Sequence[KeptVectors]) -> None:
        self._parts = parts

    def vectors(self, passage: PassageText) -> PassageVectors | None:
        """Return the vectors of a passage from the first that keeps them, None where none does."""
        found = (part.vectors(passage) for part in self._parts)
        return next((one for one in found if one is not None), None)


class LibraryReader:
    """Reads passages of one library for questions. Several threads may ask it.

    `keeping` opens what is kept for the reader's model, when the first question comes. It may be
    grown in the background, until it is stopped.
    """

    def __init__(
        self,
        reader: TransformerReader,
        keeping: Callable[[TransformerReader], KeptVectors | None] = lambda _: None,
    ) -> None:
        self.reader = reader
        self._keeping = keeping
        self._opening = threading.Lock()
        self._kept: KeptVectors | None = None
        self._is_stopped = False

    @property
    def kind(self) -> Kind | None:
        """How it reads, None where it cannot. Loads the model."""
        return self.reader.kind

    @property
    def kept(self) -> KeptVectors:
        """The vectors that are kept, for an encoder."""
        with self._opening:
            if self._kept is None:
                opened = self._keeping(self.reader) if self.kind == "encoder" else None
                self._kept = JoinedVectors(()) if opened is None else opened
            return self._kept

    def grow(self, texts: Callable[[], Iterable[PassageText]]) -> None:
        """Begin to make vectors of the passages that have none, where they can be kept."""
        kept = self.kept
        with self._opening:
            if isinstance(kept, GrowingVectors) and not self._is_stopped:
                kept.start(texts)

    def stop(self, timeout: float | None = None) -> None:
        """Grow no more, and wait at most `timeout` seconds until what was made is kept."""
        with self._opening:
            self._is_stopped = True
            kept = self._kept
        if isinstance(kept, GrowingVectors):
            kept.stop(timeout)

    def matches(
        self,
        question: str,
        passages: Sequence[PassageText],
        scores: Sequence[float],
        cosine_weight: float,
    ) -> Sequence[PassageMatch | None]:
        """Return how passages match that come best first by their scores, None if not read.

        `cosine_weight` is what the cosine of a kept vector counts beside the score. Where all
        have kept vectors, `READ_AFTER_SKIMMING` of them are read, else `READ_PASSAGES`; in a
        budget that is too small, fewer.
        """
        skimmed = self.reader.skim(question, passages, self.kept)
        cosines = [one.cosine for one in skimmed if one is not None]
        order = list(range(len(passages)))
        count = READ_PASSAGES
        if passages and len(cosines) == len(passages):
            count = READ_AFTER_SKIMMING
            order.sort(key=lambda place: -(scores[place] + cosine_weight * cosines[place]))
        chosen = order[:count]
        read = self.reader.read(question, [passages[place] for place in chosen])
        found = dict(zip(chosen, read, strict=True))
        return [found.get(place) for place in range(len(passages))]
