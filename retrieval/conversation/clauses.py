"""What the clause of a question is about: "the pool" of "when does the pool close?".

Told from small closed classes of words and from endings, without a tagger: where they do not
tell, nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.conversation.phrases import LATELY, is_past, is_plural
from retrieval.model import Span
from retrieval.question.noun_phrases import AUXILIARY, COPULA, PREPOSITIONS, PRONOUNS

_WORD = re.compile(r"\w[\w&+./-]*(?:['\u2019]\w+)?(?<![./-])")
_PAUSE = re.compile(r"[,;:.!?](?=\s)")
_LEADS = frozenset("and but so or ok okay then well now".split())
_ASKING = frozenset("who whom what which when where why how since until".split())
_OPENS = frozenset("the a an".split())
_SPEAKERS = frozenset("i you we one people someone anyone".split())
_ENDS = (PREPOSITIONS - {"of"}) | AUXILIARY | PRONOUNS
_BREAKS = frozenset(
    """that who whom whose which where when while and or but if because than not my your his her
    its our their those these this me him them us""".split()
)
_HAVE = frozenset("has have had".split())
_MAIN_VERBS = frozenset("be been being have do".split())
_SAYING = frozenset("think know say believe mean guess hear read see".split())
_FIRST_AUXILIARY = 5
_LONGEST = 4
_LONGEST_OF = 6


def clause_topic(question: str) -> str | None:
    """Return the noun phrase that is the subject of a question, or its object if that is asked.

    Of what somebody does themselves ("how do I renew a permit?") it is the object.
    """
    found = list(_WORD.finditer(question))
    while found and found[0].group().lower() in _LEADS:
        del found[0]
    while found and found[-1].group().lower() in LATELY:
        del found[-1]
    if not found or _PAUSE.search(question, found[0].start(), found[-1].end()):
        return None
    words = [match.group() for match in found]
    span = _topic(words)
    if span is None:
        return None
    longest = _LONGEST_OF if "of" in words[slice(*span)] else _LONGEST
    if span[1] - span[0] > longest:
        return None
    return question[found[span[0]].start() : found[span[1] - 1].end()]


def _topic(words: Sequence[str]) -> Span | None:
    lower = [word.lower() for word in words]
    place = next((at for at, word in enumerate(lower) if word in AUXILIARY), None)
    if place is None or place > _FIRST_AUXILIARY:
        return _object(lower, 1) if lower[0] in ("who", "what") else None
    if place and lower[0] not in _ASKING and lower[1] not in _ASKING:
        return None
    if lower[place + 1 : place + 2] and lower[place + 1] in _SPEAKERS:
        return _object(lower, place + 2)
    return _subject(words, lower, place)


def _object(lower: Sequence[str], verb: int) -> Span | None:
    """Return the object of a verb, where an article opens it and nothing follows."""
    start = verb + 1
    if start < len(lower) and lower[start] in PREPOSITIONS:
        start += 1
    if (
        start >= len(lower)
        or lower[start] not in _OPENS
        or lower[verb] in _ENDS | _BREAKS | _SAYING
    ):
        return None
    return (start, len(lower)) if _end(lower, start) == len(lower) else None


def _subject(words: Sequence[str], lower: Sequence[str], auxiliary: int) -> Span | None:
    start = auxiliary + 1
    end = _end(lower, start)
    is_bare = end - start == 2 and is_plural(words[start]) and words[start].islower()
    if end == start or not (lower[start] in _OPENS or is_bare):
        return None
    stop = end
    if end < len(lower) and lower[end] in _MAIN_VERBS:
        return start, end
    if lower[auxiliary] in COPULA | _HAVE:
        stop = next((at for at in range(start + 1, end) if is_past(lower[at])), end)
        # In "which one is the largest?", what follows only describes.
        is_told = stop < end or (lower[0] in _ASKING - {"which"} and end == len(lower))
        if not is_told and auxiliary == 0 and end == len(lower):
            # "is the library open?"
            return (start, end - 1) if end - start > 2 else None
    else:
        stop = end - 1
        is_told = end - start > 1 and _is_base_form(words[stop])
    return (start, stop) if is_told and stop - start >= (1 if is_bare else 2) else None


def _end(lower: Sequence[str], start: int) -> int:
    """Return where what a noun phrase may be made of ends, with a verb right behind it."""
    place = start + 1
    while place < len(lower) and lower[place] not in _ENDS | _BREAKS:
        if lower[place] in _OPENS and lower[place - 1] != "of":
            break
        place += 1
    return min(place, len(lower))


def _is_base_form(word: str) -> bool:
    is_verb = word.isalpha() and word.islower() and len(word) > 1
    return is_verb and not is_plural(word) and not word.endswith(("ed", "ing", "ly", "ion"))
