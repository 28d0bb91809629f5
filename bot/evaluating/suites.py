"""What the arguments of `quoth eval` name: questions, their sources, and what has to hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from retrieval.errors import UsageError
from retrieval.evaluation.beir import CORPUS, is_beir_folder, read_beir
from retrieval.evaluation.cases import Case
from retrieval.evaluation.gates import Gates
from retrieval.evaluation.question_file import (
    QuestionFile,
    check_ids,
    question_files,
    read_gates,
    read_question_file,
)

OWN = Path("tests/regression")
"""Where a project keeps its own questions."""

GATES = "gates.yaml"
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
    suites = [suite for path in paths or (_own(),) for suite in _suites(path)]
    check_ids([case for suite in suites for case in suite.cases])
    return suites


def _own() -> Path:
    if OWN.is_dir() and (is_beir_folder(OWN) or question_files(OWN)):
        return OWN
    raise UsageError(
        f"expected a BEIR folder or files of questions: none were given, and there are none in "
        f"{OWN}/ here"
    )


def _suites(path: Path) -> Iterator[Suite]:
    if not path.is_dir():
        yield _of_file(read_question_file(path))
    elif is_beir_folder(path):
        yield _of_beir(path)
    else:
        files = question_files(path)
        if not files:
            raise UsageError(
                f"{path}: expected queries.jsonl, or files named like questions.yaml or "
                "keys.questions.md"
            )
        yield from map(_of_file, map(read_question_file, files))


def _of_beir(folder: Path) -> Suite:
    corpus, gates = folder / CORPUS, folder / GATES
    cases = tuple(read_beir(folder))
    declared = read_gates(gates, cases) if gates.exists() else ()
    return Suite(str(folder), cases, (corpus,) if corpus.exists() else (), *declared)


def _of_file(file: QuestionFile) -> Suite:
    return Suite(str(file.path), file.cases, file.sources, file.gates, file.baseline)


def case_count(suites: Iterable[Suite]) -> int:
    """Return how many questions there are in all."""
    return sum(len(suite.cases) for suite in suites)
