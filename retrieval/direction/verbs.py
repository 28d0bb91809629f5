"""The verbs of a sentence that tell of a relation: active or passive, and what they lack."""

from __future__ import annotations

from typing import NamedTuple

from retrieval.direction.clauses import (
    after_opening,
    before,
    preposition,
    subject,
)
from retrieval.direction.forms import Form
from retrieval.direction.words import (
    BE,
    DETERMINERS,
    NEGATIONS,
    PARTICIPLES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    TIMES,
    Words,
    inflection,
)

_TITLES = 3
_PARTICLE_REACH = 5


class Verb(NamedTuple):
    """A verb of a sentence: from `place` to `end`, exclusive, with the particles beside it.

    `subject` is where its grammatical subject ends, None where that is not plain.
    """

    form: Form
    place: int
    end: int
    is_passive: bool
    subject: int | None


def verb_at(words: Words, place: int, form: Form) -> Verb | None:
    """Return the verb at a place if it is put as the form has it, and not denied."""
    kind = inflection(words[place].lower, form.head)
    if not kind or words[place].owns or (place and words[place - 1].lower in DETERMINERS):
        return None
    end = _with_particles(words, place, form)
    group = words[before(words, place) + 1 : place]
    if end is None or any(word.lower in NEGATIONS for word in group):
        return None
    if not form.obj and not any(preposition(words, end - 1, link) for link, _ in form.links):
        return None
    is_past = kind in ("past", "same")
    if is_past and any(word.lower in BE for word in group):
        return Verb(form, place, end, True, subject(words, place))
    if is_past and _is_reduced(words, end):
        return Verb(form, place, end, True, _reduced_subject(words, place))
    if words[place].lower in PARTICIPLES and not group:
        return None
    if kind == "base" and not group and not (place and words[place - 1].lower == "to"):
        return None
    is_participle = kind == "ing" or any(word.lower in ("having", "being") for word in group)
    verb = Verb(form, place, end, False, subject(words, place, is_participle))
    return verb if not form.obj or fills(words, verb, form.obj) else None


def _with_particles(words: Words, place: int, form: Form) -> int | None:
    """Return the place after the particles, which an object may part from their verb."""
    end = place + 1
    for particle in form.particles:
        there = [word.lower for word in words[end : end + _PARTICLE_REACH]]
        if particle not in there:
            return None
        if there[0] == particle:
            end += 1
    return end


def _is_reduced(words: Words, end: int) -> bool:
    """Return whether "by" follows, and no object before it: "a novel written (in 1850) by"."""
    by = preposition(words, end - 1, "by")
    return by is not None and (by == end or words[end].lower in PREPOSITIONS)


def _reduced_subject(words: Words, place: int) -> int | None:
    last = before(words, place)
    if last >= 0 and words[last].lower == ",":
        last -= 1
    return last if last >= 0 else after_opening(words, place)


def fills(words: Words, verb: Verb, side: str) -> bool:
    """Return whether a verb's sentence has something on a side of the relation."""
    form = verb.form
    if side == form.subject:
        if verb.is_passive:
            return preposition(words, verb.end - 1, "by") is not None
        return verb.subject is not None
    if side == form.obj:
        if verb.is_passive:
            return verb.subject is not None
        return _has_object(words, verb)
    return any(
        side == other and preposition(words, verb.end - 1, link) is not None
        for link, other in form.links
    )


def _has_object(words: Words, verb: Verb) -> bool:
    if verb.end < len(words):
        word = words[verb.end]
        opens = word.is_noun or word.lower in DETERMINERS | PRONOUNS or word.lower in '"\u201c'
        if opens and not (word.lower in TIMES and not word.is_name) and not word.is_adverb:
            return True
    end = verb.subject
    return end is not None and any(
        word.lower in RELATIVES for word in words[max(0, end - _TITLES) : end]
    )
