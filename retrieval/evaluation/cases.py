"""A question with what is right for it, and what came of asking it.

`Case` is as it was written, `JudgedCase` as its right answers were found in the sources, `Outcome`
what came: where the right passage was ranked, what was marked, what is wrong. Texts are compared
by their words: case, accents, punctuation and white space do not count.

A right passage is named by its document and an anchor, words that only it has. Case, accents,
punctuation and line breaks may change, and the anchor still stands; it never names a passage by
number, which any edit would move.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Literal, NamedTuple

from retrieval.askable import Askable
from retrieval.conversation.turns import Turn
from retrieval.model import Answer, Passage, Quote
from retrieval.text.analyzer import Analyzer, analyzer_for
from retrieval.text.normalisation import fold
from retrieval.text.tokens import is_unspaced

_WORD = re.compile(r"\w+")


def compared_words(text: str) -> str:
    """Return the words of a text in the form in which they are compared, a space between them."""
    return " ".join(_WORD.findall(fold(text)))


def holds(text: str, words: str) -> bool:
    """Return whether a text has some words, whole and in a row.

    Both are as `compared_words` returns them. Nothing holds no words at all. Where words are
    written without spaces, they need not be whole.
    """
    if not words:
        return False
    return f" {words} " in f" {text} " or (words in text and is_unspaced(words))


Expects = Literal["answer", "abstain"]


class Relevance(NamedTuple):
    """What a right quote is of: a document, a passage that holds `anchor`, or both.

    Without `doc_id`, a passage of any document; without `anchor`, any passage of the document.
    `grade` is the relevance as in qrels: 0 is not right, more is better.
    """

    doc_id: str | None = None
    anchor: str | None = None
    grade: int = 1


class Case(NamedTuple):
    """A question, and what becomes of it where all is well.

    `answers` are texts of which the first mark holds one. `expects` is None where nobody says
    whether there is an answer. One of the first `within` quotes is right. `disagree` says
    whether the sources disagree, None where that is left open. `why` is a note for people,
    `place` is `file:line`.
    """

    case_id: str
    question: str
    right: tuple[Relevance, ...] = ()
    answers: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    expects: Expects | None = None
    within: int = 1
    disagree: bool | None = None
    set_name: str = ""
    tags: tuple[str, ...] = ()
    why: str = ""
    place: str = ""


Unit = Literal["document", "passage"]
Verdict = Literal[
    "answered rightly", "answered wrongly", "abstained rightly", "abstained wrongly", "unjudged"
]
FailureKind = Literal["anchor", "abstained", "answered", "passage", "mark", "disagreement"]

VERDICTS: tuple[Verdict, ...] = (
    "answered rightly",
    "answered wrongly",
    "abstained rightly",
    "abstained wrongly",
    "unjudged",
)


class JudgedCase(NamedTuple):
    """A question with its right answers looked up in the sources.

    `grades` are by passage id, or by document id where a document as a whole is right: `unit`
    says which. `dangling` says, a line each, which anchors were not found, and what is near.
    """

    case: Case
    grades: Mapping[str, int]
    unit: Unit
    dangling: tuple[str, ...] = ()


class Failure(NamedTuple):
    """Something that is not as it should be, in words: what was expected and what came."""

    kind: FailureKind
    expected: str
    got: str


class Outcome(NamedTuple):
    """What came of a question.

    `ranking` holds passage or document ids, as judged, best first and each once; `passages`
    the passage ids as they were ranked. `rank` is the place of the first right one in
    `ranking`, from 1, None where it is not there; `mark` the text of the first mark, "" where
    nothing is quoted; `mark_right` whether it holds an accepted answer, None where none is
    given. `certainty` is the likelihood, from 0 to 1, that the first quote answers, 0
    without one; `seconds` is how long asking took.
    """

    judged: JudgedCase
    answer: Answer
    ranking: tuple[str, ...]
    passages: tuple[str, ...]
    rank: int | None
    mark: str
    mark_right: bool | None
    verdict: Verdict
    failures: tuple[Failure, ...]
    certainty: float
    seconds: float

    @property
    def case(self) -> Case:
        """The question that was asked."""
        return self.judged.case

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.failures

    @property
    def answered(self) -> bool:
        """Whether quotes were given for an answer."""
        return self.answer.status == "answered"

    @property
    def first(self) -> str | None:
        """The passage id of the first quote, None where nothing is quoted."""
        return self.answer.quotes[0].passage_id if self.answer.quotes else None

    @property
    def read_as(self) -> str:
        """The question as it was understood."""
        return self.answer.read_as


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
        # Two passages cannot be set apart by the document that both are in.
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
