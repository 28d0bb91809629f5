"""Abbreviations and the words whose initials they are: "CTO" and "chief technology officer"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from retrieval.question.question import Concept, Question

_WORD = re.compile(r"[^\W\d_]+")
SKIPPED = frozenset(("of", "and", "the", "for", "in", "on", "to", "de", "von"))
"""Words of a long form whose initials an abbreviation leaves out."""

_SHORTEST, _LONGEST = 3, 6
_TELLING = 4
_NOTHING = re.compile(r"\s*-?\s*$")


def may_be_abbreviation(word: str) -> bool:
    """Return whether a word could be an abbreviation, whatever its case: three to six letters."""
    return _SHORTEST <= len(word) <= _LONGEST and word.isalpha()


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
        if abbreviation.isupper() or all(_is_telling(text, *span) for span in spelling):
            return text[spelling[0][0] : spelling[-1][1]]
        place = initials.find(wanted, place + 1)
    return None


def _is_telling(text: str, start: int, end: int) -> bool:
    return end - start >= _TELLING or text[start].isupper()


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
    return _NOTHING.match(between) is not None or between.strip().lower() in SKIPPED
