"""How dates, numbers, reasons, definitions, places and quotations are written.

Digits are found by looking for digits alone; turns of phrase only in a sentence that has one of
the words that begin or end them: a pattern of words is tried at every word of it otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from retrieval.question.answer_types import AnswerType

_MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS.split(), key=len, reverse=True))})"
_RANKS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_COUNTS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "hundreds thousand thousands million millions billion billions trillion dozen dozens half "
    "quarter twice thrice both double triple"
)
_COUNT = rf"(?:{_COUNTS.replace(' ', '|')})"
_SPAN = r"(?:second|minute|hour|day|week|month|year|decade|centurie|generation)s?"

_DIGITS: dict[AnswerType, str] = {
    "date": (
        rf"(?<![\w.,])(?:(?:1\d|20)\d\ds?\b|\d\d?(?:st|nd|rd|th)?\s+(?:of\s+)?(?i:{_MONTH})\b"
        rf"|\d\d?(?:st|nd|rd|th)[\s-]+(?:century|season)\b|\d+(?:,\d+)*\s+{_SPAN}\s+ago\b"
        rf"|\d+s?\s*(?:BCE?|AD|CE|BP)\b|\d{{1,4}}\b)"
    ),
    "number": r"(?<![\w.,\u2013-])\d+(?:,\d\d\d)*(?:\.\d+)?",
}
_WORDS: dict[AnswerType, tuple[str, str]] = {
    "date": (
        (
            f"{_MONTHS} monday tuesday wednesday thursday friday saturday sunday century season "
            "week ago later earlier spring summer autumn winter last next yesterday tomorrow "
            "christmas easter thanksgiving beginning start end close eve outbreak at by until noon "
            "midnight"
        ),
        (
            rf"(?:early|mid|late)[ -]{_MONTH}|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
            rf"|(?:{_RANKS.replace(' ', '|')})[ -](?:century|season|week)"
            rf"|(?:{_COUNT}|an?) (?:\w+ )?{_SPAN} (?:ago|later|earlier)"
            rf"|(?:season|week) (?:\d+|one|{_COUNT})"
            rf"|(?:spring|summer|autumn|winter) of|(?:last|next) {_SPAN}"
            rf"|(?:at|by|until) (?:one|{_COUNT})(?: o'clock)?(?=[.,;!?)]|$| o'clock| in the | on )"
            r"|yesterday|tomorrow|christmas|easter|thanksgiving|noon|midnight"
            r"|(?:beginning|start|end|close|eve|outbreak) of (?:the )?\w+"
        ),
    ),
    "number": (_COUNTS, _COUNT),
    "reason": (
        (
            "because due since so owing reason reasons cause causes caused result results resulted "
            "resulting order therefore thus hence led lead leads response account thanks effort "
            "means motivated prompted triggered responsible attributed avoid prevent protect "
            "ensure reduce allow enable fear explain explains explained"
        ),
        (
            r"because|due to|since|so that|so as to|owing to|reasons?|cause[sd]?|as a result"
            r"|in order to"
            r"|therefore|thus|hence|le(?:d|ads?) to|result(?:s|ed|ing)? (?:in|from)|in response to"
            r"|on account of|thanks to|an effort to|as a means|motivated|prompted|triggered"
            r"|responsible for|attributed to|to (?:avoid|prevent|protect|ensure|reduce|allow"
            r"|enable)|for fear|explain(?:s|ed)?"
        ),
    ),
    "definition": (
        (
            "is are was were mean means refers refer stand stands known called defined short "
            "consists consist describes denotes represents"
        ),
        (
            r"(?:is|are|was|were) (?:an?|the|any|one of|used|when|where|what|how|defined)|means?"
            r"|refers? to|stands? for|known as|called|defined as|short for|consists? of|describes?"
            r"|denotes?|represents?"
        ),
    ),
    "place": (
        (
            "located situated found filmed held based born buried lives lived resides set shot "
            "originated originates place occurs occurred headquartered stationed built appears "
            "produced derived comes came flows flow runs lies lay stands sits absorbed stored "
            "formed begins ends starts grown grows works worked taught studied died killed crowned "
            "raised settled moved signed fought played hosted launched discovered established "
            "founded opened"
        ),
        (
            r"(?:located|situated|found|filmed|held|based|born|buried|lived?s?|resides|set|shot"
            r"|originate[sd]|place|occur(?:s|red)|headquartered|stationed|built|appears|produced"
            r"|derived|c[oa]mes?|flows?|runs?|lies|lay|stands?|sits|absorbed|stored|formed|begins?"
            r"|ends?|starts?|grown|grows?|works?|worked|taught|studied|died|killed|crowned|raised"
            r"|settled|moved|signed|fought|played|hosted|launched|discovered|established|founded"
            r"|opened) (?:\w+ ){0,2}?(?:in|at|on|near|between|within|along|inside"
            r"|outside|from|off|by|across|throughout|around) (?:the |an? )?(?P<new>\w+)"
        ),
    ),
}
_QUOTED = re.compile('["\u201c\u300c«][^"\u201d\u300d»]{3,}|``.{3,}')
_AFTER_YEAR = re.compile(r"\s*(?:%|percent|million|billion|thousand|k?m\b|kg|miles|people|square)")
_DAY = re.compile(rf"(?:st|nd|rd|th)\b|\s+(?:of\s+)?{_MONTH}\b", re.IGNORECASE)
_MONTH_BEFORE = re.compile(rf"\b{_MONTH}\.?\s*$", re.IGNORECASE)
_LONGEST_MONTH = 12
_WRITTEN = frozenset(("quotation", *_DIGITS, *_WORDS))


class Match(NamedTuple):
    """What is written like an answer: its words, the part that has to be new, where it starts."""

    words: str
    new: str
    start: int


@lru_cache(maxsize=1 << 14)
def matches(sentence: str, expects: AnswerType) -> tuple[Match, ...]:
    """Return what in a sentence is written like an answer of a type, in no order that matters."""
    return tuple(_matches(sentence, expects)) if expects in _WRITTEN else ()


def _matches(sentence: str, expects: AnswerType) -> Iterator[Match]:
    if expects == "quotation":
        yield from map(_match, _QUOTED.finditer(sentence))
    digits = _digits(expects)
    if digits is not None:
        for match in digits.finditer(sentence):
            month = _month_before(match)
            if expects == "number":
                if not month and _counts(match):
                    yield _match(match)
            elif month or _is_date(match.group()):
                start = month.start() if month else match.start()
                words = sentence[start : match.end()]
                yield Match(words, words, start)
    if expects in _WORDS and not _openers(expects).isdisjoint(_words_of(sentence)):
        yield from map(_match, _phrases(expects).finditer(sentence))


def _match(match: re.Match[str]) -> Match:
    words = match.group()
    return Match(words, match["new"] if match.re.groups else words, match.start())


def _is_date(digits: str) -> bool:
    """Return whether digits are a date by themselves: short ones are not."""
    return not digits.isdigit() or (len(digits) == 4 and digits[0] in "12")


def _counts(match: re.Match[str]) -> bool:
    """Return whether digits tell how many: not a year, a day of a month or a rank."""
    digits = match.group()
    text, end = match.string, match.end()
    if not digits.isdigit() or len(digits) not in (1, 2, 4):
        return True
    if len(digits) == 4:
        is_year = "1000" <= digits < "2100"
        return not is_year or _AFTER_YEAR.match(text, end) is not None
    return not _DAY.match(text, end)


def _month_before(match: re.Match[str]) -> re.Match[str] | None:
    start = match.start()
    return _MONTH_BEFORE.search(match.string, max(0, start - _LONGEST_MONTH), start)


@lru_cache(maxsize=4096)
def _words_of(sentence: str) -> frozenset[str]:
    return frozenset(re.findall("[a-z]+", sentence.lower()))


@cache
def _openers(expects: AnswerType) -> frozenset[str]:
    return frozenset(_WORDS[expects][0].split())


# Compiled when first asked for: a single question needs one of them.
@cache
def _phrases(expects: AnswerType) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_WORDS[expects][1]})\b", re.IGNORECASE)


@cache
def _digits(expects: AnswerType) -> re.Pattern[str] | None:
    return re.compile(_DIGITS[expects]) if expects in _DIGITS else None
