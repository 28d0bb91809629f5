"""Weights learned from folders of questions, and how well such weights do on other articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bot.evaluating.sharing import worked
from bot.evaluating.suites import Suite
from bot.opening import Place, open_library
from bot.training.learning_progress import LearningProgress
from retrieval.askable import Askable
from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case
from retrieval.learning.examples import Example, examples
from retrieval.learning.samples import sampled
from retrieval.learning.summing import Bin, Measured, by_set, reliability
from retrieval.learning.training import learn
from retrieval.learning.validating import Judged, cross_validated
from retrieval.ranking.weights import Weights

FEWEST = 20
"""Questions whose right passage is found, from which on anything is learned."""

_AT_ONCE = 20
_LEARNED_WITH = ("numpy", "scikit-learn", "scipy")


class Trained(NamedTuple):
    """Weights learned from all questions, and what cross-validation says of such weights."""

    weights: Weights
    measured: tuple[Measured, ...]
    bins: tuple[Bin, ...]


class _Gathered(NamedTuple):
    """What questions show over all sources, and `more` over small samples of them."""

    examples: list[Example]
    more: list[Example]
    passages: int


def train(suites: Sequence[Suite], place: Place, jobs: int, samples: int) -> Trained:
    """Return the weights that the questions of suites teach.

    `place` says which sources are asked where a suite names none; `jobs` is in how many
    processes they are, `samples` how many small collections of each size are cut out of the
    sources to be learned from as well. Indexes are built in a folder that is gone afterwards.
    Raises UsageError where there is too little to learn from, and what opening sources raises.
    """
    cases = sum(len(suite.cases) for suite in suites)
    with LearningProgress(cases) as progress:
        gathered = _gathered(suites, place, jobs, samples, progress)
        _check(gathered.examples)
        judged: list[Judged] = []
        for one in cross_validated(gathered.examples, gathered.more):
            judged.append(one)
            progress()
        made = _made(suites, gathered, samples)
        weights = learn((*gathered.examples, *gathered.more), made)
    return Trained(weights, tuple(by_set(judged)), tuple(reliability(judged)))


def _gathered(
    suites: Sequence[Suite], place: Place, jobs: int, samples: int, progress: LearningProgress
) -> _Gathered:
    found: list[Example] = []
    more: list[Example] = []
    passages = 0
    with TemporaryDirectory(prefix="quoth-") as folder:
        for suite in suites:
            sources = suite.sources or place.sources
            own = place._replace(sources=sources, data_dir=Path(folder))
            library = open_library(own)
            passages += len(library)
            for some in worked(own, library, _examples, list(_batches(suite.cases)), jobs):
                found += some
                progress(len(some))
            if samples:
                more += sampled(library, suite.cases, samples)
    return _Gathered(found, more, passages)


def _examples(library: Askable, cases: tuple[Case, ...]) -> list[Example]:
    return list(examples(library, cases))


def _batches(cases: Sequence[Case]) -> Iterator[tuple[Case, ...]]:
    for start in range(0, len(cases), _AT_ONCE):
        yield tuple(cases[start : start + _AT_ONCE])


def _check(gathered: Sequence[Example]) -> None:
    right = sum(any(found.is_right for found in one.found) for one in gathered)
    if right < FEWEST:
        raise UsageError(
            f"expected at least {FEWEST} questions whose right passage is found, got {right} "
            f"of {len(gathered)} that say whether they have an answer"
        )


def _made(suites: Sequence[Suite], gathered: _Gathered, samples: int) -> dict[str, object]:
    """Return what is to be known of the weights: nothing in it tells of the machine."""
    names = [Path(suite.name).resolve().name for suite in suites]
    given = [f"--samples {samples}"] if samples else []
    return {
        "command": " ".join(("quoth train", *names, *given)),
        "questions": len(gathered.examples),
        "answerable": sum(one.has_answer for one in gathered.examples),
        "passages": gathered.passages,
        "date": today(),
        "versions": {name: version(name) for name in ("quoth", *_LEARNED_WITH)},
    }


def today() -> str:
    """Return the date in UTC."""
    return datetime.now(UTC).date().isoformat()
