"""Ranked passages to an answer: quotes with their marks, or an honest abstention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, tee

from retrieval.agreement import COMPARED, Compared, compared, may_disagree
from retrieval.analysis.analyzer import Analyzer
from retrieval.answering.abstention import DEFAULT_CAUTION, certainty, least_certainty
from retrieval.answering.compounding import merged
from retrieval.answering.missing import missed
from retrieval.answering.questions import Questions
from retrieval.answering.quotes import quotes_of
from retrieval.answering.selection import select
from retrieval.conversation import Turn
from retrieval.index.collection import Collection
from retrieval.index.engine import Searcher
from retrieval.model import Answer, Hit, Quote
from retrieval.question.question import Question
from retrieval.question.wording import asks_nothing
from retrieval.ranking.ranked import Ranked
from retrieval.ranking.ranking import DEPTH, Ranking
from retrieval.ranking.weights import Weights, bundled_weights
from retrieval.spelling.speller import Speller

CLOSEST = 3
"""Quotes that an abstention shows at most."""

ASKS_NOTHING = "This asks nothing."
"""What is missing where a message only greets or thanks."""


class Answering:
    """Answers questions from one index, or from several joined.

    `within` are the numbers of the only passages to be found. What terms tell is counted over
    all passages nevertheless. `ranking` is what puts passages in order, by the weights given.
    """

    def __init__(
        self,
        corpus: Collection,
        engine: Searcher,
        analyzer: Analyzer,
        weights: Weights | None = None,
    ) -> None:
        self._corpus = corpus
        self._engine = engine
        self._analyzer = analyzer
        self._weights = weights or bundled_weights()
        self.ranking = Ranking(corpus, engine, analyzer, self._weights)
        speller = Speller(engine, analyzer, lambda number: corpus.passage(number).text)
        self._questions = Questions(engine, analyzer, speller, self.ranking)

    def search(
        self, query: str, top: int, within: range | None = None, *, history: Sequence[Turn] = ()
    ) -> list[Hit]:
        """Return the best passages for a query, rank 1 first."""
        _, ranked = self._questions.ask(query, history, top, within)
        return list(islice(_hits(ranked), top))

    def answer(
        self,
        text: str,
        top: int,
        within: range | None = None,
        *,
        beyond: bool = False,
        history: Sequence[Turn] = (),
        caution: str = DEFAULT_CAUTION,
    ) -> Answer:
        """Return at most `top` quotes for a question, or an abstention with the closest ones.

        More quotes begin with those of fewer: which passages are looked at does not depend
        on `top`. With `beyond`, passages follow that are not worth showing at first. Where the
        sources disagree, a quote of each side is there, even beyond `top`. The quotes for the
        parts of a compound question take turns. `caution` is how sure an answer has to be, as
        `abstention.least_certainty` reads it.
        """
        question, ranked = self._questions.ask(text, history, within=within)
        return self._said(text, question, ranked, top, within, beyond=beyond, caution=caution)

    def answer_and_hits(
        self,
        text: str,
        top: int,
        *,
        history: Sequence[Turn] = (),
        caution: str = DEFAULT_CAUTION,
    ) -> tuple[Answer, Iterator[Hit]]:
        """Return an answer, and the passages as `search` finds them, both from one ranking.

        Passages that the answer did not need are read as they are taken.
        """
        question, ranked = self._questions.ask(text, history)
        for_answer, for_hits = tee(ranked)
        said = self._said(text, question, for_answer, top, None, beyond=False, caution=caution)
        return said, _hits(for_hits)

    def _said(
        self,
        text: str,
        question: Question,
        ranked: Iterator[Ranked],
        top: int,
        within: range | None,
        *,
        beyond: bool,
        caution: str,
    ) -> Answer:
        """Return what `answer` does, for a question that was read and passages ranked for it."""
        least = least_certainty(caution, self._weights.cautions)
        if asks_nothing(text):
            return Answer(text, text, "no_answer", certainty=0.0, reason=ASKS_NOTHING)
        if len(question.parts) > 1:
            whole = self._of_parts(text, question, top, within, beyond=beyond, caution=caution)
            if whole is not None:
                return whole
        first = _read_first(question, ranked)
        sure = certainty(question, first, self._weights)
        offered = chain(first, ranked)
        if first and sure >= least:
            quotes = quotes_of(select(offered, top, beyond=beyond), self._corpus)
            return self._answered(text, question, quotes, first, sure)
        if may_disagree(question):
            # What several sources state so plainly that they contradict each other is an answer.
            quotes = quotes_of(select(first, top), self._corpus)
            stated = self._answered(text, question, quotes, first, sure)
            if stated.disagreement is not None:
                return stated
        return self._abstained(text, question, first, offered, sure)

    def _of_parts(
        self,
        text: str,
        question: Question,
        top: int,
        within: range | None,
        *,
        beyond: bool,
        caution: str,
    ) -> Answer | None:
        """Return the answers to the parts of a question as one, None where none is answered."""

        def answers(*, beyond: bool) -> list[Answer]:
            return [
                self.answer(part, top, within, beyond=beyond, caution=caution)
                for part in question.parts
            ]

        parts = answers(beyond=False)
        if all(part.status != "answered" for part in parts):
            return None
        further = answers(beyond=True) if beyond else ()
        return merged(text, question.read_as, parts, top, further)

    def _answered(
        self,
        text: str,
        question: Question,
        quotes: tuple[Quote, ...],
        first: Sequence[Ranked],
        sure: float,
    ) -> Answer:
        """Return an answer of quotes, and what they and the next ones disagree about."""
        found = Compared(None)
        if may_disagree(question):
            shown = {quote.passage_id for quote in quotes}
            more = select(first, COMPARED, beyond=True)
            further = [one for one in more if one.ranked.passage.passage_id not in shown]
            found = compared(
                question, quotes, quotes_of(further, self._corpus, bare=True), self._analyzer
            )
            ranked = {one.ranked.passage.passage_id: one.ranked for one in further}
            added = tuple(
                quote._replace(evidence=ranked[quote.passage_id].evidence) for quote in found.added
            )
            quotes = (*quotes, *added)
        return Answer(
            text,
            question.read_as,
            "answered",
            quotes,
            disagreement=found.disagreement,
            certainty=sure,
        )

    def nearest(self, text: str, top: int) -> tuple[Quote, ...]:
        """Return at most `top` quotes of the best passages, whether they answer or not.

        Where there is an answer, they begin with its quotes.
        """
        _, ranked = self._questions.ask(text)
        return quotes_of(select(ranked, top, beyond=True), self._corpus)

    def understood(self, text: str, history: Sequence[Turn] = ()) -> Question:
        """Return a question as it is understood after what was said before."""
        question, _ = self._questions.ask(text, history)
        return question

    def _abstained(
        self,
        text: str,
        question: Question,
        first: Sequence[Ranked],
        offered: Iterable[Ranked],
        sure: float,
    ) -> Answer:
        """Return an abstention with the closest passages, and what none of the first ones tells."""
        closest = quotes_of(select(offered, CLOSEST), self._corpus)
        missing = missed(question, first, self._engine, self._analyzer)
        return Answer(
            text,
            question.read_as,
            "no_answer",
            closest=closest,
            missing=missing.words,
            suggestions=question.suggestions,
            certainty=sure,
            reason=missing.reason,
        )


def _read_first(question: Question, ranked: Iterator[Ranked]) -> list[Ranked]:
    """Return the passages that decide: all that were read at once where sources may disagree."""
    first = list(islice(ranked, DEPTH))
    if first and may_disagree(question):
        first += islice(ranked, max(0, min(first[0].asked.read, COMPARED) - len(first)))
    return first


def _hits(ranked: Iterable[Ranked]) -> Iterator[Hit]:
    for rank, one in enumerate(ranked, 1):
        yield Hit(one.passage, one.score, rank)
