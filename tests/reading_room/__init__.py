"""A small library's documents, questions about them, and what its readers asked in vain."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.discord.journal import JOURNAL_FILE, Journal, Outcome

ASKED: tuple[tuple[str, Outcome], ...] = (
    ("can I smoke in here?", "unanswered"),
    ("may I keep a film longer?", "unanswered"),
    ("may I keep a film longer?", "not_it"),
)


def asked_in_vain(data_dir: Path) -> None:
    """Note in a data folder what was asked, on a day that is always the same."""
    day = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with closing(Journal.open(data_dir / JOURNAL_FILE, lambda: day)) as journal:
        for question, outcome in ASKED:
            journal.note(question, None, outcome)
