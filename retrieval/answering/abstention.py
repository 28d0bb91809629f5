"""How likely the best passage answers: on what it tells of the question, not on its score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import exp

from retrieval.errors import UsageError
from retrieval.question.question import Question
from retrieval.ranking.ranking import PASSAGE_EVIDENCE, Ranked
from retrieval.ranking.reading import KINDS
from retrieval.ranking.weights import Weights

CONSIDERED = 8
"""Passages that are looked at: how far the best is ahead of the others tells, too."""

DEFAULT_CAUTION = "balanced"

_ALONE = 2.0
_MANY_CONCEPTS = 6
_ALONE_TELLING = """told inside titled title_asked lacking_rare lacking_name lacking lacking_number
    together best_told best_titled best_before best_particular best_local best_together best_ordered
    best_near best_opening best_pronoun best_resolved""".split()
_COMPARED = "told inside titled together sentence".split()


def certainty(question: Question, ranked: Sequence[Ranked], weights: Weights) -> float:
    """Return the likelihood, from 0 to 1, that the first of the ranked passages answers.

    A logistic regression on evidence, learned from questions with and without an answer.
    """
    spoken = ranked and len(ranked[0].lacking) < len(question.concepts)
    worded = any(not concept.term.isdecimal() for concept in question.concepts)
    if not worded or not ranked or not (spoken or ranked[0].coverage):
        return 0.0
    known = weights.certainty
    total = weights.intercept + sum(
        known[name] * value for name, value in measured(question, ranked) if name in known
    )
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def least_certainty(caution: str, cautions: Mapping[str, float]) -> float:
    """Return the likelihood to answer at, for the name of a setting or a number from 0 to 1.

    Raises UsageError for anything else.
    """
    if caution in cautions:
        return cautions[caution]
    try:
        least = float(caution)
    except ValueError:
        least = -1.0
    if not 0 <= least <= 1:
        names = ", ".join(cautions)
        raise UsageError(f"expected one of {names}, or a number from 0 to 1, got {caution!r}")
    return least


def measured(question: Question, ranked: Sequence[Ranked]) -> Iterator[tuple[str, float]]:
    """Yield the evidence for and against an answer by its name.

    That of the best passage, as far as it does not depend on how large or how verbose the
    sources are; how far it exceeds the next one, and the best of another document; how far its
    score is ahead of theirs, and of the mean of the others; the number of concepts; and whether
    no possible answer of the kind that is wanted is in its best sentence.
    """
    best, *others = ranked[:CONSIDERED]
    other = next((one for one in others if one.passage.doc_id != best.passage.doc_id), None)
    following = others[0] if others else None
    own = dict(zip(PASSAGE_EVIDENCE, best.measured, strict=True))
    for name in _ALONE_TELLING:
        yield name, own[name]
    yield "right_way", float(own["direction"] > 0)
    yield "wrong_way", max(0.0, -own["direction"])
    for prefix, rival in (("over_next", following), ("over_other", other)):
        its = dict(zip(PASSAGE_EVIDENCE, rival.measured, strict=True)) if rival else own
        for name in _COMPARED:
            yield f"{prefix}_{name}", own[name] - its[name]
        yield f"{prefix}_score", min(_ALONE, best.score - rival.score) if rival else _ALONE
    mean = sum(one.score for one in others) / len(others) if others else best.score - _ALONE
    yield "over_mean_score", min(2 * _ALONE, best.score - mean)
    yield "concepts", float(min(len(question.concepts), _MANY_CONCEPTS))
    answer = best.best.answer if best.best else None
    for kind in KINDS:
        yield f"wants_{kind}", float(question.expects == kind)
        yield f"bare_{kind}", float(question.expects == kind and answer is None)
