"""Progress on standard error, where somebody looks and something takes a while.

One bar, and who hears of progress: building an index, asking questions, and learning weights.
"""

from __future__ import annotations

import logging
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 0.5
"""Seconds that something may take before anything is shown."""


class ProgressBar:
    """What hears of progress is one: from its first figure on there is a bar, until the block ends.

    `what` stands before the bar.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._started = time.monotonic()
        self._drawn: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._drawn is not None:
            self._drawn[0].stop()

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._started

    @property
    def _is_slow(self) -> bool:
        """Whether it takes so long that somebody wants to know."""
        return self._seconds >= PATIENCE

    @property
    def _is_looked_at(self) -> bool:
        return sys.stderr is not None and sys.stderr.isatty()

    def _show(self, done: int, total: int, told: str) -> None:
        """Draw how much is done of how much, and what is told of it after the bar."""
        if self._drawn is None:
            bar = _drawn_bar()
            self._drawn = bar, bar.add_task(self._what, total=total, told=told)
            bar.start()
        bar, task = self._drawn
        bar.update(task, completed=done, total=total, told=told)


def _drawn_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[told]}"),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
    )


_BETWEEN_FRAMES = 0.1
_BETWEEN_LINES = 5.0

logger = logging.getLogger(__name__)


class BuildProgress(ProgressBar):
    """Hears of a build's progress: a bar on a terminal, otherwise lines now and then with `-v`."""

    def __init__(self) -> None:
        super().__init__("Indexing")
        self.built = False
        self._told = time.monotonic()

    def __call__(self, read: int, total: int, passages: int) -> None:
        """Take note: bytes of source files read, of how many, and passages made so far."""
        self.built = True
        between = _BETWEEN_FRAMES if self._is_looked_at else _BETWEEN_LINES
        if not self._is_slow or time.monotonic() - self._told < between:
            return
        self._told = time.monotonic()
        if self._is_looked_at:
            rate = f"{passages / self._seconds:,.0f}"
            share = f"{read / total:.0%} " if total else ""
            self._show(read, total, f"{share} {passages:,} passages, {rate}/s")
        else:
            logger.info("indexing: %d of %d bytes, %d passages", read, total, passages)


class AskingProgress(ProgressBar):
    """Hears of each question; shows a bar on a terminal once it takes a while."""

    def __init__(self, questions: int) -> None:
        super().__init__("Asking")
        self._questions = questions
        self._asked = 0

    def __call__(self) -> None:
        """Take note of one more question."""
        self._asked += 1
        if self._is_slow and self._is_looked_at:
            counts = f"{self._asked:,}/{self._questions:,}"
            self._show(self._asked, self._questions, counts)


class LearningProgress(ProgressBar):
    """A bar over asking all questions and judging them in cross-validation.

    Each question counts once for being asked and once for being judged.
    """

    def __init__(self, questions: int) -> None:
        super().__init__("Learning")
        self._total = 2 * questions
        self._done = 0

    def __call__(self, questions: int = 1) -> None:
        """Take note of questions that were asked or judged."""
        self._done += questions
        if self._is_slow and self._is_looked_at:
            self._show(self._done, self._total, f"{self._done / self._total:.0%}")
