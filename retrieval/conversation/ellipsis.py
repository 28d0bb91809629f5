"""Questions that leave out what the question before them said: "and in 2019?", "why?".

They are completed from the question before, one part of it replaced by another of its kind: a
year for a year, a name for a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from retrieval.conversation.antecedents import Antecedents
from retrieval.conversation.entities import NamedEntity, entities_in
from retrieval.conversation.topics import (
    asked_topic,
    clause_topic,
    head_of,
    is_plural,
    is_quantity,
    is_role,
    without_article,
)
from retrieval.conversation.turns import is_courtesy

_ASKS_WHO_DID = re.compile(
    r"\W*who\s+(?!(?:is|was|are|were|do|does|did|has|have|had|can|could|will|would)\b)",
    re.IGNORECASE,
)
_PLACED = frozenset("in at from of on near to by with".split())


class Replacement(NamedTuple):
    """A stretch of a question, and what comes in its place."""

    start: int
    end: int
    new: str


def name_replacement(new: str, before: str, focus: Antecedents) -> Replacement | None:
    """Return which name of the question `before` a `new` one stands for, None where none does.

    What only holds a name ("the Qwen team") stands for one that is no person's.
    """
    names = entities_in(before, focus.known)
    found = entities_in(f"of {new}", focus.known)
    if not names or not found:
        return None
    if [name.end - name.start for name in found] == [len(new)]:
        old = _counterpart(found[0], names, before, focus)
        return old and Replacement(old.start, old.end, found[0].text)
    others = [name for name in names if focus.kind(name) != "person"]
    if without_article(new) == new or not others or len(names) == 1:
        return None
    start = others[-1].start - len("the ") * (others[-1].after == "the")
    return Replacement(start, others[-1].end, new)


def _counterpart(
    new: NamedEntity, names: Sequence[NamedEntity], before: str, focus: Antecedents
) -> NamedEntity | None:
    """Return the name that another one would stand for.

    That is one of the same kind, or the subject, which no preposition leads. After "who replaced
    Lin?", a name of no known kind may be meant as the answer: "and Zhou?".
    """
    kind = focus.kind(new)
    if kind is not None:
        alike = [name for name in names if focus.kind(name) == kind]
        alike = alike or [name for name in names if focus.kind(name) is None]
        return _subject(alike) if alike else None
    old = _subject(names)
    may_answer = _ASKS_WHO_DID.match(before) and focus.kind(old) == "person"
    return None if may_answer else old


def _subject(names: Iterable[NamedEntity]) -> NamedEntity:
    return min(names, key=lambda name: (name.after in _PLACED, name.start))


_PREPOSITION = re.compile(
    r"(?P<word>in|on|at|by|before|after|during|since|until|from|to|of|for|with|without|under)\s+"
    r"(?P<object>.+)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_VERSION = re.compile(r"(?:v(?:ersion\s+)?)?\d+(?:\.\d+)+\b", re.IGNORECASE)
_QUESTION = re.compile(r"(?:how|what|which|who|whom|whose|when|where|why)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|a|an|our)\s+", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"\W*how\s+many\s+(?P<counted>[\w-]+)(?=\s+(?:do|does|did|has|have|had|is|are|was|were|can|will)\b)",
    re.IGNORECASE,
)
_AT_THE_END = r"\b{}\s+(?P<object>\w(?:[^?!,]*?\w)?)[\s?.!]*\Z"
_BETWEEN = "of|for|in|on|at|to|from|with|by|about"
_LONGEST_OBJECT = 4
# What somebody does with the one thing need not be done with another.
_SPEAKERS = re.compile(r"\b(?:i|you|we|one)\b", re.IGNORECASE)


def with_instead(new: str, before: str, focus: Antecedents) -> str | None:
    """Return the question `before` with what is `new` in the place of its like.

    A year stands for a year, a name for a name, a noun for what has the same noun, and with an
    article for the subject. None where nothing in the question is like it.
    """
    if _YEAR.fullmatch(new):
        year = _YEAR.search(before)
        return _put(before, year.span(), new) if year else _appended(before, f"in {new}")
    if _VERSION.fullmatch(new):
        versions = [match.span() for match in _VERSION.finditer(before)]
        return _put(before, versions[-1], new) if versions else None
    preposition = _PREPOSITION.fullmatch(new)
    if preposition is not None:
        return _with_other_place(preposition, before, focus)
    name = name_replacement(new, before, focus)
    if name is not None:
        return _put(before, (name.start, name.end), name.new)
    return _with_other_noun(new, before, focus)


def corrected(new: str, before: str, focus: Antecedents) -> str | None:
    """Return the question `before` about what was meant instead of what it was about.

    Unlike what is asked in addition, that may be of another kind, and a name in lower case.
    """
    found = with_instead(new, before, focus)
    topic = asked_topic(before)
    if found or topic is None:
        names = entities_in(before, focus.known)
        alone = len(names) == 1 and new.islower() and not _ARTICLE.match(new)
        return _put(before, _span(names[0]), new) if not found and alone else found
    start = before.rindex(topic)
    return _put(before, (start, start + len(topic)), new)


def _with_other_place(new: re.Match[str], before: str, focus: Antecedents) -> str | None:
    if _QUESTION.match(new["object"]):
        return None
    year = _YEAR.search(before)
    if year is not None and _YEAR.search(new["object"]):
        return _put(before, year.span(), new["object"])
    names = entities_in(before, focus.known)
    placed = next((name for name in names if name.after == new["word"].lower()), None)
    if placed is not None:
        return _put(before, _span(placed), new["object"])
    last = re.search(_AT_THE_END.format(new["word"]), before, re.IGNORECASE)
    if last is not None and len(last["object"].split()) <= _LONGEST_OBJECT:
        return _put(before, last.span("object"), new["object"])
    return _appended(before, new.group())


def _with_other_noun(new: str, before: str, focus: Antecedents) -> str | None:
    if entities_in(f"of {new}", focus.known):
        return None
    counted = _HOW_MANY.match(before)
    if counted and is_plural(new) and " " not in new:
        return _put(before, counted.span("counted"), new)
    head = re.escape(head_of(new))
    same = re.search(
        rf"\b(?:the|a|an|this)\s+(?:(?!(?:{_BETWEEN})\b)[\w-]+\s+){{0,3}}{head}\b",
        before,
        re.IGNORECASE,
    )
    if same:
        return _put(before, same.span(), new if _ARTICLE.match(new) else f"the {new}")
    topic = clause_topic(before) or asked_topic(before)
    if topic is None or not _ARTICLE.match(new) or _SPEAKERS.search(before):
        return None
    if is_quantity(head_of(topic)):
        topic = topic.partition(" of ")[2]
    if not topic or _sort(new) != _sort(topic):
        return None
    start = before.rindex(topic)
    return _put(before, (start, start + len(topic)), new)


def _sort(phrase: str) -> tuple[bool, bool]:
    head = head_of(phrase)
    return is_role(head), is_quantity(head)


def _put(before: str, span: tuple[int, int], new: str) -> str:
    return before[: span[0]] + new + before[span[1] :]


def _appended(before: str, phrase: str) -> str:
    mark = "?" if before.rstrip().endswith("?") else ""
    return f"{before.rstrip(' ?.!')} {phrase}{mark}"


def _span(name: NamedEntity) -> tuple[int, int]:
    return name.start, name.end


_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)"
_LEAD = r"\W*(?:(?:and|but|so|or|ok|okay|then|well)\b\W*)*"
_ASKS_ONLY = re.compile(
    rf"{_LEAD}(?P<word>why(?:\s+not)?|when|where|how\s+come|how|(?:since|until|till|by)\s+when)\W*",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"\W*(?:(?:when|where|why|how)\s+(?={_AUXILIARY}\b)|(?:who|whom|what)\s+(?=(?:do|does|did)\b))?"
    rf"(?P<rest>{_AUXILIARY}\s+.+?)[\s?.!]*",
    re.IGNORECASE | re.DOTALL,
)
_INSTEAD = re.compile(
    rf"(?:{_LEAD}(?:what|how)\s+about|\W*(?:and|or|but|not))\s+(?P<new>[^?!]+?)[\s?.!]*",
    re.IGNORECASE,
)
_NO_PHRASE = re.compile(
    rf"(?:{_AUXILIARY}|who|whom|whose|what|which|when|where|why|how|i|you|he|she|it|we|they|if|"
    r"this|that|these|those|there|his|her|its|their|him|them|then)\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    rf"{_LEAD}(?:please\W+)?(?:(?:can|could)\s+you\s+)?(?:tell\s+me\s+(?:a\s+bit\s+)?more|say\s+more|"
    r"more(?:\s+details?)?|go\s+on|continue|elaborate)(?:\W+please)?\W*",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"\W*(?:(?:and|but|so|or|ok|okay|then|well|no|sorry|oops|wait|actually)\b\W*)*"
    r"(?:i\s+mean|i\s+meant|i(?:'m|\s+am|\s+was)\s+(?:asking|referring|talking|speaking))\b"
    r"(?:\s+(?:to|about|of|that))?\W*(?P<meant>.*\w.*)",
    re.IGNORECASE | re.DOTALL,
)
_OTHERWISE = re.compile(
    r"\W*(?:no|nope|sorry|oops|wait)\s*[,.:;!\u2013\u2014-]+\s*(?:not\s+[\w\s]+,\s*)?(?:but\s+)?"
    r"(?P<meant>[^?!,]*\w)[\s?.!]*",
    re.IGNORECASE,
)
_YES_NO = re.compile(rf"\W*(?P<word>{_AUXILIARY})\s+(?P<rest>.+?)[\s?.!]*", re.IGNORECASE)
_DENIED = {"can": "can't", "will": "won't", "am": "am not"}
_LONGEST_PHRASE = 6
_LONGEST_CORRECTION = 4


def completed(text: str, before: str, focus: Antecedents) -> str | None:
    """Return a question with what it leaves out, taken from the one `before` it.

    None where nothing is left out, or what is cannot be seen.
    """
    if _MORE.fullmatch(text):
        return before if focus.last is None else f"tell me about {focus.last}"
    asks = _ASKS_ONLY.fullmatch(text)
    if asks is not None:
        return _asked_otherwise(" ".join(asks["word"].split()), before)
    said = meant(text)
    if said is not None:
        new = said.rstrip("?.! ")
        return corrected(new, before, focus) if _is_phrase(new) else None
    otherwise = _OTHERWISE.fullmatch(text)
    if otherwise is not None and len(otherwise["meant"].split()) <= _LONGEST_CORRECTION:
        is_phrase = _is_phrase(otherwise["meant"]) and not is_courtesy(otherwise["meant"])
        return corrected(otherwise["meant"], before, focus) if is_phrase else None
    instead = _INSTEAD.fullmatch(text)
    if instead is None or not _is_phrase(instead["new"].strip()):
        return None
    return with_instead(instead["new"].strip(), before, focus)


def meant(text: str) -> str | None:
    """Return what somebody says to have meant: "Mars?" of "No, I meant Mars?"."""
    found = _MEANT.fullmatch(text)
    return found and found["meant"].strip()


def _is_phrase(words: str) -> bool:
    return not _NO_PHRASE.match(words) and len(words.split()) <= _LONGEST_PHRASE


def _asked_otherwise(word: str, before: str) -> str | None:
    if word.lower() == "why not":
        denied = _YES_NO.fullmatch(before)
        if denied is None:
            return None
        auxiliary = denied["word"].lower()
        denial = _DENIED.get(auxiliary, f"{auxiliary}n't")
        return f"why {denial} {denied['rest']}?"
    asked = _ASKED.fullmatch(before)
    return f"{word} and {before}" if asked is None else f"{word} {asked['rest']}?"
