"""Weights that somebody trained, checked to be for the evidence that this Quoth gathers."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path

from retrieval.answering.abstention import measured
from retrieval.errors import UsageError
from retrieval.model import Passage
from retrieval.question.question import Question
from retrieval.ranking.passage_evidence import PASSAGE_EVIDENCE, Asked
from retrieval.ranking.ranked import Ranked
from retrieval.ranking.sentence_evidence import SENTENCE_EVIDENCE
from retrieval.ranking.weights import Weights


def trained_weights(path: Path) -> Weights:
    """Return the weights in a file. Raises UsageError where they are not for this Quoth."""
    weights = Weights.load(path)
    unknown = next(_unknown(weights), None)
    if unknown is not None:
        raise UsageError(f"{path}: expected the evidence of this version, got {unknown}")
    return weights


def certainty_evidence() -> tuple[str, ...]:
    """Return the names of what certainty is told by."""
    nothing = (0.0,) * len(PASSAGE_EVIDENCE)
    passage = Passage("", "", 0, 0, "", 1, 1, None, 0, "")
    question = Question("", "", "passage", (), frozenset())
    asked = Asked(question, {}, frozenset())
    ranked = Ranked(0, passage, 0.0, 0.0, (), (), nothing, (), (), asked, "")
    return tuple(name for name, _ in measured(question, [ranked]))


def _unknown(weights: Weights) -> Iterator[str]:
    """Yield names of evidence that is not gathered, with what may be meant."""
    for part, known, named in (
        ("sentence", SENTENCE_EVIDENCE, weights.sentence),
        ("passage", PASSAGE_EVIDENCE, weights.passage),
        ("certainty", certainty_evidence(), weights.certainty),
    ):
        yield from (
            f'"{name}" of "{part}"{_hint(name, known)}' for name in named if name not in known
        )


def _hint(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f'; did you mean "{close[0]}"?' if close else ""
