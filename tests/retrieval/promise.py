"""The one promise, checked of an answer: every quote can be found again, character by character."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from retrieval.askable import Askable
from retrieval.model import Answer, Document, Passage, Quote
from retrieval.sources.registry import load
from retrieval.text.analyzer import analyzer_for
from retrieval.text.sentences import parsed_sentences
from tests.retrieval.documents import source_file

LONGEST_SENTENCE = 320
LONGEST_MARK = 330
LONGEST_QUOTE = 950


def check(library: Askable, answer: Answer) -> None:
    """Check everything that must hold of an answer, whatever was asked."""
    assert (answer.status == "answered") == bool(answer.quotes)
    assert not (answer.quotes and answer.closest)
    assert len(answer.closest) <= 3
    assert all(quote.marks for quote in answer.quotes)
    quotes = answer.quotes or answer.closest
    passages = [passage_of(library, quote) for quote in quotes]
    places = [(passage.doc_id, passage.paragraph) for passage in passages]
    assert len(set(places)) == len(places), "two quotes of one paragraph"
    for rank, (quote, passage) in enumerate(zip(quotes, passages, strict=True), 1):
        check_quote(library, quote, passage)
        assert quote.citation.number == rank
        assert quote.doc_id not in quote.also_in
        assert set(quote.also_in) <= {one.document.doc_id for one in library.documents()}


def check_quote(library: Askable, quote: Quote, passage: Passage) -> None:
    """Check a quote against the file that it cites, read anew."""
    document = reread(library, quote)
    assert document.text[quote.start : quote.end] == quote.text
    assert quote.citation.sha256 == document.sha256
    assert quote.citation.title == document.title
    locator = quote.citation.locator
    assert (locator.start, locator.end) == (quote.start, quote.end)
    assert passage.start <= quote.start < quote.end <= passage.end
    check_marks(quote, passage)
    assert quote.score == pytest.approx(sum(part.value for part in quote.evidence))


def check_marks(quote: Quote, passage: Passage) -> None:
    """Check that a mark is a sentence, the first maybe two that stand together and are short."""
    shift = quote.start - passage.start
    markable = parsed_sentences(analyzer_for("english"), passage.text, passage.parts)
    spans = [(one.span[0] - shift, one.span[1] - shift) for one in markable]
    pairs = {(one[0], other[1]) for one, other in pairwise(spans)}
    (first, *others) = quote.marks
    assert first in spans or (first in pairs and first[1] - first[0] <= LONGEST_MARK)
    assert first not in spans or first[1] - first[0] <= LONGEST_SENTENCE
    assert set(others) <= set(spans)
    assert all(0 <= start < end <= len(quote.text) for start, end in quote.marks)
    assert all(one[1] <= two[0] for one, two in pairwise(sorted(quote.marks)))
    shown = [one for one in spans if one[0] >= 0 and one[1] <= len(quote.text)]
    assert len(quote.text) <= LONGEST_QUOTE or len(shown) == 1


def reread(library: Askable, quote: Quote) -> Document:
    """Return the document that a quote cites, as its file holds it now."""
    (file,) = [file for file in library.files() if file.path == quote.citation.path]
    for parsed in load(source_file(file.path, file.doc_id), library.recipe.limits):
        if parsed.document.doc_id == quote.doc_id:
            return parsed.document
    raise AssertionError(f"{quote.doc_id} is not in {Path(file.path).name}")


def passage_of(library: Askable, quote: Quote) -> Passage:
    """Return the passage that a quote was taken from."""
    corpus = library.corpus
    found = [corpus.passage(n) for n in range(len(corpus))]
    (passage,) = [one for one in found if one.passage_id == quote.passage_id]
    return passage
