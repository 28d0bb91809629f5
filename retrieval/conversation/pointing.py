"""Whether a pronoun points back to what was said, or to something in its own question."""

from __future__ import annotations

import re

from retrieval.conversation.names import names_in

POINTING = frozenset(("this", "that", "these", "those"))
BE = r"(?:is|are|was|were|has|have|had|will|would|can|could|does|do|did|may|might|should)"
# What stands before a "that" which stands for a thing, and what after it.
_BEFORE_ALONE = re.compile(
    rf"(?:{BE}|in|on|at|of|for|to|with|by|from|about|than|like)\s+\Z", re.IGNORECASE
)
_ALONE = re.compile(
    r"\s*(?:\Z|[?.!,;]|(?:in|on|at|of|for|to|with|by|from|about|and|or|mean|means|work|works|"
    r"happen|happened|happens|cost|possible|true|available|different|the|a|an)\b)",
    re.IGNORECASE,
)
_IS_BEFORE = re.compile(rf"\b{BE}\s+\Z", re.IGNORECASE)
_LAST = re.compile(r"\W*\Z")
_ONE_WORD = re.compile(r"\s+\w+\W*\Z")
_EMPTY_IT = re.compile(
    rf"\bit(?:'s|\s+(?:is|was|would\s+be|isn't|wasn't))?\s*(?:not\s+)?(?:\w+\s+)?(?:that|to|for|if)\b"
    rf"|\b{BE}(?:n't)?\s+it\s+(?:not\s+)?\w+\s+(?:to|that|for|if)\b"
    r"|\bit\s+(?:seems?|looks?|appears?|rains?|snows?|takes?\b.*\bto)\b"
    r"|\bwho\s+(?:is|was)\s+it\b(?=\s*\w)"
    rf"|\b{BE}\s+it\s+(?:seem|take\b.*\bto|make\s+sense|matter)\b",
    re.IGNORECASE,
)
_THERE_IS = re.compile(
    rf"\b{BE}\s+there\b|\bthere(?:'s|\s+(?:{BE}|be|been|any|a|an)\b)", re.IGNORECASE
)
_BREAK = re.compile(r"[,;:.?!]|\b(?:and|or|but|if|when|while|because|that|so)\b", re.IGNORECASE)
# What points back with a noun of its own: "this county", "the first one".
_POINTS_BACK = re.compile(
    rf"\b(?:this|these)\s+(?!{BE}\b)\w|\b(?:of|in|for|about|like|with|by|to|on)\s+those\b"
    r"|\b(?:former|latter)\b"
    r"|\b(?:which|the\s+(?:first|second|third|last|other|same|next)|another|that|each)\s+one\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:\W*\b(?:and|but|so|then|or|ok|okay|well|also|yes|no|if|when|is|that)\b)*"
)


def points_back(text: str) -> bool:
    """Return whether a question points back with a noun of its own."""
    return _POINTS_BACK.search(text) is not None


def has_name_before(text: str, match: re.Match[str]) -> bool:
    """Return whether a name stands before a pronoun that may be the one it stands for."""
    return bool(names_in(text[: match.start()] + "…"))


def is_no_thing(text: str, match: re.Match[str]) -> bool:
    """Return whether a pronoun is none, or stands for something in the question itself."""
    word = match.group().lower()
    if word in POINTING and not _stands_alone(text, match):
        return True
    if word == "it" and any(
        found.start() <= match.start() < found.end() for found in _EMPTY_IT.finditer(text)
    ):
        return True
    return _has_clause_before(text[: match.start()])


def is_no_place(text: str, match: re.Match[str]) -> bool:
    """Return whether "there" tells of no place ("are there"), or of one that stands before it."""
    spans = ((found.start(), found.end()) for found in _THERE_IS.finditer(text))
    if any(start <= match.end() - 1 < end for start, end in spans):
        return True
    return bool(names_in(text[: match.start()] + "…"))


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Return whether "that" stands for a thing: "is that enough?", but not "that car"."""
    before = text[: match.start()]
    if _LAST.match(text, match.end()):
        return True
    if _IS_BEFORE.search(before) and _ONE_WORD.match(text, match.end()):
        return True
    return bool(_BEFORE_ALONE.search(before) and _ALONE.match(text, match.end()))


def _has_clause_before(before: str) -> bool:
    lead = _LEADING.match(before.lower())
    return _BREAK.search(before, lead.end() if lead else 0) is not None
