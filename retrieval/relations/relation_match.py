"""Whether a sentence gives the relation the way it is asked, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from retrieval.model import Span
from retrieval.relations.asked_relations import AskedRelation
from retrieval.relations.noun_arguments import event_sides, noun_fills, noun_sides
from retrieval.relations.sentence_words import (
    RELATIVES,
    NameMention,
    Word,
    mentions,
    words_of,
    years_in,
)
from retrieval.relations.verb_arguments import RelationForm, fills, pronoun_sides, sides_of, verb_at
from retrieval.text.tokens import Token

_LONGEST = 60


class RelationMatch(NamedTuple):
    """Whether a sentence tells what is sought: 1 for yes, -1 for the other way round.

    0 says that it does not tell, or not plainly. `detail` says why, "" for 0; `span` holds the
    words that tell, as offsets in the sentence.
    """

    value: Literal[-1, 0, 1]
    detail: str = ""
    span: Span = (0, 0)


UNDECIDED = RelationMatch(0)

_Given = tuple[str, NameMention]


class _Assertion(NamedTuple):
    """What one verb or noun says of what is given: that it is as asked, or the other way round.

    Where it is neither, it says something that is not plain. `first` and `last` are the places
    of the words that say it.
    """

    is_right: bool
    is_wrong: bool
    first: int
    last: int


def match_relation(sought: AskedRelation, text: str, tokens: Sequence[Token]) -> RelationMatch:
    """Return whether a sentence tells what is sought the right way round.

    `tokens` are those that the analyzer finds in the sentence, with offsets in `text`.
    """
    terms = {token.term for token in tokens}
    if terms.isdisjoint(sought.forms) or terms.isdisjoint(sought.names):
        return UNDECIDED
    words = words_of(text, tokens)
    tellings = list(_assertions(sought, words))
    right = next((telling for telling in tellings if telling.is_right), None)
    if right is not None and _is_at_another_time(sought, words):
        return _match(-1, "says it of another time", right, words, text)
    if right is not None:
        return _match(1, "says it the way it is asked", right, words, text)
    if not tellings or not all(telling.is_wrong for telling in tellings):
        return UNDECIDED
    return _match(-1, "says it the other way round", tellings[0], words, text)


def _is_at_another_time(sought: AskedRelation, words: Sequence[Word]) -> bool:
    years = set(years_in(words)) if sought.years else set()
    return bool(years) and not any(word.lower in sought.years for word in words)


def _match(
    value: Literal[-1, 1], says: str, telling: _Assertion, words: Sequence[Word], text: str
) -> RelationMatch:
    span = (words[telling.first].start, words[telling.last].end)
    shown = " ".join(text[slice(*span)].split())
    if len(shown) > _LONGEST:
        shown = f"{shown[: _LONGEST // 2].rstrip()} … {shown[-_LONGEST // 2 :].lstrip()}"
    return RelationMatch(value, f"{says}: {shown}", span)


def _assertions(sought: AskedRelation, words: Sequence[Word]) -> Iterator[_Assertion]:
    given = [(side, mention) for side, terms in sought.given for mention in mentions(words, terms)]
    if not given:
        return
    for place, word in enumerate(words):
        for form in sought.forms.get(word.term, ()) if word.term else ():
            told = (_by_verb if form.kind == "verb" else _by_noun)(
                sought, words, place, form, given
            )
            if told:
                yield told


def _by_verb(
    sought: AskedRelation,
    words: Sequence[Word],
    place: int,
    form: RelationForm,
    given: list[_Given],
) -> _Assertion | None:
    verb = verb_at(words, place, form)
    if verb is None:
        return None
    found = [(side, mention, set(sides_of(words, verb, mention))) for side, mention in given]
    is_full = sought.answer is None or fills(words, verb, sought.answer)
    told = _judged(sought, found, is_full, place)
    if told is not None:
        return told
    for other, where in pronoun_sides(words, verb):
        for side, mention in given:
            if side == other and mention.last < where:
                is_meant = is_full and _means(words, where, mention)
                return _Assertion(is_meant, False, mention.first, place)
    return None


def _means(words: Sequence[Word], place: int, mention: NameMention) -> bool:
    """Return whether a pronoun must mean a mention: "Lin left, and Zhou replaced him".

    Nobody else may have been named before, nor in between where it is "he", and the clause may
    not be about who is mentioned: "Lin, whom he replaced".
    """
    first = mention.first
    while first and words[first - 1].is_name:
        first -= 1
    # Any word has a capital at the beginning of a sentence.
    if any(word.is_name for word in words[1:first]):
        return False
    if words[place].lower not in ("he", "she", "they", "it"):
        return True
    between = words[mention.last + 1 : place]
    is_relative = len(between) < 3 and any(word.lower in RELATIVES for word in between)
    return not is_relative and not any(word.is_name for word in between)


def _by_noun(
    sought: AskedRelation,
    words: Sequence[Word],
    place: int,
    form: RelationForm,
    given: list[_Given],
) -> _Assertion | None:
    if words[place].lower not in (form.head, f"{form.head}s"):
        return None
    tell = event_sides if form.kind == "event" else noun_sides
    found = [
        (side, mention, set(tell(words, place, form, mention)))
        for side, mention in given
        if not mention.first <= place <= mention.last
    ]
    is_full = (
        sought.answer is None
        or form.kind == "event"
        or noun_fills(words, place, form, sought.answer)
    )
    return _judged(sought, found, is_full, place)


def _judged(
    sought: AskedRelation, found: list[tuple[str, NameMention, set[str]]], is_full: bool, place: int
) -> _Assertion | None:
    """Return what is told by the sides on which the mentions were found."""
    told = [(side, mention, sides) for side, mention, sides in found if sides]
    if not told:
        return None
    right = {side for side, _, sides in told if side in sides}
    # "To whom did X lend money" is not answered by what says who else lent money.
    needed = {side for side, _ in sought.given}
    needed = needed & sought.alike or needed
    asked = {sought.answer, *(side for side, _ in sought.given)}
    mistaken = [sides & (asked - {side}) for side, _, sides in told if side not in sides]
    if any(side in asked - sought.alike for sides in mistaken for side in sides):
        return None
    wrong = any(mistaken)
    enough = len(right) == len(sought.given) if sought.answer is None else bool(right & needed)
    first = min(place, *(mention.first for _, mention, _ in told))
    last = max(place, *(mention.last for _, mention, _ in told))
    return _Assertion(enough and is_full and not wrong, wrong and not right, first, last)
