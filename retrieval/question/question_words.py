"""The words of a question as they are compared, and which one of them asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.question.noun_phrases import AUXILIARY, COPULA, PREPOSITIONS, PRONOUNS, is_noun

ASKING = frozenset("who whom whose when where why how what which".split())
"""The words that ask."""

MEASURED = frozenset(
    """many much big large long old young tall high far fast deep heavy wide often small short hot
    cold loud""".split()
)
"""What "how" asks a number of."""

_WITH_VERB = {f"{word}s": word for word in ("who", "what", "where", "when", "how", "why")}
_ADVERBS = frozenset("exactly actually again then though please".split())
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[,;:?!]")


class Words(NamedTuple):
    """Words as they are compared, and as they were typed; "what's" is two."""

    plain: list[str]
    typed: list[str]

    @classmethod
    def of(cls, text: str) -> Words:
        """Return the words and punctuation marks of a text."""
        words = cls([], [])
        for typed in _WORD.findall(text):
            for plain in _plain(typed):
                words.plain.append(plain)
                words.typed.append(typed)
        return words

    def after(self, place: int) -> Words:
        """Return those from a place on."""
        return Words(self.plain[place:], self.typed[place:])

    def until_mark(self) -> Words:
        """Return those before the first punctuation mark."""
        marks = (place for place, word in enumerate(self.plain) if not word[0].isalnum())
        end = next(marks, len(self.plain))
        return Words(self.plain[:end], self.typed[:end])


def _plain(word: str) -> tuple[str, ...]:
    """Return a word as it is compared: "What's" is "what" and "s", "didn't" is "didnt"."""
    word = word.lower().replace("\u2019", "'")
    stem, apostrophe, tail = word.partition("'")
    if apostrophe and tail in ("s", "re", "d", "ll", "ve"):
        return (stem, "s") if stem in ASKING and tail in ("s", "re") else (stem,)
    word = word.replace("'", "")
    return (_WITH_VERB[word], "s") if word in _WITH_VERB else (word,)


def question_word(words: Sequence[str]) -> int | None:
    """Return the place of the word that asks; a relative "who" or "where" does not.

    A question may put it last ("the plague reached which country?", "Lin left when?"), and a
    clause first ("after the war, who ruled?").
    """
    places = (place for place, word in enumerate(words) if word in ASKING)
    return next((place for place in places if _asks(words, place)), None)


def _asks(words: Sequence[str], place: int) -> bool:
    word, after = words[place], words[place + 1 : place + 3]
    before = words[place - 1] if place else ","
    if not before[0].isalnum() or before in ("and", "or", "but"):
        return True
    if word == "how" and after and after[0] in MEASURED:
        return True
    if _is_last(words, place):
        return words[0] not in AUXILIARY
    if word == "what" or (word == "which" and bool(after) and is_noun(after[0])):
        return words[0] not in AUXILIARY
    if word == "how":
        return False
    if before in PREPOSITIONS:
        # "the house in which he lived" says something of a noun; at the start it asks.
        return place == 1
    if after[:1] in (["did"], ["do"], ["does"]):
        return True
    return len(after) == 2 and after[0] in COPULA and after[1] in PRONOUNS


def _is_last(words: Sequence[str], place: int) -> bool:
    rest = (word for word in words[place + 1 :] if word[0].isalnum())
    return all(word in _ADVERBS for word in rest)
