"""The kind of answer that a question wants, and the noun that it asks about.

Told from the words alone, in whatever case they are typed: the question word and what follows
it ("what year"), the noun that a question without one begins or ends with ("author of the
hymn", "qwen release date"), or an auxiliary that comes first ("did Lin leave?").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from retrieval.question.focus_words import kind_of
from retrieval.question.noun_phrases import (
    AUXILIARY,
    CAUSING,
    COPULA,
    DETERMINERS,
    is_noun,
    noun_phrase,
)
from retrieval.question.question_words import MEASURED, Words, question_word

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


_BY_WORD: dict[str, AnswerType] = {
    "who": "person",
    "whom": "person",
    "whose": "person",
    "when": "date",
    "where": "place",
    "why": "reason",
}
_SPEAKING = frozenset("say write post tell tweet claim comment reply respond".split())
_IMPERATIVE = frozenset("name state list give identify mention cite".split())
_KINDS = frozenset("kind kinds type types sort sorts form forms".split())
_NAMES = frozenset(("name", "names"))
_MEANING = frozenset(("meaning", "definition"))


def answer_type(text: str) -> AnswerType:
    """Return the kind of answer that a question wants; "passage" where nothing tells."""
    return wanted(text).expects


def wanted(text: str) -> Wanted:
    """Return the kind of answer that a question wants, and the noun that names it."""
    words = Words.of(text)
    place = question_word(words.plain)
    if place is None:
        return _without_question_word(words)
    word = words.plain[place]
    after = words.after(place + 1).until_mark()
    if word == "how":
        return Wanted(_how(after.plain), _counted(after))
    if word in _BY_WORD:
        return Wanted(_BY_WORD[word], _possessed(after) if word == "whose" else None)
    return _what(after)


def _counted(after: Words) -> str | None:
    """Return "models" of "how many models", None where nothing is counted."""
    return _possessed(after.after(1)) if after.plain[:1] in (["many"], ["much"]) else None


def _possessed(after: Words) -> str | None:
    start, end = noun_phrase(after.plain)
    return after.typed[end - 1] if start < end else None


def _how(after: Sequence[str]) -> AnswerType:
    if after[:1] == ["come"]:
        return "reason"
    if after[:2] == ["long", "ago"]:
        return "date"
    return "number" if after and after[0] in MEASURED else "passage"


def _what(after: Words) -> Wanted:
    words = after.plain
    if not words:
        return Wanted("passage")
    if words[0] in CAUSING or (words[0] == "for" and not AUXILIARY.isdisjoint(words[1:2])):
        return Wanted("reason")
    if words[0] in COPULA:
        return _what_is(after.after(1))
    if words[0] in AUXILIARY:
        if words[0] in ("did", "does", "do") and not _SPEAKING.isdisjoint(words):
            return Wanted("quotation")
        return Wanted("definition" if "mean" in words else "passage")
    return _phrase(after)


def _what_is(after: Words) -> Wanted:
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


def _phrase(words: Words, *, after_verb: bool = False) -> Wanted:
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


def _without_question_word(words: Words) -> Wanted:
    plain = words.plain
    if len(plain) > 1 and plain[0] in AUXILIARY:
        return Wanted("yes_no")
    if len(plain) > 1 and plain[0] in _IMPERATIVE:
        return _phrase(words.after(1), after_verb=True)
    if plain[:1] == ["define"]:
        return Wanted("definition")
    return _fragment(words.until_mark())


def _fragment(words: Words) -> Wanted:
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
