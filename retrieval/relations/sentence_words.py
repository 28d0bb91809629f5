"""The words of a sentence or a question, and the names among them.

What tells names, clauses and the passive apart stands here; where words name what a question
names, up to where a name goes, and whether two names are of one thing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from retrieval.text.inflection import base_forms
from retrieval.text.lexicon import PREFIXES
from retrieval.text.tokens import Token

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
        return self.lower[:1].isalnum() and self.lower not in _FUNCTION_WORDS

    @property
    def is_adverb(self) -> bool:
        """Whether it may stand between a subject and its verb."""
        lower = self.lower
        return lower in ADVERBS or (lower.endswith("ly") and not self.is_name) or lower == "then"


WordSequence = Sequence[Word]

_FUNCTION_WORDS = (
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
            is_name = lower not in _FUNCTION_WORDS and lower not in ADVERBS
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
_UNCHANGED_IN_PAST = frozenset(
    "beat cut hit put set shut split spread cost let hurt quit bid cast".split()
)


def inflection(surface: str, third: str) -> str:
    """Return what a form of a verb is: "base", "third", "past" or "ing"; "" for another word.

    `third` is its third person, as the lexicon writes it: "takes". What may be "base" and
    "past" alike is "same": "beat".
    """
    if surface == third:
        return "third"
    if third in (f"{surface}s", f"{surface}es") or third == f"{surface[:-1]}ies":
        return "same" if surface in _UNCHANGED_IN_PAST else "base"
    if surface.endswith("ed") or _is_irregular(surface):
        return "past"
    return "ing" if surface.endswith("ing") else ""


_ENOUGH_TERMS = 0.6
_WITHIN_NAMES = DETERMINERS | {"of", "in", "and", "&", "for", "to", "de", "on", "at"}


class NameMention(NamedTuple):
    """The words from `first` to `last`, both included, speak of a name."""

    first: int
    last: int


def mentions(words: Sequence[Word], named: tuple[str, ...]) -> Iterator[NameMention]:
    """Yield the places where terms are named, all of them or most, or the last one alone."""
    sought = frozenset(named)
    place = 0
    while place < len(words):
        if words[place].term not in sought or not words[place].term:
            place += 1
            continue
        last = _run_end(words, place, sought)
        terms = {words[number].term for number in range(place, last + 1)} - {""}
        enough = len(terms) >= _ENOUGH_TERMS * len(sought) and not _is_other(
            words, place, last, named
        )
        if enough or _is_short_for(words, place, last, named):
            yield NameMention(place, last)
        place = last + 1


def _run_end(words: Sequence[Word], place: int, sought: frozenset[str]) -> int:
    last = place
    while not words[last].owns:
        after = last + 1
        while after < len(words) and after - last <= 2 and words[after].lower in _WITHIN_NAMES:
            after += 1
        if after >= len(words) or words[after].term not in sought:
            break
        last = after
    return last


def _is_other(words: Sequence[Word], first: int, last: int, named: tuple[str, ...]) -> bool:
    """Return whether another name stands where one of the terms would: "Seventh" for "Ninth"."""
    terms = {word.term for word in words[first : last + 1]}
    before = named[0] not in terms and first > 0 and words[first - 1]
    after = named[-1] not in terms and last + 1 < len(words) and words[last + 1]
    return any(word and word.is_name and not word.owns for word in (before, after))


def _is_short_for(words: Sequence[Word], first: int, last: int, named: tuple[str, ...]) -> bool:
    """Return whether it is a surname by itself, and not that of somebody else."""
    if len(named) != 2 or words[last].term != named[-1] or not words[last].is_name:
        return False
    other = first and words[first - 1].is_name and not words[first - 1].owns
    return not other or words[first - 1].lower in PREPOSITIONS | DETERMINERS | TIMES


_STOPS = (PREPOSITIONS - {"of"}) | SUBORDINATORS | RELATIVES | BORDERS | PRONOUNS
_ASKING = frozenset("who whom what which whose how when where why whoever".split())

# "The song Hello" is called Hello elsewhere, and there is more than one song.
_GENERIC = frozenset(
    "song movie film book novel album poem play show series game company firm city country team "
    "band club painting opera disease virus planet".split()
)
_HONORIFICS = frozenset("mr mrs ms miss dr prof professor sir lady lord".split())


def leading_name(words: WordSequence) -> tuple[str, ...]:
    """Return the terms of what is named at the beginning of words, in order; none for "him"."""
    found: list[str] = []
    is_generic = False
    for place, word in enumerate(words):
        ends = word.lower in _STOPS or word.lower in _ASKING or word.is_adverb
        if ends or (word.lower in TIMES and found and not word.is_name):
            break
        if word.lower in PREPOSITIONS and not place:
            break
        if word.lower in _GENERIC and not found and not is_generic:
            is_generic = True
            continue
        if word.lower in _HONORIFICS and not found and len(words) > place + 1:
            continue
        if word.term and word.lower not in DETERMINERS:
            found.append(word.term)
        if word.owns and place + 1 < len(words) and not words[place + 1].is_noun:
            break
    return tuple(found)


def is_one_name(words: WordSequence) -> bool:
    """Return whether words name one thing from beginning to end."""
    return bool(words) and all(
        word.is_noun or word.lower in DETERMINERS or word.lower in ("of", "and", "&", '"')
        for word in words
    )


Sameness = Literal["same", "other", "unclear"]

_SHARED_LETTERS = 4
_SHORT_NAME = 6


def sameness(asked: Collection[str], named: Sequence[Word]) -> Sameness:
    """Return whether words that name something name what is asked about, given its terms.

    Shorter and longer names of one thing are the same: "Alibaba" and "Alibaba Cloud". What
    differs on both sides is another: "the Union of Bakers" and "the Union of Millers". What
    may be a form or an abbreviation of the same name is unclear: "Germany" and "German".
    """
    terms = {word.term for word in named if word.term}
    if not terms or not asked:
        return "unclear"
    both = terms.intersection(asked)
    if both and (both == terms or len(both) == len(set(asked))):
        return "same"
    lacking = [term for term in asked if term not in both]
    others = [word for word in named if word.term and word.term not in both]
    if any(_may_be_form(term, word.term) for term in lacking for word in others):
        return "unclear"
    if _may_abbreviate(lacking, others) or not any(word.is_name for word in others):
        return "unclear"
    return "other"


def _may_be_form(one: str, other: str) -> bool:
    return (
        one[:_SHARED_LETTERS] == other[:_SHARED_LETTERS]
        and min(len(one), len(other)) >= _SHARED_LETTERS
    )


def _may_abbreviate(lacking: Sequence[str], others: Sequence[Word]) -> bool:
    """Return whether one of both may be the initials of the other: "UN", "PNS"."""
    letters = "".join(word.lower[0] for word in others)
    initials = "".join(term[0] for term in lacking)
    return any(
        len(term) <= _SHORT_NAME and term in letters for term in lacking if len(term) > 1
    ) or any(
        len(word.term) <= _SHORT_NAME and len(word.term) > 1 and initials.startswith(word.term)
        for word in others
    )
