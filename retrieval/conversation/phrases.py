"""Noun phrases as they are written: their noun, and how many it is of."""

from __future__ import annotations

from retrieval.analysis.irregular import base_forms
from retrieval.question.focus_words import kind_of
from retrieval.question.noun_phrases import PREPOSITIONS

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
    return kind_of(noun.lower()) == "organisation"


def is_quantity(noun: str) -> bool:
    """Return whether a noun is of a quantity that something has: "price"."""
    return kind_of(noun.lower()) == "number"


def is_role(noun: str) -> bool:
    """Return whether a noun is of one person: "mayor"."""
    return kind_of(noun.lower()) == "person" and not is_plural(noun)
