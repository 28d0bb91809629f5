"""How many questions have been asked, shown on standard error where somebody looks."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.progress import PATIENCE

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class AskingProgress:
    """Hears of each question; shows a bar on a terminal once it takes a while."""

    def __init__(self, questions: int) -> None:
        self._questions = questions
        self._asked = 0
        self._started = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self) -> None:
        """Take note of one more question."""
        self._asked += 1
        if sys.stderr is None or not sys.stderr.isatty():
            return
        if self._bar is None:
            if time.monotonic() - self._started < PATIENCE:
                return
            self._bar = _bar()
            self._task = self._bar.add_task("Asking", total=self._questions)
            self._bar.start()
        if self._task is not None:
            self._bar.update(self._task, completed=self._asked)


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        Remaining(compact=True),
        console=Console(stderr=True),
        transient=True,
    )
