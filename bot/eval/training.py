"""Weights learned from folders of questions, and how well such weights do on other articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from bot.eval.evaluation import Suite, parallel_map
from bot.eval.evaluation_text import share_text, table
from bot.terminal.layout import wrap
from bot.terminal.progress import LearningProgress
from bot.terminal.streams import Terminal
from bot.workspace import Workspace, checked_encoder, open_library
from retrieval.askable import Askable
from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case
from retrieval.ranking.weights import THRESHOLD_NAMES, Weights
from retrieval.reader.model_files import files_in
from retrieval.reader.reader import NO_READER, TransformerReader, found_reader
from retrieval.training.examples import (
    EveryPassage,
    Example,
    examples,
    near_misses,
    sampled_examples,
)
from retrieval.training.fit import learn
from retrieval.training.validate import (
    FOLDS,
    ReliabilityBin,
    SetSummary,
    ValidatedExample,
    by_set,
    calibration_error,
    cross_validated,
    reliability,
)

FEWEST_QUESTIONS = 20
"""Questions whose right passage is found, from which on anything is learned."""

REMEMBERED_PASSAGES = 8192
"""Passages that a reader keeps in mind while it is learned from: each is found many times."""

_BATCH_SIZE = 20
_LEARNED_WITH = ("numpy", "scikit-learn", "scipy")


class TrainedWeights(NamedTuple):
    """Weights learned from all questions, and what cross-validation says of such weights."""

    weights: Weights
    measured: tuple[SetSummary, ...]
    bins: tuple[ReliabilityBin, ...]


class _GatheredExamples(NamedTuple):
    """Examples over all sources, and `sampled` over small collections cut out of them.

    `near_misses` are made of those that have an answer, by exchanging a name.
    """

    examples: list[Example]
    near_misses: list[Example]
    sampled: list[Example]
    passages: int


class _Reading(NamedTuple):
    """Which reader reads every passage, as `found_reader` is told; other processes load it too."""

    setting: str | None

    @property
    def reader(self) -> TransformerReader | None:
        """The one of this process: one thread adds in one order, however many processes ask."""
        return found_reader(self.setting, 1, inf, REMEMBERED_PASSAGES)


def train(
    suites: Sequence[Suite],
    workspace: Workspace,
    jobs: int,
    samples: int,
    *,
    with_reader: bool = False,
) -> TrainedWeights:
    """Return the weights that the questions of suites teach.

    `workspace` says which sources are asked where a suite names none; `jobs` is in how many
    processes they are, `samples` how many small collections of each size are cut out of the first
    suite's sources to be learned from as well. With a reader, the one of the settings reads every
    passage that is found. Indexes are built in a folder that is gone afterwards. Raises UsageError
    where there is too little to learn from or no encoder to read, and what opening sources raises.
    """
    reading = _checked_reading(workspace.settings.reader) if with_reader else None
    cases = sum(len(suite.cases) + len(near_misses(suite.cases)) for suite in suites)
    with LearningProgress(cases) as progress:
        gathered = _gather(suites, workspace, jobs, samples, reading, progress)
        _check_enough(gathered.examples)
        asked = (*gathered.examples, *gathered.near_misses)
        validated: list[ValidatedExample] = []
        for example in cross_validated(asked, gathered.sampled):
            validated.append(example)
            progress()
        provenance = _provenance(suites, gathered, samples, reading)
        weights = learn((*asked, *gathered.sampled), provenance)
    return TrainedWeights(weights, tuple(by_set(validated)), tuple(reliability(validated)))


def _checked_reading(setting: str | None) -> _Reading:
    if setting not in (None, NO_READER):
        files_in(Path(setting).expanduser())
    reading = _Reading(setting)
    checked_encoder(reading.reader, "--reader")
    return reading


def _gather(
    suites: Sequence[Suite],
    workspace: Workspace,
    jobs: int,
    samples: int,
    reading: _Reading | None,
    progress: LearningProgress,
) -> _GatheredExamples:
    gathered = _GatheredExamples([], [], [], 0)
    # What is found does not depend on which reader happens to be installed.
    workspace = workspace._replace(settings=replace(workspace.settings, reader=NO_READER))
    with TemporaryDirectory(prefix="quoth-") as folder:
        for suite in suites:
            asked = workspace.with_sources(suite.sources)._replace(data_dir=Path(folder))
            library = open_library(asked)
            gathered = gathered._replace(passages=gathered.passages + len(library))
            # No later one counts more than the first, however many questions it has.
            counts = min(1.0, len(suites[0].cases) / max(1, len(suite.cases)))
            for found, cases in (
                (gathered.examples, suite.cases),
                (gathered.near_misses, near_misses(suite.cases)),
            ):
                batches = list(_batches(cases))
                examples_of = partial(_examples, reading)
                for batch in parallel_map(asked, library, examples_of, batches, jobs):
                    found.extend(example._replace(counts=counts) for example in batch)
                    progress(len(batch))
            if samples and suite is suites[0]:
                reader = _every_passage(reading)
                gathered.sampled.extend(
                    sampled_examples(library, suite.cases, samples, reader=reader)
                )
    return gathered


def _examples(reading: _Reading | None, library: Askable, cases: tuple[Case, ...]) -> list[Example]:
    return list(examples(library, cases, _every_passage(reading)))


def _every_passage(reading: _Reading | None) -> EveryPassage | None:
    reader = None if reading is None else reading.reader
    return None if reader is None else EveryPassage(reader)


def _batches(cases: Sequence[Case]) -> Iterator[tuple[Case, ...]]:
    for start in range(0, len(cases), _BATCH_SIZE):
        yield tuple(cases[start : start + _BATCH_SIZE])


def _check_enough(gathered: Sequence[Example]) -> None:
    right = sum(any(found.is_right for found in example.passages) for example in gathered)
    if right < FEWEST_QUESTIONS:
        raise UsageError(
            f"expected at least {FEWEST_QUESTIONS} questions whose right passage is found, "
            f"got {right} "
            f"of {len(gathered)} that say whether they have an answer"
        )


def _provenance(
    suites: Sequence[Suite], gathered: _GatheredExamples, samples: int, reading: _Reading | None
) -> dict[str, object]:
    """Return what is to be known of the weights: nothing in it depends on the machine."""
    names = [Path(suite.name).resolve().name for suite in suites]
    options = [f"--samples {samples}"] if samples else []
    learned_with = [*_LEARNED_WITH]
    read: dict[str, object] = {}
    if reading is not None and reading.reader is not None:
        options.append("--reader")
        learned_with.append("onnxruntime")
        read["reader"] = {"kind": reading.reader.kind, "sha256": reading.reader.sha256}
    return {
        "command": " ".join(("quoth train", *names, *options)),
        "questions": len(gathered.examples),
        "answerable": sum(example.has_answer for example in gathered.examples),
        "near_misses": len(gathered.near_misses),
        "passages": gathered.passages,
        **read,
        "date": today(),
        "versions": {name: version(name) for name in ("quoth", *learned_with)},
    }


def today() -> str:
    """Return the date in UTC."""
    return datetime.now(UTC).date().isoformat()


_SETS_HEADER = ("", "asked", "first", "mark", *THRESHOLD_NAMES)
_BINS_HEADER = ("likelihood", "asked", "said", "first right", "has answer")


def training_text(trained: TrainedWeights, terminal: Terminal) -> Iterator[str]:
    """Yield the lines that show how well such weights do, and how far likelihoods hold."""
    yield from _paragraph(
        f"Each question answered by weights that were learned without its article, {FOLDS} folds: "
        "the share whose right passage came first, whose first mark holds an accepted answer, "
        "and that is answered, by caution.",
        terminal,
    )
    yield from table(_SETS_HEADER, (_set_row(row, terminal) for row in trained.measured), terminal)
    yield "\n"
    yield from _paragraph(
        "How likely the first passage was said to answer, and how often it did; apart by "
        f"{calibration_error(trained.bins):.3f} on average.",
        terminal,
    )
    yield from table(_BINS_HEADER, map(_bin_row, trained.bins), terminal)
    yield "\n"
    yield from _paragraph(f"Least likelihood to answer at: {_thresholds(trained)}.", terminal)


def training_object(trained: TrainedWeights) -> dict[str, Any]:
    """Return the same as an object."""
    return {
        "made": trained.weights.made,
        "sets": [one._asdict() for one in trained.measured],
        "reliability": [one._asdict() for one in trained.bins],
        "calibration_error": calibration_error(trained.bins),
        "cautions": trained.weights.cautions,
    }


def _paragraph(text: str, terminal: Terminal) -> Iterator[str]:
    yield from (f"{line}\n" for line in wrap(text, terminal.width))
    yield "\n"


def _set_row(row: SetSummary, terminal: Terminal) -> Sequence[str]:
    shares = row.first, row.mark, *(row.answered[name] for name in THRESHOLD_NAMES)
    return (row.name, f"{row.questions:,}", *(share_text(value, terminal) for value in shares))


def _bin_row(row: ReliabilityBin) -> Sequence[str]:
    shares = (f"{value:.3f}" for value in (row.predicted, row.observed, row.answerable))
    return (f"{row.low:.3f} to {row.high:.3f}", f"{row.questions:,}", *shares)


def _thresholds(trained: TrainedWeights) -> str:
    return ", ".join(f"{name} {least:.2f}" for name, least in trained.weights.cautions.items())
