"""What is measured: questions with their sources, gates, and the run they are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from retrieval.errors import UsageError
from retrieval.evaluation.beir import CORPUS, is_beir_folder, read_beir
from retrieval.evaluation.cases import Case
from retrieval.evaluation.gates import Gates, limits_of_comparison
from retrieval.evaluation.question_files import (
    QuestionFile,
    check_ids,
    question_files,
    read_gates,
    read_question_file,
)

OWN_QUESTIONS = Path("tests/regression")
"""Where a project keeps its own questions."""

GATES_FILE = "gates.yaml"
"""What has to hold of a folder in the BEIR layout, which has no place of its own for that."""


class Suite(NamedTuple):
    """Questions that belong together. No `sources` means those of the options and settings.

    `baseline` is the run that the questions' file wants to be compared with.
    """

    name: str
    cases: tuple[Case, ...]
    sources: tuple[Path, ...] = ()
    gates: Gates = Gates()
    baseline: Path | None = None


def suites_at(paths: Sequence[Path]) -> list[Suite]:
    """Return what the paths name; without any, the project's own questions.

    Raises UsageError with what was expected, also where two questions have one id.
    """
    suites = [suite for path in paths or (_own_questions(),) for suite in _suites(path)]
    check_ids([case for suite in suites for case in suite.cases])
    return suites


def _own_questions() -> Path:
    if OWN_QUESTIONS.is_dir() and (is_beir_folder(OWN_QUESTIONS) or question_files(OWN_QUESTIONS)):
        return OWN_QUESTIONS
    raise UsageError(
        f"expected a BEIR folder or files of questions: none were given, and there are none in "
        f"{OWN_QUESTIONS}/ here"
    )


def _suites(path: Path) -> Iterator[Suite]:
    if not path.is_dir():
        yield _file_suite(read_question_file(path))
    elif is_beir_folder(path):
        yield _beir_suite(path)
    else:
        files = question_files(path)
        if not files:
            raise UsageError(
                f"{path}: expected queries.jsonl, or files named like questions.yaml or "
                "keys.questions.md"
            )
        yield from map(_file_suite, map(read_question_file, files))


def _beir_suite(folder: Path) -> Suite:
    corpus, gates = folder / CORPUS, folder / GATES_FILE
    cases = tuple(read_beir(folder))
    declared = read_gates(gates, cases) if gates.exists() else ()
    return Suite(str(folder), cases, (corpus,) if corpus.exists() else (), *declared)


def _file_suite(file: QuestionFile) -> Suite:
    return Suite(str(file.path), file.cases, file.sources, file.gates, file.baseline)


def case_count(suites: Iterable[Suite]) -> int:
    """Return how many questions there are in all."""
    return sum(len(suite.cases) for suite in suites)


def baselines_of(
    suites: Sequence[Suite], against: Path | None, new_run: Path | None
) -> tuple[Path, ...]:
    """Return the runs to compare with: the one that is named, or those that the suites want.

    Raises UsageError as `baseline_of` does, but for `new_run`, which is about to be saved.
    """
    if against is not None:
        return (against,)
    compared = (suite for suite in suites if new_run is None or not _is_first_run(suite, new_run))
    wanted = (baseline_of(suite.name, suite.gates, suite.baseline) for suite in compared)
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
    for limit in limits_of_comparison(gates):
        raise UsageError(
            f"{gates.places.get(limit, name)}: '{limit}' needs a run to compare with: expected "
            "'baseline: RUN' beside the gates, as `quoth eval --save RUN` writes it, got none"
        )
    return None


def _is_first_run(suite: Suite, new_run: Path) -> bool:
    """Return whether the run that is about to be saved is the first to compare with."""
    if suite.baseline is None:
        return True
    return not suite.baseline.exists() and new_run.resolve() == suite.baseline.resolve()
