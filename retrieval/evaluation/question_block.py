"""One question as it is written in a file, to a `Case`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from retrieval.asking import checked_question
from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case, Expects, Right, Turn
from retrieval.evaluation.same_words import words
from retrieval.evaluation.written import Written

NAMES = (
    *("ask", "id", "in", "says", "right", "answer", "history", "abstain", "disagree", "within"),
    *("set", "tags", "why"),
)
"""What can be said of a question."""

_RIGHT = ("in", "says", "grade")
_ROLES = ("user", "bot")
_LONGEST_ID = 60
_COMMA = re.compile(r"\s*,\s*")


def case_in(written: Written, set_name: str) -> Case:
    """Return the question in a block; `set_name` is its set where it names none.

    Raises UsageError with the line of what is not as expected.
    """
    block = written.members("a question with 'ask'", NAMES)
    if "ask" not in block:
        written.fail("a question with 'ask'")
    case = Case(
        case_id=_id(block),
        question=_question(block["ask"]),
        right=tuple(_right(block)),
        answers=block["answer"].texts("an answer") if "answer" in block else (),
        history=_history(block.get("history")),
        within=block["within"].number("within", 1) if "within" in block else 1,
        disagree=block["disagree"].truth("disagree") if "disagree" in block else None,
        set_name=block["set"].text("the name of a set") if "set" in block else set_name,
        tags=_tags(block.get("tags")),
        why=block["why"].text("a note") if "why" in block else "",
        place=written.place,
    )
    return case._replace(expects=_expects(case, block, written))


def _question(written: Written) -> str:
    question = written.text("a question")
    try:
        return checked_question(question)
    except UsageError as error:
        raise UsageError(f"{written.place}: {error}") from error


def _id(block: Mapping[str, Written]) -> str:
    if "id" in block:
        return block["id"].text("an id")
    return slug(block["ask"].text("a question")) or block["ask"].text("a question")


def slug(question: str) -> str:
    """Return the id of a question that is given none: its words with hyphens, cut at a word."""
    name = words(question).replace(" ", "-")
    if len(name) <= _LONGEST_ID:
        return name
    return name[:_LONGEST_ID].rpartition("-")[0] or name[:_LONGEST_ID]


def _right(block: Mapping[str, Written]) -> Iterator[Right]:
    """Yield what is right: the list of it, or what the block itself says for short."""
    if "right" not in block:
        yield from _rights(block)
        return
    for name in ("in", "says"):
        if name in block:
            block[name].fail(f"'{name}' or 'right', not both")
    for one in block["right"].pieces("a list of passages, each with 'in', 'says' or both"):
        members = one.members("a passage with 'in', 'says' or both", _RIGHT)
        if not members.keys() & {"in", "says"}:
            one.fail("a passage with 'in', 'says' or both")
        yield from _rights(members)


def _rights(members: Mapping[str, Written]) -> Iterator[Right]:
    documents = members["in"].texts("a document's id") if "in" in members else ()
    anchors = members["says"].texts("words of a passage") if "says" in members else ()
    grade = members["grade"].number("grade") if "grade" in members else 1
    if len(documents) > 1 and anchors:
        members["in"].fail("one document for these words, or a list 'right'")
    for anchor in anchors:
        if not words(anchor):
            members["says"].fail("words of a passage")
        yield Right(documents[0] if documents else None, anchor, grade)
    if not anchors:
        for doc_id in documents:
            yield Right(doc_id, None, grade)


def _history(written: Written | None) -> tuple[Turn, ...]:
    if written is None:
        return ()
    turns = []
    for one in written.pieces("a list of what 'user' and 'bot' said"):
        for role, said in one.members("what 'user' or 'bot' said", _ROLES).items():
            turns.append(Turn("user" if role == "user" else "bot", said.text("what was said")))
    return tuple(turns)


def _tags(written: Written | None) -> tuple[str, ...]:
    if written is None:
        return ()
    listed = (_COMMA.split(text) for text in written.texts("tags"))
    return tuple(dict.fromkeys(tag for tags in listed for tag in tags if tag))


def _expects(case: Case, block: Mapping[str, Written], written: Written) -> Expects | None:
    """Return whether there is to be an answer: what is right, or accepted, says so as well."""
    if "abstain" in block:
        must_abstain = block["abstain"].truth("abstain")
        if must_abstain and case.answers:
            block["abstain"].fail("'abstain' or 'answer', not both")
        return "abstain" if must_abstain else "answer"
    if case.right or case.answers or case.disagree:
        return "answer"
    if case.disagree is None:
        written.fail(
            "what is to come of the question: says, in, right, answer, abstain or disagree"
        )
    return None
