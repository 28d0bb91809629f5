"""Names whatever their case: words that the passages write with a capital inside a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from retrieval.analysis import Token
from retrieval.question import Concept, Question

ENOUGH = 0.6
"""Share of the places where a capital tells at which a name has one."""

_QUOTES = "\"'\u201c\u201d\u2018\u2019(["


def written_as_names(
    terms: Collection[str], passages: Iterable[tuple[str, Sequence[Token]]]
) -> frozenset[str]:
    """Return those of some terms that passages, each a text and its tokens, write as names.

    Only what follows a word in lower case is counted: a capital there is the word's own, and
    not that of a sentence or of a title.
    """
    capital: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for text, tokens in passages:
        for term, start, _ in tokens:
            if term in terms and _tells(text, start):
                counted[term] += 1
                capital[term] += text[start].isupper()
    return frozenset(term for term in counted if capital[term] >= ENOUGH * counted[term])


def written_as_name(term: str, passages: Iterable[tuple[str, Sequence[Token]]]) -> bool:
    """Return whether passages, each a text and its tokens, write a term as a name."""
    return bool(written_as_names((term,), passages))


def capital_told(text: str, start: int) -> bool | None:
    """Return whether the word at a place has a capital of its own, None where that is not told."""
    return text[start].isupper() if _tells(text, start) else None


def _tells(text: str, start: int) -> bool:
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


def with_names(question: Question, names: Collection[str]) -> Question:
    """Return a question whose concepts of these terms are names, too."""
    concepts = tuple(
        concept if concept.is_name or concept.term not in names else concept._replace(is_name=True)
        for concept in question.concepts
    )
    return question._replace(concepts=concepts)


def name_units(question: Question) -> tuple[tuple[Concept, ...], ...]:
    """Return the names of a question, those of several words as one: ("junyang", "lin").

    Names belong together where only spaces, or a full stop, are between them.
    """
    units: list[list[Concept]] = []
    for concept in question.concepts:
        if not concept.is_name:
            continue
        between = question.read_as[units[-1][-1].end : concept.start] if units else "-"
        if not between.strip(" .'\u2019"):
            units[-1].append(concept)
        else:
            units.append([concept])
    return tuple(map(tuple, units))
