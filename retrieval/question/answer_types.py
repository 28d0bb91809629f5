"""The kind of answer that a question wants, and the noun that it asks about.

Told from the words alone, in whatever case they are typed: the question word and what follows
it ("what year"), the noun that a question without one begins or ends with ("author of the
hymn", "qwen release date"), or an auxiliary that comes first ("did Lin leave?").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from retrieval.question.focus_words import kind_of
from retrieval.question.noun_phrases import (
    AUXILIARY,
    CAUSING,
    COPULA,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    is_noun,
    noun_phrase,
)

AnswerType = Literal[
    "person",
    "organisation",
    "date",
    "number",
    "place",
    "reason",
    "definition",
    "quotation",
    "yes_no",
    "passage",
]


class Wanted(NamedTuple):
    """The kind of answer, and the noun that names it as typed ("country"), None without one."""

    expects: AnswerType
    focus: str | None = None


class _Words(NamedTuple):
    """Words as they are compared, and as they were typed."""

    plain: list[str]
    typed: list[str]

    def after(self, place: int) -> _Words:
        return _Words(self.plain[place:], self.typed[place:])

    def until_mark(self) -> _Words:
        """Return those before the first punctuation mark."""
        marks = (place for place, word in enumerate(self.plain) if not word[0].isalnum())
        end = next(marks, len(self.plain))
        return _Words(self.plain[:end], self.typed[:end])


_BY_WORD: dict[str, AnswerType] = {
    "who": "person",
    "whom": "person",
    "whose": "person",
    "when": "date",
    "where": "place",
    "why": "reason",
}
ASKING = frozenset(_BY_WORD) | {"how", "what", "which"}
"""The words that ask."""

_CONTRACTED = {"whos": "who", "whats": "what", "wheres": "where", "whens": "when", "hows": "how"}
_MEASURED = frozenset(
    """many much big large long old young tall high far fast deep heavy wide often small short hot
    cold loud""".split()
)
_SPEAKING = frozenset("say write post tell tweet claim comment reply respond".split())
_IMPERATIVE = frozenset("name state list give identify mention cite".split())
_KINDS = frozenset("kind kinds type types sort sorts form forms".split())
_NAMES = frozenset(("name", "names"))
_MEANING = frozenset(("meaning", "definition"))
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[,;:?!]")


def answer_type(text: str) -> AnswerType:
    """Return the kind of answer that a question wants; "passage" where nothing tells."""
    return wanted(text).expects


def wanted(text: str) -> Wanted:
    """Return the kind of answer that a question wants, and the noun that names it."""
    typed = _WORD.findall(text)
    words = _Words([_plain(word) for word in typed], typed)
    place = _question_word(words.plain)
    if place is None:
        return _without_question_word(words)
    word = words.plain[place]
    after = words.after(place + 1).until_mark()
    if word == "how":
        return Wanted(_how(after.plain), _counted(after))
    if word in _BY_WORD:
        return Wanted(_BY_WORD[word], _possessed(after) if word == "whose" else None)
    return _what(after)


def _plain(word: str) -> str:
    """Return a word as it is compared: "What's" is "what", "didn't" is "didnt"."""
    word = word.lower().replace("\u2019", "'")
    stem, apostrophe, tail = word.partition("'")
    if apostrophe and tail in ("s", "re", "d", "ll", "ve"):
        return stem
    word = word.replace("'", "")
    return _CONTRACTED.get(word, word)


def _question_word(words: Sequence[str]) -> int | None:
    """Return the place of the word that asks; a relative "who" or "where" does not.

    A question may put it last ("the plague reached which country?"), and a clause first
    ("after the war, who ruled?").
    """
    places = (place for place, word in enumerate(words) if word in ASKING)
    return next((place for place in places if _asks(words, place)), None)


def _asks(words: Sequence[str], place: int) -> bool:
    word, after = words[place], words[place + 1 : place + 3]
    before = words[place - 1] if place else ","
    if not before[0].isalnum() or before in ("and", "or", "but"):
        return True
    if word == "how":
        return bool(after) and after[0] in _MEASURED
    if word == "what" or (word == "which" and bool(after) and is_noun(after[0])):
        return words[0] not in AUXILIARY
    if before in PREPOSITIONS:
        # "the house in which he lived" says something of a noun; at the start it asks.
        return place == 1
    if after[:1] in (["did"], ["do"], ["does"]):
        return True
    return len(after) == 2 and after[0] in COPULA and after[1] in PRONOUNS


def _counted(after: _Words) -> str | None:
    """Return "models" of "how many models", None where nothing is counted."""
    return _possessed(after.after(1)) if after.plain[:1] in (["many"], ["much"]) else None


def _possessed(after: _Words) -> str | None:
    start, end = noun_phrase(after.plain)
    return after.typed[end - 1] if start < end else None


def _how(after: Sequence[str]) -> AnswerType:
    if after[:1] == ["come"]:
        return "reason"
    if after[:2] == ["long", "ago"]:
        return "date"
    return "number" if after and after[0] in _MEASURED else "passage"


def _what(after: _Words) -> Wanted:
    words = after.plain
    if not words:
        return Wanted("passage")
    if words[0] in CAUSING:
        return Wanted("reason")
    if words[0] in COPULA:
        return _what_is(after.after(1))
    if words[0] in AUXILIARY:
        if words[0] in ("did", "does", "do") and not _SPEAKING.isdisjoint(words):
            return Wanted("quotation")
        return Wanted("definition" if "mean" in words else "passage")
    return _phrase(after)


def _what_is(after: _Words) -> Wanted:
    """Read "what is …": the noun of "the capital of France", or a thing to be explained."""
    if not after.plain:
        return Wanted("definition")
    found = _phrase(after, after_verb=True)
    if found.expects != "passage":
        return found
    start, end = noun_phrase(after.plain, after_verb=True)
    explained = end >= len(after.plain) or not _MEANING.isdisjoint(after.plain[start:end])
    # Without an article, what follows may as well be a name or an adverb: "what was later …".
    focus = found.focus if after.plain[0] in DETERMINERS else None
    return Wanted("definition" if explained else "passage", focus)


def _phrase(words: _Words, *, after_verb: bool = False) -> Wanted:
    """Return what the noun of a phrase asks for: of "name of the author", that is "author"."""
    plain, typed = words
    start, end = noun_phrase(plain, after_verb=after_verb)
    if start >= end:
        return Wanted("passage")
    head = plain[end - 1]
    if plain[end : end + 1] == ["of"] and head in _KINDS | _NAMES:
        inner = _phrase(words.after(end + 1), after_verb=after_verb)
        if head in _NAMES:
            return inner if inner.focus else Wanted("passage", typed[end - 1])
        return Wanted("passage", " of ".join(filter(None, (typed[end - 1], inner.focus))))
    return Wanted(_kind(plain[start:end]), typed[end - 1])


def _kind(phrase: Sequence[str]) -> AnswerType:
    """Return what a noun phrase asks for; "show time" does not ask for a date."""
    kind = kind_of(phrase[-1]) if phrase else None
    if kind is None or (len(phrase) > 1 and phrase[-1] in ("time", "period")):
        return "passage"
    return kind


def _without_question_word(words: _Words) -> Wanted:
    plain = words.plain
    if len(plain) > 1 and plain[0] in AUXILIARY:
        return Wanted("yes_no")
    if len(plain) > 1 and plain[0] in _IMPERATIVE:
        return _phrase(words.after(1))
    if plain[:1] == ["define"]:
        return Wanted("definition")
    return _fragment(words.until_mark())


def _fragment(words: _Words) -> Wanted:
    """Read "author of the hymn" by what stands before "of", "qwen release date" by its end."""
    plain, typed = words
    ends = (place for place, word in enumerate(plain) if place and not _goes_on(word))
    end = next(ends, len(plain))
    if end < len(plain) and plain[end] in AUXILIARY:
        return Wanted("passage")
    relative = plain.index("who") if "who" in plain[1:] else end
    for place in (end, relative):
        kind = _kind(plain[place - 1 : place])
        if kind == "person" or (kind != "passage" and place == end):
            return Wanted(kind, typed[place - 1])
    meant = plain[end - 1 : end] and plain[end - 1] in _MEANING
    return Wanted("definition", typed[end - 1]) if meant else Wanted("passage")


def _goes_on(word: str) -> bool:
    """Return whether a fragment's first phrase goes on with a word: articles are inside it."""
    return is_noun(word) or word in DETERMINERS
