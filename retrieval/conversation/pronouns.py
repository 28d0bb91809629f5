"""Pronouns replaced by what they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from retrieval.conversation.focus import Focus
from retrieval.conversation.names import names_in

_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its|they|them|their|theirs|this|that|these|those)\b", re.IGNORECASE)
_THERE = re.compile(r"\b(?P<from>(?:from|to|in|around|near)\s+)?there\b", re.IGNORECASE)

_POSSESSIVE = frozenset(("his", "hers", "its", "their", "theirs"))
_POINTING = frozenset(("this", "that", "these", "those"))
_BE = r"(?:is|are|was|were|has|have|had|will|would|can|could|does|do|did|may|might|should)"
# What stands before a "that" which stands for a thing, and what after it.
_BEFORE_ALONE = re.compile(
    rf"(?:{_BE}|in|on|at|of|for|to|with|by|from|about|than|like)\s+\Z", re.IGNORECASE
)
_ALONE = re.compile(
    r"\s*(?:\Z|[?.!,;]|(?:in|on|at|of|for|to|with|by|from|about|and|or|mean|means|work|works|"
    r"happen|happened|happens|cost|possible|true|available|different|the|a|an)\b)",
    re.IGNORECASE,
)
_IS_BEFORE = re.compile(r"\b(?:is|are|was|were)\s+\Z", re.IGNORECASE)
_ONE_WORD = re.compile(r"\s+\w+\W*\Z")
# What a possessive "her" is not followed by.
_NO_NOUN = re.compile(
    rf"\s*(?:\Z|[?.!,;]|\b(?:{_BE}|in|on|at|of|for|to|with|by|from|about|and|or|when|as|after|"
    r"before|then|there|up|out)\b)",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(
    rf"\bit(?:'s|\s+(?:is|was|would\s+be|isn't|wasn't))?\s*(?:not\s+)?(?:\w+\s+)?(?:that|to|for|if)\b"
    rf"|\b{_BE}(?:n't)?\s+it\s+(?:not\s+)?\w+\s+(?:to|that|for|if)\b"
    r"|\bit\s+(?:seems?|looks?|appears?|rains?|snows?|takes?\b.*\bto)\b"
    rf"|\b{_BE}\s+it\s+(?:seem|take\b.*\bto|make\s+sense|matter)\b",
    re.IGNORECASE,
)
_THERE_IS = re.compile(
    rf"\b{_BE}\s+there\b|\bthere(?:'s|\s+(?:{_BE}|be|been|any|a|an)\b)", re.IGNORECASE
)
_BREAK = re.compile(r"[,;:.?!]|\b(?:and|or|but|if|when|while|because|that|so)\b", re.IGNORECASE)
# What points back with a noun of its own: "this county", "the first one".
_POINTS_BACK = re.compile(
    rf"\b(?:this|these)\s+(?!{_BE}\b)\w|\b(?:of|in|for|about|like|with|by|to|on)\s+those\b"
    r"|\b(?:former|latter)\b"
    r"|\b(?:which|the\s+(?:first|second|third|last|other|same|next)|another|that|each)\s+one\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:\W*\b(?:and|but|so|then|or|ok|okay|well|also|yes|no|if|when|is|that)\b)*"
)


_Find = Callable[[Focus], str | None]
_Stays = Callable[[str, re.Match[str]], bool]


class Resolved(NamedTuple):
    """A question with its pronouns replaced; `is_open` says that one is left that points back.

    `person` is whom a pronoun stood for. `is_whole` says that no other kind of pronoun was there.
    """

    text: str
    is_open: bool
    is_whole: bool
    person: str | None


def resolved(text: str, focus: Focus) -> Resolved:
    """Return a question with its pronouns replaced: the first of a person, of a thing, a place.

    A pronoun whose antecedent may stand in the question itself stays, as does one for which
    nothing fits.
    """
    is_open = _POINTS_BACK.search(text) is not None
    replaced: list[re.Pattern[str]] = []
    for pattern, find, stays in _KINDS:
        pointing = (match for match in pattern.finditer(text) if not stays(text, match))
        match = next(pointing, None)
        if match is not None:
            referent = find(focus)
            if referent is None or _holds(text, referent):
                is_open = True
            else:
                before, after = text[: match.start()], text[match.end() :]
                text = before + _form(match, referent, after) + after
                replaced.append(pattern)
    person = focus.person if _PERSON in replaced else None
    return Resolved(text, is_open, not is_open and replaced == [_PERSON], person)


def _holds(text: str, referent: str) -> bool:
    """Return whether a question has a word of the referent itself: then that is not meant."""
    words = {word.removesuffix("s") for word in re.findall(r"\w{3,}", text.lower())}
    named = {word.removesuffix("s") for word in re.findall(r"\w{3,}", referent.lower())}
    return not words.isdisjoint(named - {"the"})


def _form(match: re.Match[str], referent: str, after: str) -> str:
    word = match.group().lower()
    if word.endswith("there"):
        return (match["from"] or "in ") + referent
    if word in _POSSESSIVE or (word == "her" and not _NO_NOUN.match(after)):
        return referent + ("'" if referent.endswith("s") else "'s")
    return referent


def _has_name_before(text: str, match: re.Match[str]) -> bool:
    return bool(names_in(text[: match.start()] + "…"))


def _is_no_thing(text: str, match: re.Match[str]) -> bool:
    """Return whether a pronoun is none, or stands for something in the question itself."""
    word = match.group().lower()
    if word in _POINTING and not _stands_alone(text, match):
        return True
    if word == "it" and any(
        found.start() <= match.start() < found.end() for found in _EMPTY_IT.finditer(text)
    ):
        return True
    return _has_clause_before(text[: match.start()])


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Return whether "that" stands for a thing: "is that enough?", but not "that car"."""
    before = text[: match.start()]
    if _IS_BEFORE.search(before) and _ONE_WORD.match(text, match.end()):
        return True
    return bool(_BEFORE_ALONE.search(before) and _ALONE.match(text, match.end()))


def _is_no_place(text: str, match: re.Match[str]) -> bool:
    spans = ((found.start(), found.end()) for found in _THERE_IS.finditer(text))
    if any(start <= match.end() - 1 < end for start, end in spans):
        return True
    return bool(names_in(text[: match.start()] + "…"))


def _has_clause_before(before: str) -> bool:
    lead = _LEADING.match(before.lower())
    return _BREAK.search(before, lead.end() if lead else 0) is not None


_KINDS: tuple[tuple[re.Pattern[str], _Find, _Stays], ...] = (
    (_PERSON, lambda focus: focus.person, _has_name_before),
    (_THING, lambda focus: focus.thing, _is_no_thing),
    (_THERE, lambda focus: focus.place, _is_no_place),
)
