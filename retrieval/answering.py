"""Ranked passages to an answer: quotes with their marks, or an honest abstention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from retrieval.agreement import same_text
from retrieval.analysis import Analyzer
from retrieval.index.corpus import Corpus
from retrieval.index.engine import Engine
from retrieval.lexicon import lexicon_for
from retrieval.model import Answer, Citation, Hit, Quote
from retrieval.question import Question, read
from retrieval.quoting import excerpt
from retrieval.ranking import Ranked, Ranking

ENOUGH = 0.45
"""Share of the question that the best passage must speak of to be an answer."""

ENOUGH_WITHOUT_ANSWER = 0.65
"""The same where the question wants a person, date, number, place or quotation and the best
sentence has none."""

ENOUGH_WITHOUT_NAME = 0.7
"""The same where a name in the question, or a word that nothing mentions, is not spoken of."""

CLOSEST = 3
"""Quotes that an abstention shows at most."""

_TOLD_BY_WRITING = frozenset(("person", "date", "number", "place", "quotation"))

AS_GOOD = 0.9
"""Share of a better quote's score from which another document's quote may stand before it."""


class Answering:
    """Answers questions from one index."""

    def __init__(self, corpus: Corpus, engine: Engine, analyzer: Analyzer) -> None:
        self._corpus = corpus
        self._engine = engine
        self._analyzer = analyzer
        self._ranking = Ranking(corpus, engine, analyzer)

    def search(self, query: str, top: int) -> list[Hit]:
        """Return the best passages for a query, rank 1 first."""
        ranked = islice(self._ranking.rank(self._read(query), top), top)
        return [Hit(one.passage, one.score, rank) for rank, one in enumerate(ranked, 1)]

    def answer(self, text: str, top: int) -> Answer:
        """Return at most `top` quotes for a question, or an abstention with the closest ones."""
        question = self._read(text)
        ranked = self._ranking.rank(question, top)
        best = next(ranked, None)
        if best is None:
            return Answer(text, question.read_as, "no_answer", missing=self._missing(question))
        missing = self._missing(question)
        answers = best.coverage >= _enough(question, best, missing)
        quotes = self._quotes(chain([best], ranked), top if answers else CLOSEST)
        if answers:
            return Answer(text, question.read_as, "answered", quotes)
        return Answer(text, question.read_as, "no_answer", closest=quotes, missing=missing)

    def _read(self, text: str) -> Question:
        return read(text, self._analyzer, lexicon_for(self._analyzer))

    def _missing(self, question: Question) -> tuple[str, ...]:
        """Return the words of the question that no passage at all speaks of."""
        known = self._engine.df
        return tuple(
            concept.written
            for concept in question.concepts
            if not known(concept.term) and not any(map(known, concept.paraphrases))
        )

    def _quotes(self, ranked: Iterable[Ranked], top: int) -> tuple[Quote, ...]:
        """Return the quotes to show: one a paragraph, copies of a text as one."""
        chosen: list[tuple[Ranked, list[str]]] = []
        for one in _spread(ranked):
            if len(chosen) == top and one.score < AS_GOOD * chosen[-1][0].score:
                break
            twins = (also for kept, also in chosen if same_text(kept.passage, one.passage))
            twin = next(twins, None)
            if twin is not None:
                twin.append(one.passage.doc_id)
            elif len(chosen) < top and not any(_same_paragraph(kept, one) for kept, _ in chosen):
                chosen.append((one, []))
        return tuple(
            self._quote(number, one, tuple(dict.fromkeys(also)))
            for number, (one, also) in enumerate(chosen, 1)
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
        )


def _enough(question: Question, best: Ranked, missing: tuple[str, ...]) -> float:
    """Return the share of a question that its best passage must speak of."""
    if missing or any(concept.is_name for concept in best.lacking):
        return ENOUGH_WITHOUT_NAME
    return ENOUGH if _may_answer(question, best) else ENOUGH_WITHOUT_ANSWER


def _may_answer(question: Question, best: Ranked) -> bool:
    """Return whether the best sentence has what the question wants, or that cannot be told."""
    if question.expects not in _TOLD_BY_WRITING:
        return True
    telling = max(best.sentences, key=lambda sentence: sentence.value, default=None)
    return telling is not None and telling.answer is not None


def _same_paragraph(one: Ranked, other: Ranked) -> bool:
    first, second = one.passage, other.passage
    return first.doc_id == second.doc_id and first.paragraph == second.paragraph


def _spread(ranked: Iterable[Ranked]) -> Iterator[Ranked]:
    """Yield the passages best first, another document's before a second one that is as good."""
    source = iter(ranked)
    waiting: list[Ranked] = []
    shown: set[str] = set()
    coming = next(source, None)
    while coming is not None or waiting:
        best = waiting[0] if waiting else coming
        assert best is not None  # noqa: S101  # the loop's condition
        while coming is not None and coming.score >= AS_GOOD * best.score:
            waiting.append(coming)
            coming = next(source, None)
        fresh = next((one for one in waiting if one.passage.doc_id not in shown), waiting[0])
        waiting.remove(fresh)
        shown.add(fresh.passage.doc_id)
        yield fresh
