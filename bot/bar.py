"""A bar on standard error, for where somebody looks and something takes a while."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 0.5
"""Seconds that something may take before anything is shown."""


class Bar:
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
            bar = _bar()
            self._drawn = bar, bar.add_task(self._what, total=total, told=told)
            bar.start()
        bar, task = self._drawn
        bar.update(task, completed=done, total=total, told=told)


def _bar() -> Progress:
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
