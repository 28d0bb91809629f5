"""Which name of a question another name would stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from retrieval.conversation.focus import Focus
from retrieval.conversation.names import Name, names_in
from retrieval.conversation.phrases import without_article

_ASKS_WHO_DID = re.compile(
    r"\W*who\s+(?!(?:is|was|are|were|do|does|did|has|have|had|can|could|will|would)\b)",
    re.IGNORECASE,
)
_PLACED = frozenset("in at from of on near to by with".split())


class InPlace(NamedTuple):
    """A stretch of a question, and what comes in its place."""

    start: int
    end: int
    new: str


def name_in_place(new: str, before: str, focus: Focus) -> InPlace | None:
    """Return which name of the question `before` a `new` one stands for, None where none does.

    What only holds a name ("the Qwen team") stands for one that is no person's.
    """
    names = names_in(before, focus.known)
    found = names_in(f"of {new}", focus.known)
    if not names or not found:
        return None
    if [name.end - name.start for name in found] == [len(new)]:
        old = _counterpart(found[0], names, before, focus)
        return old and InPlace(old.start, old.end, found[0].text)
    others = [name for name in names if focus.kind(name) != "person"]
    if without_article(new) == new or not others or len(names) == 1:
        return None
    start = others[-1].start - len("the ") * (others[-1].after == "the")
    return InPlace(start, others[-1].end, new)


def _counterpart(new: Name, names: Sequence[Name], before: str, focus: Focus) -> Name | None:
    """Return the name that another one would stand for.

    That is one of the same kind, or the subject, which no preposition leads. After "who replaced
    Lin?", a name of no known kind may be meant as the answer: "and Zhou?".
    """
    kind = focus.kind(new)
    if kind is not None:
        alike = [name for name in names if focus.kind(name) == kind]
        alike = alike or [name for name in names if focus.kind(name) is None]
        return _subject(alike) if alike else None
    old = _subject(names)
    may_answer = _ASKS_WHO_DID.match(before) and focus.kind(old) == "person"
    return None if may_answer else old


def _subject(names: Iterable[Name]) -> Name:
    return min(names, key=lambda name: (name.after in _PLACED, name.start))
