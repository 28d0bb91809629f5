"""What came of a question: where the right passage came, what was marked, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from retrieval.evaluation.cases import Case
from retrieval.model import Answer

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


class Judged(NamedTuple):
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

    judged: Judged
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
