"""How a relation is put, and which of its sides a verb gives.

"Zhou replaced Lin", "Lin was replaced by".

A form is a verb or noun of the lexicon with where each side stands beside it. A verb is read as
active or passive, with its particles, and gives the sides that its subject, its object and its
prepositions fill; a pronoun's place is given, not whom it means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from retrieval.relations.clauses import (
    after_opening,
    before,
    clause_start,
    preposition,
    stands_at,
    subject,
)
from retrieval.relations.sentence_words import (
    BE,
    BORDERS,
    CONJUNCTIONS,
    DETERMINERS,
    NEGATIONS,
    PARTICIPLES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    TIMES,
    NameMention,
    WordSequence,
    inflection,
)
from retrieval.text.analyzer import Analyzer
from retrieval.text.lexicon import head_terms

FormKind = Literal["verb", "noun", "event"]

_PARTICLES = frozenset(("over", "about"))


class RelationForm(NamedTuple):
    """A verb or a noun that tells of a relation, as a sentence of the lexicon puts it.

    `head` is the word as written there, `particles` the words that belong to it ("takes over").
    `subject` is the side of who does it, or of what the noun names; `obj` that of the direct
    object; `links` the sides after prepositions.
    """

    kind: FormKind
    head: str
    particles: tuple[str, ...]
    subject: str | None
    obj: str | None
    links: tuple[tuple[str, str], ...]


@lru_cache(maxsize=256)
def forms_of(sentences: tuple[str, ...], analyzer: Analyzer) -> dict[str, tuple[RelationForm, ...]]:
    """Return the forms that sentences of the lexicon describe, by the term of their head."""
    found: dict[str, list[RelationForm]] = {}
    for sentence in sentences:
        form = _form(sentence.split())
        for term in head_terms(sentence, analyzer):
            found.setdefault(term, []).append(form)
    # What has more to recognise it by comes first: "loses to", before "loses".
    return {term: tuple(sorted(forms, key=_plainness)) for term, forms in found.items()}


def _plainness(form: RelationForm) -> int:
    return -len(form.particles)


def _form(words: list[str]) -> RelationForm:
    subject = words.pop(0) if words[0].isupper() else None
    kind: FormKind = "verb" if subject else "event"
    if words[0] == "is":
        kind = "noun"
        del words[0]
    head, *rest = words
    particles, obj, links = _arguments(rest)
    return RelationForm(kind, head, particles, subject, obj, links)


def _arguments(
    words: Iterable[str],
) -> tuple[tuple[str, ...], str | None, tuple[tuple[str, str], ...]]:
    particles: list[str] = []
    obj = None
    links = []
    for word in words:
        if not word.isupper():
            particles.append(word)
        elif particles and particles[-1] in PREPOSITIONS - _PARTICLES:
            links.append((particles.pop(), word))
        else:
            obj = word
    return tuple(particles), obj, tuple(links)


_TITLES = 3
_PARTICLE_REACH = 5


class Verb(NamedTuple):
    """A verb of a sentence: from `place` to `end`, exclusive, with the particles beside it.

    `subject` is where its grammatical subject ends, None where that is not plain.
    """

    form: RelationForm
    place: int
    end: int
    is_passive: bool
    subject: int | None


def verb_at(words: WordSequence, place: int, form: RelationForm) -> Verb | None:
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


def _with_particles(words: WordSequence, place: int, form: RelationForm) -> int | None:
    """Return the place after the particles, which an object may part from their verb."""
    end = place + 1
    for particle in form.particles:
        there = [word.lower for word in words[end : end + _PARTICLE_REACH]]
        if particle not in there:
            return None
        if there[0] == particle:
            end += 1
    return end


def _is_reduced(words: WordSequence, end: int) -> bool:
    """Return whether "by" follows, and no object before it: "a novel written (in 1850) by"."""
    by = preposition(words, end - 1, "by")
    return by is not None and (by == end or words[end].lower in PREPOSITIONS)


def _reduced_subject(words: WordSequence, place: int) -> int | None:
    last = before(words, place)
    if last >= 0 and words[last].lower == ",":
        last -= 1
    return last if last >= 0 else after_opening(words, place)


def fills(words: WordSequence, verb: Verb, side: str) -> bool:
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


def _has_object(words: WordSequence, verb: Verb) -> bool:
    if verb.end < len(words):
        word = words[verb.end]
        opens = word.is_noun or word.lower in DETERMINERS | PRONOUNS or word.lower in '"\u201c'
        if opens and not (word.lower in TIMES and not word.is_name) and not word.is_adverb:
            return True
    end = verb.subject
    return end is not None and any(
        word.lower in RELATIVES for word in words[max(0, end - _TITLES) : end]
    )


_TITLE_WORDS = 3
_OPENING = frozenset(("in", "on", "at", "during", "after", "before"))
_SUBJECTS = frozenset("he she it they".split())
_OBJECTS = frozenset("him her it them".split())

# What the army of a country does, the country does.
_COLLECTIVE = frozenset(
    "army armies forces troops fleet navy people government team crew members company board "
    "council directors management owners leaders fans poems books works letters songs".split()
)


def sides_of(words: WordSequence, verb: Verb, mention: NameMention) -> Iterator[str]:
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


def _is_object(words: WordSequence, verb: Verb, mention: NameMention) -> bool:
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


def _is_whom(words: WordSequence, pointer: int, verb: Verb) -> bool:
    return words[pointer].lower == "whom" and words[verb.place - 1].lower != "to"


def _opens_object(words: WordSequence, place: int) -> bool:
    return place < len(words) and (
        words[place].is_noun or words[place].lower in DETERMINERS | PRONOUNS
    )


def _is_subject(words: WordSequence, verb: Verb, mention: NameMention) -> bool:
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


def _depends(words: WordSequence, first: int) -> bool:
    """Return whether a preposition stands before a mention, or before its title."""
    place = first - 1
    while place >= 0 and first - place <= _TITLE_WORDS and not words[place].is_name:
        lower = words[place].lower
        if lower in PREPOSITIONS:
            if lower in _OPENING and not place and words[1].lower in DETERMINERS:
                # "In the final Reyes beat Dragic": what opens the sentence ends before the name.
                return first - place < _TITLE_WORDS
            return not (lower == "of" and place and words[place - 1].lower in _COLLECTIVE)
        if lower[:1].isdigit():
            return False
        if lower in BORDERS or not (words[place].is_noun or lower in DETERMINERS):
            return False
        place -= 1
    return False


def pronoun_sides(words: WordSequence, verb: Verb) -> Iterator[tuple[str, int]]:
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


def _is_it(words: WordSequence, place: int) -> bool:
    return place < len(words) and words[place].lower in _OBJECTS
