"""The syntax of a question: closed classes of words, the word that asks, its noun phrase.

"which" asks and "country" is the noun in "which western country is …". Told from small closed
classes of words and from endings, without a tagger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.text.inflection import base_forms

COPULA = frozenset("is are was were be s".split())
AUXILIARY = COPULA | frozenset(
    """am do does did has have had can could will would shall should may might must isnt arent
    wasnt werent dont doesnt didnt hasnt havent hadnt cant couldnt wont wouldnt shouldnt""".split()
)
PREPOSITIONS = frozenset(
    """of in on at by for from to with about into during between among per under over as since
    until till til after before within through against near""".split()
)
DETERMINERS = frozenset("the a an this that these those any some all its his her their my".split())
PRONOUNS = frozenset("i you he she it we they".split())
_CLAUSE = frozenset("that who whom whose which where when while and or but if because".split())
_ENDS_PHRASE = AUXILIARY | PREPOSITIONS | _CLAUSE | DETERMINERS | PRONOUNS
_COUNTS = frozenset("one two three four five six seven eight nine ten first last".split())
_SKIPPED = DETERMINERS | _COUNTS
_NO_VERBS = ("ss", "ous", "us", "is", "ics")
CAUSING = frozenset("cause causes caused led leads prompted triggered sparked".split())


def is_noun(word: str) -> bool:
    """Return whether a word may be (part of) the name of something, and is no small word."""
    return word not in _ENDS_PHRASE and word[0].isalnum()


def noun_phrase(words: Sequence[str], *, after_verb: bool = False) -> tuple[int, int]:
    """Return where the noun phrase that words begin with starts and ends; its noun is the last.

    Without an auxiliary or "of" behind it ("which river separates …"), it ends before what is
    written like a verb; not so if the verb came before it already ("what were the exports to …").
    """
    start = 0
    while start < len(words) and words[start] in _SKIPPED:
        start += 1
    end = start
    while end < len(words) and is_noun(words[end]):
        end += 1
    if end < len(words) and words[end] in AUXILIARY | {"of"}:
        return start, end
    for place in range(start + 1, end):
        if _is_past(words[place]) or (
            not after_verb and _is_present(*words[place - 1 : place + 1])
        ):
            return start, place
    return start, end


def _is_past(word: str) -> bool:
    return word in base_forms("english") or word.endswith("ed")


def _is_present(before: str, word: str) -> bool:
    if word in CAUSING:
        return True
    return word.endswith("s") and not word.endswith(_NO_VERBS) and not before.endswith("s")


INTERROGATIVES = frozenset("who whom whose when where why how what which".split())
"""The words that ask."""

MEASURED_ADJECTIVES = frozenset(
    """many much big large long old young tall high far fast deep heavy wide often small short hot
    cold loud""".split()
)
"""What "how" asks a number of."""

_WITH_VERB = {f"{word}s": word for word in ("who", "what", "where", "when", "how", "why")}
_ADVERBS = frozenset("exactly actually again then though please".split())
# "$!" and "??" that stand by themselves are no punctuation.
_WORD = re.compile(
    r"[^\W_]+(?:['\u2019][^\W_]+)*"
    r"|(?<=[\w\"'\u201d\u2019)\]`])[,;:?!]|(?<!\S)[,;:?!](?!\S)"
)


class QuestionWords(NamedTuple):
    """Words as they are compared, and as they were typed; "what's" is two."""

    plain: list[str]
    typed: list[str]

    @classmethod
    def of(cls, text: str) -> QuestionWords:
        """Return the words and punctuation marks of a text."""
        words = cls([], [])
        for typed in _WORD.findall(text):
            for plain in _plain(typed):
                words.plain.append(plain)
                words.typed.append(typed)
        return words

    def after(self, place: int) -> QuestionWords:
        """Return those from a place on."""
        return QuestionWords(self.plain[place:], self.typed[place:])

    def until_mark(self) -> QuestionWords:
        """Return those before the first punctuation mark."""
        marks = (place for place, word in enumerate(self.plain) if not word[0].isalnum())
        end = next(marks, len(self.plain))
        return QuestionWords(self.plain[:end], self.typed[:end])


def _plain(word: str) -> tuple[str, ...]:
    """Return a word as it is compared: "What's" is "what" and "s", "didn't" is "didnt"."""
    word = word.lower().replace("\u2019", "'")
    stem, apostrophe, tail = word.partition("'")
    if apostrophe and tail in ("s", "re", "d", "ll", "ve"):
        return (stem, "s") if stem in INTERROGATIVES and tail in ("s", "re") else (stem,)
    word = word.replace("'", "")
    return (_WITH_VERB[word], "s") if word in _WITH_VERB else (word,)


def question_word(words: Sequence[str]) -> int | None:
    """Return the place of the word that asks; a relative "who" or "where" does not.

    A question may put it last ("the plague reached which country?", "Lin left when?"), and a
    clause first ("after the war, who ruled?").
    """
    places = (place for place, word in enumerate(words) if word in INTERROGATIVES)
    return next((place for place in places if _asks(words, place)), None)


def _asks(words: Sequence[str], place: int) -> bool:
    word, after = words[place], words[place + 1 : place + 3]
    before = words[place - 1] if place else ","
    if not before[0].isalnum() or before in ("and", "or", "but"):
        return True
    if word == "how" and after and after[0] in MEASURED_ADJECTIVES:
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
