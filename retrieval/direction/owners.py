"""Whose a noun is in a sentence: "the CEO of Tesla", "Tesla's CEO", "Tesla CEO Elon Musk"."""

from __future__ import annotations

from collections.abc import Collection

from retrieval.direction.mentions import Mention
from retrieval.direction.words import DETERMINERS, TIMES, Word, Words

OF = frozenset(("of",))
LINKS = OF | {"at", "for", "behind"}
"""What may stand between a noun that is one of something and whose it is."""

_ADJECTIVES = 3
_TITLE = 4
_GRADES = frozenset(
    "acting associate assistant chief current deputy executive former general interim joint late "
    "longtime new old principal senior then vice".split()
)
# "French president" says whose without the name.
_OF_PEOPLES = ("an", "ish", "ese", "ch", "ic", "i")
_INSIDE = frozenset(("of", "and", "&", "for", "the", "de"))


def owner_of(
    words: Words, place: int, first: int, links: Collection[str], *, is_role: bool
) -> Mention | None:
    """Return the words of the name whose the noun at a place is, None where no name shows.

    `first` is where the phrase begins that the noun ends: "Prime" of "Prime Minister".

    `links` are the prepositions that lead to it; `is_role` says that a name right before the
    noun is enough: "Tesla CEO".
    """
    after = _after(words, place, links)
    return after if after is not None else _before(words, first, is_role)


def _after(words: Words, place: int, links: Collection[str]) -> Mention | None:
    here = place + 1
    while here < len(words) and words[here].lower in (links if here == place + 1 else LINKS):
        found = name_from(words, here + 1)
        if found is not None:
            return found
        here = phrase_end(words, here + 1)
    return None


def phrase_end(words: Words, place: int) -> int:
    """Return the place after the words that name one thing, from a place on."""
    while place < len(words) and (words[place].is_noun or words[place].lower in DETERMINERS):
        place += 1
        if words[place - 1].owns:
            break
    return place


def name_from(words: Words, place: int) -> Mention | None:
    """Return the name that a phrase from a place on has, titles before it left out."""
    end = phrase_end(words, place)
    first = next((each for each in range(place, end) if is_named(words[each])), None)
    if first is None or first - place > _TITLE:
        return None
    last = max(each for each in range(first, end) if is_named(words[each]))
    return Mention(first, _with_inner(words, last))


def is_named(word: Word) -> bool:
    """Return whether a word is part of a name, and not of a date."""
    return word.is_name and word.lower not in TIMES


def _with_inner(words: Words, last: int) -> int:
    """Return the end of a name with "of Bakers" or "and Sons"."""
    while not words[last].owns:
        after = last + 1
        while after < len(words) and after - last <= 2 and words[after].lower in _INSIDE:
            after += 1
        if after == len(words) or not is_named(words[after]):
            break
        last = after
    return last


def name_until(words: Words, last: int) -> Mention | None:
    """Return the name that ends at a place, None where none does."""
    if last < 0 or not is_named(words[last]):
        return None
    first = last
    while first:
        back = first - 1
        while back > 0 and first - back <= 2 and words[back].lower in ("of", "the", "&"):
            back -= 1
        if not is_named(words[back]) or words[back].owns:
            break
        first = back
    return Mention(first, last)


def _before(words: Words, place: int, is_role: bool) -> Mention | None:
    back = place - 1
    while back >= 0 and place - back <= _ADJECTIVES and _is_adjective(words[back]):
        back -= 1
    if back < 0 or not (words[back].owns or (is_role and _may_own(words[back]))):
        return None
    return name_until(words, back)


def _is_adjective(word: Word) -> bool:
    if word.lower in _GRADES:
        return not word.owns
    return word.is_noun and not word.is_name and not word.owns


def _may_own(word: Word) -> bool:
    return is_named(word) and not word.lower.endswith(_OF_PEOPLES)
