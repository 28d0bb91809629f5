"""What of a message asks, and what is only said around it: greetings, thanks, "do you know".

What is taken off is turned to spaces, so that every place in the text stays what it was. Only
known small talk (`small_talk.txt`) goes, and only where it opens or closes a message: whatever
could say what the question is about stays, and a message is never emptied. Of what asks, words
that only frame it (`framing.txt`) say nothing of its subject: the "name" of "what is the name of
the ship".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Literal, NamedTuple

from retrieval.model import Span
from retrieval.text.languages import stop_words

TalkPosition = Literal["openings", "closings", "asides"]

_TALK_FILE = Path(__file__).with_name("small_talk.txt")
_ELEMENT_PATTERN = re.compile(r"\([^()]*\)|\[[^\[\]]*\]\*?|[^\s()\[\]]+")
_SECTION_PATTERN = re.compile(r"\[([a-z ]+)\]$")


class TalkElement(NamedTuple):
    """A part of a turn: one of some phrases, each its words; maybe none, maybe several."""

    phrases: tuple[tuple[str, ...], ...]
    optional: bool
    repeated: bool


class TalkPattern(NamedTuple):
    """A turn of talk; after a free one, anything may follow."""

    elements: tuple[TalkElement, ...]
    free: bool

    def match(self, words: Sequence[str], start: int) -> int | None:
        """Return where the turn that begins at a word ends, None where it does not begin there."""
        place = start
        for element in self.elements:
            after = _after(element, words, place)
            if after is None and not element.optional:
                return None
            while after is not None:
                place = after
                after = _after(element, words, place) if element.repeated else None
        return place


def _after(element: TalkElement, words: Sequence[str], place: int) -> int | None:
    for phrase in element.phrases:
        end = place + len(phrase)
        if tuple(words[place:end]) == phrase:
            return end
    return None


@cache
def talk_patterns(place: TalkPosition) -> Mapping[str, Sequence[TalkPattern]]:
    """Return the turns that stand before, after or inside a question, by their first words."""
    found: dict[str, list[TalkPattern]] = {}
    for line in _sections()[place]:
        elements = tuple(map(_element, _ELEMENT_PATTERN.findall(line.rstrip("\u2026 "))))
        turn = TalkPattern(elements, line.endswith("\u2026"))
        leading = list(takewhile(lambda element: element.optional, elements))
        for element in elements[: len(leading) + 1]:
            for word in {phrase[0] for phrase in element.phrases}:
                found.setdefault(word, []).append(turn)
    return found


@cache
def courtesy_words() -> frozenset[str]:
    """Return words of courtesy and of asking.

    A clause of nothing but these and stop words says nothing of what a question is about.
    """
    return frozenset(" ".join(_sections()["small talk"]).split())


@cache
def _sections() -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    for line in _TALK_FILE.read_text(encoding="utf-8").splitlines():
        section = _SECTION_PATTERN.match(line)
        if section:
            lines = sections.setdefault(section[1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


@cache
def _named() -> dict[str, str]:
    return dict(line.split(": ", 1) for line in _sections()["words"])


@cache
def _element(written: str) -> TalkElement:
    inner = written.strip("[]()*")
    inner = re.sub(r"<(\w+)>", lambda match: _named()[match[1]], inner)
    phrases = {tuple(phrase.replace("'", "").split()) for phrase in inner.split("|")}
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return TalkElement(tuple(ordered), written[0] == "[", written[-1] == "*")


_LONGEST_CLOSING = 12
_PREPOSITIONS = frozenset("in at to from for on by with since until of about".split())
_ASKING = frozenset("who whom whose when where why how what which if whether".split())
_ASKS = _ASKING | frozenset(
    """whos whats wheres whens hows is are was were do does did has have had can could will would
    should isnt arent wasnt werent dont doesnt didnt hasnt havent hadnt""".split()
)
_SMALL = stop_words("english") - _ASKING
_COURTEOUS = frozenset(
    """i im ive me you youre sorry apologies thanks thank hello hi hey hope please lol haha help
    wondering curious""".split()
)
_GREETS_OR_THANKS = frozenset(
    """thanks thank thx thanx ty tysm hello hi hii hey hiya heya howdy greetings morning afternoon
    evening sorry""".split()
)
_WORD = re.compile(r"<@[!&]?\d+>|@[\w.-]+|[^\W_]+(?:['\u2019][^\W_]+)*")
_MARK = re.compile(r"[,.:;!?\u2026\u2013\u2014\n]|\s-+\s")


class _Message(NamedTuple):
    """The words of a message as they are compared, and where each one stands."""

    text: str
    words: list[str]
    spans: list[Span]

    @classmethod
    def of(cls, text: str) -> _Message:
        found = list(_WORD.finditer(text))
        words = [match.group().lower().replace("'", "").replace("\u2019", "") for match in found]
        return cls(text, words, [match.span() for match in found])

    def pauses_before(self, place: int) -> bool:
        """Return whether a punctuation mark stands before a word, or there is no such word."""
        if not 0 < place < len(self.words):
            return True
        between = slice(self.spans[place - 1][1], self.spans[place][0])
        return _MARK.search(self.text[between]) is not None


def asking_part(text: str) -> str:
    """Return a message with the talk around its question turned to spaces; as long as before."""
    message = _Message.of(text)
    first, last = 0, len(message.words)
    while (opened := _opened(message, first)) > first and opened < last:
        first = opened
    while (closed := _closed(message, first, last)) < last:
        last = closed
    for place in range(first + 1, last):
        text = _without(text, _aside(message, place, last))
    if first:
        text = _without(text, (0, message.spans[first][0]))
    if last < len(message.words):
        text = _without(text, (message.spans[last][0], len(text)))
    return text


def is_small_talk(text: str) -> bool:
    """Return whether a message only greets or thanks: "thanks a lot!", "hi all"."""
    message = _Message.of(text)
    first = 0
    while (opened := _opened(message, first)) > first:
        first = opened
    return 0 < first == len(message.words) and not _GREETS_OR_THANKS.isdisjoint(message.words)


def _without(text: str, span: Span) -> str:
    start, end = span
    return text[:start] + " " * (end - start) + text[end:]


def _opened(message: _Message, first: int) -> int:
    """Return the word after the longest turn that begins at a word, the word itself if none."""
    words = message.words
    if first < len(words) and words[first][0] in "<@":
        return first + 1
    ends = [
        end
        for turn in talk_patterns("openings").get(words[first] if first < len(words) else "", ())
        if (end := turn.match(words, first)) is not None
        and (turn.free or message.pauses_before(end) or _goes_on(words, end))
    ]
    return max(ends, default=_after_small_talk(message, first))


def _after_small_talk(message: _Message, first: int) -> int:
    """Return the word after a clause that says nothing, its first word where it says something."""
    words = message.words
    for place in range(first, len(words)):
        if words[place] in _ASKS and (place == first or words[place] in _ASKING - {"if"}):
            ended = _ends_clause(words, place) and _is_courteous(words[first:place])
            return place if ended else first
        if not _says_nothing(words[place]):
            return first
        if message.pauses_before(place + 1):
            return place + 1 if _is_courteous(words[first : place + 1]) else first
    return first


def _ends_clause(words: Sequence[str], place: int) -> bool:
    """Return whether a clause ends before a word: it was joined to what follows ("but who …")."""
    return place > 0 and words[place - 1] in ("but", "so", "and", "because")


def _goes_on(words: Sequence[str], place: int) -> bool:
    """Return whether a question begins at a word, or another turn of talk."""
    if words[place] in _ASKS or words[place][0] in "<@":
        return True
    if words[place] in _PREPOSITIONS and words[place + 1 : place + 2] != []:
        return words[place + 1] in _ASKING
    return any(turn.match(words, place) for turn in talk_patterns("openings").get(words[place], ()))


def _closed(message: _Message, first: int, last: int) -> int:
    """Return the first word of the longest turn that ends before a word, that word if none."""
    words = message.words[:last]
    if last - first > 1 and words[-1][0] in "<@":
        return last - 1
    for start in range(max(first + 1, last - _LONGEST_CLOSING), last):
        for turn in talk_patterns("closings").get(words[start], ()):
            follows = turn.free or message.pauses_before(start)
            if follows and turn.match(words, start) == last:
                return start
    return _before_small_talk(message, first, last)


def _before_small_talk(message: _Message, first: int, last: int) -> int:
    """Return the first word of a last clause that says nothing, `last` where it says something."""
    for place in range(last - 1, first, -1):
        if not _says_nothing(message.words[place]):
            return last
        if message.pauses_before(place):
            return place if _is_courteous(message.words[place:last]) else last
    return last


def _says_nothing(word: str) -> bool:
    return word in _SMALL or word in courtesy_words()


def _is_courteous(words: Sequence[str]) -> bool:
    """Return whether words that say nothing are about the people who talk."""
    return not _COURTEOUS.isdisjoint(words)


def _aside(message: _Message, place: int, last: int) -> Span:
    """Return what begins at a word and only adds stress to the question word before it."""
    words, spans = message.words, message.spans
    start = spans[place][0]
    if words[place - 1] in _ASKING:
        for turn in talk_patterns("asides").get(words[place], ()):
            end = turn.match(words, place)
            if end is not None and end < last and words[end] not in _PREPOSITIONS:
                return start, spans[end - 1][1]
    return start, start


_FRAMING_FILE = Path(__file__).with_name("framing.txt")


def framing_spans(text: str) -> list[Span]:
    """Return where the words stand that say nothing of what a question is about."""
    lower = text.lower()
    if len(lower) != len(text):
        return []
    return [
        match.span(match.lastindex or 0) for frame in _frames() for match in frame.finditer(lower)
    ]


@cache
def _frames() -> tuple[re.Pattern[str], ...]:
    words: dict[str, str] = {}
    frames: list[re.Pattern[str]] = []
    for line in _FRAMING_FILE.read_text(encoding="utf-8").splitlines():
        name, colon, pattern = line.partition(": ")
        if line.startswith(("#", "[")) or not line:
            continue
        if colon and name.isalpha():
            words[name] = pattern
        else:
            frames.append(_compiled(line, words))
    return tuple(frames)


def _compiled(line: str, words: dict[str, str]) -> re.Pattern[str]:
    for name, pattern in words.items():
        line = line.replace(f"<{name}>", f"(?:{pattern})")
    return re.compile(line.replace(" ", r"\s+"))
