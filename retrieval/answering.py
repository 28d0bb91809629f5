"""Ranked passages to an answer: quotes with their marks, or an honest abstention."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice

from retrieval.abstention import answers
from retrieval.analysis import Analyzer
from retrieval.index.collection import Collection
from retrieval.index.engine import Searcher
from retrieval.lexicon import lexicon_for
from retrieval.model import Answer, Citation, Hit, Quote
from retrieval.question import Question, read
from retrieval.quoting import excerpt
from retrieval.ranking import Ranked, Ranking
from retrieval.selection import Selected, select

CLOSEST = 3
"""Quotes that an abstention shows at most."""


class Answering:
    """Answers questions from one index, or from several joined.

    `within` are the numbers of the only passages to be found. What terms tell is counted over
    all passages nevertheless.
    """

    def __init__(self, corpus: Collection, engine: Searcher, analyzer: Analyzer) -> None:
        self._corpus = corpus
        self._engine = engine
        self._analyzer = analyzer
        self._ranking = Ranking(corpus, engine, analyzer)

    def search(self, query: str, top: int, within: range | None = None) -> list[Hit]:
        """Return the best passages for a query, rank 1 first."""
        ranked = islice(self._ranking.rank(self._read(query), top, within), top)
        return [Hit(one.passage, one.score, rank) for rank, one in enumerate(ranked, 1)]

    def answer(
        self, text: str, top: int, within: range | None = None, *, beyond: bool = False
    ) -> Answer:
        """Return at most `top` quotes for a question, or an abstention with the closest ones.

        More quotes begin with those of fewer: which passages are looked at does not depend
        on `top`. With `beyond`, passages follow that are not worth showing at first.
        """
        question = self._read(text)
        ranked = self._ranking.rank(question, within=within)
        best = next(ranked, None)
        if best is None:
            return Answer(text, question.read_as, "no_answer", missing=self._missing(question))
        missing = self._missing(question)
        answered = answers(question, best, missing)
        offered = chain([best], ranked)
        if answered:
            quotes = self._quotes(select(offered, top, beyond=beyond))
            return Answer(text, question.read_as, "answered", quotes)
        closest = self._quotes(select(offered, CLOSEST))
        return Answer(text, question.read_as, "no_answer", closest=closest, missing=missing)

    def nearest(self, text: str, top: int) -> tuple[Quote, ...]:
        """Return at most `top` quotes of the best passages, whether they answer or not.

        Where there is an answer, they begin with its quotes.
        """
        return self._quotes(select(self._ranking.rank(self._read(text)), top, beyond=True))

    def _read(self, text: str) -> Question:
        return read(text, self._analyzer, lexicon_for(self._analyzer))

    def _missing(self, question: Question) -> tuple[str, ...]:
        """Return the words of the question that no passage at all speaks of."""
        known = self._engine.df
        return tuple(
            concept.written
            for concept in question.concepts
            if concept.is_word
            and not known(concept.term)
            and not any(map(known, concept.paraphrases))
        )

    def _quotes(self, selected: Iterable[Selected]) -> tuple[Quote, ...]:
        return tuple(
            self._quote(number, one, also_in) for number, (one, also_in) in enumerate(selected, 1)
        )

    def _quote(self, number: int, ranked: Ranked, also_in: tuple[str, ...]) -> Quote:
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
            evidence=ranked.evidence,
            is_whole=len(shown.text) == len(passage.text),
        )
