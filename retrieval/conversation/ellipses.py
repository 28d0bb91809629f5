"""Questions that leave out what the question before them said: "and in 2019?", "why?"."""

from __future__ import annotations

import re

from retrieval.conversation.exchanges import is_courtesy
from retrieval.conversation.focus import Focus
from retrieval.conversation.replacing import corrected, with_instead

_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)"
_LEAD = r"\W*(?:(?:and|but|so|or|ok|okay|then|well)\b\W*)*"
_ASKS_ONLY = re.compile(
    rf"{_LEAD}(?P<word>why(?:\s+not)?|when|where|how\s+come|how|(?:since|until|till|by)\s+when)\W*",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"\W*(?:(?:when|where|why|how)\s+(?={_AUXILIARY}\b)|(?:who|whom|what)\s+(?=(?:do|does|did)\b))?"
    rf"(?P<rest>{_AUXILIARY}\s+.+?)[\s?.!]*",
    re.IGNORECASE | re.DOTALL,
)
_INSTEAD = re.compile(
    rf"(?:{_LEAD}(?:what|how)\s+about|\W*(?:and|or|but|not))\s+(?P<new>[^?!]+?)[\s?.!]*",
    re.IGNORECASE,
)
_NO_PHRASE = re.compile(
    rf"(?:{_AUXILIARY}|who|whom|whose|what|which|when|where|why|how|i|you|he|she|it|we|they|if|"
    r"this|that|these|those|there|his|her|its|their|him|them|then)\b",
    re.IGNORECASE,
)
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
_OTHERWISE = re.compile(
    r"\W*(?:no|nope|sorry|oops|wait)\s*[,.:;!\u2013\u2014-]+\s*(?:not\s+[\w\s]+,\s*)?(?:but\s+)?"
    r"(?P<meant>[^?!,]*\w)[\s?.!]*",
    re.IGNORECASE,
)
_YES_NO = re.compile(rf"\W*(?P<word>{_AUXILIARY})\s+(?P<rest>.+?)[\s?.!]*", re.IGNORECASE)
_DENIED = {"can": "can't", "will": "won't", "am": "am not"}
_LONGEST_PHRASE = 6
_LONGEST_CORRECTION = 4


def completed(text: str, before: str, focus: Focus) -> str | None:
    """Return a question with what it leaves out, taken from the one `before` it.

    None where nothing is left out, or what is cannot be told.
    """
    if _MORE.fullmatch(text):
        return before if focus.last is None else f"tell me about {focus.last}"
    asks = _ASKS_ONLY.fullmatch(text)
    if asks is not None:
        return _asked_otherwise(" ".join(asks["word"].split()), before)
    said = meant(text)
    if said is not None:
        new = said.rstrip("?.! ")
        return corrected(new, before, focus) if _is_phrase(new) else None
    otherwise = _OTHERWISE.fullmatch(text)
    if otherwise is not None and len(otherwise["meant"].split()) <= _LONGEST_CORRECTION:
        is_phrase = _is_phrase(otherwise["meant"]) and not is_courtesy(otherwise["meant"])
        return corrected(otherwise["meant"], before, focus) if is_phrase else None
    instead = _INSTEAD.fullmatch(text)
    if instead is None or not _is_phrase(instead["new"].strip()):
        return None
    return with_instead(instead["new"].strip(), before, focus)


def meant(text: str) -> str | None:
    """Return what somebody says to have meant: "Mars?" of "No, I meant Mars?"."""
    found = _MEANT.fullmatch(text)
    return found and found["meant"].strip()


def _is_phrase(words: str) -> bool:
    return not _NO_PHRASE.match(words) and len(words.split()) <= _LONGEST_PHRASE


def _asked_otherwise(word: str, before: str) -> str | None:
    if word.lower() == "why not":
        denied = _YES_NO.fullmatch(before)
        if denied is None:
            return None
        auxiliary = denied["word"].lower()
        denial = _DENIED.get(auxiliary, f"{auxiliary}n't")
        return f"why {denial} {denied['rest']}?"
    asked = _ASKED.fullmatch(before)
    return f"{word} and {before}" if asked is None else f"{word} {asked['rest']}?"
