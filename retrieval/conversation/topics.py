"""What a question is about, as a noun phrase: "the pool" of "when does the pool close?".

Read from the form of a question, from small closed classes of words and from endings, without a
tagger: where they do not show it, nothing is said. A noun phrase as it is written has a head noun,
one or several, of a role, a group or a quantity.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.model import Span
from retrieval.question.answer_types import kind_of_noun
from retrieval.question.syntax import AUXILIARY, COPULA, PREPOSITIONS, PRONOUNS
from retrieval.text.inflection import base_forms

LATELY = frozenset("now today currently again too nowadays".split())
"""Words that may follow a noun phrase at a question's end and are no part of it."""

_SINGULAR_IN_S = ("ss", "us", "is", "news", "series", "species", "ics")
_PLURALS = frozenset("people children men women feet teeth mice police".split())
_ARTICLES = ("the ", "a ", "an ")


def head_of(phrase: str) -> str:
    """Return the noun that a noun phrase is built around: "mayor" of "the mayor of Ellerby"."""
    words = phrase.split()
    end = next((at for at, word in enumerate(words) if at and word.lower() in PREPOSITIONS), None)
    return (words[:end] or [""])[-1]


def is_plural(noun: str) -> bool:
    """Return whether a noun is written as a plural; an abbreviation ("SAS") is none."""
    if noun.lower() in _PLURALS:
        return True
    is_word = noun.endswith("s") and not noun.isupper() and len(noun) > 2
    return is_word and not noun.lower().endswith(_SINGULAR_IN_S)


def without_article(phrase: str) -> str:
    """Return a noun phrase without the article that it begins with."""
    article = next((word for word in _ARTICLES if phrase.lower().startswith(word)), "")
    return phrase[len(article) :]


def is_past(word: str) -> bool:
    """Return whether a lower-case word is written like a past form: "opened", "built"."""
    return word.endswith("ed") or (word in base_forms("english") and word not in _PLURALS)


def is_group(noun: str) -> bool:
    """Return whether a noun is of people who act together: "they" for "the council"."""
    return kind_of_noun(noun.lower()) == "organisation"


def is_quantity(noun: str) -> bool:
    """Return whether a noun is of a quantity that something has: "price"."""
    return kind_of_noun(noun.lower()) == "number"


def is_role(noun: str) -> bool:
    """Return whether a noun is of one person: "mayor"."""
    return kind_of_noun(noun.lower()) == "person" and not is_plural(noun)


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
_LONGEST_SUBJECT = 4
_LONGEST_SUBJECT_WITH_OF = 6


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
    longest = _LONGEST_SUBJECT_WITH_OF if "of" in words[slice(*span)] else _LONGEST_SUBJECT
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
        is_plain = stop < end or (lower[0] in _ASKING - {"which"} and end == len(lower))
        if not is_plain and auxiliary == 0 and end == len(lower):
            # "is the library open?"
            return (start, end - 1) if end - start > 2 else None
    else:
        stop = end - 1
        is_plain = end - start > 1 and _is_base_form(words[stop])
    return (start, stop) if is_plain and stop - start >= (1 if is_bare else 2) else None


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


_COPULA = r"(?:is|are|was|were)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:what|who)(?:'s|\s+{_COPULA})\s+(?:meant\s+by\s+)?(?P<topic>.+)",
        r"(?:and\s+)?(?:what|how)\s+about\s+(?P<topic>.+)",
        r"(?:(?:can|could)\s+you\s+)?(?:please\s+)?tell\s+me\s+(?:something\s+|more\s+)?about\s+(?P<topic>.+)",
        r"(?:please\s+)?(?:describe|define|explain)\s+(?P<topic>.+)",
        r"what\s+(?:does|do)\s+(?P<topic>.+?)\s+(?:mean|stand\s+for|do)",
        rf"how\s+\w+\s+{_COPULA}\s+(?P<topic>.+)",
        r"have\s+you\s+heard\s+of\s+(?P<topic>.+)",
        r"(?P<topic>.+)",
    )
)
# Words with which what follows is more than a noun phrase.
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|be|been|am|do|does|did|has|have|had|can|could|will|would|shall|should|"
    r"may|might|must|i|you|he|she|it|we|they|who|whom|which|what|when|where|why|how|that|if|"
    r"because|not|used|called|like|this|these|those|there|me|my|your|thank|thanks|hi|hello|yes|"
    r"no|ok|sorry|please|and|or|but|than)\b",
    re.IGNORECASE,
)
_LONGEST = 6
_LONGEST_BARE = 4


def topic_of(question: str) -> str | None:
    """Return the noun phrase that a question is about, None where its form does not show it."""
    return asked_topic(question) or clause_topic(question)


def asked_topic(question: str) -> str | None:
    """Return the noun phrase that a question asks to have explained: "what is a polder?"."""
    plain = question.strip().rstrip("?.! ")
    for place, form in enumerate(_FORMS, 1):
        found = form.fullmatch(plain)
        if found is not None:
            longest = _LONGEST_BARE if place == len(_FORMS) else _LONGEST
            return _phrase(found["topic"], longest)
    return None


def _phrase(words: str, longest: int) -> str | None:
    phrase = words.strip(" \"'\u201c\u201d")
    while phrase.rpartition(" ")[2].lower() in LATELY:
        phrase = phrase.rpartition(" ")[0]
    if not phrase or len(phrase.split()) > longest or _CLAUSE.search(phrase):
        return None
    if is_past(phrase.split()[0].lower()) or not without_article(phrase):
        return None
    return phrase if re.fullmatch(r"[\w\s'\u2019&./-]+", phrase) else None
