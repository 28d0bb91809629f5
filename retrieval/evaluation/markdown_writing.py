"""Questions as Markdown that reads like the documents that they are about."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.evaluation.cases import Case, Right
from retrieval.evaluation.question_block import slug


def markdown_block(case: Case, set_name: str = "") -> str:
    """Return a question under its heading; `set_name` is the one that need not be said."""
    paragraphs = [f"## {_line(case.question)}\n"]
    paragraphs += map(_quote, case.right)
    if case.why:
        paragraphs.append(f"{_line(case.why)}\n")
    bullets = "".join(f"- {said}\n" for said in _bullets(case, set_name))
    return "\n".join([*paragraphs, *([bullets] if bullets else [])])


def _quote(right: Right) -> str:
    said = [] if right.anchor is None else [_line(right.anchor)]
    named = [] if right.doc_id is None else [f"— {right.doc_id}"]
    return "".join(f"> {line}\n" for line in [*said, *named])


def _bullets(case: Case, set_name: str) -> Iterator[str]:
    if case.case_id != slug(case.question):
        yield f"id: {case.case_id}"
    for turn in case.history:
        yield f"{turn.role}: {_line(turn.text)}"
    for accepted in case.answers:
        yield f"answer: {_line(accepted)}"
    if case.expects == "abstain":
        yield "must abstain"
    elif case.expects == "answer" and not (case.right or case.answers or case.disagree):
        yield "abstain: no"
    if case.disagree is not None:
        yield "must disagree" if case.disagree else "disagree: no"
    if case.within != 1:
        yield f"within: {case.within}"
    if case.set_name and case.set_name != set_name:
        yield f"set: {case.set_name}"
    if case.tags:
        yield f"tags: {', '.join(case.tags)}"


def _line(text: str) -> str:
    return " ".join(text.split())
