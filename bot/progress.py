"""How far an index has come, shown on standard error where somebody looks."""

from __future__ import annotations

import logging
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 0.5
"""Seconds that a build may take before anything is shown."""

_BETWEEN_FRAMES = 0.1
_BETWEEN_LINES = 5.0

logger = logging.getLogger(__name__)


class BuildProgress:
    """Hears of a build's progress: a bar on a terminal, otherwise lines now and then with `-v`."""

    def __init__(self) -> None:
        self.built = False
        self._started = self._told = time.monotonic()
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

    def __call__(self, read: int, total: int, passages: int) -> None:
        """Take note: bytes of source files read, of how many, and passages made so far."""
        self.built = True
        now = time.monotonic()
        if now - self._started < PATIENCE:
            return
        on_terminal = sys.stderr is not None and sys.stderr.isatty()
        if now - self._told < (_BETWEEN_FRAMES if on_terminal else _BETWEEN_LINES):
            return
        self._told = now
        rate = f"{passages / (now - self._started):,.0f}"
        if on_terminal:
            self._show(read, total, f"{passages:,} passages, {rate}/s")
        else:
            logger.info("indexing: %d of %d bytes, %d passages", read, total, passages)

    def _show(self, read: int, total: int, counted: str) -> None:
        if self._bar is None:
            self._bar = _bar()
            self._task = self._bar.add_task("Indexing", total=total, counted=counted)
            self._bar.start()
        if self._task is not None:
            self._bar.update(self._task, completed=read, total=total, counted=counted)


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TextColumn("{task.fields[counted]}"),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
    )
