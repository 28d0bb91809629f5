"""Where in a question its question word stands, and what it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from retrieval.direction.words import AUXILIARIES, PREPOSITIONS, Word

_FOR_A_SIDE = frozenset("who whom what which whose".split())
_FOR_MORE = frozenset("when where why how".split())
_POLITE = frozenset(
    "tell me do you know can could would please i want to find out so and ok hey wonder "
    "wondering does anyone anybody hi hello quoth remind say show".split()
)
_CIRCUMSTANCES = frozenset(
    "year years date day month time century decade reason way age place city price much".split()
)
_LONGEST = 4


class Frame(NamedTuple):
    """A question's words; `ask` is the place of the question word, None where there is none.

    `asks_a_side` says that it asks who or what, not when or why; `after` is the place after
    its phrase ("which country"), `link` the preposition before it ("from whom").
    """

    words: Sequence[Word]
    ask: int | None
    after: int
    asks_a_side: bool
    link: str | None


class Reading(NamedTuple):
    """A question read by one form: the side of the answer, and what is named by its side.

    `fit` is the number of words and sides that the form accounts for.
    """

    answer: str | None
    given: Mapping[str, tuple[str, ...]]
    fit: int


def framed(words: Sequence[Word]) -> Frame | None:
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
        return Frame(words, None, 0, False, None)
    link = words[ask - 1].lower if ask and words[ask - 1].lower in PREPOSITIONS else None
    after = _after_phrase(words, ask)
    return Frame(words, ask, after, _asks_a_side(words, ask, after), link)


def _spelled(word: Word) -> Word:
    # "who's" is "who is" here: the verb that follows shows as well that it is asked about.
    return word._replace(owns=False) if word.lower in _FOR_A_SIDE else word


def _after_phrase(words: Sequence[Word], ask: int) -> int:
    """Return the place after "which (large) country" where an auxiliary follows it."""
    if words[ask].lower in ("who", "whom"):
        return ask + 1
    for place in range(ask + 1, min(len(words), ask + 2 + _LONGEST)):
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
