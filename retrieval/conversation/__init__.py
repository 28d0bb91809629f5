"""A question read together with what was asked and answered before it.

Rules of English, without a parser: other languages are left alone. What comes out is text, so
that an answer can show how its question was read, and the same reading asked again finds the
same passages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from retrieval.conversation.turns import (
    LONGEST_READING,
    BestPassage,
    FollowUpDegree,
    RewrittenQuestion,
    Role,
    Turn,
    as_read,
    is_follow_up,
)

if TYPE_CHECKING:
    from retrieval.text.analyzer import Analyzer

__all__ = [
    "LONGEST_READING",
    "BestPassage",
    "FollowUpDegree",
    "RewrittenQuestion",
    "Role",
    "Turn",
    "as_read",
    "is_follow_up",
    "understand",
]


def understand(
    text: str, history: Sequence[Turn], analyzer: Analyzer, term_idf: Callable[[str], float]
) -> RewrittenQuestion:
    """Return how a question is read after what was said before it, oldest first.

    `term_idf` returns a term's inverse document frequency, 0 where no passage has it. A text
    that is a reading already is taken as such. Of other languages than English, and of
    questions longer than `LONGEST_READING`, nothing is resolved.
    """
    if not history or analyzer.language not in ("english", "porter"):
        return as_read(text)
    # Its patterns take as long to compile as a question takes that has no history.
    from retrieval.conversation.rewrite import rewritten_question

    return rewritten_question(text, history, analyzer, term_idf)
