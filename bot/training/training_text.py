"""What came of learning, as tables for a person and as an object for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.evaluating.tables import share, table
from bot.surface import Surface
from bot.training.training import Trained
from bot.wrapping import wrap
from retrieval.learning.summing import Bin, Measured, calibration_error
from retrieval.learning.validating import FOLDS
from retrieval.ranking.weights import CAUTIONS

_SETS = ("", "asked", "first", "mark", *CAUTIONS)
_BINS = ("likelihood", "asked", "said", "first right", "has answer")


def training_text(trained: Trained, surface: Surface) -> Iterator[str]:
    """Yield the lines that show how well such weights do, and how far likelihoods hold."""
    yield from _told(
        f"Each question answered by weights that were learned without its article, {FOLDS} folds: "
        "the share whose right passage came first, whose first mark holds an accepted answer, "
        "and that is answered, by caution.",
        surface,
    )
    yield from table(_SETS, (_row(one, surface) for one in trained.measured), surface)
    yield "\n"
    yield from _told(
        "How likely the first passage was said to answer, and how often it did; apart by "
        f"{calibration_error(trained.bins):.3f} on average.",
        surface,
    )
    yield from table(_BINS, map(_bin, trained.bins), surface)
    yield "\n"
    yield from _told(f"Least likelihood to answer at: {_cautions(trained)}.", surface)


def training_object(trained: Trained) -> dict[str, Any]:
    """Return the same as an object."""
    return {
        "made": trained.weights.made,
        "sets": [one._asdict() for one in trained.measured],
        "reliability": [one._asdict() for one in trained.bins],
        "calibration_error": calibration_error(trained.bins),
        "cautions": trained.weights.cautions,
    }


def _told(text: str, surface: Surface) -> Iterator[str]:
    yield from (f"{line}\n" for line in wrap(text, surface.width))
    yield "\n"


def _row(one: Measured, surface: Surface) -> Sequence[str]:
    shares = one.first, one.mark, *(one.answered[caution] for caution in CAUTIONS)
    return (one.name, f"{one.questions:,}", *(share(value, surface) for value in shares))


def _bin(one: Bin) -> Sequence[str]:
    shares = (f"{value:.3f}" for value in (one.predicted, one.observed, one.answerable))
    return (f"{one.low:.3f} to {one.high:.3f}", f"{one.questions:,}", *shares)


def _cautions(trained: Trained) -> str:
    return ", ".join(f"{name} {least:.2f}" for name, least in trained.weights.cautions.items())
