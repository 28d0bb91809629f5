"""What pytest collects: a file of questions, its questions, and its gates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.testing.failing import failing_text
from bot.testing.gates import broken_text
from bot.testing.libraries import Libraries, Opened
from bot.visible import one_line
from retrieval.errors import QuothError
from retrieval.evaluation.cases import Case
from retrieval.evaluation.measuring import measure_one
from retrieval.evaluation.outcomes import Outcome
from retrieval.evaluation.question_file import QuestionFile, read_question_file

_NO_MARK = re.compile(r"[^\w:+./-]+")


class NotAsExpected(Exception):
    """Something that a file of questions says does not hold; the message is for a person."""


class Questions(pytest.File):
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

    def opened(self) -> Opened:
        """Return the library that the questions are put to. Raises QuothError."""
        return self._libraries.opened(self.file.sources)

    def outcome(self, case: Case) -> Outcome:
        """Return what comes of a question, which is asked once. Raises QuothError."""
        if case.case_id not in self._outcomes:
            library, anchors = self.opened()
            self._outcomes[case.case_id] = measure_one(library, anchors.judged(case))
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
    def questions(self) -> Questions:
        """The file."""
        assert isinstance(self.parent, Questions)  # noqa: S101  # as `collect` makes it
        return self.parent

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        """Return what is wrong: a traceback would lead nowhere that helps."""
        if isinstance(excinfo.value, NotAsExpected | QuothError):
            return self.questions.shown(str(excinfo.value))
        return super().repr_failure(excinfo, *args)


class QuestionTest(_Expectation):
    """A question: passes where what comes of it is as expected. Its tags are marks."""

    def __init__(self, *, case: Case, **more: Any) -> None:
        super().__init__(**more)
        self.case = case
        self.extra_keyword_matches.update((case.set_name, *case.tags))
        self.user_properties.append(("question", case.question))
        for name in filter(None, (_NO_MARK.sub("-", tag).strip("_-") for tag in case.tags)):
            self.config.addinivalue_line("markers", f"{name}: a tag of questions")
            self.add_marker(name)

    def runtest(self) -> None:
        """Ask it. Raises NotAsExpected with all that a person needs to see why."""
        outcome = self.questions.outcome(self.case)
        if not outcome.passed:
            library, every = self.questions.opened().library, self.config.option.verbose > 1
            raise NotAsExpected(failing_text(outcome, library, every=every))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the file, the line from 0 on, and the question."""
        _, _, line = self.case.place.rpartition(":")
        return self.path, int(line) - 1, one_line(self.case.question)


class GatesTest(_Expectation):
    """The gates of a file: passes where all hold for all of its questions, chosen or not."""

    def __init__(self, *, file: QuestionFile, **more: Any) -> None:
        super().__init__(**more)
        self.file = file

    def runtest(self) -> None:
        """Hold the questions against them. Raises NotAsExpected with those that are broken."""
        told = broken_text(self.file, [self.questions.outcome(case) for case in self.file.cases])
        if told:
            raise NotAsExpected(told)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the file, no line, and what this is."""
        return self.path, None, f"gates of {self.path.name}"
