"""What may be compared: what two sources would have to say differently to disagree.

Reads nothing but words, so that it costs a question little where nothing can be compared; a
quick look shows whether two texts share so many words that they may be parallel.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from retrieval.question.question import Concept, Question

AskedUnit = Literal["money", "percent", ""]

TYPED = frozenset(("person", "organisation", "place", "date", "number"))
"""The kinds of answer that say what kind of value is wanted."""

_KINDS = {
    "person": ("name",),
    "organisation": ("name",),
    "place": ("name",),
    "date": ("date", "time"),
    "number": ("number",),
    "yes_no": ("answer",),
    "definition": ("name", "date", "number"),
    "passage": ("name", "date", "number"),
}
_NAMED = frozenset(("person", "organisation", "place"))
_QUESTION_WORD = re.compile(r"[\w$%.&-]+(?:['\u2019]\w+)?")
_ASKING = frozenset("who whom what which where".split())
_ARE = frozenset("are were else all".split())
_SEVERAL = frozenset("some any all other several example examples kinds types list both".split())
_SINGULAR_IN_S = ("ss", "us", "is", "news", "series", "species")
_KIND_WORDS = frozenset(
    """year date day time month decade century city country town state place company person man
    woman actor actress singer player team director author band name number amount""".split()
)
_REFERRING = frozenset(
    "it its he him his she her they them their this that these those there".split()
)
_NOW = frozenset(
    """is are has have does do now currently today latest lead leads head heads own owns host
    hosts""".split()
)
_MONEY = frozenset(
    """revenue revenues price prices cost costs budget budgets salary income fee fees fine fines
    profit profits worth sales earnings paid pay spent spend turnover money""".split()
)
_OF_MONEY = frozenset("did does do was is were has would will".split())
_SHARE = frozenset("percent percentage share proportion".split())
_DONE_BY_ONE = frozenset(
    """won wins win directed directs direct wrote write invented invent discovered discover
    composed compose painted paint replaced replace succeeded succeed leads led lead heads headed
    head killed kill owns owned own acquired acquire bought buy defeated defeat beat hosted hosts
    host founded found coined coin named designed design""".split()
)
_IS = frozenset("is was 's became will be being".split())


class ComparableQuestion(NamedTuple):
    """What may be compared for a question.

    `kinds` are the kinds of values that answer; a sentence that answers speaks of all the
    concepts `needed`; `counted` is what an amount must count, `unit` what it must be in where
    that can be seen; `is_unique` says that there can be but one right name, `is_specific` that
    the question says itself what it is about, `is_lasting` that what was right stays so.
    """

    expects: str
    kinds: tuple[str, ...]
    needed: tuple[Concept, ...]
    counted: Concept | None
    unit: AskedUnit
    is_unique: bool
    is_specific: bool
    is_lasting: bool

    def about(self, kind: str) -> str:
        """Return what a disagreement in values of a kind is about."""
        return self.expects if kind == "name" and self.expects in _NAMED else kind


def comparable_question(question: Question) -> ComparableQuestion | None:
    """Return what may be compared for a question; None where nothing may.

    A reason or a quotation is not a value; and to a question about several, or about what is
    not so, several answers are right.
    """
    kinds = _KINDS.get(question.expects)
    if kinds is None or not question.concepts or question.negated:
        return None
    words = _QUESTION_WORD.findall(
        question.read_as.lower().replace("\u2019", "'").replace("'s", " 's")
    )
    if _asks_for_several(words):
        return None
    needed = _needed(question, words)
    counted = _word_after(words, ("how", "many")) or _word_after(words, ("how", "much"))
    known = set(words)
    return ComparableQuestion(
        expects=question.expects,
        kinds=kinds,
        needed=needed,
        counted=next((one for one in needed if one.written.lower() == counted), None),
        unit=_unit(words),
        is_unique=_is_unique(words),
        is_specific=len(needed) > 1 and known.isdisjoint(_REFERRING),
        is_lasting=question.expects == "date" or known.isdisjoint(_NOW),
    )


def _asks_for_several(words: list[str]) -> bool:
    if not _SEVERAL.isdisjoint(words):
        return True
    for word, after in pairwise(words):
        if word in _ASKING and after in _ARE:
            return True
        plural = after.endswith("s") and not after.endswith(_SINGULAR_IN_S)
        if word in ("which", "what") and len(after) > 3 and plural and after not in _IS:
            return True
    return False


def _needed(question: Question, words: list[str]) -> tuple[Concept, ...]:
    """Return the concepts of a question without the noun that only names what is wanted."""
    asked_for = _word_after(words, ("what",)) or _word_after(words, ("which",))
    return tuple(
        concept
        for concept in question.concepts
        if concept.is_word
        and not (concept.written.lower() == asked_for and asked_for in _KIND_WORDS)
    )


def _word_after(words: list[str], phrase: tuple[str, ...]) -> str:
    """Return the word after a phrase, "" where it does not occur or nothing follows."""
    size = len(phrase)
    for place in range(len(words) - size):
        if tuple(words[place : place + size]) == phrase:
            rest = [word for word in words[place + size :] if word not in ("of", "the")]
            return rest[0] if rest else ""
    return ""


def _unit(words: list[str]) -> AskedUnit:
    if _word_after(words, ("how", "much")) in _OF_MONEY or not _MONEY.isdisjoint(words):
        return "money"
    return "percent" if not _SHARE.isdisjoint(words) else ""


def _is_unique(words: list[str]) -> bool:
    """Return whether a question about a name has one answer: "who won", "who is the head"."""
    for place, word in enumerate(words):
        if word not in _ASKING:
            continue
        after = [other for other in words[place + 1 :] if other not in ("has", "had", "did")]
        if not after:
            return False
        if after[0] in _DONE_BY_ONE or (word != "who" and after[1:2] and after[1] in _DONE_BY_ONE):
            return True
        return after[0] in _IS and ("the" in after[1:3] or "'s" in after[1:])
    return False


SHARED = 0.7
"""Share of the words of a text, its value left out, that a parallel one has too."""

FEWEST = 3
"""Words that two texts share at least."""

_OF_A_VALUE = 2

_TEXT_WORD = re.compile(r"\w+")


def are_alike(one: str, other: str) -> bool:
    """Return whether two texts may be parallel."""
    first, second = _vocabulary(one), _vocabulary(other)
    shared, fewer = len(first & second), min(len(first), len(second))
    # A value of some words is a large part of a short sentence.
    return shared >= FEWEST and shared >= SHARED * fewer - _OF_A_VALUE


# Each text is compared with a dozen others.
@lru_cache(maxsize=256)
def _vocabulary(text: str) -> frozenset[str]:
    return frozenset(_TEXT_WORD.findall(text.casefold()))
