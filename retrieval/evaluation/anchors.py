"""Right passages found by the documents and the words that name them, and named so that they are.

An anchor is found by its words: case, accents, punctuation and line breaks may change, and it
still stands. It never names a passage by number, which any edit would move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from retrieval.askable import Askable
from retrieval.evaluation.cases import Case, JudgedCase, Relevance, compared_words, holds
from retrieval.model import Passage, Quote
from retrieval.text.analyzer import Analyzer, analyzer_for


def judged_cases(library: Askable, cases: Sequence[Case]) -> list[JudgedCase]:
    """Return questions with the ids of what is right for them in a library, in order."""
    anchors = AnchorLookup(library)
    return [anchors.judged(case) for case in cases]


_SHOWN = 80
_NEAR = 1 / 3


class AnchorLookup:
    """Looks passages up in a library, which is read once for all of them."""

    def __init__(self, library: Askable) -> None:
        self._corpus = library.corpus
        self._analyzer = analyzer_for(library.recipe.language)
        self._read: list[tuple[Passage, str]] | None = None

    def judged(self, case: Case) -> JudgedCase:
        """Return a question with the ids of what is right for it.

        An anchor that stands nowhere, or in several passages of the document that it is to
        name one of, is named in `dangling`, as is a document that is not there.
        """
        # Two passages cannot be told apart by the document that both are in.
        by_passage = any(right.anchor is not None for right in case.right)
        grades: dict[str, int] = {}
        dangling: list[str] = []
        for right in case.right:
            found, fault = self._find(right, by_passage)
            grades |= {name: max(right.grade, grades.get(name, 0)) for name in found}
            dangling += fault
        return JudgedCase(case, grades, "passage" if by_passage else "document", tuple(dangling))

    def _find(self, right: Relevance, by_passage: bool) -> tuple[list[str], list[str]]:
        """Return the names that a right answer has, and what is wrong with it."""
        if right.doc_id is not None and self._corpus.number_of(right.doc_id) is None:
            return [], [self._no_document(right.doc_id, right.anchor)]
        if right.anchor is None:
            if not by_passage:
                return [right.doc_id or ""], []
            return [passage.passage_id for passage, _ in self._passages(right.doc_id)], []
        found = list(self._holding(right.anchor, self._passages(right.doc_id)))
        if not found:
            return [], [self._nowhere(right.anchor, right.doc_id)]
        if len(found) > 1 and right.doc_id is not None:
            places = ", ".join(str(passage.first_line) for passage in found)
            fault = f'"{right.anchor}" is in several passages of {right.doc_id}: lines {places}'
            return [], [fault]
        return [passage.passage_id for passage in found], []

    def _holding(self, anchor: str, among: Iterable[tuple[Passage, str]]) -> Iterator[Passage]:
        wanted = compared_words(anchor)
        return (passage for passage, text in among if holds(text, wanted))

    def _passages(self, doc_id: str | None) -> Iterable[tuple[Passage, str]]:
        if doc_id is None:
            if self._read is None:
                self._read = [self._passage(number) for number in range(len(self._corpus))]
            return self._read
        number = self._corpus.number_of(doc_id)
        return () if number is None else map(self._passage, self._corpus.passages_of(number))

    def _passage(self, number: int) -> tuple[Passage, str]:
        passage = self._corpus.passage(number)
        return passage, compared_words(passage.text)

    def _no_document(self, doc_id: str, anchor: str | None) -> str:
        names = [name for name, _ in self._corpus.names()]
        close = get_close_matches(doc_id, names, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        elsewhere = self._elsewhere(anchor)
        return f"there is no document {doc_id}{elsewhere or hint}"

    def _nowhere(self, anchor: str, doc_id: str | None) -> str:
        where = "the sources" if doc_id is None else doc_id
        among = (passage for passage, _ in self._passages(doc_id))
        near = nearest(anchor, among, self._analyzer)
        hint = f"; nearest is {_shown(near)}" if near else "; nothing there is like it"
        return f'"{anchor}" is in no passage of {where}{self._elsewhere(anchor) or hint}'

    def _elsewhere(self, anchor: str | None) -> str:
        found = next(self._holding(anchor or "", self._passages(None)), None)
        return f"; it stands in {_shown(found)}" if found else ""


def nearest(text: str, among: Iterable[Passage], analyzer: Analyzer) -> Passage | None:
    """Return the passage with most of a text's terms, None where none has a third of them."""
    wanted = set(analyzer.terms(text))
    best, most = None, _NEAR * len(wanted)
    for passage in among:
        shared = len(wanted.intersection(analyzer.terms(passage.text)))
        if shared > most:
            best, most = passage, shared
    return best


def _shown(passage: Passage) -> str:
    text = " ".join(passage.text.split())
    begun = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return f'{passage.doc_id}:{passage.first_line}, "{begun}"'


LONGEST_ANCHOR = 120
"""Characters of a sentence that name a passage, where they stand in no other of its document."""


def relevance_of(library: Askable, quote: Quote) -> Relevance:
    """Return what names a quote's passage: its document, and words of it, best of its first mark.

    Where the document says the same twice over, its name is left out, since any passage with
    these words is as good.
    """
    corpus = library.corpus
    number = corpus.number_of(quote.doc_id)
    own = () if number is None else corpus.passages_of(number)
    passages = {
        passage.passage_id: compared_words(passage.text) for passage in map(corpus.passage, own)
    }
    own_words = passages.get(quote.passage_id, "")
    for anchor in _anchors(quote):
        wanted = compared_words(anchor)
        if holds(own_words, wanted) and sum(holds(one, wanted) for one in passages.values()) == 1:
            return Relevance(quote.doc_id, anchor)
    return (
        Relevance(None, _spaced(quote.text))
        if compared_words(quote.text)
        else Relevance(quote.doc_id)
    )


def _anchors(quote: Quote) -> Iterator[str]:
    """Yield what might name the passage, the shortest first."""
    for start, end in quote.marks[:1]:
        sentence = _spaced(quote.text[start:end])
        yield _beginning(sentence)
        yield sentence
    yield _spaced(quote.text)


def _beginning(sentence: str) -> str:
    """Return as many whole words as are short enough, all of a sentence that is."""
    if len(sentence) <= LONGEST_ANCHOR:
        return sentence
    return sentence[: LONGEST_ANCHOR + 1].rpartition(" ")[0] or sentence


def _spaced(text: str) -> str:
    return " ".join(text.split())
