"""Words that name a passage, chosen such that they will be found again: the way back of anchors."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.askable import Askable
from retrieval.evaluation.cases import Right
from retrieval.evaluation.same_words import holds, words
from retrieval.model import Quote

LONGEST = 120
"""Characters of a sentence that name a passage, where they stand in no other of its document."""


def right_of(library: Askable, quote: Quote) -> Right:
    """Return what names a quote's passage: its document, and words of it, best of its first mark.

    Where the document says the same twice over, its name is left out, since any passage with
    these words is as good.
    """
    corpus = library.corpus
    number = corpus.number_of(quote.doc_id)
    own = () if number is None else corpus.passages_of(number)
    passages = {passage.passage_id: words(passage.text) for passage in map(corpus.passage, own)}
    told = passages.get(quote.passage_id, "")
    for anchor in _anchors(quote):
        sought = words(anchor)
        if holds(told, sought) and sum(holds(one, sought) for one in passages.values()) == 1:
            return Right(quote.doc_id, anchor)
    return Right(None, _spaced(quote.text)) if words(quote.text) else Right(quote.doc_id)


def _anchors(quote: Quote) -> Iterator[str]:
    """Yield what might name the passage, the shortest first."""
    for start, end in quote.marks[:1]:
        sentence = _spaced(quote.text[start:end])
        yield _beginning(sentence)
        yield sentence
    yield _spaced(quote.text)


def _beginning(sentence: str) -> str:
    """Return as many whole words as are short enough, all of a sentence that is."""
    if len(sentence) <= LONGEST:
        return sentence
    return sentence[: LONGEST + 1].rpartition(" ")[0] or sentence


def _spaced(text: str) -> str:
    return " ".join(text.split())
