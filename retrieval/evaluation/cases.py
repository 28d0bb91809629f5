"""A question with what is right for it, and what came of asking it.

`Case` is as it was written, `JudgedCase` as its right answers were found in the sources, `Outcome`
what came: where the right passage was ranked, what was marked, what is wrong. Texts are compared
by their words: case, accents, punctuation and white space do not count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from retrieval.conversation.turns import Turn
from retrieval.model import Answer
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
