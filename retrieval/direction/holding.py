"""Whether a sentence says of somebody else what is asked of a name: "CEO of Tesla" of Alibaba."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.parsing import ParsedSentence
from retrieval.question.question import Question

_OF = re.compile(r"\W*(?:of|at|for|in)\s+(?:the\s+)?", re.IGNORECASE)
_OWN = re.compile(r"['\u2019]s\s+(?:\w+\s+)?")
_FOLLOWS = re.compile(r"[,\s]*(?:of|at|for|in)\s+(?:the\s+)?([A-Z][\w.&-]*)")
_BEFORE = re.compile(r"([A-Z][\w.&-]*)['\u2019]s\s+(?:[a-z]+\s+)?$")


class Held(NamedTuple):
    """What is asked of something: the term of the one, and the terms of the other."""

    term: str
    owners: frozenset[str]


def held(question: Question) -> Held | None:
    """Return what is asked of what: the CEO of Alibaba, also as "Alibaba's CEO".

    None for a question that does not ask so.
    """
    text, concepts = question.read_as, question.concepts
    for one, other in pairwise(concepts):
        between = text[one.end : other.start]
        if _OF.fullmatch(between):
            following = concepts[concepts.index(other) :]
            return Held(one.term, frozenset(concept.term for concept in following))
        if _OWN.fullmatch(between):
            return Held(other.term, frozenset((one.term,)))
    return None


def said_of_another(
    asked: Held, words: str, sentence: ParsedSentence, analyzer: Analyzer
) -> str | None:
    """Return the words by which a sentence says it of another name only, None where it does not."""
    found = None
    for place, term in enumerate(sentence.terms):
        if term != asked.term:
            continue
        start, end = sentence.starts[place], sentence.ends[place]
        follows, before = _FOLLOWS.match(words, end), _BEFORE.search(words[:start])
        owner = follows or before
        if owner is None or _is_owner(owner.group(1), asked.owners, analyzer):
            return None
        found = words[start : follows.end()] if follows else words[owner.start() : end]
    return found


def _is_owner(name: str, owners: Collection[str], analyzer: Analyzer) -> bool:
    return not owners or not set(owners).isdisjoint(analyzer.terms(name))
