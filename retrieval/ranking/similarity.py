"""How near a text is to a question in meaning, by vectors of words.

Two measures: the cosine of the two texts' weighted mean vectors, and how well each concept of
the question is matched by the word of the text that is nearest to it, in shares of the question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from retrieval.model import Span
from retrieval.question.question import Question
from retrieval.text.sentences import ParsedSentence
from retrieval.text.word_vectors import Embedded, Floats, WordVectors

NOTHING = (0.0, 0.0, 0.0)


class TextMeaning(NamedTuple):
    """How near a passage, its title, and each of its sentences are to a question.

    `similar` is a cosine, `matched` a share of the question from 0 to 1; `passage` has similar
    (with the title), similar of the title alone, matched anywhere, inside and by the title;
    `sentences` has similar, matched, and matched together with the title, for each of them.
    """

    passage: tuple[float, float, float, float, float]
    sentences: tuple[tuple[float, float, float], ...]


class QuestionMeaning:
    """Compares texts with one question; `weights` are those of its concepts by term."""

    def __init__(
        self, question: Question, weights: Mapping[str, float], vectors: WordVectors
    ) -> None:
        self._vectors = vectors
        self._pooled = self._normal(self._pool(vectors.embed(question.read_as)))
        rows = [self._concept(concept.written) for concept in question.concepts]
        self._concepts = np.array(rows, np.float32).reshape(-1, vectors.dimensions)
        shares = np.array([weights[concept.term] for concept in question.concepts], np.float32)
        self._shares = shares / (float(shares.sum()) or 1.0)

    def of(
        self,
        title: str,
        text: str,
        sentences: Sequence[ParsedSentence],
        told: Sequence[Sequence[float]],
        titled: Sequence[float],
    ) -> TextMeaning:
        """Return how near a passage of these sentences under this title is.

        `told` is how well each sentence tells each concept in words, from 0 to 1, and `titled`
        how well the title does: a concept is matched at least as well as that.
        """
        vectors = self._vectors
        above, inside = vectors.embed(title), vectors.embed(text)
        unit = vectors.unit(inside.numbers)
        weighted = unit * vectors.weights(inside.numbers)[:, None]
        close = self._concepts @ unit.T
        of_title = self._pool(above)
        by_title = self._nearest(self._concepts @ vectors.unit(above.numbers).T, titled)
        by_text = close.max(axis=1, initial=0.0)
        found = []
        for sentence, strengths in zip(sentences, told, strict=True):
            part = self._slice(inside, sentence.span)
            own = self._nearest(close[:, part], strengths)
            by_text = np.maximum(by_text, own)
            pooled = weighted[part].sum(axis=0)
            if sentence.about is not None:
                context = self._slice(inside, sentence.about)
                own = np.maximum(own, close[:, context].max(axis=1, initial=0.0))
                pooled = pooled + weighted[context].sum(axis=0)
            found.append(
                (
                    self._similar(pooled, own),
                    float(self._shares @ own),
                    float(self._shares @ np.maximum(own, by_title)),
                )
            )
        return TextMeaning(
            (
                self._similar(of_title + weighted.sum(axis=0), np.maximum(by_title, by_text)),
                self._similar(of_title, by_title),
                float(self._shares @ np.maximum(by_title, by_text)),
                float(self._shares @ by_text),
                float(self._shares @ by_title),
            ),
            tuple(found),
        )

    def _similar(self, pooled: Floats, matched: Floats) -> float:
        """Return the cosine with the question; where no vector is known for that, what matches."""
        if not self._pooled.any():
            return float(self._shares @ matched)
        return float(self._normal(pooled) @ self._pooled)

    def _concept(self, written: str) -> Floats:
        """Return the vector of a concept's words together."""
        numbers = self._vectors.embed(written).numbers
        return self._normal(self._vectors.unit(numbers).sum(axis=0))

    @staticmethod
    def _nearest(close: Floats, strengths: Sequence[float]) -> Floats:
        """Return how well each concept is matched: by the nearest word, or told in others."""
        nearest: Floats = np.maximum(
            close.max(axis=1, initial=0.0), np.asarray(strengths, np.float32)
        )
        return nearest

    def _pool(self, text: Embedded) -> Floats:
        numbers = text.numbers
        pooled: Floats = self._vectors.weights(numbers) @ self._vectors.unit(numbers)
        return pooled

    @staticmethod
    def _normal(vector: Floats) -> Floats:
        length = float(np.sqrt(vector @ vector))
        return vector / length if length else vector

    @staticmethod
    def _slice(text: Embedded, span: Span) -> slice:
        return slice(*np.searchsorted(text.starts, span).tolist())
