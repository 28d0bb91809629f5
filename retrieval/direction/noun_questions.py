"""A question read by a noun: "Lin's successor", "whose successor is Zhou", "the successor of"."""

from __future__ import annotations

from retrieval.direction.forms import Form
from retrieval.direction.framing import Frame, Reading
from retrieval.direction.phrases import is_named, named
from retrieval.direction.words import AUXILIARIES, DETERMINERS, PREPOSITIONS, WHOSE, Words

_BECOMING = frozenset("became become becomes named appointed chosen elected as".split())
_OPENING = frozenset("name of".split())
_ADJECTIVES = 2


def asked_by_noun(frame: Frame, place: int, form: Form) -> Reading | None:
    """Return how a question reads if the word at a place is the noun of a form."""
    words = frame.words
    if words[place].lower != form.head or not form.subject or not form.links:
        return None
    other = form.links[0][1]
    if frame.ask is not None and words[frame.ask].lower == "whose":
        return _reading(other, form.subject, _whose(words, frame.ask, place))
    if frame.ask is not None and not frame.asks_a_side:
        return None
    before = _before(frame, place)
    if before is None:
        return None
    link = words[place + 1].lower if place + 1 < len(words) else ""
    if link in (*WHOSE, *dict(form.links)):
        return _with_link(frame, place, form, before)
    if link and link not in PREPOSITIONS:
        return None
    return _reading(form.subject, other, _owner(words[:place], before))


def _reading(answer: str, side: str, terms: tuple[str, ...]) -> Reading | None:
    return Reading(answer, {side: terms}, 1) if terms else None


def _before(frame: Frame, place: int) -> Words | None:
    """Return what is named between the question word and a noun; None for more than a name."""
    words = frame.words
    start = frame.ask + 1 if frame.ask is not None and frame.ask < place else 0
    if frame.ask is not None and start and frame.ask:
        return None
    rest = list(words[start:place])
    while rest and rest[0].lower in AUXILIARIES | _BECOMING | _OPENING | DETERMINERS:
        del rest[0]
    while rest and rest[-1].lower in DETERMINERS | _BECOMING | AUXILIARIES:
        del rest[-1]
    return rest if not rest or is_named(rest) else None


def _whose(words: Words, ask: int, place: int) -> tuple[str, ...]:
    after = place + 1
    if place - ask > _ADJECTIVES or after >= len(words) or words[after].lower not in AUXILIARIES:
        return ()
    return named(words[after + 1 :]) if is_named(words[after + 1 :]) else ()


def _with_link(frame: Frame, place: int, form: Form, before: Words) -> Reading | None:
    """Read "the successor of Lin", "who is Zhou the successor of", "Zhou is successor of whom"."""
    words, other = frame.words, form.links[0][1]
    complement = words[place + 2 :]
    asks_it = frame.ask == place + 2 or not complement
    if asks_it:
        return _reading(other, form.subject or "", named(before))
    if len(before) > _ADJECTIVES or any(word.is_name or word.owns for word in before):
        return None
    return _reading(form.subject or "", other, (*named(complement), *_at(complement)))


def _at(complement: Words) -> tuple[str, ...]:
    """Return "Norbit" of "head of research at Norbit": research is done elsewhere, too."""
    places = [place for place, word in enumerate(complement) if word.lower == "at"]
    return named(complement[places[0] + 1 :]) if places and places[0] else ()


def _owner(before_noun: Words, before: Words) -> tuple[str, ...]:
    """Return the owner that a noun follows: "Lin's successor", "lin successor"."""
    owners = [place for place, word in enumerate(before) if word.owns]
    if owners:
        last = owners[-1] + 1
        return named(before[:last]) if len(before) - last <= _ADJECTIVES else ()
    if not before or before_noun[-1].lower in DETERMINERS | AUXILIARIES | _BECOMING:
        return ()
    start = before_noun.index(before[0])
    determined = start and before_noun[start - 1].lower in DETERMINERS
    return () if determined else named(before)
