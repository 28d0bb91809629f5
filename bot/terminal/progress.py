"""Progress on standard error, where somebody looks and something takes a while.

One bar, and what is counted on it: an index that is built, questions that are asked, and weights
that are learned.
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

_SECONDS_BETWEEN_FRAMES = 0.1
_SECONDS_BETWEEN_LOG_LINES = 5.0

logger = logging.getLogger(__name__)


class ProgressBar:
    """From its first figure on there is a bar with `title` before it, until the block ends."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._started = time.monotonic()
        self._bar: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar[0].stop()

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._started

    @property
    def _is_slow(self) -> bool:
        """Whether it takes so long that somebody wants to know."""
        return self._seconds >= PATIENCE

    @property
    def _is_on_terminal(self) -> bool:
        return sys.stderr is not None and sys.stderr.isatty()

    def _show(self, done: int, total: int, figures: str) -> None:
        """Draw how much is done of how much, with figures after the bar."""
        if self._bar is None:
            progress = _new_bar()
            self._bar = progress, progress.add_task(self._title, total=total, figures=figures)
            progress.start()
        progress, task = self._bar
        progress.update(task, completed=done, total=total, figures=figures)


def _new_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[figures]}"),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
    )


class BuildProgress(ProgressBar):
    """The progress of a build: a bar on a terminal, otherwise lines now and then with `-v`."""

    def __init__(self) -> None:
        super().__init__("Indexing")
        self.built = False
        self._last_shown = time.monotonic()

    def __call__(self, read: int, total: int, passages: int) -> None:
        """Count bytes of source files read, of how many, and passages made so far."""
        self.built = True
        pause = _SECONDS_BETWEEN_FRAMES if self._is_on_terminal else _SECONDS_BETWEEN_LOG_LINES
        if not self._is_slow or time.monotonic() - self._last_shown < pause:
            return
        self._last_shown = time.monotonic()
        if self._is_on_terminal:
            rate = f"{passages / self._seconds:,.0f}"
            share = f"{read / total:.0%} " if total else ""
            self._show(read, total, f"{share} {passages:,} passages, {rate}/s")
        else:
            logger.info("indexing: %d of %d bytes, %d passages", read, total, passages)


class AskingProgress(ProgressBar):
    """Questions asked, of how many: a bar on a terminal once it takes a while."""

    def __init__(self, questions: int) -> None:
        super().__init__("Asking")
        self._total = questions
        self._done = 0

    def __call__(self) -> None:
        """Count one more question."""
        self._done += 1
        if self._is_slow and self._is_on_terminal:
            self._show(self._done, self._total, f"{self._done:,}/{self._total:,}")


class EncodingProgress(ProgressBar):
    """Passages that were encoded, or other `named` texts, of how many: a bar on a terminal."""

    def __init__(self, texts: int, named: str = "passages") -> None:
        super().__init__("Encoding")
        self._total = texts
        self._named = named
        self._done = 0

    def __call__(self, texts: int = 1) -> None:
        """Count texts that were encoded."""
        self._done += texts
        if self._is_slow and self._is_on_terminal:
            self._show(self._done, self._total, f"{self._done:,}/{self._total:,} {self._named}")


class LearningProgress(ProgressBar):
    """A bar over asking all questions and judging them in cross-validation.

    Each question counts once for being asked and once for being judged.
    """

    def __init__(self, questions: int) -> None:
        super().__init__("Learning")
        self._total = 2 * questions
        self._done = 0

    def __call__(self, questions: int = 1) -> None:
        """Count questions that were asked or judged."""
        self._done += questions
        if self._is_slow and self._is_on_terminal:
            self._show(self._done, self._total, f"{self._done / self._total:.0%}")
