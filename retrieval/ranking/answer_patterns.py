"""How answers are written.

Dates, numbers with their units, reasons, definitions, places, quotations.

Digits are found by looking for digits alone; turns of phrase only in a sentence that has one of
the words that begin or end them: a pattern of words is tried at every word of it otherwise.
Classes of few things (colours, languages, months) stand in `closed_classes.txt`, one a line, for
anyone to read and extend: the nouns that ask for the class, a colon, and what belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
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
_PERIOD = r"(?:second|minute|hour|day|week|month|year|decade|centurie|generation)s?"

_DIGITS: dict[AnswerType, str] = {
    "date": (
        rf"(?<![\w.,])(?:\d\d?[:h]\d\d\b|\d\d?(?::\d\d)?\s?[ap]\.?m\b|(?:1\d|20)\d\ds?\b|\d\d?(?:st|nd|rd|th)?\s+(?:of\s+)?(?i:{_MONTH})\b"
        rf"|\d\d?(?:st|nd|rd|th)[\s-]+(?:century|season)\b|\d+(?:,\d+)*\s+{_PERIOD}\s+ago\b"
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
            "midnight morning mornings afternoon afternoons evening evenings night nights daily "
            "nightly weekly monthly yearly annually weekday weekdays weekend weekends mondays "
            "tuesdays wednesdays thursdays fridays saturdays sundays every each dawn dusk"
        ),
        (
            rf"(?:early|mid|late)[ -]{_MONTH}|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
            rf"|(?:{_RANKS.replace(' ', '|')})[ -](?:century|season|week)"
            rf"|(?:{_COUNT}|an?) (?:\w+ )?{_PERIOD} (?:ago|later|earlier)"
            rf"|(?:season|week) (?:\d+|one|{_COUNT})"
            rf"|(?:spring|summer|autumn|winter) of"
            rf"|(?:last|next|this) (?:{_PERIOD}|spring|summer|autumn|winter)"
            rf"|(?:at|by|until) (?:one|{_COUNT})(?: o'clock)?(?=[.,;!?)]|$| o'clock| in the | on )"
            rf"|every (?:other |{_RANKS.replace(' ', ' |')} )?{_PERIOD}"
            r"|(?:in the|every|each|at) (?:morning|afternoon|evening|night)"
            r"|(?:morning|afternoon|evening|night|weekday|weekend)s"
            r"|daily|nightly|weekly|monthly|yearly|annually|dawn|dusk"
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
            "consists consist describes denotes represents expands evaluates resolves"
        ),
        (
            r"(?:is|are|was|were) (?:an?|the|any|one of|used|when|where|what|how|defined)|means?"
            r"|refers? to|stands? for|known as|called|defined as|short for|consists? of|describes?"
            r"|denotes?|represents?|(?:expands|evaluates|resolves) to"
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
_WITH_PATTERNS = frozenset(("quotation", *_DIGITS, *_WORDS))


class AnswerMatch(NamedTuple):
    """What is written like an answer: its words, the part that has to be new, where it starts."""

    words: str
    new: str
    start: int


@lru_cache(maxsize=1 << 14)
def answer_matches(sentence: str, expects: AnswerType) -> tuple[AnswerMatch, ...]:
    """Return what in a sentence is written like an answer of a type, in no order that matters."""
    return tuple(_answer_matches(sentence, expects)) if expects in _WITH_PATTERNS else ()


def _answer_matches(sentence: str, expects: AnswerType) -> Iterator[AnswerMatch]:
    if expects == "quotation":
        yield from map(_answer_match, _QUOTED.finditer(sentence))
    digits = _digits(expects)
    if digits is not None:
        for match in digits.finditer(sentence):
            month = _month_before(match)
            if expects == "number":
                if not month and _is_count(match):
                    yield _answer_match(match)
            elif month or _is_date(match.group()):
                start = month.start() if month else match.start()
                words = sentence[start : match.end()]
                yield AnswerMatch(words, words, start)
    if expects in _WORDS and not _openers(expects).isdisjoint(_words_of(sentence)):
        yield from map(_answer_match, _phrases(expects).finditer(sentence))


def _answer_match(match: re.Match[str]) -> AnswerMatch:
    words = match.group()
    return AnswerMatch(words, match["new"] if match.re.groups else words, match.start())


def _is_date(digits: str) -> bool:
    """Return whether digits are a date by themselves: short ones are not."""
    return not digits.isdigit() or (len(digits) == 4 and digits[0] in "12")


def _is_count(match: re.Match[str]) -> bool:
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


CLASSES_FILE = Path(__file__).with_name("closed_classes.txt")
"""Where the classes are written down."""


@cache
def _classes() -> dict[str, str]:
    """Return what belongs to a class by each noun that asks for it."""
    found = {}
    for line in CLASSES_FILE.read_text(encoding="utf-8").splitlines():
        nouns, colon, members = line.partition(":")
        if colon and not line.startswith("#"):
            found.update(dict.fromkeys(nouns.split(), members))
    return found


def members_of(noun: str) -> frozenset[str]:
    """Return what belongs to the class that a noun in small letters names, as it is written."""
    return frozenset(filter(None, map(str.strip, _classes().get(noun, "").split(","))))


# Compiled when first asked for: a single question needs one of them at most.
@cache
def class_pattern(noun: str) -> re.Pattern[str] | None:
    """Return what finds a member of the class that a noun names, None for a noun of no class."""
    members = sorted(members_of(noun), key=lambda member: (-len(member), member))
    if not members:
        return None
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(_member_pattern, members))})(?!\w)")


def _member_pattern(member: str) -> str:
    first = member[0]
    rest = re.escape(member[1:])
    return re.escape(first) + rest if first.isupper() else f"[{first}{first.upper()}]{rest}"


_TIME = (
    r"(?:nano|micro|milli)?seconds?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?|"
    r"years?|yrs?|decades?|centur(?:y|ies)|millenni(?:um|a)|generations?|seasons?"
)
_AGE = (
    r"years?|yrs?|decades?|centur(?:y|ies)|millenni(?:um|a)"
    r"|(?:month|week|day|hour)s?[ -](?:old|of age)"
)
_LENGTH = (
    r"(?:kilo|centi|milli|nano|micro)?met(?:er|re)s?|km|cm|mm|nm|m|miles?|mi|feet|foot|ft|"
    r"inch(?:es)?|in|yards?|yd|light[ -]*years?|fathoms?|leagues?|blocks?"
)
_AREA = (
    r"(?:square|sq\.?) ?[\w.]+|acres?|hectares?|ha|km2|km\u00b2|m2|m\u00b2|mi2|cubic [\w]+|"
    r"lit(?:er|re)s?|gallons?|barrels?|parameters?|bytes?|[kmgtp]b|tokens?|people|inhabitants|"
    r"residents|members|employees|students"
)
_WEIGHT = (
    r"(?:kilo|milli|micro)?gram(?:me)?s?|kg|mg|g|pounds?|lbs?|ounces?|oz|tons?|tonnes?|stones?|"
    r"carats?"
)
_SPEED = (
    r"mph|km/h|kph|kmh|knots?|m/s|mach|(?:kilo)?met(?:er|re)s? (?:per|an?) \w+|"
    r"miles? (?:per|an?) \w+|km (?:per|an?) \w+|(?:kilo|mega|giga)?bits? per second|[mg]bps"
)
_TEMPERATURE = r"degrees?|\u00b0 ?[cfk]?|kelvins?|celsius|fahrenheit"
_MONEY = (
    r"dollars?|euros?|pounds?|cents?|pence|yen|yuan|rupees?|rubles?|francs?|marks?|crowns?|pesos?|"
    r"usd|eur|gbp"
)
_OFTEN = (
    r"times?|(?:per|every|each|an?) (?:\w+ )?(?:second|minute|hour|day|week|month|year)|"
    r"years?|months?|weeks?|days?|hours?|minutes?"
)

_FREE = (
    r"free of charge|for free|(?:no|without) (?:\w+ )?(?:charge|fee|cost)s?|gratis|complimentary"
    r"|(?:is|are|be|always|entirely|completely) free(?! (?:to|from|of)\b)"
)
_PRICE = (
    r"(?<![\w.-])(?<!\d,)\d+[.,]\d\d(?![\w%]|\.\d|,\d{3})"
    r"|\b(?:price|cost|fee|charge)s?\s*[:=|]\s*\d[\d.,]*"
)
AMOUNT = rf"{_FREE}|{_PRICE}"
"""What "how much" is answered with where no currency is written: "free", "24.90"."""

_UNITS: Mapping[str, str] = {
    "how long": f"{_TIME}|{_LENGTH}|pages?|words?|tokens?|characters?",
    "how old": _AGE,
    "how far": f"{_LENGTH}|{_TIME}",
    "how tall": _LENGTH,
    "how high": f"{_LENGTH}|percent|%|{_TEMPERATURE}",
    "how deep": _LENGTH,
    "how wide": _LENGTH,
    "how big": f"{_AREA}|{_LENGTH}|{_WEIGHT}",
    "how large": f"{_AREA}|{_LENGTH}|{_WEIGHT}",
    "how fast": _SPEED,
    "how heavy": _WEIGHT,
    "how hot": _TEMPERATURE,
    "how cold": _TEMPERATURE,
    "how often": _OFTEN,
    "percentage": "percent|per cent|%|percentage|percentile",
    "percent": "percent|per cent|%|percentage|percentile",
    "temperature": _TEMPERATURE,
    "speed": _SPEED,
    "weight": _WEIGHT,
    "height": _LENGTH,
    "depth": _LENGTH,
    "width": _LENGTH,
    "distance": f"{_LENGTH}|{_TIME}",
    "length": f"{_LENGTH}|{_TIME}|pages?|words?",
    "duration": _TIME,
    "age": _AGE,
    "salary": _MONEY,
    "price": _MONEY,
    "cost": _MONEY,
    "revenue": _MONEY,
    "budget": _MONEY,
    "wage": _MONEY,
    "fee": _MONEY,
    "fine": _MONEY,
    "income": _MONEY,
}
_WITH_MONEY = frozenset(("salary", "price", "cost", "revenue", "budget", "wage", "fee", "fine"))
_UNIT_NUMBER = (
    r"(?:\d[\d,.]*(?:\s*(?:-|\u2013|to|or|and)\s*\d[\d,.]*)?|an?|one|two|three|four|five|six|seven|"
    r"eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundreds?|thousands?|half|several|dozens?)"
)
_SCALE = r"(?:[\s-]*(?:hundred|thousand|million|billion|trillion|dozen|and a half|k|m|bn))*"
_SIGNED = rf"[$\u20ac\u00a3\u00a5]\s?\d[\d,.]*{_SCALE}"
_FROM_TO = r"\d{4}s?\s*(?:to|until|till|through|-+|\u2013)\s*\d{4}|(?:until|since) [\w ]*\d"
_EVERY = (
    r"once|twice|daily|weekly|monthly|yearly|annual(?:ly)?|hourly|biennial(?:ly)?|quarterly|"
    r"every (?:\w+ )?(?:second|minute|hour|day|week|month|year|decade|century)s?"
)


def asked_unit(words: tuple[str, ...]) -> str | None:
    """Return what in a question's lower-case words tells the unit: "how long", "percentage"."""
    for first, second in pairwise(words):
        if f"{first} {second}" in _UNITS:
            return f"{first} {second}"
    return None


def noun_with_unit(noun: str) -> str | None:
    """Return a noun in small letters if what it names is told in a unit of its own."""
    return noun if noun in _UNITS else None


def is_told_in_money(asked: str) -> bool:
    """Return whether what asks for a number asks for an amount of money."""
    return _UNITS[asked] == _MONEY


# Compiled when first asked for: a single question needs one of them at most.
@cache
def unit_pattern(asked: str) -> re.Pattern[str]:
    """Return what finds a number with a unit that goes with what asks for it."""
    pattern = rf"(?<![\w.,]){_UNIT_NUMBER}{_SCALE}[\s-]*(?:{_UNITS[asked]})(?![\w])"
    if asked in _WITH_MONEY:
        pattern = f"{_SIGNED}|{pattern}"
    if asked == "how long":
        pattern = rf"{pattern}|{_FROM_TO}"
    if asked in ("how old", "age"):
        pattern = rf"\b(?:aged?(?: of)?|turned) {_UNIT_NUMBER}\b|{pattern}"
    if asked == "how often":
        pattern = rf"\b(?:{_EVERY})\b|{pattern}"
    return re.compile(pattern, re.IGNORECASE)
