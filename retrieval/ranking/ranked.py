"""A passage as it was ranked for a question, with the evidence for its place."""

from __future__ import annotations

import re
from typing import NamedTuple

from retrieval.model import Evidence, Passage
from retrieval.question.question import Concept
from retrieval.ranking.passage_evidence import PASSAGE_EVIDENCE, Asked
from retrieval.ranking.sentence_evidence import Sentence

_YEAR = re.compile(r"1\d{3}|20\d{2}")


class Ranked(NamedTuple):
    """A passage with its score and the evidence that adds up to it.

    `coverage` is the share of the question, from 0 to 1, that passage, title and heading
    speak of together, and `lacking` the concepts that they do not speak of as typed;
    `sentences` are in text order, `measured` and `weights` in the order of
    `PASSAGE_EVIDENCE`, and `parts` what is not measured so. `asked` is what it was ranked for,
    `title` that of its document, and `published` its date, "" where that is not known.
    """

    number: int
    passage: Passage
    score: float
    coverage: float
    lacking: tuple[Concept, ...]
    sentences: tuple[Sentence, ...]
    measured: tuple[float, ...]
    weights: tuple[float, ...]
    parts: tuple[Evidence, ...]
    asked: Asked
    title: str
    published: str = ""

    @property
    def best(self) -> Sentence | None:
        """The sentence that tells most, None where there is none."""
        return max(self.sentences, key=lambda sentence: sentence.value, default=None)

    def is_another_year(self, concept: Concept) -> bool:
        """Return whether a concept is a year that the document is not of."""
        term = concept.term
        return _YEAR.fullmatch(term) is not None and not self.published.startswith(term)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The parts of the score, which add up to it."""
        measured = (
            Evidence(name, f"{value:.2f} × {weight:.2f}", weight * value)
            for name, weight, value in zip(
                PASSAGE_EVIDENCE[2:], self.weights[2:], self.measured[2:], strict=True
            )
            if weight and value
        )
        return (*self.parts, *measured)
