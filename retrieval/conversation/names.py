"""The names in what was said, told by their capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from retrieval.question.focus_words import kind_of

_WORD = r"[^\W\d_](?:[\w&+]|[.'\u2019-](?=\w))*"
_TOKEN = re.compile(rf"{_WORD}|\d[\w.-]*\w|\d|[^\w\s]")
_INSIDE = frozenset("of the de la van von der bin al and".split())
NO_NAMES = frozenset(
    """a an the this that these those there here i you he she it we they my your his her its our
    their me him us them what who whom whose which when where why how is are was were be am do does
    did has have had can could will would shall should may might must not no yes and but or so if
    then also of in on at by for from to with about as than because since while after before until
    please hi hello thanks thank ok okay well sorry tell give show explain describe define name list
    find compare summarize summarise i'm i've i'd it's that's what's who's let's don't""".split()
)
"""Words that are no names, however they are written."""

Known = Mapping[str, str]
"""Words that are names elsewhere: in lower case, and as they are written there."""


class Name(NamedTuple):
    """A name where it stands in a text; `after` is the word before it, in lower case."""

    text: str
    start: int
    end: int
    after: str


def names_in(text: str, known: Known = MappingProxyType({})) -> list[Name]:
    """Return the names in a text, in order: capitals that no sentence's beginning explains.

    Words that are `known` as names are names here too, whatever their case.
    """
    if text.isupper():
        text = text.lower()
    # Who writes capitals means the other words to be none.
    careless = text[1:].islower()
    return list(_joined(text, _words(text, known)) if careless and known else _capitalised(text))


# Every question of a conversation is read after the same replies.
@lru_cache(maxsize=64)
def _capitalised(text: str) -> tuple[Name, ...]:
    return tuple(_joined(text, _words(text, {})))


class _Word(NamedTuple):
    start: int
    end: int
    text: str
    known: str
    is_name: bool
    is_first: bool


def _words(text: str, known: Known) -> list[_Word]:
    found: list[_Word] = []
    first = True
    for match in _TOKEN.finditer(text):
        word = match.group()
        plain = word.lower().removesuffix("'s").removesuffix("\u2019s")
        end = match.start() + len(plain)
        is_name = plain not in NO_NAMES and (word[0].isupper() or plain in known)
        plain_word = text[match.start() : end]
        written = known.get(plain_word, plain_word)
        found.append(_Word(match.start(), end, plain_word, written, is_name, first))
        first = word in ".!?" or (first and not word[0].isalnum())
    return found


def _joined(text: str, words: Sequence[_Word]) -> Iterator[Name]:
    place = 0
    while place < len(words):
        if not words[place].is_name:
            place += 1
            continue
        last = place
        while (after := _next(text, words, last)) is not None:
            last = after
        first, end = words[place], words[last].end
        if not _is_explained(text, words, place, last):
            before = words[place - 1].text.lower() if place else ""
            yield Name(_written(text, words[place : last + 1]), first.start, end, before)
        place = last + 1


def _written(text: str, words: Sequence[_Word]) -> str:
    """Return a name as it is written in text, a word in lower case as it is known to be."""
    parts = [text[words[0].start : words[-1].end]]
    if any(word.known != word.text for word in words):
        parts = [word.known for word in words]
    return " ".join(parts)


def _next(text: str, words: Sequence[_Word], last: int) -> int | None:
    """Return the place of the name's next word, where what stands between belongs to it too."""
    place = last + 1
    while place < len(words) and place <= last + 3:
        if text[words[place - 1].end : words[place].start].strip(" "):
            return None
        if words[place].is_name or (place == last + 1 and words[place].text[0].isdigit()):
            return place
        if words[place].text not in _INSIDE or words[place].text == "and":
            return None
        place += 1
    return None


def _is_explained(text: str, words: Sequence[_Word], first: int, last: int) -> bool:
    """Return whether a capital is there only because a sentence begins with the word."""
    word = words[first]
    if first != last or not word.is_first or not word.text[0].isupper():
        return False
    # A text of one word, or an inner capital, is a name all the same.
    is_plain = word.text.isalpha() and word.text[1:].islower()
    others = any(other.text[0].isalnum() for other in words if other is not word)
    return is_plain and others and text.count(word.text) == 1


def known_words(texts: Sequence[str]) -> Known:
    """Return the words of the names in texts that never stand there in lower case.

    A noun is none: who types "captain" does not mean the word of "Captain Avery".
    """
    plain = {word for text in texts for word in re.findall(r"\b[a-z][\w'-]*", text)} | NO_NAMES
    words = (word for text in texts for name in names_in(text) for word in name.text.split())
    return {
        word.lower(): word
        for word in words
        if len(word) > 2 and word.lower() not in plain and kind_of(word.lower()) is None
    }
