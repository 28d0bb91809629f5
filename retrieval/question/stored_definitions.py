"""What abbreviations stand for, kept with the vocabulary: the definitions that a search would find.

A question asks the best passages for an abbreviation what it means. Which those are does not
depend on the question, so that it is looked up here without a request.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

import numpy as np

from retrieval.index.corpus import Corpus
from retrieval.index.opensearch.local_search import LocalSearch
from retrieval.index.storage import Arrays, Sink
from retrieval.index.vocabulary import Vocabulary
from retrieval.question.abbreviations import HOLDING, Definition, definitions, short_term
from retrieval.text.analyzer import Analyzer

_NUMBERS, _TEXT, _OFFSETS = "definitions.terms", "definitions.text", "definitions.offsets"


class StoredDefinitions:
    """The definitions that an index gives of its terms, read where they are mapped."""

    def __init__(self, arrays: Arrays, vocabulary: Vocabulary) -> None:
        self._arrays = arrays
        self._vocabulary = vocabulary

    def __call__(self, term: str) -> list[Definition]:
        """Return what the best passages for a term say that it stands for, the best first."""
        number = self._vocabulary.number(term)
        numbers = self._arrays.read(_NUMBERS)
        place = len(numbers) if number is None else bisect_left(numbers, number)
        if place == len(numbers) or numbers[place] != number:
            return []
        start, end = self._arrays.read(_OFFSETS, place, place + 2).tolist()
        told = json.loads(self._arrays.read(_TEXT, start, end).tobytes())
        return [Definition(*one) for one in told]


def write_definitions(
    sink: Sink, local: Arrays, numbers: Mapping[str, int], analyzer: Analyzer
) -> None:
    """Write what a whole index defines; `numbers` are those of its terms."""
    corpus = Corpus(local)
    told = [list(definitions(corpus.passage(at).text)) for at in range(len(corpus))]
    defined = {
        numbers[term]: term
        for own in told
        for one in own
        if (term := short_term(one.short, analyzer)) in numbers and term is not None
    }
    found = LocalSearch(local).best(sorted(defined), HOLDING)
    texts = [
        json.dumps(list(_of(defined[number], passages, told, analyzer))).encode()
        for number, passages in found.items()
    ]
    sink.append(_NUMBERS, np.array(list(found), "<i8"))
    sink.append(_TEXT, np.frombuffer(b"".join(texts), np.uint8))
    sink.append(_OFFSETS, np.fromiter(accumulate(map(len, texts), initial=0), "<i8"))


def _of(
    term: str, passages: Sequence[int], told: Sequence[Sequence[Definition]], analyzer: Analyzer
) -> Iterator[Definition]:
    """Yield the definitions of a term in the passages where it is looked for."""
    for passage in passages:
        for one in told[passage]:
            if short_term(one.short, analyzer) == term:
                yield one
