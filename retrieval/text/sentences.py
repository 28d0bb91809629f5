"""Sentences: where they begin and end, and what terms they have.

Segmentation is by rule. A sentence ends at `.`, `!`, `?`, `…` (with the closing quotes and
brackets after it) before white space and something that can start a sentence; at `。！？` wherever
they stand; and at a line break that is not mere wrapping. Abbreviations, initials, decimals and
list numbers do not end one, also where the text sets its punctuation apart ("… in 1901 . The
next"). The sentences of a passage are remembered with their terms: the same ones come up often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from math import log
from typing import NamedTuple

from retrieval.model import Part, Span
from retrieval.text.analyzer import Analyzer
from retrieval.text.tokens import Token

LONGEST = 300
"""Characters that a sentence may have before it is cut at its inner punctuation."""

LONGEST_ROW = 400
"""Characters that a table's row may have to be marked as a whole."""

_TOLERANCE = 20
_LONGEST_WORD = 40
_CLOSERS = "\"'\u201d\u2019»)\\]\u300d\u300f\uff09\u3011\u300b"
# A run of marks is tried once, as a whole: no text can make the search run away.
_END = re.compile(
    rf"(?P<stop>(?<![.!?…])[.!?…]++(?:\s''|[{_CLOSERS}])*)(?=\s|$)"
    rf"|(?P<wide>[。！？｡]+[{_CLOSERS}]*)"
    rf"|(?P<break>\n\s*)"
)
_BULLET = re.compile(r"(?:[-*•‣◦–—·]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s")
_OPENERS = "\"'\u201c\u2018«([\u300c\u300e`"
_INNER = (
    re.compile(r";\s"),
    re.compile(r"\s[–—-]\s|:\s|—"),
    re.compile(r",(?!\d)|[，、]"),
    re.compile(r"\s"),
)

_NEVER_FINAL = frozenset(
    """mr mrs ms dr prof gen sen rep gov lt col sgt capt cmdr adm rev hon fr st mt ft no nos vs
    fig figs eq sec ch vol pp p ed eds approx ca cf al e.g i.e viz resp dept est""".split()
)
_SELDOM_FINAL = frozenset(
    """inc ltd co corp jr sr etc u.s u.k u.n e.u d.c a.m p.m b.c a.d ph.d m.d b.a m.a jan feb mar
    apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun bros ave blvd rd""".split()
)
_STARTERS = frozenset(
    """the a an it its he she they we you i this that these those in on at by for from with after
    before during when while where as if but and or however there his her their our my some many
    most all both each no not one two what who why how according since although because then
    also meanwhile later today despite under""".split()
)
_NEVER_LAST = frozenset("the a an of in on at by for from with to and or as his her its".split())
_CLOSING_QUOTES = ('"', "\u201d", "\u2019", "\u00bb", "''")
_CELL = " | "
_LAST_WORD = re.compile(r"[^\s(\[\"'\u201c\u2018/]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def sentences(text: str) -> list[Span]:
    """Return the sentences of a text as spans, in order, without surrounding white space.

    Every character that is not white space lies in exactly one span. Sentences far longer
    than `LONGEST` are cut at their strongest inner punctuation.
    """
    spans: list[Span] = []
    start = 0
    for end in (*_boundaries(text), len(text)):
        spans.extend(_shortened(text, *_trimmed(text, start, end)))
        start = end
    return spans


def _boundaries(text: str) -> Iterator[int]:
    wrapped_at = _wrapping_width(text) if "\n" in text else 0
    start = 0
    for match in _END.finditer(text):
        kind, end = match.lastgroup, match.end()
        if kind == "wide":
            final = True
        elif kind == "stop":
            final = _ends_sentence(text, start, match)
        else:
            final = _is_hard_break(text, match, wrapped_at)
        if final:
            yield end
            start = end


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    rest = match.end()
    while rest < len(text) and (text[rest].isspace() or text[rest] in _OPENERS):
        rest += 1
    if rest == len(text):
        return True
    if text[rest].islower():
        return False
    mark = match.group().strip()
    if mark[0] != "." or mark.startswith(".."):
        return True
    before = text[max(start, match.start() - _LONGEST_WORD) : match.start()]
    return not _is_abbreviation(before, text[rest : rest + _LONGEST_WORD])


def _is_abbreviation(before: str, after: str) -> bool:
    before = before.rstrip()
    if before.endswith(_CLOSING_QUOTES):
        return False
    found = _LAST_WORD.search(before)
    if found is None:
        return True
    word = found.group().casefold()
    if word in _NEVER_FINAL:
        return word != "no" or after[0].isdigit()
    if word.isdigit() and not before[: found.start()].strip():
        return True
    first = _FIRST_WORD.match(after)
    starts = first is not None and first.group().casefold() in _STARTERS
    if word in _SELDOM_FINAL or (len(word) == 1 and found.group().isupper()):
        return not starts
    return False


def _wrapping_width(text: str) -> int:
    """Return the length of the longest line, or 0 where lines are too long to be wrapped."""
    width = max(len(line) for line in text.split("\n"))
    return width if width <= 120 else 0


def _is_hard_break(text: str, match: re.Match[str], wrapped_at: int) -> bool:
    if match.group().count("\n") > 1 or _BULLET.match(text, match.end()):
        return True
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].rstrip()
    if _CELL in line:
        return True
    if line.rpartition(" ")[2].casefold() in _NEVER_LAST:
        return False
    return len(line) < 0.6 * wrapped_at or not wrapped_at


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _shortened(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > LONGEST + _TOLERANCE:
        cut = _cut(text, start, end)
        yield _trimmed(text, start, cut)
        start, end = _trimmed(text, cut, end)
    if start < end:
        yield start, end


def _cut(text: str, start: int, end: int) -> int:
    """Return where to cut an overlong sentence, in its second third if the text allows."""
    for pattern in _INNER:
        places = [m.end() for m in pattern.finditer(text, start + LONGEST // 4, start + LONGEST)]
        if places:
            return min(places[-1], end)
    return start + LONGEST


_REMEMBERED = 4096
_PRONOUN = re.compile(
    r"(?:``\s*|[\"'\u201c(]\s*)?(?:he|she|it|they|this|these|that|those|his|her|its|their|such|"
    r"both|here|there)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[ (\"\u201c])[A-Z][a-z]+")
_DIGIT = re.compile(r"\d")
_QUOTES = "\"'\u201c\u201d\u2018\u2019(["


class ParsedSentence(NamedTuple):
    """A sentence: its span in the text, its terms in order, and their spans in the sentence.

    `length` is the logarithm of the number of terms, `names` are the capitalised words but the
    first, in lower case; `has_digits` and `is_pronominal` say whether there is a digit, and
    whether it begins with a pronoun; `context` holds the terms of what it has to be read with,
    the term that it defines or the header of its table, and `about` is where that stands.
    """

    span: Span
    terms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    length: float
    names: frozenset[str]
    has_digits: bool
    is_pronominal: bool
    context: tuple[str, ...] = ()
    about: Span | None = None

    @property
    def tokens(self) -> list[Token]:
        """The tokens, with offsets in the sentence."""
        return list(map(Token, self.terms, self.starts, self.ends))


@lru_cache(maxsize=_REMEMBERED)
def parsed_sentences(
    analyzer: Analyzer, text: str, parts: tuple[Part, ...] = ()
) -> tuple[ParsedSentence, ...]:
    """Return what can be marked in a passage of these parts, in order.

    Sentences, rows and lines of code; where there is nothing but terms and headers, those.
    """
    tokens = analyzer.tokens(text)
    pieces = list(_markable(text, parts))
    only_context = all(is_context for _, is_context in pieces)
    found = []
    context: tuple[str, ...] = ()
    about: Span | None = None
    place = 0
    after_context = False
    for (start, end), is_context in pieces:
        while place < len(tokens) and tokens[place].start < start:
            place += 1
        first = place
        while place < len(tokens) and tokens[place].start < end:
            place += 1
        own = tokens[first:place]
        if is_context and not only_context:
            terms = tuple(token.term for token in own)
            context = (*context, *terms) if after_context else terms
            about = (about[0] if about and after_context else start, end)
        else:
            found.append(
                _parsed_sentence(text, (start, end), own)._replace(context=context, about=about)
            )
        after_context = is_context
    return tuple(found)


def _markable(text: str, parts: tuple[Part, ...]) -> Iterator[tuple[Span, bool]]:
    """Yield each stretch that can be marked, and whether it only says what the next are about."""
    if not parts:
        yield from ((span, False) for span in sentences(text))
    for part in parts:
        words = text[part.start : part.end]
        if part.kind in ("term", "header"):
            yield (part.start, part.end), True
        elif part.kind == "row" and len(words) <= LONGEST_ROW:
            yield (part.start, part.end), False
        elif part.kind == "code":
            lines = re.finditer(r"\S(?:[^\n]*\S)?", words)
            yield from (((part.start + m.start(), part.start + m.end()), False) for m in lines)
        else:
            spans = sentences(words)
            yield from (((part.start + start, part.start + end), False) for start, end in spans)


def _parsed_sentence(text: str, span: Span, tokens: list[Token]) -> ParsedSentence:
    start, end = span
    words = text[start:end]
    terms, starts, ends = zip(*tokens, strict=True) if tokens else ((), (), ())
    return ParsedSentence(
        span,
        terms,
        tuple([place - start for place in starts]),
        tuple([place - start for place in ends]),
        log(1 + len(tokens)),
        frozenset(name.lower() for name in _NAME.findall(words)),
        _DIGIT.search(words) is not None,
        _PRONOUN.match(words) is not None,
    )


def has_own_capital(text: str, start: int) -> bool | None:
    """Return whether the word at a place has a capital of its own, None where that is not told.

    Only what follows a word in lower case tells: a capital elsewhere may be that of a sentence
    or of a title.
    """
    return text[start].isupper() if _follows_lower_case(text, start) else None


def _follows_lower_case(text: str, start: int) -> bool:
    """Return whether a word in lower case stands before a place, with only a space between."""
    before = start - 1
    while before >= 0 and text[before] in _QUOTES:
        before -= 1
    if before < 1 or text[before] not in " \n":
        return False
    # Of the word before, its first letter: "the White House" has another capital before it.
    last = text[before - 1]
    first = max(text.rfind(" ", 0, before), text.rfind("\n", 0, before)) + 1
    return last.isalpha() and text[first].islower()
