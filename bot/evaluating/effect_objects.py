"""The effect of other sources as JSON objects: names are added, never changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.evaluating.sources_effect import SourcesEffect
from retrieval.evaluation.comparing import Change
from retrieval.evaluation.effect import KINDS, Effect, kind_of
from retrieval.evaluation.kept_runs import Kept


def effect_objects(found: SourcesEffect) -> Iterator[dict[str, Any]]:
    """Yield an object for each question that would change, then one that sums them up."""
    effect = found.questions
    for change in effect.changes:
        yield _change(change, effect)
    yield {
        "documents": {kind: list(names) for kind, names in found.documents._asdict().items()},
        "questions": effect.questions,
        **{kind: len(effect.of_kind(kind)) for kind in KINDS},
    }


def _change(change: Change, effect: Effect) -> dict[str, Any]:
    outcome = effect.outcomes[change.after.case_id]
    return {
        "_id": change.after.case_id,
        "question": change.after.question,
        "effect": kind_of(change),
        "place": outcome.case.place,
        "before": _side(change.before),
        "after": _side(change.after),
        "failures": [failure._asdict() for failure in outcome.failures],
    }


def _side(line: Kept) -> dict[str, Any]:
    return {
        "verdict": line.verdict,
        "passed": line.passed,
        "rank": line.rank,
        "first": line.first,
        "mark": line.mark,
    }
