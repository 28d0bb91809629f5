"""How many questions have been asked, shown on standard error where somebody looks."""

from __future__ import annotations

from bot.bar import Bar


class AskingProgress(Bar):
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
