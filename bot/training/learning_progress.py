"""How far learning has come, shown on standard error where somebody looks."""

from __future__ import annotations

from bot.bar import Bar


class LearningProgress(Bar):
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
