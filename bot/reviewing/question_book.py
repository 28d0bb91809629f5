"""The file that reviewed questions go to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from bot.wording import counted
from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case, Right
from retrieval.evaluation.question_block import slug
from retrieval.evaluation.question_file import READERS, read_question_file
from retrieval.evaluation.same_words import words
from retrieval.evaluation.writing import append


class QuestionBook:
    """Questions in a file, and those that are added to it, each written at once."""

    def __init__(self, path: Path, cases: tuple[Case, ...], sources: Sequence[Path]) -> None:
        self.path = path
        self._sources = [os.path.relpath(source, path.parent) for source in sources]
        self._places = {words(case.question): case.place for case in cases if not case.history}
        self._ids = {case.case_id for case in cases}

    @classmethod
    def open(cls, path: Path, sources: Sequence[Path] = ()) -> Self:
        """Return the questions of a file, none where it is not there yet or empty.

        A file that begins here names `sources` as what its questions are asked of.
        Raises UsageError where it is no file of questions, or cannot become one.
        """
        if path.suffix.lower() not in READERS:
            raise UsageError(f"{path}: expected a name that ends in {', '.join(READERS)}")
        if not path.parent.is_dir():
            raise UsageError(f"{path}: expected a file in a folder that is there, see --questions")
        is_begun = path.exists() and (not path.is_file() or path.stat().st_size > 0)
        return cls(path, read_question_file(path).cases if is_begun else (), sources)

    def place_of(self, question: str) -> str | None:
        """Return `file:line` of a question that is in it already, in whatever case, else None."""
        return self._places.get(words(question))

    def add(self, question: str, right: Right | None, why: str) -> Case:
        """Write down a question and what is right for it, None where it must abstain.

        Raises UsageError where it is there already, or the file does not take it.
        """
        place = self.place_of(question)
        if place is not None:
            raise UsageError(f"expected a question of its own, but it is in {place} already")
        case = Case(
            self._free_id(question),
            question,
            right=() if right is None else (right,),
            expects="abstain" if right is None else "answer",
            set_name=self.path.stem,
            why=why,
        )
        append(self.path, case, self._sources)
        self._ids.add(case.case_id)
        self._places[words(question)] = str(self.path)
        return case

    def _free_id(self, question: str) -> str:
        name = slug(question) or question
        number = 1
        free = name
        while free in self._ids:
            number += 1
            free = f"{name}-{number}"
        return free


def note_of(times: int, last: str) -> str:
    """Return why a question is worth asking: how often it was asked, and when last."""
    often = "once" if times == 1 else counted(times, "time")
    return f"Asked {often}, last on {last[:10]}."
