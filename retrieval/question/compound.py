"""A compound question taken apart: "who replaced Lin and when did he leave?" asks twice.

Only a question word after "and", a comma or the end of a sentence begins another question; two
names joined by "and" are one thing asked about.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from retrieval.question.syntax import (
    AUXILIARY,
    COPULA,
    DETERMINERS,
    INTERROGATIVES,
    PREPOSITIONS,
    PRONOUNS,
    noun_phrase,
)
from retrieval.text.languages import stop_words

_QUESTION = r"(?:who|whom|whose|when|where|why|how|what|which)\b"
_PREPOSITION = r"(?:in|at|to|from|for|on|by|with|since|until|about|of)"
_SEAM = re.compile(
    rf"(?:\s*[,;]\s*(?:and|or|but|also|plus|then)?|\s+(?:and|but|plus|also)|\s*[?.!]+\s*(?:and|but|also)?)"
    rf"\s+(?:also\s+|then\s+|&\s+)?(?=(?:{_PREPOSITION}\s+)?{_QUESTION})",
    re.IGNORECASE,
)
_BEGINS = re.compile(rf"\W*(?:{_PREPOSITION}\s+)?{_QUESTION}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_PRONOUN = re.compile(r"\b(?:he|she|they|it|him|her|them|his|its|their|there)\b", re.IGNORECASE)
_POSSESSIVE = frozenset(("his", "its", "their"))
_INVERTED = frozenset("when where why".split())
_SMALL = stop_words("english") | {"not"}


class _Predicate(NamedTuple):
    """What a question says after its question words: all of it, and what it speaks about."""

    whole: str
    subject: str


def parts(text: str) -> tuple[str, ...]:
    """Return the questions that a text asks, each to be read on its own; one as it is typed.

    A later part that lacks what it is about takes it from the first: its pronoun is replaced
    ("when did Lin leave"), and of "who made it and when" the second part is "when made it".
    """
    pieces = _pieces(text)
    if len(pieces) == 1:
        return (text,)
    first = pieces[0]
    predicate = _predicate(first)
    return (first, *(_completed(piece, predicate) for piece in pieces[1:]))


def _pieces(text: str) -> list[str]:
    found: list[str] = []
    start = 0
    for match in _SEAM.finditer(text):
        piece = text[start : match.start()].strip()
        only_comma = not match.group().strip(" ,")
        if _stands_alone(piece) and not (only_comma and _specifies(text[match.end() :])):
            found.append(piece)
            start = match.end()
    rest = text[start:].strip().rstrip("?.! ")
    return [*found, rest] if found and _WORD.search(rest) else [text]


def _stands_alone(piece: str) -> bool:
    """Return whether a piece asks and says something.

    The "how" of "how and when" does not, nor does a clause: "when it rains, what …".
    """
    words = _plain(piece)
    if not _BEGINS.match(piece) or all(word in _SMALL for word in words):
        return False
    place = next(at for at, word in enumerate(words) if word in INTERROGATIVES)
    return words[place] not in _INVERTED or words[place + 1] in AUXILIARY


def _specifies(rest: str) -> bool:
    """Return whether what follows a comma asks the same more closely: ", which exit code".

    It has no verb of its own, or says of nothing but what was asked ("is returned", "is the
    default").
    """
    words = _plain(rest)
    words = words[1:] if words[0] in PREPOSITIONS else words
    if _PRONOUN.search(rest):
        return False
    if words[:2] == ["how", "much"]:
        return len(words) == 2
    if words[0] not in ("what", "which") or not _FOREIGN.isdisjoint(words[1:]):
        return False
    start, end = noun_phrase(words[1:])
    after = [word for word in words[1 + end :] if word not in DETERMINERS]
    if not after:
        return start < end
    return after[0] in COPULA and len(after) <= 2


_FOREIGN = PREPOSITIONS | PRONOUNS | INTERROGATIVES


def _plain(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _predicate(question: str) -> _Predicate:
    """Return what the first question says: of "who replaced Lin", the subject is "Lin"."""
    words = list(_WORD.finditer(question))
    plain = _plain(question)
    start = 1 + next(place for place, word in enumerate(plain) if word in INTERROGATIVES)
    whole = next((at for at in range(start, len(plain)) if plain[at] not in AUXILIARY), start)
    first, end = whole, len(words)
    if whole == start:
        first = min(start + 1, end - 1)
        while first < end - 1 and plain[first] in PREPOSITIONS:
            first += 1
    else:
        end = whole + (noun_phrase(plain[whole:])[1] or end)
    last = words[min(end, len(words)) - 1].end()
    return _Predicate(question[words[whole].start() :], question[words[first].start() : last])


def _completed(piece: str, first: _Predicate) -> str:
    """Return a later question with what it is about."""
    if _PRONOUN.search(piece):
        # "When does it open; when does it close?": both ask of the same, and neither names it.
        if _PRONOUN.search(first.subject):
            return piece
        return _PRONOUN.sub(lambda match: _instead(match.group(), first.subject), piece, count=1)
    said = [word for word in _plain(piece) if word not in _SMALL]
    if len(said) < 2 and AUXILIARY.isdisjoint(_plain(piece)):
        return f"{piece} {first.whole}"
    return piece


def _instead(pronoun: str, subject: str) -> str:
    return f"{subject}'s" if pronoun.lower() in _POSSESSIVE else subject
