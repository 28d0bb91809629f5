"""How terms are written, kept with the vocabulary, so that spelling fetches no passage.

For each term that is how the best passage for it writes it, each spelling once, with the capitals
that it has there last. A term that stands only in titles or headings has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.index.corpus import Corpus
from retrieval.index.engine import idfs
from retrieval.index.opensearch.counts import DF, Parameters, lengths, postings
from retrieval.index.storage import Arrays, Sink
from retrieval.index.vocabulary import Vocabulary
from retrieval.text.analyzer import Analyzer, analyzer_of
from retrieval.text.normalisation import fold

_TEXT, _OFFSETS = "forms.text", "forms.offsets"
_BETWEEN = "\0"
_AT_ONCE = 1 << 14
_NOWHERE = -1


class WrittenForms:
    """The forms of an index's terms, read where they are mapped."""

    def __init__(self, arrays: Arrays, vocabulary: Vocabulary) -> None:
        self._arrays = arrays
        self._vocabulary = vocabulary

    def __call__(self, terms: Iterable[str]) -> dict[str, list[str]]:
        """Return, for each term, how the best passage for it writes it; none for unknown ones."""
        return {term: self._of(term) for term in terms}

    def _of(self, term: str) -> list[str]:
        number = self._vocabulary.number(term)
        if number is None:
            return []
        start, end = self._arrays.read(_OFFSETS, number, number + 2).tolist()
        raw = self._arrays.read(_TEXT, start, end).tobytes()
        return raw.decode("utf-8", "surrogatepass").split(_BETWEEN) if raw else []


def write_forms(sink: Sink, local: Arrays, language: str) -> None:
    """Write how each term of a whole index is written; `language` is that of its recipe."""
    vocabulary = Vocabulary(local)
    terms = list(vocabulary)
    df = dict(zip(terms, local.read(DF).tolist(), strict=True))
    analyzer = analyzer_of(language, lambda term: df.get(term, 0), Parameters.read(local).passages)
    forms = [b""] * len(terms)
    for number, written in _forms(local, terms, analyzer):
        forms[number] = _BETWEEN.join(written).encode("utf-8", "surrogatepass")
    sink.append(_TEXT, np.frombuffer(b"".join(forms), np.uint8))
    sink.append(_OFFSETS, np.fromiter(accumulate(map(len, forms), initial=0), "<i8"))


def _forms(
    local: Arrays, terms: Sequence[str], analyzer: Analyzer
) -> Iterator[tuple[int, Iterable[str]]]:
    """Yield the numbers of terms and their forms; each passage is read once."""
    corpus = Corpus(local)
    best = best_passages(local)
    order = np.argsort(best, kind="stable")
    order = order[best[order] != _NOWHERE]
    starts = np.flatnonzero(np.diff(best[order], prepend=_NOWHERE))
    for own in np.split(order, starts[1:]) if len(order) else ():
        wanted = {terms[number]: (number, dict[str, str]()) for number in own.tolist()}
        text = corpus.passage(int(best[own[0]])).text
        for token in analyzer.tokens(text):
            if token.term in wanted:
                form = text[token.start : token.end]
                wanted[token.term][1][fold(form)] = form
        for number, written in wanted.values():
            yield number, written.values()


class _Best(NamedTuple):
    """For each term the passage that it adds most to, and how much."""

    passages: NDArray[np.int64]
    impacts: NDArray[np.float32]


def best_passages(local: Arrays) -> NDArray[np.int64]:
    """Return, for each term, the passage that a search for it alone puts first, -1 without any."""
    parameters = Parameters.read(local)
    idf = idfs(parameters.passages, local.read(DF))
    best = _Best(np.full(len(idf), _NOWHERE, np.int64), np.zeros(len(idf), np.float32))
    for first in range(0, parameters.passages, _AT_ONCE):
        _improve(local, range(first, min(first + _AT_ONCE, parameters.passages)), idf, best)
    return best.passages


def _improve(local: Arrays, passages: range, idf: NDArray[np.float64], best: _Best) -> None:
    """Take those of some passages that are better, later ones only where they are."""
    (k1, b), _, avgdl = Parameters.read(local)
    terms, counts, owners = postings(local, passages)
    tf = counts.astype(np.float64)
    length = lengths(local)[owners] / avgdl
    saturation = tf + k1 * (1 - b + b * length)
    impacts = (idf[terms] * tf * (k1 + 1) / saturation).astype(np.float32)
    order = np.lexsort((owners, -impacts, terms))
    order = order[np.flatnonzero(np.diff(terms[order], prepend=-1))]
    order = order[impacts[order] > best.impacts[terms[order]]]
    best.passages[terms[order]] = owners[order]
    best.impacts[terms[order]] = impacts[order]
