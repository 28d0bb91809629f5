"""What pytest collects: files of questions, their questions and gates, and what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.eval.evaluation import baseline_of
from bot.pytest_plugin.failure_report import failure_report
from bot.settings import Settings
from bot.terminal.layout import counted, one_line, wrap
from bot.terminal.streams import UNKNOWN_WIDTH
from bot.workspace import bundled_seeds, local_recipe_of, reader_of
from retrieval.errors import QuothError
from retrieval.evaluation.assessment import assess_case
from retrieval.evaluation.cases import AnchorLookup, Case, Outcome
from retrieval.evaluation.gates import broken_gates, limits_of_comparison
from retrieval.evaluation.metrics import metric_values, summaries
from retrieval.evaluation.question_files import QuestionFile, read_question_file
from retrieval.evaluation.saved_runs import RunComparison, compare_runs, read_run, saved_outcomes
from retrieval.library import Library

_UNFIT_IN_MARK = re.compile(r"[^\w:+./-]+")


class NotAsExpected(Exception):
    """Something that a file of questions says does not hold; the message is for a person."""


class QuestionCollector(pytest.File):
    """A file of questions. What came of them is kept: its gates are about all of them."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each question, then one for the gates where some are declared."""
        try:
            self.file = self._read()
            self._libraries = Libraries.of(self.config)
        except QuothError as error:
            raise self.CollectError(self.shown(str(error))) from None
        self._outcomes: dict[str, Outcome] = {}
        for case in self.file.cases:
            yield QuestionTest.from_parent(self, name=one_line(case.case_id), case=case)
        if self.file.gates.floors or self.file.gates.most:
            yield GatesTest.from_parent(self, name="gates", file=self.file)

    def _read(self) -> QuestionFile:
        file = read_question_file(self.path)
        cases = (case._replace(place=self.shown(case.place)) for case in file.cases)
        return file._replace(cases=tuple(cases))

    def opened(self) -> AnchoredLibrary:
        """Return the library that the questions are put to. Raises QuothError."""
        return self._libraries.opened(self.file.sources)

    def outcome(self, case: Case) -> Outcome:
        """Return what comes of a question, which is asked once. Raises QuothError."""
        if case.case_id not in self._outcomes:
            library, anchors = self.opened()
            self._outcomes[case.case_id] = assess_case(library, anchors.judged(case))
        return self._outcomes[case.case_id]

    def shown(self, text: str) -> str:
        """Return a text with the file's path as somebody would type it."""
        folder = self.config.invocation_params.dir
        if self.path.is_relative_to(folder):
            return text.replace(str(self.path), str(self.path.relative_to(folder)))
        return text


class _Expectation(pytest.Item):
    """Something that a file of questions says."""

    @property
    def questions(self) -> QuestionCollector:
        """The file."""
        assert isinstance(self.parent, QuestionCollector)  # noqa: S101  # as `collect` makes it
        return self.parent

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        """Return what is wrong: a traceback would lead nowhere that helps."""
        if isinstance(excinfo.value, NotAsExpected | QuothError):
            return self.questions.shown(str(excinfo.value))
        return super().repr_failure(excinfo, *args)


class QuestionTest(_Expectation):
    """A question: passes where what comes of it is as expected. Its tags are marks."""

    def __init__(self, *, case: Case, **rest: Any) -> None:
        super().__init__(**rest)
        self.case = case
        self.extra_keyword_matches.update((case.set_name, *case.tags))
        self.user_properties.append(("question", case.question))
        for name in filter(None, (_UNFIT_IN_MARK.sub("-", tag).strip("_-") for tag in case.tags)):
            self.config.addinivalue_line("markers", f"{name}: a tag of questions")
            self.add_marker(name)

    def runtest(self) -> None:
        """Ask it. Raises NotAsExpected with all that a person needs to see why."""
        outcome = self.questions.outcome(self.case)
        if not outcome.passed:
            library, show_all = self.questions.opened().library, self.config.option.verbose > 1
            raise NotAsExpected(failure_report(outcome, library, show_all=show_all))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the file, the line from 0 on, and the question."""
        _, _, line = self.case.place.rpartition(":")
        return self.path, int(line) - 1, one_line(self.case.question)


class GatesTest(_Expectation):
    """The gates of a file: passes where all hold for all of its questions, chosen or not."""

    def __init__(self, *, file: QuestionFile, **rest: Any) -> None:
        super().__init__(**rest)
        self.file = file

    def runtest(self) -> None:
        """Hold the questions against them. Raises NotAsExpected with those that are broken."""
        outcomes = [self.questions.outcome(case) for case in self.file.cases]
        broken = broken_gates_text(self.file, outcomes)
        if broken:
            raise NotAsExpected(broken)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the file, no line, and what this is."""
        return self.path, None, f"gates of {self.path.name}"


def broken_gates_text(file: QuestionFile, outcomes: Sequence[Outcome]) -> str:
    """Return which gates do not hold and for which questions, "" where all hold.

    Raises UsageError where a gate needs a run to compare with and the file names none, or one
    that cannot be read.
    """
    gates = file.gates
    # Measures need a library of their own, which a file without floors can do without.
    measured = summaries(outcomes, metric_values(outcomes)) if gates.floors else []
    comparison = _gate_comparison(file, outcomes) if limits_of_comparison(gates) else None
    broken = broken_gates(gates, measured, outcomes, comparison)
    if not broken:
        return ""
    ids = _ids_by_limit(outcomes, comparison)
    lines = [f"{counted(len(broken), 'gate')} of {len(gates.floors) + len(gates.most)} broken"]
    for gate in broken:
        lines.append(f"  {gate.gate}: expected {gate.expected}, got {gate.got} ({gate.place})")
        counted_ids = one_line(", ".join(ids.get(gate.gate, ())))
        lines.extend(f"    {line}" for line in wrap(counted_ids, UNKNOWN_WIDTH - 4))
    return "\n".join(lines)


def _gate_comparison(file: QuestionFile, outcomes: Sequence[Outcome]) -> RunComparison | None:
    baseline = baseline_of(str(file.path), file.gates, file.baseline)
    if baseline is None:
        return None
    return compare_runs(read_run(baseline), saved_outcomes(outcomes, metric_values(outcomes)))


def _ids_by_limit(
    outcomes: Sequence[Outcome], comparison: RunComparison | None
) -> dict[str, list[str]]:
    """Return the ids of the questions that each limit counts."""
    changes = comparison.changes if comparison else ()
    return {
        "failures": [outcome.case.case_id for outcome in outcomes if not outcome.passed],
        "new failures": [change.after.case_id for change in changes if change.is_new_failure],
        "worse": [change.after.case_id for change in changes if change.is_worse],
    }


_LIBRARIES_KEY = pytest.StashKey["Libraries"]()


class AnchoredLibrary(NamedTuple):
    """A library, and what looks passages up in it."""

    library: Library
    anchors: AnchorLookup


class Libraries:
    """What is open, by sources.

    Sources are those of `--quoth-sources`, else those that a file of questions names, else those
    of the ini file, of the settings, or the bundled digests. An index is made anew and in memory
    unless `quoth_data_dir` is set: one that is kept may be of another version of the code.
    """

    def __init__(self, config: pytest.Config) -> None:
        folder = config.invocation_params.dir
        self._settings = Settings.load()
        self._given = tuple(folder / path for path in config.getoption("quoth_sources") or ())
        self._default = tuple(config.getini("quoth_sources")) or self._settings.sources
        self._data_dir: Path | None = next(iter(config.getini("quoth_data_dir")), None)
        self._opened: dict[tuple[Path, ...], AnchoredLibrary | QuothError] = {}

    @classmethod
    def of(cls, config: pytest.Config) -> Libraries:
        """Return those of a session. Raises UsageError for a malformed setting."""
        if _LIBRARIES_KEY not in config.stash:
            config.stash[_LIBRARIES_KEY] = cls(config)
        return config.stash[_LIBRARIES_KEY]

    def opened(self, named: tuple[Path, ...]) -> AnchoredLibrary:
        """Return the library for a file that names these sources.

        Raises SourcesError or IndexFault, for every question the same.
        """
        sources = self._given or named or self._default or (bundled_seeds(),)
        if sources not in self._opened:
            self._opened[sources] = self._open(sources)
        library = self._opened[sources]
        if isinstance(library, QuothError):
            raise library
        return library

    def _open(self, sources: tuple[Path, ...]) -> AnchoredLibrary | QuothError:
        try:
            library = Library.open(
                sources,
                self._data_dir,
                local_recipe_of(self._settings),
                weights=self._settings.weights,
                caution=self._settings.caution,
                reader=reader_of(self._settings),
            )
        except QuothError as error:
            return error
        return AnchoredLibrary(library, AnchorLookup(library))
