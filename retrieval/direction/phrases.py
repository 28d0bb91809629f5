"""What a question names: the words of a name, up to where something else begins."""

from __future__ import annotations

from retrieval.direction.words import (
    BORDERS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    TIMES,
    Words,
)

_STOPS = (PREPOSITIONS - {"of"}) | SUBORDINATORS | RELATIVES | BORDERS | PRONOUNS
_ASKING = frozenset("who whom what which whose how when where why whoever".split())

# "The song Hello" is called Hello elsewhere, and there is more than one song.
_GENERIC = frozenset(
    "song movie film book novel album poem play show series game company firm city country team "
    "band club painting opera disease virus planet".split()
)
_HONORIFICS = frozenset("mr mrs ms miss dr prof professor sir lady lord".split())


def named(words: Words) -> tuple[str, ...]:
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


def is_named(words: Words) -> bool:
    """Return whether words name one thing from beginning to end."""
    return bool(words) and all(
        word.is_noun or word.lower in DETERMINERS or word.lower in ("of", "and", "&", '"')
        for word in words
    )
