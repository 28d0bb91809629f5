"""Which side of a relation a mention is on where a noun tells of it: "Lin's successor"."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.direction.clauses import ends_whole, leads_to, preposition, stands_at
from retrieval.direction.forms import Form
from retrieval.direction.mentions import Mention
from retrieval.direction.words import (
    AUXILIARIES,
    BE,
    BORDERS,
    CONJUNCTIONS,
    DETERMINERS,
    NEGATIONS,
    PREPOSITIONS,
    RELATIVES,
    WHOSE,
    Word,
    Words,
)

_ADJECTIVES = 3
_ASIDE = 7
_COPULAS = BE | {"became", "become", "becomes", "remained", "remains"}
_NAMING = frozenset("named appointed chosen elected made served serves acted".split())
_OWNERS = frozenset("his her its their".split())


def noun_sides(words: Words, place: int, form: Form, mention: Mention) -> Iterator[str]:
    """Yield the sides on which a noun puts a mention; mostly none or one."""
    owned = not form.head.endswith("ed") and _owner(words, place, mention)
    if owned or _after_preposition(words, place, form, mention):
        yield from (side for _, side in form.links)
    elif form.subject and _is_named_so(words, place, mention):
        yield form.subject


def event_sides(words: Words, place: int, form: Form, mention: Mention) -> Iterator[str]:
    """Yield the sides on which "Google's acquisition of YouTube" puts a mention."""
    for link, side in form.links:
        there = _follows(words, place, link) if link != "by" else preposition(words, place, "by")
        owned = link == "by" and _follows(words, place, "of") and _owner(words, place, mention)
        if owned or (there is not None and stands_at(words, there + 1, *mention)):
            yield side


def noun_fills(words: Words, place: int, form: Form, side: str) -> bool:
    """Return whether a noun has something on a side of the relation."""
    if side == form.subject:
        return _is_told(words, place, form)
    back = range(max(0, place - _ADJECTIVES - 1), place)
    owned = any(words[number].owns or words[number].lower in _OWNERS for number in back)
    return owned or any(_follows(words, place, link) for link in (*WHOSE, *dict(form.links)))


def _is_told(words: Words, place: int, form: Form) -> bool:
    """Return whether a name stands where it says who or what the noun is."""
    after = place + 1
    linked = any(_follows(words, place, link) for link in (*WHOSE, *dict(form.links)))
    limit = min(len(words), after + _ASIDE + 1)
    while linked and after < limit and words[after].lower not in BORDERS | _COPULAS:
        after += 1
    while after < limit and words[after].lower in AUXILIARIES | _COPULAS | DETERMINERS | {",", ":"}:
        after += 1
    if after < limit and words[after].is_name and after > place and not words[after].owns:
        return True
    back = place - 1
    while back >= 0 and _may_describe(words[back]) and words[back].lower not in _COPULAS:
        if words[back].lower in _NAMING | {"as"}:
            break
        back -= 1
    return back > 0 and words[back].lower in _COPULAS | _NAMING | {"as", ","}


def _follows(words: Words, place: int, link: str) -> int | None:
    after = place + 1
    return after if after < len(words) and words[after].lower == link else None


def _plain(words: Words) -> bool:
    """Return whether words are adjectives: neither names nor what joins clauses."""
    return len(words) <= _ADJECTIVES and all(
        word.is_noun and not word.is_name and not word.owns for word in words
    )


def _owner(words: Words, place: int, mention: Mention) -> bool:
    if mention.last >= place:
        return False
    if words[mention.last].owns:
        return _plain(words[mention.last + 1 : place])
    if words[mention.last + 1].lower == "," and words[mention.last + 2].lower == "whose":
        return _plain(words[mention.last + 3 : place])
    # "Lin congratulated his successor": Lin is meant where nobody else was named so far.
    back = place - 1
    while back > mention.last and words[back].is_noun and not words[back].is_name:
        back -= 1
    return (
        back > mention.last
        and words[back].lower in _OWNERS
        and not any(word.is_name for word in words[mention.last + 1 : back])
        and not any(word.is_name for word in words[: mention.first])
    )


def _after_preposition(words: Words, place: int, form: Form, mention: Mention) -> bool:
    links = {*dict(form.links), *(WHOSE if "of" in dict(form.links) else ())}
    return any(
        _follows(words, place, link) is not None and stands_at(words, place + 2, *mention)
        for link in links
    )


def _is_named_so(words: Words, place: int, mention: Mention) -> bool:
    if mention.first > place:
        return _told_after(words, place, mention)
    return not words[mention.last].owns and _told_before(words, place, mention)


def _told_after(words: Words, place: int, mention: Mention) -> bool:
    """Return whether it goes on "successor Zhou", "successor, Zhou" or "successor was Zhou"."""
    start = place + 1
    if words[start].lower in PREPOSITIONS:
        while start < mention.first and words[start].lower not in BORDERS | _COPULAS:
            start += 1
        if start == mention.first:
            return False
    while start < mention.first and words[start].lower in AUXILIARIES | _COPULAS | {",", ":"}:
        start += 1
    if words[start - 1].lower == "," and words[start].lower in DETERMINERS:
        return False
    denied = any(word.lower in NEGATIONS for word in words[place : mention.first])
    return not denied and leads_to(words, start, mention.first) and ends_whole(words, mention.last)


def _told_before(words: Words, place: int, mention: Mention) -> bool:
    """Return whether it went "Zhou, Lin's successor" or "Zhou became the successor"."""
    between = words[mention.last + 1 : place]
    if not between or len(between) > _ASIDE or _goes_on_with_a_name(words, place):
        return False
    if not (between[0].lower == "," or ends_whole(words, mention.last)):
        return False
    if mention.first and words[mention.first - 1].lower in PREPOSITIONS:
        return False
    opens = between[0].lower
    if opens == ",":
        return all(_may_describe(word) for word in between[1:])
    verbs = {word.lower for word in between} & (_COPULAS | _NAMING)
    if not verbs or not verbs - _NAMING - {"been"}:
        verbs &= {"served", "serves", "acted", "been"}
    return bool(verbs) and all(
        _may_describe(word) or word.is_adverb or word.lower in AUXILIARIES | {"as"}
        for word in between
    )


def _goes_on_with_a_name(words: Words, place: int) -> bool:
    after = place + 1
    return after < len(words) and words[after].is_name


def _may_describe(word: Word) -> bool:
    return word.lower not in BORDERS | NEGATIONS | CONJUNCTIONS | RELATIVES | PREPOSITIONS
