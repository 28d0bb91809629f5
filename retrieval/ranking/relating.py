"""Which way round sentences tell the relation that is asked about, or of whom they tell it."""

from __future__ import annotations

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.parsing import ParsedSentence
from retrieval.direction import Agreement, agreement, sought
from retrieval.direction.asked_of import held
from retrieval.direction.holding import told_of
from retrieval.lexicon.relations import lexicon_for
from retrieval.question.question import Question

OF_ANOTHER = 0.5
"""What telling it of a name counts, where telling it the right way round counts 1."""


class Relating:
    """Compares sentences with what one question asks: who did it, to whom, of whom it is said."""

    def __init__(self, question: Question, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._held = held(question)
        self._sought = sought(question.read_as, lexicon_for(analyzer), analyzer)

    def __call__(self, words: str, sentence: ParsedSentence) -> tuple[Agreement | None, float]:
        """Return how a sentence tells the relation, None where it does not, and what that counts.

        Above 0 where it tells what is asked, below where it tells it the other way round or of
        another.
        """
        direction = None
        if self._sought:
            direction = agreement(self._sought, words, sentence.tokens)
            if self._sought.answer is None and direction.value > 0:
                # "When did A replace B?" is not answered by that A replaced B.
                direction = None
        if direction and direction.value:
            return direction, float(direction.value)
        of_whom = told_of(self._held, words, sentence, self._analyzer)
        return direction, OF_ANOTHER * of_whom.value
