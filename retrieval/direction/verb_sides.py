"""Which side of a relation a mention is on where a verb tells of it: "Lin was replaced by"."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.direction.clauses import clause_start, preposition, stands_at
from retrieval.direction.mentions import Mention
from retrieval.direction.verbs import Verb
from retrieval.direction.words import (
    BORDERS,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    Words,
)

_TITLES = 3
_OPENING = frozenset(("in", "on", "at", "during", "after", "before"))
_SUBJECTS = frozenset("he she it they".split())
_OBJECTS = frozenset("him her it them".split())

# What the army of a country does, the country does.
_COLLECTIVE = frozenset(
    "army armies forces troops fleet navy people government team crew members company board "
    "council directors management owners leaders fans poems books works letters songs".split()
)


def sides_of(words: Words, verb: Verb, mention: Mention) -> Iterator[str]:
    """Yield the sides of its relation on which a verb puts a mention; mostly none or one."""
    form = verb.form
    if _is_subject(words, verb, mention):
        side = form.obj if verb.is_passive else form.subject
        if side:
            yield side
    if form.obj and not verb.is_passive and _is_object(words, verb, mention):
        yield form.obj
    links = [*form.links, ("by", form.subject)] if verb.is_passive else form.links
    for link, side in links:
        place = preposition(words, verb.end - 1, link)
        if side and place is not None and stands_at(words, place + 1, *mention):
            yield side


def _is_object(words: Words, verb: Verb, mention: Mention) -> bool:
    if mention.first >= verb.end:
        return stands_at(words, verb.end, *mention)
    if verb.subject is None:
        return False
    # "Lin, whom Zhou replaced": between the two stands who did it, and nothing follows.
    pointer = verb.subject
    while pointer > mention.last and words[pointer].lower not in RELATIVES:
        pointer -= 1
    aside = pointer - 1 > mention.last and words[pointer - 1].lower == ","
    return (
        verb.subject > pointer > mention.last
        and mention.last == pointer - (2 if aside else 1)
        and not words[mention.last].owns
        and (_is_whom(words, pointer, verb) or not _opens_object(words, verb.end))
    )


def _is_whom(words: Words, pointer: int, verb: Verb) -> bool:
    return words[pointer].lower == "whom" and words[verb.place - 1].lower != "to"


def _opens_object(words: Words, place: int) -> bool:
    return place < len(words) and (
        words[place].is_noun or words[place].lower in DETERMINERS | PRONOUNS
    )


def _is_subject(words: Words, verb: Verb, mention: Mention) -> bool:
    first, last = mention
    end = verb.subject
    if end is None or words[last].owns or first > end or _depends(words, first):
        return False
    if last == end:
        return True
    if last > end:
        return False
    between = words[last + 1 : end + 1]
    if between[0].lower in PREPOSITIONS:
        return all(word.is_name or word.lower in DETERMINERS for word in between[1:])
    joined = between[0].lower in CONJUNCTIONS or (between[0].lower == "," and len(between) > 3)
    return (
        joined
        and all(word.is_name or word.lower in CONJUNCTIONS or word.lower == "," for word in between)
        and clause_start(words, first) >= first - 1
    )


def _depends(words: Words, first: int) -> bool:
    """Return whether a preposition stands before a mention, or before its title."""
    place = first - 1
    while place >= 0 and first - place <= _TITLES and not words[place].is_name:
        lower = words[place].lower
        if lower in PREPOSITIONS:
            if lower in _OPENING and not place and words[1].lower in DETERMINERS:
                # "In the final Reyes beat Dragic": what opens the sentence ends before the name.
                return first - place < _TITLES
            return not (lower == "of" and place and words[place - 1].lower in _COLLECTIVE)
        if lower[:1].isdigit():
            return False
        if lower in BORDERS or not (words[place].is_noun or lower in DETERMINERS):
            return False
        place -= 1
    return False


def pronoun_sides(words: Words, verb: Verb) -> Iterator[tuple[str, int]]:
    """Yield the sides on which "he" or "him" stands, and its place: who it is shows elsewhere."""
    form = verb.form
    first, second = (form.obj, None) if verb.is_passive else (form.subject, form.obj)
    if first and verb.subject is not None and words[verb.subject].lower in _SUBJECTS:
        yield first, verb.subject
    if second and _is_it(words, verb.end):
        yield second, verb.end
    for link, side in [*form.links, ("by", form.subject)] if verb.is_passive else form.links:
        place = preposition(words, verb.end - 1, link)
        if side and place is not None and _is_it(words, place + 1):
            yield side, place + 1


def _is_it(words: Words, place: int) -> bool:
    return place < len(words) and words[place].lower in _OBJECTS
