"""A question as it was typed, checked before anything is opened for it."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.asking import checked_question
from retrieval.errors import UsageError


def question_in(words: Sequence[str]) -> str:
    """Return the words of a command line as one question.

    Raises UsageError where they are blank, too long, or not UTF-8.
    """
    question = checked_question(" ".join(words))
    try:
        question.encode("utf-8")
    except UnicodeEncodeError as error:
        byte = ord(question[error.start]) & 0xFF
        raise UsageError(f"expected a question in UTF-8, got byte 0x{byte:02x}") from error
    return question
