"""Which side of a relation a noun gives, and whose a noun is.

"Lin's successor", "the CEO of Tesla".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from retrieval.relations.clauses import ends_whole, leads_to, preposition, stands_at
from retrieval.relations.sentence_words import (
    AUXILIARIES,
    BE,
    BORDERS,
    CONJUNCTIONS,
    DETERMINERS,
    NEGATIONS,
    PREPOSITIONS,
    RELATIVES,
    TIMES,
    WHOSE,
    NameMention,
    Word,
    WordSequence,
)
from retrieval.relations.verb_arguments import RelationForm

_ADJECTIVES_BETWEEN = 3
_ASIDE = 7
_COPULAS = BE | {"became", "become", "becomes", "remained", "remains"}
_NAMING = frozenset("named appointed chosen elected made served serves acted".split())
_POSSESSIVES = frozenset("his her its their".split())


def noun_sides(
    words: WordSequence, place: int, form: RelationForm, mention: NameMention
) -> Iterator[str]:
    """Yield the sides on which a noun puts a mention; mostly none or one."""
    owned = not form.head.endswith("ed") and _is_owner(words, place, mention)
    if owned or _after_preposition(words, place, form, mention):
        yield from (side for _, side in form.links)
    elif form.subject and _is_named_so(words, place, mention):
        yield form.subject


def event_sides(
    words: WordSequence, place: int, form: RelationForm, mention: NameMention
) -> Iterator[str]:
    """Yield the sides on which "Google's acquisition of YouTube" puts a mention."""
    for link, side in form.links:
        there = _follows(words, place, link) if link != "by" else preposition(words, place, "by")
        owned = link == "by" and _follows(words, place, "of") and _is_owner(words, place, mention)
        if owned or (there is not None and stands_at(words, there + 1, *mention)):
            yield side


def noun_fills(words: WordSequence, place: int, form: RelationForm, side: str) -> bool:
    """Return whether a noun has something on a side of the relation."""
    if side == form.subject:
        return _is_given(words, place, form)
    back = range(max(0, place - _ADJECTIVES_BETWEEN - 1), place)
    owned = any(words[number].owns or words[number].lower in _POSSESSIVES for number in back)
    return owned or any(_follows(words, place, link) for link in (*WHOSE, *dict(form.links)))


def _is_given(words: WordSequence, place: int, form: RelationForm) -> bool:
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


def _follows(words: WordSequence, place: int, link: str) -> int | None:
    after = place + 1
    return after if after < len(words) and words[after].lower == link else None


def _plain(words: WordSequence) -> bool:
    """Return whether words are adjectives: neither names nor what joins clauses."""
    return len(words) <= _ADJECTIVES_BETWEEN and all(
        word.is_noun and not word.is_name and not word.owns for word in words
    )


def _is_owner(words: WordSequence, place: int, mention: NameMention) -> bool:
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
        and words[back].lower in _POSSESSIVES
        and not any(word.is_name for word in words[mention.last + 1 : back])
        and not any(word.is_name for word in words[: mention.first])
    )


def _after_preposition(
    words: WordSequence, place: int, form: RelationForm, mention: NameMention
) -> bool:
    links = {*dict(form.links), *(WHOSE if "of" in dict(form.links) else ())}
    return any(
        _follows(words, place, link) is not None and stands_at(words, place + 2, *mention)
        for link in links
    )


def _is_named_so(words: WordSequence, place: int, mention: NameMention) -> bool:
    if mention.first > place:
        return _named_after(words, place, mention)
    return not words[mention.last].owns and _named_before(words, place, mention)


def _named_after(words: WordSequence, place: int, mention: NameMention) -> bool:
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


def _named_before(words: WordSequence, place: int, mention: NameMention) -> bool:
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


def _goes_on_with_a_name(words: WordSequence, place: int) -> bool:
    after = place + 1
    return after < len(words) and words[after].is_name


def _may_describe(word: Word) -> bool:
    return word.lower not in BORDERS | NEGATIONS | CONJUNCTIONS | RELATIVES | PREPOSITIONS


OF = frozenset(("of",))
LINKS = OF | {"at", "for", "behind"}
"""What may stand between a noun that is one of something and whose it is."""

_ADJECTIVES_BEFORE = 3
_TITLE = 4
_GRADES = frozenset(
    "acting associate assistant chief current deputy executive former general interim joint late "
    "longtime new old principal senior then vice".split()
)
# "French president" says whose without the name.
_OF_PEOPLES = ("an", "ish", "ese", "ch", "ic", "i")
_INSIDE = frozenset(("of", "and", "&", "for", "the", "de"))


def owner_of(
    words: WordSequence, place: int, first: int, links: Collection[str], *, is_role: bool
) -> NameMention | None:
    """Return the words of the name whose the noun at a place is, None where no name shows.

    `first` is where the phrase begins that the noun ends: "Prime" of "Prime Minister".

    `links` are the prepositions that lead to it; `is_role` says that a name right before the
    noun is enough: "Tesla CEO".
    """
    after = _owner_after(words, place, links)
    return after if after is not None else _owner_before(words, first, is_role)


def _owner_after(words: WordSequence, place: int, links: Collection[str]) -> NameMention | None:
    here = place + 1
    while here < len(words) and words[here].lower in (links if here == place + 1 else LINKS):
        found = name_from(words, here + 1)
        if found is not None:
            return found
        here = phrase_end(words, here + 1)
    return None


def phrase_end(words: WordSequence, place: int) -> int:
    """Return the place after the words that name one thing, from a place on."""
    while place < len(words) and (words[place].is_noun or words[place].lower in DETERMINERS):
        place += 1
        if words[place - 1].owns:
            break
    return place


def name_from(words: WordSequence, place: int) -> NameMention | None:
    """Return the name that a phrase from a place on has, titles before it left out."""
    end = phrase_end(words, place)
    first = next((each for each in range(place, end) if is_name_word(words[each])), None)
    if first is None or first - place > _TITLE:
        return None
    last = max(each for each in range(first, end) if is_name_word(words[each]))
    return NameMention(first, _with_inner(words, last))


def is_name_word(word: Word) -> bool:
    """Return whether a word is part of a name, and not of a date."""
    return word.is_name and word.lower not in TIMES


def _with_inner(words: WordSequence, last: int) -> int:
    """Return the end of a name with "of Bakers" or "and Sons"."""
    while not words[last].owns:
        after = last + 1
        while after < len(words) and after - last <= 2 and words[after].lower in _INSIDE:
            after += 1
        if after == len(words) or not is_name_word(words[after]):
            break
        last = after
    return last


def name_until(words: WordSequence, last: int) -> NameMention | None:
    """Return the name that ends at a place, None where none does."""
    if last < 0 or not is_name_word(words[last]):
        return None
    first = last
    while first:
        back = first - 1
        while back > 0 and first - back <= 2 and words[back].lower in ("of", "the", "&"):
            back -= 1
        if not is_name_word(words[back]) or words[back].owns:
            break
        first = back
    return NameMention(first, last)


def _owner_before(words: WordSequence, place: int, is_role: bool) -> NameMention | None:
    back = place - 1
    while back >= 0 and place - back <= _ADJECTIVES_BEFORE and _is_adjective(words[back]):
        back -= 1
    if back < 0 or not (words[back].owns or (is_role and _may_own(words[back]))):
        return None
    return name_until(words, back)


def _is_adjective(word: Word) -> bool:
    if word.lower in _GRADES:
        return not word.owns
    return word.is_noun and not word.is_name and not word.owns


def _may_own(word: Word) -> bool:
    return is_name_word(word) and not word.lower.endswith(_OF_PEOPLES)
