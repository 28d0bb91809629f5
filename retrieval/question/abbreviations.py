"""Abbreviations and the words that they stand for: "CTO" and "chief technology officer"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.question.question import Concept, Question

_WORD = re.compile(r"[^\W\d_]+")
_SKIPPED = frozenset(("of", "and", "the", "for", "in", "on", "to", "de", "von"))
_SHORTEST, _LONGEST = 3, 6
_TELLING = 4
_PARENTHESIS = re.compile(r"\(([^()]{2,80})\)")
_SHORT = re.compile(r"(?=\w*[^\W\d_])\w[\w.&/-]{1,9}$")
_BREAK = re.compile(r"[.,;:()\n] ")
_REACH = 100
_NOTHING = re.compile(r"\s*-?\s*$")


class Definition(NamedTuple):
    """An abbreviation and its long form, as a text writes them."""

    short: str
    long: str


def may_be_abbreviation(word: str) -> bool:
    """Return whether a word could be an abbreviation, whatever its case: three to six letters."""
    return _SHORTEST <= len(word) <= _LONGEST and word.isalpha()


@lru_cache(maxsize=4096)
def _initials(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the first letters of a text's words but the small ones, and where those words are."""
    words = [match for match in _WORD.finditer(text) if match.group().lower() not in _SKIPPED]
    return "".join(match.group()[0] for match in words).lower(), tuple(map(re.Match.span, words))


def spelled_out(abbreviation: str, text: str) -> str | None:
    """Return the words of a text whose initials spell an abbreviation, None where none do.

    Small words between them ("of", "and") do not count. An abbreviation that is not written in
    capitals must be spelled by words of four letters or more, or by capitals: any three short
    words have initials, and "ban" is not "before any new".
    """
    initials, words = _initials(text)
    wanted = abbreviation.lower()
    place = initials.find(wanted) if len(initials) == len(words) else -1
    while place >= 0:
        spelling = words[place : place + len(wanted)]
        if abbreviation.isupper() or all(_is_telling(text, *span) for span in spelling):
            return text[spelling[0][0] : spelling[-1][1]]
        place = initials.find(wanted, place + 1)
    return None


def _is_telling(text: str, start: int, end: int) -> bool:
    return end - start >= _TELLING or text[start].isupper()


def definitions(text: str) -> Iterator[Definition]:
    """Yield what a text defines in parentheses: "large language model (LLM)", "LLM (large …)".

    A. Schwartz and M. Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in
    Biomedical Text" (2003).
    """
    for match in _PARENTHESIS.finditer(text) if "(" in text else ():
        inside = match.group(1).strip()
        outside = text[max(0, match.start() - _REACH) : match.start()].rstrip()
        short = outside.rpartition(" ")[2]
        if _is_short(inside):
            long = _long_form(inside, _BREAK.split(outside)[-1])
            if long:
                yield Definition(inside, long)
        elif _is_short(short) and _long_form(short, inside) == inside:
            yield Definition(short, inside)


def _is_short(word: str) -> bool:
    return _SHORT.match(word) is not None and sum(map(str.isupper, word)) >= 2


def _long_form(short: str, words: str) -> str | None:
    """Return the end of some words that holds the letters of an abbreviation, in their order.

    Its first letter begins a word; every other one may stand anywhere.
    """
    letters = [letter for letter in short.lower() if letter.isalnum()]
    lower = words.lower()
    if len(lower) != len(words):
        return None
    place = len(lower)
    for number, letter in enumerate(reversed(letters), 1):
        place = lower.rfind(letter, 0, place)
        while number == len(letters) and place > 0 and lower[place - 1].isalnum():
            place = lower.rfind(letter, 0, place)
        if place < 0:
            return None
    long = words[place:]
    reasonable = len(long.split()) <= min(len(letters) + 5, 2 * len(letters))
    return long if reasonable and len(long) > len(short) and short not in long.split() else None


def with_initials(question: Question, df: Callable[[str], int]) -> Question:
    """Return a question whose phrases may also be told by their initials, where passages do.

    Each word of "chief technology officer" gets "cto" as a paraphrase if a passage has it.
    """
    extra: dict[str, list[str]] = {}
    for phrase in _phrases(question):
        initials = "".join(concept.written[0] for concept in phrase).lower()
        if initials not in question.typed and df(initials):
            for concept in phrase:
                extra.setdefault(concept.term, []).append(initials)
    if not extra:
        return question
    concepts = tuple(
        concept._replace(paraphrases=(*concept.paraphrases, *extra.get(concept.term, ())))
        for concept in question.concepts
    )
    return question._replace(concepts=concepts)


def _phrases(question: Question) -> Iterator[tuple[Concept, ...]]:
    """Yield runs of three to six words with nothing but small words between them."""
    concepts = question.concepts
    for first in range(len(concepts)):
        for end in range(first + 1, min(first + _LONGEST, len(concepts)) + 1):
            if end - first > 1 and not _follows(question.read_as, *concepts[end - 2 : end]):
                break
            run = concepts[first:end]
            if end - first >= _SHORTEST and all(concept.written.isalpha() for concept in run):
                yield run


def _follows(text: str, one: Concept, other: Concept) -> bool:
    between = text[one.end : other.start]
    return _NOTHING.match(between) is not None or between.strip().lower() in _SKIPPED


def defined(
    question: Question, texts: Iterable[str], analyzer: Analyzer
) -> dict[str, tuple[str, ...]]:
    """Return what texts say that words of a question stand for: the long form's terms, by term."""
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        for short, long in definitions(text):
            terms = analyzer.terms(short)
            if len(terms) == 1 and terms[0] in question.typed:
                found.setdefault(terms[0], tuple(analyzer.terms(long)))
    return found
