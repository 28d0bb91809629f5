"""Abbreviations and what they stand for: "CTO" and "chief technology officer".

By the initials of a phrase, and as texts define them: "Coalition for Quick Answers (CQA)".
The passages that a question finds, or those that hold the abbreviation, are asked what it means;
where to read them takes a request, what they define is stored (`stored_definitions`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from retrieval.question.question import Concept, Question
from retrieval.text.analyzer import Analyzer
from retrieval.text.lexicon import Phrase

_WORD = re.compile(r"[^\W\d_]+")
SKIPPED = frozenset(("of", "and", "the", "for", "in", "on", "to", "de", "von"))
"""Words of a long form whose initials an abbreviation leaves out."""

_FEWEST_INITIALS, _MOST_INITIALS = 3, 6
_LONG_WORD = 4
_NOTHING = re.compile(r"\s*-?\s*$")


def may_be_abbreviation(word: str) -> bool:
    """Return whether a word could be an abbreviation, whatever its case: three to six letters."""
    return _FEWEST_INITIALS <= len(word) <= _MOST_INITIALS and word.isalpha()


@lru_cache(maxsize=4096)
def _initials(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the first letters of a text's words but the small ones, and where those words are."""
    words = [match for match in _WORD.finditer(text) if match.group().lower() not in SKIPPED]
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
        if abbreviation.isupper() or all(_may_give_initial(text, *span) for span in spelling):
            return text[spelling[0][0] : spelling[-1][1]]
        place = initials.find(wanted, place + 1)
    return None


def _may_give_initial(text: str, start: int, end: int) -> bool:
    return end - start >= _LONG_WORD or text[start].isupper()


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
        for end in range(first + 1, min(first + _MOST_INITIALS, len(concepts)) + 1):
            if end - first > 1 and not _follows(question.read_as, *concepts[end - 2 : end]):
                break
            run = concepts[first:end]
            if end - first >= _FEWEST_INITIALS and all(
                concept.written.isalpha() for concept in run
            ):
                yield run


def _follows(text: str, one: Concept, other: Concept) -> bool:
    between = text[one.end : other.start]
    return _NOTHING.match(between) is not None or between.strip().lower() in SKIPPED


_PARENTHESIS = re.compile(r"\(([^()]{2,80})\)")
_SHORT = re.compile(r"(?=\w*[^\W\d_])\w[\w.&/-]{1,9}$")
_BREAK = re.compile(r"[.,;:()\n] ")
_REACH = 100
_INSIDE = re.compile(r"\s*[;,]\s|\s(?:or|also)\s")
_AROUND = " \t\n\"'\u201c\u201d\u2018\u2019`*_[]"
_ENDING = re.compile(r"(?:\s?['\u2019]s)?[\s\"'\u2018\u2019\u201c\u201d`*_\]]*$")
_FIRST_SMALL = frozenset("of and the for in on to".split())


class Definition(NamedTuple):
    """An abbreviation and its long form, as a text writes them."""

    short: str
    long: str


def definitions(text: str) -> Iterator[Definition]:
    """Yield what a text defines in parentheses: "large language model (LLM)", "LLM (large …)".

    A. Schwartz and M. Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in
    Biomedical Text" (2003).
    """
    for match in _PARENTHESIS.finditer(text) if "(" in text else ():
        inside = _INSIDE.split(match.group(1), maxsplit=1)[0].strip(_AROUND)
        outside = _ENDING.sub("", text[max(0, match.start() - _REACH) : match.start()])
        short = outside.rpartition(" ")[2].strip(_AROUND)
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
    return _reasonable(short, words[place:], len(letters))


def _reasonable(short: str, long: str, letters: int) -> str | None:
    words = long.split()
    fits = len(words) <= min(letters + 5, 2 * letters) and len(long) > len(short)
    return long if fits and short not in words and words[0] not in _FIRST_SMALL else None


HOLDING = 20
"""Passages with an abbreviation that are asked what it means."""

_LONGEST_ABBREVIATION = 10
_MEANINGS = 3
_CAPITALS = 2


def with_definitions(
    question: Question,
    found: Sequence[str] | None,
    defined: Callable[[str], Iterable[Definition]],
    analyzer: Analyzer,
) -> Question:
    """Return a question with what its abbreviations stand for, and its long forms abbreviated.

    `found` are the texts that the question finds first; `defined` gives what passages that have a
    term define, and is asked only about words that are written with two capitals at least, by
    whoever asks or in a text that was found; where nothing was looked for yet (None), about all
    that might be. The question itself comes back where nothing is defined.
    """
    told = [one for text in found or () for one in definitions(text)]
    meant: dict[str, list[Phrase]] = {}
    for long, short in _abbreviated(question, told, analyzer):
        for term in long:
            meant.setdefault(term, []).append((short,))
    texts = [_FoundText(text, text.lower()) for text in found or ()]
    for concept in question.concepts:
        if _may_be_short(concept) if found is None else _is_abbreviation(concept, question, texts):
            meanings = _meanings(concept, defined(concept.term), analyzer)
            for part in question.concepts:
                # Of "V&A", the letters stand for as much as the whole.
                if concept.start <= part.start and part.end <= concept.end:
                    meant.setdefault(part.term, []).extend(meanings)
    return _with_meanings(question, meant) if any(meant.values()) else question


class _FoundText(NamedTuple):
    """A text as it is, and in lower case."""

    written: str
    lower: str


def _is_abbreviation(concept: Concept, question: Question, found: Sequence[_FoundText]) -> bool:
    """Return whether a word of a question is written like an abbreviation, there or in a text."""
    written = concept.written
    if not _may_be_short(concept):
        return False
    if _is_written_short(concept, question):
        return True
    plain = written.lower().removesuffix("s")
    return any(_writes(text, plain) for text in found)


def written_short(question: Question) -> list[str]:
    """Return the terms that a question itself writes like abbreviations."""
    return [
        concept.term
        for concept in question.concepts
        if _may_be_short(concept) and _is_written_short(concept, question)
    ]


def _may_be_short(concept: Concept) -> bool:
    fits = 1 < len(concept.written) <= _LONGEST_ABBREVIATION
    return fits and concept.is_word and not concept.paraphrases


def _is_written_short(concept: Concept, question: Question) -> bool:
    return not question.text.isupper() and _has_capitals(concept.written)


def _writes(text: _FoundText, plain: str) -> bool:
    """Return whether a text has a word, or its plural, in capitals where it stands first."""
    start = text.lower.find(plain)
    end = start + len(plain)
    return (
        start >= 0
        and _has_capitals(text.written[start:end])
        and not text.lower[start - 1 : start].isalnum()
        and not text.lower[end : end + 2].removeprefix("s").isalpha()
    )


def _has_capitals(word: str) -> bool:
    return sum(map(str.isupper, word)) >= _CAPITALS


def _meanings(concept: Concept, told: Iterable[Definition], analyzer: Analyzer) -> list[Phrase]:
    """Return the long forms of an abbreviation, those first that most texts give."""
    counts = Counter(
        tuple(analyzer.terms(one.long))
        for one in told
        if short_term(one.short, analyzer) == concept.term
    )
    return [phrase for phrase, _ in counts.most_common(_MEANINGS) if phrase]


def _abbreviated(
    question: Question, told: Iterable[Definition], analyzer: Analyzer
) -> Iterable[tuple[Phrase, str]]:
    """Yield the long forms that a question has in a row, and their abbreviations."""
    terms = [concept.term for concept in question.concepts]
    for one in dict.fromkeys(told):
        long, short = tuple(analyzer.terms(one.long)), short_term(one.short, analyzer)
        if len(long) > 1 and short and short not in question.typed and _in_a_row(long, terms):
            yield long, short


def _in_a_row(phrase: Phrase, terms: Sequence[str]) -> bool:
    size = len(phrase)
    return any(tuple(terms[at : at + size]) == phrase for at in range(len(terms) - size + 1))


def short_term(short: str, analyzer: Analyzer) -> str | None:
    """Return the term that an abbreviation is as a whole, None where it is several."""
    tokens = analyzer.tokens(short)
    whole = tokens[:1] if tokens and tokens[0].end - tokens[0].start == len(short) else []
    return whole[0].term if whole else None


def _with_meanings(question: Question, meant: dict[str, list[Phrase]]) -> Question:
    concepts = tuple(
        concept._replace(
            spellings=tuple(dict.fromkeys((*concept.spellings, *meant.get(concept.term, ()))))
        )
        for concept in question.concepts
    )
    return question._replace(concepts=concepts)
