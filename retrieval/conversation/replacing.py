"""One part of a question replaced by another of its kind: "who leads Qwen?", "and Gemini?"."""

from __future__ import annotations

import re

from retrieval.conversation.clauses import clause_topic
from retrieval.conversation.counterparts import name_in_place
from retrieval.conversation.focus import Focus
from retrieval.conversation.names import Name, names_in
from retrieval.conversation.phrases import head_of, is_plural, is_quantity, is_role
from retrieval.conversation.topics import asked_topic

_PREPOSITION = re.compile(
    r"(?P<word>in|on|at|by|before|after|during|since|until|from|to|of|for|with|without|under)\s+"
    r"(?P<object>.+)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_VERSION = re.compile(r"(?:v(?:ersion\s+)?)?\d+(?:\.\d+)+\b", re.IGNORECASE)
_QUESTION = re.compile(r"(?:how|what|which|who|whom|whose|when|where|why)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|a|an|our)\s+", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"\W*how\s+many\s+(?P<counted>[\w-]+)(?=\s+(?:do|does|did|has|have|had|is|are|was|were|can|will)\b)",
    re.IGNORECASE,
)
_AT_THE_END = r"\b{}\s+(?P<object>\w(?:[^?!,]*?\w)?)[\s?.!]*\Z"
_BETWEEN = "of|for|in|on|at|to|from|with|by|about"
_LONGEST_OBJECT = 4
# What somebody does with the one thing need not be done with another.
_SPEAKERS = re.compile(r"\b(?:i|you|we|one)\b", re.IGNORECASE)


def with_instead(new: str, before: str, focus: Focus) -> str | None:
    """Return the question `before` with what is `new` in the place of its like.

    A year stands for a year, a name for a name, a noun for what has the same noun, and with an
    article for the subject. None where nothing in the question is like it.
    """
    if _YEAR.fullmatch(new):
        year = _YEAR.search(before)
        return _put(before, year.span(), new) if year else _appended(before, f"in {new}")
    if _VERSION.fullmatch(new):
        versions = [match.span() for match in _VERSION.finditer(before)]
        return _put(before, versions[-1], new) if versions else None
    preposition = _PREPOSITION.fullmatch(new)
    if preposition is not None:
        return _with_other_place(preposition, before, focus)
    name = name_in_place(new, before, focus)
    if name is not None:
        return _put(before, (name.start, name.end), name.new)
    return _with_other_noun(new, before, focus)


def corrected(new: str, before: str, focus: Focus) -> str | None:
    """Return the question `before` about what was meant instead of what it was about.

    Unlike what is asked in addition, that may be of another kind, and a name in lower case.
    """
    found = with_instead(new, before, focus)
    topic = asked_topic(before)
    if found or topic is None:
        names = names_in(before, focus.known)
        alone = len(names) == 1 and new.islower() and not _ARTICLE.match(new)
        return _put(before, _span(names[0]), new) if not found and alone else found
    start = before.rindex(topic)
    return _put(before, (start, start + len(topic)), new)


def _with_other_place(new: re.Match[str], before: str, focus: Focus) -> str | None:
    if _QUESTION.match(new["object"]):
        return None
    year = _YEAR.search(before)
    if year is not None and _YEAR.search(new["object"]):
        return _put(before, year.span(), new["object"])
    names = names_in(before, focus.known)
    placed = next((name for name in names if name.after == new["word"].lower()), None)
    if placed is not None:
        return _put(before, _span(placed), new["object"])
    last = re.search(_AT_THE_END.format(new["word"]), before, re.IGNORECASE)
    if last is not None and len(last["object"].split()) <= _LONGEST_OBJECT:
        return _put(before, last.span("object"), new["object"])
    return _appended(before, new.group())


def _with_other_noun(new: str, before: str, focus: Focus) -> str | None:
    if names_in(f"of {new}", focus.known):
        return None
    counted = _HOW_MANY.match(before)
    if counted and is_plural(new) and " " not in new:
        return _put(before, counted.span("counted"), new)
    head = re.escape(head_of(new))
    same = re.search(
        rf"\b(?:the|a|an|this)\s+(?:(?!(?:{_BETWEEN})\b)[\w-]+\s+){{0,3}}{head}\b",
        before,
        re.IGNORECASE,
    )
    if same:
        return _put(before, same.span(), new if _ARTICLE.match(new) else f"the {new}")
    topic = clause_topic(before) or asked_topic(before)
    if topic is None or not _ARTICLE.match(new) or _SPEAKERS.search(before):
        return None
    if is_quantity(head_of(topic)):
        topic = topic.partition(" of ")[2]
    if not topic or _sort(new) != _sort(topic):
        return None
    start = before.rindex(topic)
    return _put(before, (start, start + len(topic)), new)


def _sort(phrase: str) -> tuple[bool, bool]:
    head = head_of(phrase)
    return is_role(head), is_quantity(head)


def _put(before: str, span: tuple[int, int], new: str) -> str:
    return before[: span[0]] + new + before[span[1] :]


def _appended(before: str, phrase: str) -> str:
    mark = "?" if before.rstrip().endswith("?") else ""
    return f"{before.rstrip(' ?.!')} {phrase}{mark}"


def _span(name: Name) -> tuple[int, int]:
    return name.start, name.end
