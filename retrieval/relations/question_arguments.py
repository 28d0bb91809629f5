"""A question read by one form of a relation.

Which side it asks for, and what it names on the others.

By a verb: "who replaced Lin", "whom did Lin replace"; by a noun: "Lin's successor", "whose
successor is Zhou". Where the question word stands, and what it asks for, is found first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from retrieval.relations.clauses import preposition
from retrieval.relations.sentence_words import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    PREPOSITIONS,
    WHOSE,
    Word,
    WordSequence,
    inflection,
    is_one_name,
    leading_name,
)
from retrieval.relations.verb_arguments import RelationForm

_FOR_A_SIDE = frozenset("who whom what which whose".split())
_FOR_MORE = frozenset("when where why how".split())
_POLITE = frozenset(
    "tell me do you know can could would please i want to find out so and ok hey wonder "
    "wondering does anyone anybody hi hello quoth remind say show".split()
)
_CIRCUMSTANCES = frozenset(
    "year years date day month time century decade reason way age place city price much".split()
)
_LONGEST_PHRASE = 4


class QuestionFrame(NamedTuple):
    """A question's words; `ask` is the place of the question word, None where there is none.

    `asks_a_side` says that it asks who or what, not when or why; `after` is the place after
    its phrase ("which country"), `link` the preposition before it ("from whom").
    """

    words: Sequence[Word]
    ask: int | None
    after: int
    asks_a_side: bool
    link: str | None


class ArgumentReading(NamedTuple):
    """A question read by one form: the side of the answer, and what is named by its side.

    `fit` is the number of words and sides that the form accounts for.
    """

    answer: str | None
    given: Mapping[str, tuple[str, ...]]
    fit: int


def question_frame(words: Sequence[Word]) -> QuestionFrame | None:
    """Return the frame of a question without what is said for politeness; None for no words."""
    words = [_spelled(word) for word in words]
    asks = (place for place, word in enumerate(words) if word.lower in _FOR_A_SIDE | _FOR_MORE)
    ask = next(asks, None)
    polite = ask or 0
    if polite and words[polite - 1].lower in PREPOSITIONS:
        polite -= 1
    if ask and all(word.lower in _POLITE for word in words[:polite]):
        del words[:polite]
        ask -= polite
    if not words:
        return None
    if ask is None:
        return QuestionFrame(words, None, 0, False, None)
    link = words[ask - 1].lower if ask and words[ask - 1].lower in PREPOSITIONS else None
    after = _after_phrase(words, ask)
    return QuestionFrame(words, ask, after, _asks_a_side(words, ask, after), link)


def _spelled(word: Word) -> Word:
    # "who's" is "who is" here: the verb that follows shows as well that it is asked about.
    return word._replace(owns=False) if word.lower in _FOR_A_SIDE else word


def _after_phrase(words: Sequence[Word], ask: int) -> int:
    """Return the place after "which (large) country" where an auxiliary follows it."""
    if words[ask].lower in ("who", "whom"):
        return ask + 1
    for place in range(ask + 1, min(len(words), ask + 2 + _LONGEST_PHRASE)):
        if words[place].lower in AUXILIARIES:
            return place
        if not words[place].is_noun or words[place].owns:
            break
    return ask + 1


def _asks_a_side(words: Sequence[Word], ask: int, after: int) -> bool:
    if words[ask].lower == "how":
        return ask + 1 < len(words) and words[ask + 1].lower == "many"
    if words[ask].lower in _FOR_MORE:
        return False
    return not any(word.lower in _CIRCUMSTANCES for word in words[ask + 1 : max(after, ask + 2)])


_PHRASE = 4
_HAVING = frozenset(("has", "have", "had", "having"))
_MODALS = frozenset("will would shall should can could may might must".split())


class _FoundSides:
    """The sides of a form as they are found: what is named, or that it is asked for."""

    def __init__(self, form: RelationForm) -> None:
        self.form = form
        self.given: dict[str, tuple[str, ...]] = {}
        self.asked: str | None = None
        self.is_stranded = False

    def put(self, side: str | None, words: Sequence[Word]) -> None:
        """Note what stands on a side: a name, or the question word."""
        if side and words and words[0].lower in ("who", "whom", "what", "which"):
            self.ask(side)
        elif side and side not in self.given:
            terms = leading_name(words)
            if terms:
                self.given[side] = terms

    def ask(self, side: str | None) -> None:
        """Note that a side is asked for; the first one counts."""
        self.asked = self.asked or side


def asked_by_verb(frame: QuestionFrame, place: int, form: RelationForm) -> ArgumentReading | None:
    """Return how a question reads if the word at a place is the verb of a form."""
    words = frame.words
    kind = inflection(words[place].lower, form.head)
    left = _left(frame, place)
    if not kind or left is None or not _fits(kind, left[0]):
        return None
    auxiliaries, before = left
    end = _after_particles(words, place, form)
    if end is None:
        return None
    if frame.ask is not None and frame.ask < place and not (before or frame.asks_a_side):
        return None
    by = end < len(words) and words[end].lower == "by"
    is_passive = kind in ("past", "same") and bool(auxiliaries & BE or (by and not auxiliaries))
    sides = _FoundSides(form)
    _put_after(sides, words, end, is_passive)
    _put_before(sides, frame, before, place, is_passive, kind)
    if words[-1].lower in PREPOSITIONS and end < len(words) and not sides.is_stranded:
        return None
    return _verb_reading(sides, frame, len(words[place:end]))


def _fits(kind: str, auxiliaries: set[str]) -> bool:
    """Return whether auxiliaries go with a form of a verb: "did found" is no form of "find"."""
    if kind == "same":
        return True
    if kind == "base":
        return bool(auxiliaries - BE - _HAVING)
    if kind == "ing":
        return bool(auxiliaries & BE)
    return not auxiliaries if kind == "third" else auxiliaries <= BE | _HAVING | _MODALS


def _left(frame: QuestionFrame, place: int) -> tuple[set[str], Sequence[Word]] | None:
    """Return the auxiliaries before a verb, and what is named there besides the question word."""
    words = frame.words
    asks_first = frame.ask is not None and frame.ask < place
    start = frame.after if asks_first else 0
    if asks_first and frame.ask is not None:
        start = max(start, frame.ask + 1)
        if frame.ask > 1 or (frame.ask == 1 and frame.link is None):
            return None
    between = words[start:place]
    auxiliaries = {word.lower for word in between if word.lower in AUXILIARIES}
    rest = [word for word in between if word.lower not in AUXILIARIES and not word.is_adverb]
    phrase = asks_first and not auxiliaries and words[frame.ask or 0].lower in ("which", "what")
    if phrase and len(rest) <= _PHRASE and is_one_name(rest):
        return auxiliaries, []
    if rest and not is_one_name(rest):
        return None
    if asks_first and rest and not auxiliaries:
        return None
    return auxiliaries, rest


def _after_particles(words: Sequence[Word], place: int, form: RelationForm) -> int | None:
    end = place + 1
    for particle in form.particles:
        there = [word.lower for word in words[place + 1 :]]
        if particle not in there:
            return None
        if end < len(words) and words[end].lower == particle:
            end += 1
    return end


def _put_after(sides: _FoundSides, words: Sequence[Word], end: int, is_passive: bool) -> None:
    form = sides.form
    links = [*form.links, ("by", form.subject)] if is_passive else list(form.links)
    for link, side in links:
        there = preposition(words, end - 1, link)
        if there is None:
            continue
        if there + 1 == len(words):
            sides.is_stranded = True
            sides.ask(side)
        else:
            sides.put(side, words[there + 1 :])
    if not is_passive and end < len(words) and words[end].lower not in PREPOSITIONS:
        sides.put(form.obj, words[end:])


def _put_before(
    sides: _FoundSides,
    frame: QuestionFrame,
    before: Sequence[Word],
    place: int,
    is_passive: bool,
    kind: str,
) -> None:
    form = sides.form
    first, second = (form.obj, form.subject) if is_passive else (form.subject, form.obj)
    asks_first = frame.ask is not None and frame.ask < place and frame.asks_a_side
    if before:
        sides.put(first, before)
        if asks_first and not sides.asked:
            link = dict(form.links).get(frame.link or "")
            if is_passive:
                sides.ask(second if frame.link == "by" else None)
            elif link or second not in sides.given:
                sides.ask(link or second)
    elif asks_first or (not place and frame.ask is None and kind in ("past", "third")):
        sides.ask(first)


def _verb_reading(sides: _FoundSides, frame: QuestionFrame, width: int) -> ArgumentReading | None:
    asked, given = sides.asked, sides.given
    if not given or (asked in given and _is_two_sided(sides.form, asked)):
        return None
    if not sides.form.obj and not ({side for _, side in sides.form.links} & {asked, *given}):
        return None
    asks_more = frame.ask is not None and not frame.asks_a_side
    if asked is None and not asks_more and len(given) < 2:
        return None
    if frame.asks_a_side and asked is None:
        return None
    return ArgumentReading(asked, given, width + len(given) + (asked is not None))


def _is_two_sided(form: RelationForm, asked: str | None) -> bool:
    return [form.subject, form.obj, *(side for _, side in form.links)].count(asked) < 2


_BECOMING = frozenset("became become becomes named appointed chosen elected as".split())
_OPENING = frozenset("name of".split())
_ADJECTIVES = 2


def asked_by_noun(frame: QuestionFrame, place: int, form: RelationForm) -> ArgumentReading | None:
    """Return how a question reads if the word at a place is the noun of a form."""
    words = frame.words
    if words[place].lower != form.head or not form.subject or not form.links:
        return None
    other = form.links[0][1]
    if frame.ask is not None and words[frame.ask].lower == "whose":
        return _noun_reading(other, form.subject, _whose(words, frame.ask, place))
    if frame.ask is not None and not frame.asks_a_side:
        return None
    before = _named_before_noun(frame, place)
    if before is None:
        return None
    link = words[place + 1].lower if place + 1 < len(words) else ""
    if link in (*WHOSE, *dict(form.links)):
        return _linked(frame, place, form, before)
    if link and link not in PREPOSITIONS:
        return None
    return _noun_reading(form.subject, other, _owner(words[:place], before))


def _noun_reading(answer: str, side: str, terms: tuple[str, ...]) -> ArgumentReading | None:
    return ArgumentReading(answer, {side: terms}, 1) if terms else None


def _named_before_noun(frame: QuestionFrame, place: int) -> WordSequence | None:
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
    return rest if not rest or is_one_name(rest) else None


def _whose(words: WordSequence, ask: int, place: int) -> tuple[str, ...]:
    after = place + 1
    if place - ask > _ADJECTIVES or after >= len(words) or words[after].lower not in AUXILIARIES:
        return ()
    return leading_name(words[after + 1 :]) if is_one_name(words[after + 1 :]) else ()


def _linked(
    frame: QuestionFrame, place: int, form: RelationForm, before: WordSequence
) -> ArgumentReading | None:
    """Read "the successor of Lin", "who is Zhou the successor of", "Zhou is successor of whom"."""
    words, other = frame.words, form.links[0][1]
    complement = words[place + 2 :]
    asks_it = frame.ask == place + 2 or not complement
    if asks_it:
        return _noun_reading(other, form.subject or "", leading_name(before))
    if len(before) > _ADJECTIVES or any(word.is_name or word.owns for word in before):
        return None
    return _noun_reading(form.subject or "", other, (*leading_name(complement), *_at(complement)))


def _at(complement: WordSequence) -> tuple[str, ...]:
    """Return "Norbit" of "head of research at Norbit": research is done elsewhere, too."""
    places = [place for place, word in enumerate(complement) if word.lower == "at"]
    return leading_name(complement[places[0] + 1 :]) if places and places[0] else ()


def _owner(before_noun: WordSequence, before: WordSequence) -> tuple[str, ...]:
    """Return the owner that a noun follows: "Lin's successor", "lin successor"."""
    owners = [place for place, word in enumerate(before) if word.owns]
    if owners:
        last = owners[-1] + 1
        return leading_name(before[:last]) if len(before) - last <= _ADJECTIVES else ()
    if not before or before_noun[-1].lower in DETERMINERS | AUXILIARIES | _BECOMING:
        return ()
    start = before_noun.index(before[0])
    determined = start and before_noun[start - 1].lower in DETERMINERS
    return () if determined else leading_name(before)
