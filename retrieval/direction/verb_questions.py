"""A question read by a verb: "who replaced Lin", "whom did Lin replace", "replaced by whom"."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.direction.clauses import preposition
from retrieval.direction.forms import Form
from retrieval.direction.framing import Frame, Reading
from retrieval.direction.phrases import is_named, named
from retrieval.direction.words import AUXILIARIES, BE, PREPOSITIONS, Word, inflection

_PHRASE = 4
_HAVING = frozenset(("has", "have", "had", "having"))
_MODALS = frozenset("will would shall should can could may might must".split())


class _Sides:
    """The sides of a form as they are found: what is named, or that it is asked for."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.given: dict[str, tuple[str, ...]] = {}
        self.asked: str | None = None
        self.is_stranded = False

    def put(self, side: str | None, words: Sequence[Word]) -> None:
        """Note what stands on a side: a name, or the question word."""
        if side and words and words[0].lower in ("who", "whom", "what", "which"):
            self.ask(side)
        elif side and side not in self.given:
            terms = named(words)
            if terms:
                self.given[side] = terms

    def ask(self, side: str | None) -> None:
        """Note that a side is asked for; the first one counts."""
        self.asked = self.asked or side


def asked_by_verb(frame: Frame, place: int, form: Form) -> Reading | None:
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
    sides = _Sides(form)
    _put_after(sides, words, end, is_passive)
    _put_before(sides, frame, before, place, is_passive, kind)
    if words[-1].lower in PREPOSITIONS and end < len(words) and not sides.is_stranded:
        return None
    return _reading(sides, frame, len(words[place:end]))


def _fits(kind: str, auxiliaries: set[str]) -> bool:
    """Return whether auxiliaries go with a form of a verb: "did found" is no form of "find"."""
    if kind == "same":
        return True
    if kind == "base":
        return bool(auxiliaries - BE - _HAVING)
    if kind == "ing":
        return bool(auxiliaries & BE)
    return not auxiliaries if kind == "third" else auxiliaries <= BE | _HAVING | _MODALS


def _left(frame: Frame, place: int) -> tuple[set[str], Sequence[Word]] | None:
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
    if phrase and len(rest) <= _PHRASE and is_named(rest):
        return auxiliaries, []
    if rest and not is_named(rest):
        return None
    if asks_first and rest and not auxiliaries:
        return None
    return auxiliaries, rest


def _after_particles(words: Sequence[Word], place: int, form: Form) -> int | None:
    end = place + 1
    for particle in form.particles:
        there = [word.lower for word in words[place + 1 :]]
        if particle not in there:
            return None
        if end < len(words) and words[end].lower == particle:
            end += 1
    return end


def _put_after(sides: _Sides, words: Sequence[Word], end: int, is_passive: bool) -> None:
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
    sides: _Sides,
    frame: Frame,
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


def _reading(sides: _Sides, frame: Frame, width: int) -> Reading | None:
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
    return Reading(asked, given, width + len(given) + (asked is not None))


def _is_two_sided(form: Form, asked: str | None) -> bool:
    return [form.subject, form.obj, *(side for _, side in form.links)].count(asked) < 2
