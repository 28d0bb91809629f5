"""A question as it was typed, checked before anything is opened for it."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.errors import UsageError

LONGEST = 2000
"""Characters that a question may have, as `retrieval.library.LONGEST_QUESTION` says."""


def question_in(words: Sequence[str]) -> str:
    """Return the words of a command line as one question.

    Raises UsageError where they are blank, too long, or not UTF-8.
    """
    question = " ".join(words)
    if not question.strip():
        raise UsageError("expected a question, got nothing")
    if len(question) > LONGEST:
        raise UsageError(
            f"expected a question of at most {LONGEST:,} characters, got {len(question):,}"
        )
    try:
        question.encode("utf-8")
    except UnicodeEncodeError as error:
        byte = ord(question[error.start]) & 0xFF
        raise UsageError(f"expected a question in UTF-8, got byte 0x{byte:02x}") from error
    return question
