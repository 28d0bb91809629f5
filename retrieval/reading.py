"""A passage read for a question, sentence by sentence: what of the question each speaks of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import fsum
from typing import NamedTuple

from retrieval.abbreviations import may_be_abbreviation, spelled_out
from retrieval.analysis import Analyzer, Token
from retrieval.candidates import holds_answer
from retrieval.model import Span
from retrieval.question import Question
from retrieval.sentences import sentences

TOLD_OTHERWISE = 0.6
"""Share of a concept that a sentence covers by a paraphrase of it."""

_NEIGHBOURS = 2

TELLING = 0.4
"""Share of a question that a possible answer is worth when a passage's sentences are compared."""


class Sentence(NamedTuple):
    """A sentence of a passage: its span there, and the share of the question that it covers.

    `together` is the share of the question's neighbouring words that are neighbours here too,
    `spelled` holds the terms of the question that are abbreviations spelled out here, and
    `answer` is what in the sentence could be the answer, None where nothing could.
    """

    span: Span
    coverage: float
    together: float
    spelled: frozenset[str]
    answer: str | None

    @property
    def value(self) -> float:
        """What speaks for this sentence among those of its passage."""
        return self.coverage + (TELLING if self.answer else 0.0)


# The same passages come up for many questions, and parsing them is most of what reading takes.
@lru_cache(maxsize=1024)
def _parsed(analyzer: Analyzer, text: str) -> tuple[tuple[Span, tuple[Token, ...]], ...]:
    """Return the sentences of a passage in text order, each with its tokens."""
    tokens = analyzer.tokens(text)
    found = []
    place = 0
    for start, end in sentences(text):
        first = place
        while place < len(tokens) and tokens[place].start < end:
            place += 1
        found.append(((start, end), tuple(tokens[first:place])))
    return tuple(found)


class Reader:
    """Reads passages for one question.

    `weights` is the weight of each concept by its term; `unknown` holds the terms that no
    passage has, which may be abbreviations of what the passages spell out.
    """

    def __init__(
        self,
        question: Question,
        weights: Mapping[str, float],
        unknown: Collection[str],
        analyzer: Analyzer,
    ) -> None:
        self._question = question
        self._weights = weights
        self._total = sum(weights.values()) or 1.0
        self._analyzer = analyzer
        terms = [concept.term for concept in question.concepts]
        self._pairs = {pair: sum(weights[term] for term in pair) for pair in pairwise(terms)}
        self.abbreviations = {
            concept.term: concept.written
            for concept in question.concepts
            if concept.term in unknown and may_be_abbreviation(concept.written)
        }

    def read(self, text: str) -> Iterator[Sentence]:
        """Yield the sentences of a passage in text order."""
        for span, tokens in _parsed(self._analyzer, text):
            yield self._sentence(text, span, tokens)

    def coverage(self, terms: set[str]) -> float:
        """Return the share of the question, from 0 to 1, that a set of terms speaks of."""
        share = 0.0
        for concept in self._question.concepts:
            if concept.term in terms:
                share += self._weights[concept.term]
            elif not terms.isdisjoint(concept.paraphrases):
                share += TOLD_OTHERWISE * self._weights[concept.term]
        return share / self._total

    def share(self, term: str) -> float:
        """Return the share of the question that one of its terms makes up."""
        return self._weights[term] / self._total

    def _sentence(self, text: str, span: Span, tokens: Sequence[Token]) -> Sentence:
        words = text[slice(*span)]
        spelled = frozenset(
            term for term, written in self.abbreviations.items() if spelled_out(written, words)
        )
        share = self.coverage({token.term for token in tokens} | spelled)
        answer = None
        if share:
            question = self._question
            answer = holds_answer(words, question.expects, question.typed, self._analyzer)
        return Sentence(span, share, self._together(tokens), spelled, answer)

    def _together(self, tokens: Sequence[Token]) -> float:
        found: set[tuple[str, str]] = set()
        last: dict[str, int] = {}
        for place, token in enumerate(tokens):
            if token.term in self._weights:
                found.update(
                    (before, token.term)
                    for before, there in last.items()
                    if place - there <= _NEIGHBOURS and (before, token.term) in self._pairs
                )
                last[token.term] = place
        # Added up in whatever order a set has, equal passages would differ in the last bits.
        return fsum(self._pairs[pair] for pair in found) / (sum(self._pairs.values()) or 1.0)
