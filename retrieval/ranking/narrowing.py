"""What a question wants, more closely than by the kind: a year, a colour, a number of parameters.

`narrowed` reads it from the question once, `answer_in` looks for it in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer, Token
from retrieval.lexicon.thesaurus import thesaurus_for
from retrieval.question.abbreviations import SKIPPED
from retrieval.question.question import Question
from retrieval.ranking.closed_classes import class_pattern
from retrieval.ranking.counting import number_beside
from retrieval.ranking.units import asked_unit, noun_with_unit, unit_pattern

LONG_FORM = "long form"
"""What "what does MTS stand for" wants."""

_YEAR = re.compile(r"(?<![\d.,])(?:1\d|20)\d\ds?(?![\d,]\d|\w)|\b\d{1,4} (?:BCE?|AD|CE)\b")
_CENTURY = re.compile(r"\b(?:\w+|\d+(?:st|nd|rd|th)) centur(?:y|ies)\b|\b\d00s\b", re.IGNORECASE)
_MONEY = re.compile(
    r"[$\u20ac\u00a3\u00a5]\s?\d[\d,.]*|\b\d[\d,.]*(?: (?:hundred|thousand|million|billion|"
    r"trillion))?(?: \w+)? (?:dollars?|euros?|pounds?|cents|crowns?|rupees?|yen|yuan|francs?|"
    r"pesos?|rubles?|marks?)\b|\d[\d,.]* ?(?:%|percent\b|per cent\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_DATES = {"year": _YEAR, "years": _YEAR, "century": _CENTURY}
_ANYBODY = frozenset("people persons humans".split())
_PEOPLE = (
    "inhabitants residents citizens men women children soldiers troops workers employees staff "
    "passengers civilians students users members voters visitors spectators refugees victims "
    "survivors casualties participants fans players population lives"
)
_ABBREVIATION = re.compile(
    r"\bwh?at(?: does|\W?s| is)? (?:the |an? )?(?:\w+ )??[\"'\u201c\u2018]?([\w&.]{2,10}?)\.?"
    r"[\"'\u201d\u2019]? (?:stands?|short|an (?:abbreviation|acronym)) for\b"
    r"|\b(?:full|long) form of (?:the )?[\"']?([\w&.]{2,10})",
    re.IGNORECASE,
)
_SAYS = ("stands", "stand", "stood", "is short", "was short", "is an abbreviation", "is an acronym")
_SMALL = rf"(?:(?:{'|'.join(sorted(SKIPPED))}|&)[ -]){{0,2}}"

_PAYING = frozenset(
    "pay pays paid cost costs worth spend spends spent earn earns earned charge charges charged "
    "fined owe owes owed donate donated invest invested raise raised".split()
)
_LOOSE = frozenset(("how big", "how large", "how high"))


class Narrow(NamedTuple):
    """What is wanted: what finds it, or the terms of the noun beside which a number has to stand.

    `name` says in a word what it is ("year", "colour", "parameters"); one of `pattern` and
    `nouns` is there. `loosely` says that any number will do where none of that kind is there:
    reserves may be big in crowns, and a goat carry much in kilograms.
    """

    name: str
    pattern: re.Pattern[str] | None = None
    nouns: frozenset[str] = frozenset()
    loosely: bool = False


def narrowed(question: Question, analyzer: Analyzer) -> Narrow | None:
    """Return what a question wants more closely than by its kind, None where nothing shows."""
    focus = (question.focus or "").rpartition(" ")[2].lower()
    abbreviated = _ABBREVIATION.search(question.read_as)
    short = (abbreviated[1] or abbreviated[2]) if abbreviated else ""
    # "What does he stand for?" is no question about an abbreviation.
    if analyzer.terms(short):
        return Narrow(LONG_FORM, _long_form(short))
    if question.expects == "date":
        return Narrow(focus, _DATES[focus]) if focus in _DATES else _of_class(focus)
    if question.expects != "number":
        return _of_class(focus)
    words = tuple(word.lower() for word in _WORD.findall(question.read_as))
    counted = "how many" in " ".join(words)
    unit = noun_with_unit(focus) or (None if counted else asked_unit(words))
    if unit:
        return Narrow(unit, unit_pattern(unit), loosely=unit in _LOOSE)
    if focus and counted:
        return _beside(focus, analyzer)
    if "how much" in " ".join(words):
        return None if focus else Narrow("amount", _MONEY, loosely=_PAYING.isdisjoint(words))
    return None


def _long_form(short: str) -> re.Pattern[str]:
    """Return what finds words with these initials: "chief technology officer" for "CTO".

    What a sentence says that it stands for is found whatever its initials: a party stands for
    something, too.
    """
    letters = [re.escape(letter) for letter in short if letter.isalnum()]
    initials = r"\b" + rf"\w*[ -]{_SMALL}".join(letters) + r"\w+"
    said = "|".join(rf"(?<=\b{re.escape(short)} {says} for )" for says in _SAYS)
    return re.compile(rf"{initials}|(?:{said})[\"'\u201c\u2018]?\w+", re.IGNORECASE)


def _of_class(focus: str) -> Narrow | None:
    pattern = class_pattern(focus) if focus else None
    return Narrow(focus, pattern) if pattern else None


def _beside(focus: str, analyzer: Analyzer) -> Narrow | None:
    terms = analyzer.terms(focus)
    if len(terms) != 1:
        return None
    if focus in _ANYBODY:
        nouns = {*terms, *analyzer.terms(_PEOPLE)}
    else:
        nouns = {*terms, *(phrase[-1] for phrase in thesaurus_for(analyzer).synonyms((terms[0],)))}
    return Narrow(focus, None, frozenset(nouns))


def answer_in(
    narrow: Narrow, sentence: str, tokens: Sequence[Token], typed: frozenset[str]
) -> str | None:
    """Return the words of a sentence that are wanted, None where none are.

    `tokens` are those that the analyzer finds in the sentence, `typed` the question's terms: what
    it names itself is not wanted.
    """
    if narrow.pattern is None:
        return number_beside(narrow.nouns, sentence, tokens, typed)
    for match in narrow.pattern.finditer(sentence):
        start, end = match.span()
        terms = {token.term for token in tokens if start <= token.start < end}
        if not terms or not terms <= typed:
            return match.group()
    return None
