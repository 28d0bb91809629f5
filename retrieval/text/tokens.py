"""Where words, numbers and acronyms stand in a text: tokens, and what they are cut from.

A run is what stands between white space and punctuation ("Qwen3.5-Max", "co-founder's"); its
subtokens are what a reader would call words and numbers, and some of them are one word as well:
"co-founder" is "cofounder".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Literal, NamedTuple

from retrieval.text.identifiers import SHAPES, SIGNS, TAILS
from retrieval.text.languages import function_words
from retrieval.text.normalisation import magnitude_word


class Token(NamedTuple):
    """An occurrence of a term; `start` and `end` are character offsets in the analysed text."""

    term: str
    start: int
    end: int


class Analysed(NamedTuple):
    """The terms of one run of characters, with what it takes to join a number to its magnitude."""

    tokens: tuple[Token, ...]
    opens_with: Token | None
    closes_with: Token | None
    terms: tuple[str, ...]


NOTHING = Analysed((), None, None, ())


def analysed(
    tokens: Iterable[Token], opens_with: Token | None = None, closes_with: Token | None = None
) -> Analysed:
    """Return what was found in a run; `NOTHING` where there is nothing."""
    kept = tuple(tokens)
    if not kept and not opens_with:
        return NOTHING
    return Analysed(kept, opens_with, closes_with, tuple(token.term for token in kept))


SubtokenKind = Literal["number", "unspaced", "acronym", "initials", "dotted", "word"]

APOSTROPHES = "'\u2019\u2018\u02bc\uff07"
HYPHENS = "-\u2010\u2011"

# Marks that `\w` leaves out although they belong to the letter before them.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0971-\u0df3\u0e31-\u0e4e\u0eb1-\u0ece"
    "\u0f71-\u0f84\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
)
_UNSPACED = (
    "\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1780-\u17d3\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f"
)
_BEFORE = "\u0e40-\u0e44\u0ec0-\u0ec4"
_AFTER = (
    "\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ece"
    "\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
)
SYLLABLE = re.compile(rf"[{_BEFORE}]?[^{_BEFORE}{_AFTER}][{_AFTER}]*|.")
"""A letter with the marks and vowels that are written around it in Thai, Lao, Burmese, Khmer."""

_LETTERS = rf"[\w{_MARKS}]+"
RUN = re.compile(
    rf"{_LETTERS}(?:(?:[{APOSTROPHES}\-\u2010\u2011.,&]|(?<=[A-Za-z])\+(?=[A-Za-z])){_LETTERS})*"
    # What may follow is looked at only where one of its signs does.
    rf"(?:(?=[+#/:~^@<>-])(?:\+\+|#|(?<![\w/][A-Za-z])/[A-Za-z](?![\w/.+#])|{TAILS}))?"
    # Its first character is a class, so that most of a text is passed over at once.
    rf"|[/%$€£¥.:{SIGNS}{APOSTROPHES}](?:{SHAPES}"
    r"|(?<=[%€£¥])|(?<=\$)(?![^\W\d]|[{(@*#?!])|(?<=\.)(?<![^\s(\[{\"'`/]\.)[A-Za-z]{2,}\b"
    rf"|(?<=[{APOSTROPHES}])[nN][{APOSTROPHES}](?=\s))"
)
"""What is analysed as one: "Qwen3.5-Max", "R&D", "C++", ".NET", "--all", "HEAD^"; "%"; "'n'"."""

# "rock'n'roll" is written like "rock-n-roll", and is no possessive.
_AND = re.compile("(?<=.)'[nN]'(?=.)")
_PLAINER = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-"))


class Subtoken(NamedTuple):
    """A part of a run, at `[start, end)` in it.

    "unspaced" is text without word boundaries, "initials" are letters joined by a sign ("R&D"),
    and "dotted" is a word behind a dot (".NET").
    """

    kind: SubtokenKind
    text: str
    start: int
    end: int


def subtokens(run: str) -> Iterator[Subtoken]:
    """Yield the words and numbers of a run in order."""
    plainer = _AND.sub("-n-", run.translate(_PLAINER))
    for match in _pattern(plainer.isascii()).finditer(plainer):
        kind: SubtokenKind = match.lastgroup  # type: ignore[assignment]  # the groups' names
        if kind == "unspaced":
            yield from _content(match.group(), match.start())
        else:
            yield Subtoken(kind, match.group(), match.start(), match.end())


def _content(text: str, offset: int) -> Iterator[Subtoken]:
    """Yield the stretches between the function words of a text without word boundaries."""
    if _HANGUL.fullmatch(text):
        yield from _stretch(text, 0, _end_of_stem(text), offset)
        return
    start = 0
    for match in _function_word().finditer(text):
        yield from _stretch(text, start, match.start(), offset)
        start = match.end()
    yield from _stretch(text, start, len(text), offset)


def _stretch(text: str, start: int, end: int, offset: int) -> Iterator[Subtoken]:
    # One letter of the Japanese syllabary alone is a particle or an ending.
    if start < end and not (end - start == 1 and "\u3041" <= text[start] <= "\u309f"):
        yield Subtoken("unspaced", text[start:end], offset + start, offset + end)


@cache
def _function_word() -> re.Pattern[str]:
    """Return what says nothing of the subject in Chinese, Japanese and Thai."""
    words = {*chain.from_iterable(map(function_words().__getitem__, _CUT))}
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    # A particle of one letter is told by the Chinese character or foreign word before it.
    particle = "(?<=[\u30a1-\u30ff\u4e00-\u9fff])[はがをにでともの]"
    return re.compile("|".join((*longest_first, particle)))


_CUT = ("chinese", "japanese", "thai")
_HANGUL = re.compile("[\uac00-\ud7a3]+")
# Korean is written with spaces, but particles and endings stand at the end of a word.
_PARTICLE = re.compile(
    "(?<=..)(?:에서는|에서|에게|으로|까지|부터|에는|은|는|이|가|을|를|에|의|로|와|과|도|만)$"
    "|(?<=.)(?:습니까|습니다|합니까|합니다|하나요|해요|해야|됩니까|됩니다|되나요|입니까|입니다|인가요|"
    "이에요|예요|나요)$"
)


def _end_of_stem(word: str) -> int:
    """Return where a Korean word ends without its particle; 0 for a function word."""
    if word in function_words()["korean"]:
        return 0
    ending = _PARTICLE.search(word)
    return ending.start() if ending else len(word)


def is_unspaced(word: str) -> bool:
    """Return whether a word is of a script that is written without spaces."""
    return not word.isascii() and any(piece.kind == "unspaced" for piece in subtokens(word))


@cache
def _pattern(is_ascii: bool) -> re.Pattern[str]:
    # Compiling the classes of all scripts takes as long as answering a question; nearly all
    # runs of English text do without.
    letter = "[A-Za-z]" if is_ascii else rf"[^\W\d_{_UNSPACED}]"
    letters = "[A-Za-z]+" if is_ascii else rf"(?:{letter}|[{_MARKS}])+"
    unspaced = "" if is_ascii else rf"|(?P<unspaced>[{_UNSPACED}]+)"
    word = "[A-Za-z0-9_]" if is_ascii else rf"[\w{_MARKS}]"
    return re.compile(
        rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)*){unspaced}"
        rf"|(?P<acronym>(?:{letter}\.)+{letter}(?!{word}))"
        rf"|(?P<initials>(?<!{word})(?:{letter}{{1,3}}&{letter}{{1,3}}|{letter}/{letter})"
        rf"(?!{word}|[&/+#])(?:'{letters})*)|(?P<dotted>^\.[A-Za-z]+$)"
        rf"|(?P<word>{letters}(?:'{letters})*(?:\+\+|\#)?)"
    )


ORDINALS = frozenset(("st", "nd", "rd", "th"))
"""What is written behind a number that says a place in an order."""

_LONGEST_TAIL = 3
_WITHIN_NAMES = "_+"
_MOST_PARTS, _MOST_NAME_PARTS = 3, 8


def is_joined(between: str, before: str, piece: Subtoken) -> bool:
    """Return whether a piece is written as one with that before: "node.js", but no "end.Then"."""
    if between == ".":
        return before.isalpha() and piece.kind == "word" and len(piece.text) <= _LONGEST_TAIL
    return not between or between in HYPHENS or between in _WITHIN_NAMES


def is_and(raw: str, piece: Subtoken) -> bool:
    """Return whether a piece is the "n" of "rock-n-roll"."""
    return piece.text in ("n", "N") and piece.start > 0 and piece.end < len(raw)


def joined_word(parts: Sequence[str], *, is_name: bool = False) -> str | None:
    """Return "cofounder" for "co-founder" and "gpt4" for "GPT-4": both are written.

    A name of code ("MAX_PATH_LENGTH") may have more parts than a word.
    """
    most = _MOST_NAME_PARTS if is_name else _MOST_PARTS
    if not 2 <= len(parts) <= most or not all(parts):
        return None
    follows_number = len(parts) == 2 and parts[0][0].isdigit()
    if follows_number and (parts[1] in ORDINALS or magnitude_word(parts[1].upper())):
        return None
    return "".join(parts)
