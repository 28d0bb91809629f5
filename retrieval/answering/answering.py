"""Ranked passages to an answer: quotes with their marks, or an honest abstention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from retrieval.agreement import COMPARED, Compared, compared, may_disagree
from retrieval.analysis.analyzer import Analyzer
from retrieval.answering.abstention import DEFAULT_CAUTION, certainty, least_certainty
from retrieval.answering.compounding import merged
from retrieval.answering.missing import missed
from retrieval.answering.quoting import excerpt
from retrieval.answering.selection import Selected, select
from retrieval.conversation import Found, Turn, Understood, leans, understand
from retrieval.index.collection import Collection
from retrieval.index.engine import Searcher, idf
from retrieval.lexicon.relations import lexicon_for
from retrieval.model import Answer, Citation, Evidence, Hit, Quote
from retrieval.question.question import Question, read
from retrieval.ranking.ranking import DEPTH, Ranked, Ranking
from retrieval.ranking.weights import Weights, bundled_weights
from retrieval.spelling.speller import Speller

CLOSEST = 3
"""Quotes that an abstention shows at most."""


class Answering:
    """Answers questions from one index, or from several joined.

    `within` are the numbers of the only passages to be found. What terms tell is counted over
    all passages nevertheless.
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
        self._ranking = Ranking(corpus, engine, analyzer, self._weights)
        self._speller = Speller(engine, analyzer, lambda number: corpus.passage(number).text)

    def search(
        self, query: str, top: int, within: range | None = None, *, history: Sequence[Turn] = ()
    ) -> list[Hit]:
        """Return the best passages for a query, rank 1 first."""
        _, ranked = self._asked(query, history, top, within)
        found = enumerate(islice(ranked, top), 1)
        return [Hit(one.passage, one.score, rank) for rank, one in found]

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
        least = least_certainty(caution, self._weights.cautions)
        question, ranked = self._asked(text, history, within=within)
        if len(question.parts) > 1:
            parts = [
                self.answer(part, top, within, beyond=beyond, caution=caution)
                for part in question.parts
            ]
            if any(part.status == "answered" for part in parts):
                return merged(text, question.read_as, parts, top)
        first = list(islice(ranked, DEPTH))
        sure = certainty(question, first, self._weights)
        offered = chain(first, ranked)
        if first and sure >= least:
            quotes = self._quotes(select(offered, top, beyond=beyond))
            return self._answered(text, question, quotes, first, sure)
        if may_disagree(question):
            # What several sources state so plainly that they contradict each other is an answer.
            quotes = self._quotes(select(first, top))
            stated = self._answered(text, question, quotes, first, sure)
            if stated.disagreement is not None:
                return stated
        closest = self._quotes(select(offered, CLOSEST))
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
            found = compared(question, quotes, self._quotes(further, bare=True), self._analyzer)
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
        _, ranked = self._asked(text)
        return self._quotes(select(ranked, top, beyond=True))

    def understood(self, text: str, history: Sequence[Turn] = ()) -> Question:
        """Return a question as it is understood after what was said before."""
        question, _ = self._asked(text, history)
        return question

    def _asked(
        self,
        text: str,
        history: Sequence[Turn] = (),
        least: int = 0,
        within: range | None = None,
    ) -> tuple[Question, Iterator[Ranked]]:
        """Return a question as it is read after what was said before, and passages for it.

        Where it does not tell whether it goes on with that, what both readings find does.
        """
        understood = understand(text, history, self._analyzer, self._telling)
        question = self._read(understood)
        ranked = self._ranking.rank(question, least, within)
        if understood.leaning == "surely" or not question.earlier:
            return question, ranked
        alone = self._read(Understood(understood.question))
        ranked_alone = self._ranking.rank(alone, least, within)
        best, best_alone = next(ranked, None), next(ranked_alone, None)
        concepts = len(alone.concepts)
        if leans(understood.leaning, concepts, _found(best_alone), _found(best)):
            return question, _before(best, ranked)
        return alone, _before(best_alone, ranked_alone)

    def _read(self, understood: Understood) -> Question:
        lexicon = lexicon_for(self._analyzer)
        question = read(understood.question, self._analyzer, lexicon, self._speller)
        terms = (term for words in understood.about for term in self._analyzer.terms(words))
        earlier = tuple(term for term in dict.fromkeys(terms) if term not in question.typed)
        read_as = understood._replace(question=question.read_as).read_as
        return question._replace(read_as=read_as, earlier=earlier)

    def _telling(self, term: str) -> float:
        """Return how much a term tells: its idf, 0 where no passage has it."""
        df = self._engine.df(term)
        return idf(len(self._engine), df) if df else 0.0

    def _quotes(self, selected: Iterable[Selected], *, bare: bool = False) -> tuple[Quote, ...]:
        """Return quotes; without the evidence for them where they are `bare`."""
        return tuple(
            self._quote(number, one, also_in, () if bare else one.evidence)
            for number, (one, also_in) in enumerate(selected, 1)
        )

    def _quote(
        self, number: int, ranked: Ranked, also_in: tuple[str, ...], evidence: tuple[Evidence, ...]
    ) -> Quote:
        passage = ranked.passage
        document = self._corpus.document(self._corpus.document_number(ranked.number))
        shown = excerpt(passage, ranked.sentences)
        return Quote(
            passage_id=passage.passage_id,
            doc_id=passage.doc_id,
            start=shown.locator.start,
            end=shown.locator.end,
            text=shown.text,
            marks=shown.marks,
            score=ranked.score,
            heading=passage.heading,
            citation=Citation(
                number=number,
                doc_id=passage.doc_id,
                title=document.title,
                publisher=document.publisher,
                published=document.published,
                locator=shown.locator,
                path=document.path,
                url=document.url,
                sha256=document.sha256,
            ),
            also_in=also_in,
            evidence=evidence,
            is_whole=len(shown.text) == len(passage.text),
        )


def _found(best: Ranked | None) -> Found | None:
    if best is None:
        return None
    tells_earlier = any(part.name == "earlier" for part in best.parts)
    return Found(best.number, best.coverage, tells_earlier)


def _before(best: Ranked | None, others: Iterator[Ranked]) -> Iterator[Ranked]:
    return others if best is None else chain([best], others)
