"""Nouns that are somebody's or something's: a CEO is the CEO of a company, a height of a hill."""

from __future__ import annotations

from functools import cache

from retrieval.question.focus_words import kind_of

# Beside those nouns that name a person, a number, a place or a date anyway.
_MORE = frozenset(
    "agency aim alias anthem area arm author backer ballot brand budget capital career cause "
    "charter client code colour color constitution core cost creed crew currency curator custodian "
    "deputy descendant dialect diet discoverer emblem ending enemy engine estate export fellow "
    "fiance fiancee fleet flag founding foe formula funeral gender goal goalkeeper handle "
    "headmaster headquarters hq heiress import income interior keeper landlord language laureate "
    "lawyer leadership length licence license logo maker manifesto mascot meaning motto mouth name "
    "namesake nickname nationality office officer opening operator organist origin parent partner "
    "patron premiere premise president principal prize profession purpose rector religion "
    "representative rival salary secretary sequel setting shareholder slogan source spokesperson "
    "sponsor staff stake subsidiary successor summit supervisor supplier surname symbol symptom "
    "tagline tenant title trainer treasurer treasury trustee tutor twitter username vendor "
    "vicar victim viceroy website widow widower workforce".split()
)
_KINDS = frozenset(("person", "number"))
_PLACES = frozenset("birthplace headquarters hometown capital location site venue address".split())
_NO_ROLES = frozenset(
    "person people man men woman women boy girl guy lady number amount member character "
    "part kind type lead general chief".split()
)
_VAGUE = frozenset(
    "time times year years month week day days part parts kind kinds type types sort sorts set "
    "piece lot lots group form end beginning middle start side top bottom rest most all history "
    "world life season era period case use".split()
)


@cache
def is_relational(noun: str) -> bool:
    """Return whether a noun, in small letters, is one of something: "CEO", "population"."""
    if noun in _NO_ROLES:
        return False
    return noun in _MORE or noun in _PLACES or kind_of(noun) in _KINDS


def is_vague(noun: str) -> bool:
    """Return whether a noun, in small letters, is said of anything, or of a time: "part"."""
    return noun in _VAGUE
