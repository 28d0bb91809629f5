"""What can be asked at all: checked here, before anything is opened for it."""

from __future__ import annotations

from retrieval.errors import UsageError

LONGEST_QUESTION = 2000
"""Characters that a question may have."""


def checked_question(question: str) -> str:
    """Return a question as it is. Raises UsageError where it is blank or too long."""
    if not question.strip():
        raise UsageError("expected a question, got nothing")
    if len(question) > LONGEST_QUESTION:
        raise UsageError(
            f"expected a question of at most {LONGEST_QUESTION:,} characters, got {len(question):,}"
        )
    return question
