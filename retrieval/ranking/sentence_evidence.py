"""What speaks for a sentence as the answer to a question, or against it."""

from __future__ import annotations

from typing import NamedTuple

from retrieval.direction import Agreement
from retrieval.model import Span

KINDS = ("person", "organisation", "date", "number", "place", "reason", "definition", "quotation")
"""What a possible answer is told by; for others, nothing in the writing shows it."""

OPENING = ("definition", "person", "passage")
"""What is asked for where opening a passage speaks for a sentence, or against it."""

SENTENCE_EVIDENCE = (
    "told",
    "titled",
    "before",
    "particular",
    "local",
    "together",
    "ordered",
    "opening",
    "second",
    "late",
    "length",
    "pronoun",
    "resolved",
    "near",
    "names",
    "digits",
    *(f"answer_{kind}" for kind in KINDS),
    *(f"opening_{kind}" for kind in OPENING),
    "direction",
)
"""What speaks for a sentence, in the order of `Sentence.evidence`:

the shares of the question that it tells; that the title tells and it does not; that only the
sentence before tells; that it tells of what the title does not; the same with concepts
weighing more that few sentences of the passage tell; neighbouring concepts that stand
together; concepts in the order of the question; whether it is the first or second sentence,
and how late it comes; the logarithm of its length in terms; whether it begins with a pronoun,
and what the sentence before tells then; how near a possible answer stands to what is told;
new names (of five) and digits; a possible answer by its kind; whether it opens the passage, by
what is asked for; and whether it tells the relation that is asked about the right way round
(1) or the other (-1), or what is asked of the name that is asked about or of another (plus or
minus `relating.OF_ANOTHER`).
"""

_PRONOUN = SENTENCE_EVIDENCE.index("pronoun")


class Sentence(NamedTuple):
    """A sentence of a passage, and what it tells of the question.

    `coverage` is the share of the question that it tells, `evidence` what speaks for it (see
    `SENTENCE_EVIDENCE`) and `value` the weighted sum of that, by which the sentences of a
    passage are compared. `answer` is what in it could be the answer, None where nothing could,
    and `direction` whether it tells the relation that is asked about the right way round.
    """

    span: Span
    coverage: float
    value: float
    answer: str | None
    direction: Agreement | None
    evidence: tuple[float, ...]

    @property
    def is_pronominal(self) -> bool:
        """Whether it begins with a pronoun, which the sentence before explains."""
        return bool(self.evidence and self.evidence[_PRONOUN])
