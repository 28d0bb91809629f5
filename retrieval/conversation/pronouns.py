"""Pronouns replaced by what they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from retrieval.conversation.focus import Focus
from retrieval.conversation.phrases import head_of
from retrieval.conversation.pointing import (
    BE,
    POINTING,
    has_name_before,
    is_no_place,
    is_no_thing,
    points_back,
)

_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its|they|them|their|theirs|this|that|these|those)\b", re.IGNORECASE)
_THERE = re.compile(r"\b(?P<from>(?:from|to|in|around|near)\s+)?there\b", re.IGNORECASE)

_POSSESSIVE = frozenset(("his", "hers", "its", "their", "theirs"))
_SEVERAL = frozenset(("they", "them", "their", "theirs"))
_WHAT_IS = re.compile(r"\bwhat\s+(?:is|was|will|would)\s+\Z", re.IGNORECASE)
_MOVES = re.compile(
    r"\b(?:get|go|goes|going|come|came|travel|move|moved|drive|fly|walk|return|went)\s+\Z",
    re.IGNORECASE,
)
# What a possessive "her" is not followed by.
_NO_NOUN = re.compile(
    rf"\s*(?:\Z|[?.!,;]|\b(?:{BE}|in|on|at|of|for|to|with|by|from|about|and|or|when|as|after|"
    r"before|then|there|up|out)\b)",
    re.IGNORECASE,
)
# "the first one" of several is one that was listed.
_OF_THEM = re.compile(
    r"\b(?:the|an?)\s+(?!(?:first|second|third|last|other|same|next|only|right|wrong)\b)[\w-]+\s+"
    r"(?P<one>ones?)\b",
    re.IGNORECASE,
)


_Find = Callable[[Focus, re.Match[str]], str | None]
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
    is_open = points_back(text)
    replaced: list[re.Pattern[str]] = []
    for pattern, find, stays in _KINDS:
        pointing = (match for match in pattern.finditer(text) if not stays(text, match))
        match = next(pointing, None)
        if match is not None:
            referent = find(focus, match)
            if referent is None or _holds(text, referent):
                is_open = True
            else:
                before, after = text[: match.start()], text[match.end() :]
                text = before + _form(match, referent, after) + after
                replaced.append(pattern)
    person = focus.person if _PERSON in replaced else None
    return Resolved(text, is_open, not is_open and replaced == [_PERSON], person)


def _thing(focus: Focus, match: re.Match[str]) -> str | None:
    word = match.group().lower()
    if word in POINTING:
        return focus.told
    if word == "it" and focus.quantity and _WHAT_IS.search(match.string, 0, match.start()):
        return focus.quantity
    return focus.things if word in _SEVERAL else focus.thing


def with_noun(text: str, focus: Focus) -> str:
    """Return a question with the noun that "one" stands for: "the old one", "the old stadium"."""
    match = _OF_THEM.search(text)
    if match is None:
        return text
    topic = focus.things if match["one"].lower() == "ones" else focus.thing
    if topic is None:
        return text
    return text[: match.start("one")] + head_of(topic) + text[match.end("one") :]


def _holds(text: str, referent: str) -> bool:
    """Return whether a question has a word of the referent itself: then that is not meant."""
    words = {word.removesuffix("s") for word in re.findall(r"\w{3,}", text.lower())}
    named = {word.removesuffix("s") for word in re.findall(r"\w{3,}", referent.lower())}
    return not words.isdisjoint(named - {"the"})


def _form(match: re.Match[str], referent: str, after: str) -> str:
    word = match.group().lower()
    if word.endswith("there"):
        to_or_in = "to " if _MOVES.search(match.string, 0, match.start()) else "in "
        return (match["from"] or to_or_in) + referent
    if word in _POSSESSIVE or (word == "her" and not _NO_NOUN.match(after)):
        return referent + ("'" if referent.endswith("s") else "'s")
    return referent


_KINDS: tuple[tuple[re.Pattern[str], _Find, _Stays], ...] = (
    (_PERSON, lambda focus, _: focus.person, has_name_before),
    (_THING, _thing, is_no_thing),
    (_THERE, lambda focus, _: focus.place, is_no_place),
)
