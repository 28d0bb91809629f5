"""What is asked to see whether the sources answer as they should, and what is right."""

from __future__ import annotations

from typing import Literal, NamedTuple

from retrieval.conversation import Role, Turn

__all__ = ["Case", "Expects", "Right", "Role", "Turn"]

Expects = Literal["answer", "abstain"]


class Right(NamedTuple):
    """What a right quote is of: a document, a passage that holds `anchor`, or both.

    Without `doc_id`, a passage of any document; without `anchor`, any passage of the document.
    `grade` is the relevance as in qrels: 0 is not right, more is better.
    """

    doc_id: str | None = None
    anchor: str | None = None
    grade: int = 1


class Case(NamedTuple):
    """A question, and what becomes of it where all is well.

    `answers` are texts of which the first mark holds one. `expects` is None where nobody says
    whether there is an answer. One of the first `within` quotes is right. `disagree` says
    whether the sources disagree, None where that is left open. `why` is a note for people,
    `place` is `file:line`.
    """

    case_id: str
    question: str
    right: tuple[Right, ...] = ()
    answers: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    expects: Expects | None = None
    within: int = 1
    disagree: bool | None = None
    set_name: str = ""
    tags: tuple[str, ...] = ()
    why: str = ""
    place: str = ""
