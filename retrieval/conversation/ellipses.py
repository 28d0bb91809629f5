"""Questions that leave out what the question before them said: "and in 2019?", "why?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.conversation.focus import Focus
from retrieval.conversation.names import Known, Name, names_in

_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)"
_LEAD = r"\W*(?:(?:and|but|so|or|ok|okay|then|well)\b\W*)*"
_ASKS_ONLY = re.compile(
    rf"{_LEAD}(?P<word>why|when|where|how\s+come|how|since\s+when)\W*", re.IGNORECASE
)
_ASKED = re.compile(
    rf"\W*(?:(?:when|where|why|how)\s+)?(?P<rest>{_AUXILIARY}\s+.+?)[\s?.!]*",
    re.IGNORECASE | re.DOTALL,
)
_INSTEAD = re.compile(
    rf"(?:{_LEAD}(?:what|how)\s+about|\W*(?:and|or|but|not))\s+(?P<new>[^?!]+?)[\s?.!]*",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?P<word>in|on|at|by|before|after|during|since|until|from|to|of|for|with|without|under)\s+"
    r"(?P<object>.+)",
    re.IGNORECASE,
)
_NO_PHRASE = re.compile(
    rf"(?:{_AUXILIARY}|who|whom|whose|what|which|when|where|why|how|i|you|he|she|it|we|they|if|"
    r"this|that|these|those|there|his|her|its|their|him|them|then)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_MORE = re.compile(
    rf"{_LEAD}(?:please\W+)?(?:(?:can|could)\s+you\s+)?(?:tell\s+me\s+(?:a\s+bit\s+)?more|say\s+more|"
    r"more(?:\s+details?)?|go\s+on|continue|elaborate)(?:\W+please)?\W*",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"\W*(?:(?:and|but|so|or|ok|okay|then|well|no|sorry|oops|wait|actually)\b\W*)*"
    r"(?:i\s+mean|i\s+meant|i(?:'m|\s+am|\s+was)\s+(?:asking|referring|talking|speaking))\b"
    r"(?:\s+(?:to|about|of|that))?\W*(?P<meant>.*\w.*)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_PHRASE = 6
_PLACED = frozenset("in at from of on near to by with".split())


def completed(text: str, before: str, focus: Focus) -> str | None:
    """Return a question with what it leaves out, taken from the one `before` it.

    None where nothing is left out, or what is cannot be told.
    """
    if _MORE.fullmatch(text):
        return before if focus.last is None else f"tell me about {focus.last}"
    asks = _ASKS_ONLY.fullmatch(text)
    if asks is not None:
        return _asked_otherwise(" ".join(asks["word"].split()), before)
    instead = _INSTEAD.fullmatch(text)
    if instead is None:
        return None
    new = instead["new"].strip()
    if _NO_PHRASE.match(new) or len(new.split()) > _LONGEST_PHRASE:
        return None
    return _with_instead(new, before, focus.known)


def meant(text: str) -> str | None:
    """Return what somebody says to have meant: "Mars?" of "No, I meant Mars?"."""
    found = _MEANT.fullmatch(text)
    return found and found["meant"].strip()


def _asked_otherwise(word: str, before: str) -> str:
    asked = _ASKED.fullmatch(before)
    return f"{word} and {before}" if asked is None else f"{word} {asked['rest']}?"


def _with_instead(new: str, before: str, known: Known) -> str | None:
    """Return the question before with one of its parts replaced by what is new of that kind."""
    year = _YEAR.search(before)
    if _YEAR.fullmatch(new):
        return _put(before, year, new) if year else _appended(before, f"in {new}")
    preposition = _PREPOSITION.fullmatch(new)
    if preposition is not None:
        if year is not None and _YEAR.search(new):
            return _put(before, year, preposition["object"])
        place = _after(preposition["word"], names_in(before, known))
        if place is not None:
            return before[: place.start] + preposition["object"] + before[place.end :]
        return _appended(before, new)
    found = names_in(f"of {new}", known)
    names = names_in(before, known)
    if not names or [name.end - name.start for name in found] != [len(new)]:
        return None
    old = _counterpart(names)
    return before[: old.start] + found[0].text + before[old.end :]


def _put(before: str, old: re.Match[str], new: str) -> str:
    return before[: old.start()] + new + before[old.end() :]


def _appended(before: str, phrase: str) -> str:
    mark = "?" if before.rstrip().endswith("?") else ""
    return f"{before.rstrip(' ?.!')} {phrase}{mark}"


def _after(preposition: str, names: Sequence[Name]) -> Name | None:
    return next((name for name in names if name.after == preposition.lower()), None)


def _counterpart(names: Sequence[Name]) -> Name:
    """Return the name that another one would stand for: the subject, which no preposition leads."""
    return next((name for name in names if name.after not in _PLACED), names[0])
