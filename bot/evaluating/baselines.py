"""The saved runs that questions are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.evaluating.suites import Suite
from retrieval.errors import UsageError
from retrieval.evaluation.gates import Gates, comparing


def baselines_of(
    suites: Sequence[Suite], against: Path | None, saved: Path | None
) -> tuple[Path, ...]:
    """Return the runs to compare with: the one that is named, or those that the suites want.

    Raises UsageError as `baseline_of` does, but for a run that is about to be saved.
    """
    if against is not None:
        return (against,)
    later = (suite for suite in suites if saved is None or not _is_first(suite, saved))
    wanted = (baseline_of(suite.name, suite.gates, suite.baseline) for suite in later)
    return tuple(dict.fromkeys(path for path in wanted if path is not None))


def baseline_of(name: str, gates: Gates, baseline: Path | None) -> Path | None:
    """Return the run that the questions called `name` want to be compared with, if any.

    Raises UsageError where it is not there, or where a gate needs one and none is named.
    """
    if baseline is not None:
        if not baseline.exists():
            raise UsageError(
                f"{name}: expected its baseline {baseline}, which is not there: "
                f"make it with --save {baseline}"
            )
        return baseline
    for limit in comparing(gates):
        raise UsageError(
            f"{gates.places.get(limit, name)}: '{limit}' needs a run to compare with: expected "
            "'baseline: RUN' beside the gates, as `quoth eval --save RUN` writes it, got none"
        )
    return None


def _is_first(suite: Suite, saved: Path) -> bool:
    """Return whether the run that is about to be saved is the first to compare with."""
    if suite.baseline is None:
        return True
    return not suite.baseline.exists() and saved.resolve() == suite.baseline.resolve()
