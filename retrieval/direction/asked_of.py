"""What a question asks of a name: the CEO of Alibaba, the population of Peru."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from retrieval.direction.relational import is_relational, is_vague
from retrieval.direction.words import TIMES
from retrieval.lexicon.thesaurus import Phrase
from retrieval.question.question import Concept, Question

_BETWEEN = re.compile(r"\W*(of|at|for|behind)\s+(?:the\s+|an?\s+)?", re.IGNORECASE)
_OWN = re.compile(r"(?:['\u2019]s|s['\u2019])\s+", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:which|what|whose)\s+$", re.IGNORECASE)
_BLANK = re.compile(r"\s+")
_LONGEST_ROLE = 3


class Held(NamedTuple):
    """What a question asks of a name: what stands before "of" there, and the name's terms.

    `roles` are the phrases that end in the noun, the longest first, none where nothing is asked
    so; `is_role` says that the noun is one of something whatever stands beside it. `text` is the
    question, which may ask of a relation by its verb.
    """

    text: str
    roles: tuple[Phrase, ...]
    owners: tuple[str, ...]
    is_role: bool


def held(question: Question) -> Held:
    """Return what is asked of what: the CEO of Alibaba, also as "Alibaba's CEO", "alibaba ceo"."""
    text, concepts = question.read_as, question.concepts
    for number, (one, other) in enumerate(pairwise(concepts)):
        between = text[one.end : other.start]
        link = _BETWEEN.fullmatch(between)
        is_role = is_relational(one.written.lower())
        if link and (is_role or (link[1].lower() == "of" and not is_vague(one.written.lower()))):
            owners = _owners(text, concepts[number + 1 :], is_role)
            return Held(text, _phrases(text, concepts[: number + 1]), owners, is_role)
        if _is_own(text, one, other) and not _ASKED.search(text[: one.start]):
            return _owned(text, concepts, number)
    return _fragment(text, concepts)


def _is_own(text: str, one: Concept, other: Concept) -> bool:
    between = text[one.end : other.start]
    ends_in_s = one.written.lower().endswith(("'s", "\u2019s"))
    return _OWN.fullmatch(between) is not None or (
        (ends_in_s or between[:1] in ("'", "\u2019")) and not between.strip("'\u2019 ")
    )


def _owned(text: str, concepts: Sequence[Concept], number: int) -> Held:
    """Read "Alibaba's chief engineer" with the owner ending at a concept's number."""
    last = number + 1
    while last + 1 < len(concepts) and _is_next(text, concepts[last], concepts[last + 1]):
        if is_relational(concepts[last].written.lower()):
            break
        last += 1
    roles = _phrases(text, concepts[number + 1 : last + 1])
    is_role = is_relational(concepts[last].written.lower())
    return Held(text, roles, _run(text, concepts[: number + 1]), is_role)


def _fragment(text: str, concepts: Sequence[Concept]) -> Held:
    """Read "alibaba ceo", where nothing follows what is asked of the name."""
    last = concepts[-1] if len(concepts) > 1 else None
    ends = last is not None and not text[last.end :].strip(" ?!.")
    if last is None or not ends or not is_relational(last.written.lower()):
        return Held(text, (), (), False)
    # More than a fragment may name by its last word what it asks something else of.
    begins = text[: concepts[0].start].strip().lower()
    owners = _run(text, concepts[:-1])
    whole = len(owners) == len(concepts) - 1 and begins in ("", "the", "who is", "what is")
    if not whole or is_relational(concepts[-2].written.lower()):
        return Held(text, (), (), False)
    return Held(text, ((last.term,),), owners, True)


def _is_next(text: str, one: Concept, other: Concept) -> bool:
    return _BLANK.fullmatch(text[one.end : other.start]) is not None


def _run(text: str, concepts: Sequence[Concept]) -> tuple[str, ...]:
    """Return the terms of the last concept and of those right before it."""
    first = len(concepts) - 1
    while first and _is_next(text, concepts[first - 1], concepts[first]):
        first -= 1
    return tuple(concept.term for concept in concepts[first:])


def _phrases(text: str, concepts: Sequence[Concept]) -> tuple[Phrase, ...]:
    run = _run(text, concepts)[-_LONGEST_ROLE:]
    return tuple(run[start:] for start in range(len(run)))


def _owners(text: str, concepts: Sequence[Concept], is_role: bool) -> tuple[str, ...]:
    """Return the terms of whose it is: the last name of "research at Norbit in 2010"."""
    groups: list[list[Concept]] = [[concepts[0]]]
    for one, other in pairwise(concepts):
        between = text[one.end : other.start]
        link = _BETWEEN.fullmatch(between)
        if link and is_role and link[1].lower() != "of":
            groups.append([other])
        elif (link or not between.strip(" -&.'\u2019")) and _goes_on(groups[-1][0], other):
            groups[-1].append(other)
        else:
            break
    told = [group for group in groups if not _is_time(group[0])]
    return tuple(concept.term for concept in told[-1]) if told else ()


def _goes_on(first: Concept, other: Concept) -> bool:
    """Return whether a name goes on with a word: "fame located" does not."""
    if other.written.lower().endswith("ed") or _is_time(other):
        return False
    return other.written[0].isupper() or not first.written[0].isupper()


def _is_time(concept: Concept) -> bool:
    written = concept.written.lower()
    return written.isdigit() or written in TIMES or is_vague(concept.written)
