"""The names in a conversation's questions and replies, and what kind of entity each one is.

Names are found by their capitals. A name is rather a person's, a place's or a thing's, by its
own words and by what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from retrieval.conversation.topics import head_of, is_quantity, is_role, topic_of
from retrieval.conversation.turns import Exchange
from retrieval.question.answer_types import kind_of_noun

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

KnownNames = Mapping[str, str]
"""Words that are names elsewhere: in lower case, and as they are written there."""


class NamedEntity(NamedTuple):
    """A name where it stands in a text; `after` is the word before it, in lower case."""

    text: str
    start: int
    end: int
    after: str


def entities_in(text: str, known: KnownNames = MappingProxyType({})) -> list[NamedEntity]:
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
def _capitalised(text: str) -> tuple[NamedEntity, ...]:
    return tuple(_joined(text, _words(text, {})))


class _Word(NamedTuple):
    start: int
    end: int
    text: str
    known: str
    is_name: bool
    is_first: bool


def _words(text: str, known: KnownNames) -> list[_Word]:
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


def _joined(text: str, words: Sequence[_Word]) -> Iterator[NamedEntity]:
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
            yield NamedEntity(_written(text, words[place : last + 1]), first.start, end, before)
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


def known_names(texts: Sequence[str]) -> KnownNames:
    """Return the words of the names in texts that never stand there in lower case.

    A noun is none: who types "captain" does not mean the word of "Captain Avery".
    """
    plain = {word for text in texts for word in re.findall(r"\b[a-z][\w'-]*", text)} | NO_NAMES
    words = (word for text in texts for name in entities_in(text) for word in name.text.split())
    return {
        word.lower(): word
        for word in words
        if len(word) > 2 and word.lower() not in plain and kind_of_noun(word.lower()) is None
    }


EntityKind = Literal["person", "place", "thing"]

_THING = re.compile(
    r"\b(?:\w*[A-Z]\w*[A-Z]\w*|\w*\d\w*|Inc|Corp|Ltd|LLC|Company|Group|Bank|University|College|"
    r"School|Institute|Museum|Court|Council|Committee|Commission|Agency|Department|Ministry|Party|"
    r"League|Team|Club|Union|Association|Foundation|Service|Services|System|Project|Program|Act|"
    r"Law|War|Battle|Treaty|Prize|Award|Cup|Bridge|Tower|Church|Cathedral|Stadium|Series|Cloud|"
    r"United|Rovers|Athletic|Wanderers|Orchestra|Police|Authority|Office|Hospital|Library|Press|"
    r"Times|Herald|Gazette|Post|News|Airlines|Railway|Studios|Records|Partners|Holdings)\b"
)
_PLACE = re.compile(
    r"\b(?:City|County|State|States|River|Lake|Island|Islands|Mountain|Mountains|Mount|Valley|"
    r"Street|Road|Square|Lane|Avenue|Park|Sea|Ocean|Bay|Beach|Republic|Kingdom|Province|Cape|Port|Harbor|Harbour)\b"
)
# Titles that are no part of a name: of "King Charles" or "Pope Leo" they are.
_TITLED = re.compile(
    r"(?:(?:Deputy|Vice|Former|Chief|Head)[\s-]+)*(?:Mr|Mrs|Ms|Dr|Prof|Professor|Councillor|Mayor"
    r"|Senator|Minister|Chancellor|Governor|Captain|Judge|Coach|Director|Chairman|Chairwoman"
    r"|Secretary|CEO|CTO|CFO)\.?\s+(?=\w+\s+\w)"
)
# What stands right before a name of a kind, and right after it.
_BEFORE: dict[EntityKind, re.Pattern[str]] = {
    "person": re.compile(
        r"\b(?:Mr|Mrs|Ms|Dr|Prof|Professor|President|King|Queen|Sir|Saint|Captain|Judge|CEO)\.?\s+"
        r"(?:[A-Z]\w*\s+)?\Z"
    ),
    "place": re.compile(r"\b(?:in|near|outside|across|around)\s+(?:the\s+)?\Z"),
    "thing": re.compile(r"\b(?:the|using|at)\s+\Z"),
}
_AFTER: dict[EntityKind, re.Pattern[str]] = {
    "person": re.compile(
        r",?\s+who\b|\s+(?:said|says|told|wrote|announced|joined|left|resigned|stepped|died|married"
        r"|was\s+born|has\s+(?:said|joined|left|resigned|stepped))\b"
    ),
    "thing": re.compile(
        r"\s+(?:have|are|were)\b|(?:['\u2019]s)?,?\s+(?:which|team|company|project|model|models|group"
        r"|platform|service|software|series)\b"
    ),
}
_WORD_BEFORE = re.compile(r"\b([A-Z][a-z]+)\s+\Z")
_WORD_AFTER = re.compile(r"\s+([A-Z][a-z]+)\b")
_CAPITAL_AFTER = re.compile(r"\s+[A-Z]")
_NEARBY = 40


def untitled(name: str) -> str:
    """Return a name without the title that it is written with, where a full name is left."""
    return _TITLED.sub("", name, count=1)


def kind_of_entity(name: NamedEntity, texts: Iterable[str]) -> EntityKind | None:
    """Return what a name is rather of, by its own words and by what stands around it in texts."""
    if _TITLED.match(name.text):
        return "person"
    if _THING.search(name.text):
        return "thing"
    if _PLACE.search(name.text):
        return "place"
    around = [part for text in texts for part in _around(name.text, text)]
    for kind in ("person", "place", "thing"):
        before, after = _BEFORE[kind], _AFTER.get(kind)
        for left, right in around:
            if before.search(left) or (after is not None and after.match(right)):
                return kind
    is_word = " " not in name.text
    return "person" if is_word and any(_is_full_name(*part) for part in around) else None


def _around(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and after each place where a text has a name."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        left, right = text[max(start - _NEARBY, 0) : start], text[end : end + _NEARBY]
        if not (left[-1:].isalnum() or right[:1].isalnum()):
            yield left, right
        start = text.find(name, end)


def _is_full_name(left: str, right: str) -> bool:
    """Return whether a name stands there with exactly one more capitalised word."""
    before = None if _CAPITAL_AFTER.match(right) else _WORD_BEFORE.search(left)
    other = before or _WORD_AFTER.match(right)
    return other is not None and other[1].lower() not in NO_NAMES


LEAD = r"\W*(?:and|but|so|then)?\W*"
"""What a question may begin with before the word that asks, as a pattern."""

_WHO = re.compile(rf"{LEAD}(?:who|whom|whose)\b", re.IGNORECASE)
_WHERE = re.compile(
    rf"{LEAD}(?:where|(?:in\s+)?(?:which|what)\s+(?:city|country"
    r"|town|state|place))\b",
    re.IGNORECASE,
)
_WHICH = re.compile(
    rf"{LEAD}(?:which|what)\s+(?!(?:is|was|are|were|do|does|did|has|have|had|can"
    r"|could|will|would|should|about|if)\b)(?:\w+\s+)?(?P<noun>\w+)\s+\w",
    re.IGNORECASE,
)
_NO_THINGS = frozenset(("person", "date", "number", "place", "reason"))
_MOST_REPLIED = 8

PLACING = frozenset("in at from of on near".split())
"""Words after which a name is rather of where or of whose something is than of who did it."""


class DiscourseModel:
    """The names and topics of exchanges, the last first; nothing is read before it is needed."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self.last_first = exchanges[::-1]
        self._kinds: dict[str, EntityKind | None] = {}

    @cached_property
    def known(self) -> KnownNames:
        """The words that are names in what was replied."""
        return known_names([exchange.reply for exchange in self.last_first])

    def asked(self, exchange: Exchange) -> list[NamedEntity]:
        """Return the names of a question."""
        return entities_in(exchange.question, self.known)

    def replied(self, exchange: Exchange) -> list[NamedEntity]:
        """Return the names of a reply that the question did not have."""
        asked = folded_words(exchange.question)
        named = entities_in(exchange.reply)
        return [name for name in named if asked.isdisjoint(folded_words(name.text))][:_MOST_REPLIED]

    def topic(self, exchange: Exchange, *, quantity: bool = False) -> str | None:
        """Return what, and not whom, a question is about.

        Of "the price of the ticket", one goes on to speak of the ticket: the price is returned
        only where a `quantity` is wanted.
        """
        topic = topic_of(exchange.question)
        if topic and not quantity and is_quantity(head_of(topic)) and " of " in topic:
            topic = topic.partition(" of ")[2]
        if not topic or is_role(head_of(topic)):
            return None
        names = (name for name in self.asked(exchange) if name.text in topic)
        return None if any(self.kind(name) == "person" for name in names) else topic

    def kind(self, name: NamedEntity) -> EntityKind | None:
        """Return what a name is rather of, as far as the conversation shows."""
        return "person" if name.text in self._people else self._kind_in_texts(name)

    def is_personal(self, name: NamedEntity) -> bool:
        """Return whether a name reads like a person's: two or three words, or known so."""
        kind = self.kind(name)
        return kind == "person" or (kind is None and _reads_personal(name))

    @cached_property
    def _people(self) -> frozenset[str]:
        """Whom pronouns stood for, and who was named in reply when that was asked."""
        stood_for = {one.person for one in self.last_first if one.person}
        replied = (name for one in self.last_first if asks_who(one) for name in self.replied(one))
        personal = (
            name.text
            for name in replied
            if _reads_personal(name) and self._kind_in_texts(name) in (None, "person")
        )
        return frozenset(stood_for.union(personal))

    def _kind_in_texts(self, name: NamedEntity) -> EntityKind | None:
        if name.text not in self._kinds:
            texts = (text for one in self.last_first for text in (one.question, one.reply))
            self._kinds[name.text] = kind_of_entity(name, texts)
        return self._kinds[name.text]


def asks_who(exchange: Exchange) -> bool:
    """Return whether a question asks for a person."""
    return _WHO.match(exchange.question) is not None


def asks_which(exchange: Exchange) -> bool:
    """Return whether a question asks for one thing by what it is: "which river"."""
    found = _WHICH.match(exchange.question)
    return found is not None and kind_of_noun(found["noun"].lower()) not in _NO_THINGS


def asks_where(exchange: Exchange) -> bool:
    """Return whether a question asks for a place."""
    return _WHERE.match(exchange.question) is not None


def folded_words(text: str) -> set[str]:
    """Return the words of a text in lower case."""
    return set(re.findall(r"\w+", text.lower()))


def _reads_personal(name: NamedEntity) -> bool:
    return name.after not in PLACING and 2 <= len(name.text.split()) <= 3
