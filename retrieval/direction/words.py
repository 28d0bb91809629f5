"""The words of a sentence, with what tells names, clauses and the passive apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from retrieval.analysis.analyzer import Token
from retrieval.analysis.irregular import base_forms
from retrieval.lexicon.sentences import PREFIXES

_FIRST_NAMES = frozenset(("will", "may"))
_ABBREVIATIONS = frozenset(("US", "IT", "WHO"))
_IRREGULAR = base_forms("english")

BE = frozenset("is are was were be been being am get gets got getting gotten".split())
AUXILIARIES = BE | frozenset(
    "has have had having do does did will would shall should can could may might must".split()
)
PREPOSITIONS = frozenset(
    "of to from by for with in into on at against as after before than between under about "
    "during since until through within near among via without despite upon toward towards "
    "following over around across along behind beyond below above amid besides off".split()
)
CONJUNCTIONS = frozenset("and or but nor & then".split())
SUBORDINATORS = frozenset("while when because if although though whereas once where why".split())
RELATIVES = frozenset("who whom which that whose".split())
DETERMINERS = frozenset("the a an this that these those his her its their our my your".split())
PRONOUNS = frozenset("i he she it they we you him her them us me his hers himself".split())
ADVERBS = frozenset(
    "also later earlier soon eventually already just now still ever again first long both all "
    "thus therefore instead himself herself itself themselves".split()
)
NEGATIONS = frozenset(
    "not never neither nor cannot without didn't wasn't weren't isn't doesn't don't hasn't "
    "haven't hadn't won't wouldn't couldn't can't".split()
)
TIMES = frozenset(
    "last next this yesterday today tomorrow earlier early late later "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december".split()
)
WHOSE = ("of", "to", "for")
"""What leads from a noun to whose it is, or to whom it is something."""

BORDERS = frozenset(",;:()?!-\u2014\u2013")


class Word(NamedTuple):
    """A word or a mark of punctuation, in small letters and without its possessive ending.

    `start` and `end` are offsets in the text, `term` is "" for what the analyzer drops, and
    `owns` says that it ends in a possessive.
    """

    lower: str
    start: int
    end: int
    term: str
    is_name: bool
    owns: bool

    @property
    def is_noun(self) -> bool:
        """Whether it may be part of what is named: no function word, no punctuation."""
        return self.lower[:1].isalnum() and self.lower not in _FUNCTION

    @property
    def is_adverb(self) -> bool:
        """Whether it may stand between a subject and its verb."""
        lower = self.lower
        return lower in ADVERBS or (lower.endswith("ly") and not self.is_name) or lower == "then"


Words = Sequence[Word]

_FUNCTION = (
    AUXILIARIES | PREPOSITIONS | CONJUNCTIONS | SUBORDINATORS | RELATIVES | DETERMINERS | PRONOUNS
) | NEGATIONS


@cache
def _pattern() -> re.Pattern[str]:
    # Compiled when first needed: most questions ask about no two sides.
    return re.compile(
        r"(?:[^\W\d_]\.){2,}|(?<!\w)-(?!\w)|\w+(?:[-.&\u2010\u2011]\w+)*(?:['\u2019]\w*)?"
        r"|[,;:()?!\u2014\u2013\"\u201c\u201d]"
    )


def words_of(text: str, tokens: Sequence[Token]) -> list[Word]:
    """Return the words of a text; the tokens are those that the analyzer finds in it."""
    terms: dict[int, str] = {}
    for token in tokens:
        terms.setdefault(token.start, token.term)
    found: list[Word] = []
    for match in _pattern().finditer(text):
        raw = match.group()
        start, end = match.span()
        lower = raw.lower()
        owns = False
        if not raw.isalnum():
            lower = lower.replace("\u2019", "'")
            bare, mark, ending = lower.partition("'")
            owns = bool(mark) and ending in ("s", "")
            if owns:
                lower, end = bare, start + len(bare)
        is_name = raw[0].isupper()
        if is_name and found and (lower in _FIRST_NAMES or raw in _ABBREVIATIONS):
            lower = raw
        elif is_name:
            is_name = lower not in _FUNCTION and lower not in ADVERBS
        found.append(Word(lower, start, end, terms.get(start, ""), is_name, owns))
    return found


def years_in(words: Sequence[Word]) -> Iterator[str]:
    """Yield the years that are told by "in" or "during": 1998 of "in May 1998"."""
    for place, word in enumerate(words):
        lower = word.lower
        if lower.isdecimal() and len(lower) == 4 and place and "1000" <= lower < "2100":
            before = [each.lower for each in words[max(0, place - 3) : place]]
            if not {"in", "during"}.isdisjoint(before):
                yield lower


def _participles() -> frozenset[str]:
    """Return the irregular participles that are no past tense: "written", not "taught"."""
    forms: dict[str, list[str]] = {}
    for form, base in _IRREGULAR.items():
        forms.setdefault(base, []).append(form)
    return frozenset(["beaten", *(found[1] for found in forms.values() if len(found) == 2)])


def _is_irregular(surface: str) -> bool:
    return any(surface.removeprefix(prefix) in _IRREGULAR for prefix in ("", *PREFIXES))


PARTICIPLES = _participles()
_SAME = frozenset("beat cut hit put set shut split spread cost let hurt quit bid cast".split())


def inflection(surface: str, third: str) -> str:
    """Return what a form of a verb is: "base", "third", "past" or "ing"; "" for another word.

    `third` is its third person, as the lexicon writes it: "takes". What may be "base" and
    "past" alike is "same": "beat".
    """
    if surface == third:
        return "third"
    if third in (f"{surface}s", f"{surface}es") or third == f"{surface[:-1]}ies":
        return "same" if surface in _SAME else "base"
    if surface.endswith("ed") or _is_irregular(surface):
        return "past"
    return "ing" if surface.endswith("ing") else ""
