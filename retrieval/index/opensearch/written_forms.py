"""How terms are written, kept with the vocabulary, so that spelling fetches no passage.

For each term that is how the best passage for it writes it, each spelling once, with the capitals
that it has there last. A term that stands only in titles or headings has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

import numpy as np

from retrieval.index.corpus import Corpus
from retrieval.index.opensearch.local_search import LocalSearch
from retrieval.index.storage import Arrays, Sink
from retrieval.index.vocabulary import Vocabulary
from retrieval.text.analyzer import Analyzer
from retrieval.text.normalisation import fold

_TEXT, _OFFSETS = "forms.text", "forms.offsets"
_BETWEEN = "\0"
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


def write_forms(sink: Sink, local: Arrays, terms: Sequence[str], analyzer: Analyzer) -> None:
    """Write how each term of a whole index is written."""
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
    best = LocalSearch(local).first()
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
