"""A question to its answer: quotes with their marks, or an honest abstention.

`QuestionReader` reads a question after what was said before and has passages ranked for it;
`Answerer` makes an answer of them, for one index or for several joined.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, tee, zip_longest

from retrieval.answering.abstention import DEFAULT_THRESHOLD, answer_probability, answer_threshold
from retrieval.answering.missing import missed
from retrieval.answering.quotes import quotes_of
from retrieval.answering.selection import select
from retrieval.conversation import understand
from retrieval.conversation.turns import BestPassage, RewrittenQuestion, Turn, is_follow_up
from retrieval.disagreement.disagreements import (
    COMPARED_QUOTES,
    ComparedQuotes,
    compare_quotes,
    may_disagree,
)
from retrieval.index.corpus import Collection
from retrieval.index.engine import Searcher, idf
from retrieval.model import Answer, Disagreement, Hit, Quote
from retrieval.question.collection_terms import in_terms_of_sources
from retrieval.question.question import Question, parse_question
from retrieval.question.small_talk import is_small_talk
from retrieval.question.spelling import SpellingCorrector
from retrieval.question.spelling_candidates import Written
from retrieval.ranking.first_stage import Defined
from retrieval.ranking.reranker import DEPTH, PassageMatcher, RankedPassage, Reranker
from retrieval.ranking.weights import Weights
from retrieval.text.analyzer import Analyzer, CollectionAnalyzer
from retrieval.text.lexicon import lexicon_for


class QuestionReader:
    """Reads questions for one index, or for several joined, and ranks its passages for them."""

    def __init__(
        self, engine: Searcher, analyzer: Analyzer, speller: SpellingCorrector, ranking: Reranker
    ) -> None:
        self._engine = engine
        self._analyzer = analyzer
        self._speller = speller
        self._ranking = ranking

    def ask(
        self,
        text: str,
        history: Sequence[Turn] = (),
        least: int = 0,
        within: range | None = None,
    ) -> tuple[Question, Iterator[RankedPassage]]:
        """Return a question as it is read after what was said before, and passages for it.

        Where it does not tell whether it goes on with that, what both readings find does.
        """
        asked_in, _ = self._languages(text)
        understood = understand(text, history, asked_in, self._term_idf)
        question = self._read(understood)
        if understood.follow_up == "surely" or not question.earlier:
            return question, self._ranking.rank(question, least, within)
        alone = self._read(RewrittenQuestion(understood.question))
        ranked, ranked_alone = self._ranking.rank_each([question, alone], least, within)
        best, best_alone = next(ranked, None), next(ranked_alone, None)
        concepts = len(alone.concepts)
        if is_follow_up(
            understood.follow_up, concepts, _best_passage(best_alone), _best_passage(best)
        ):
            return question, _put_back(best, ranked)
        return alone, _put_back(best_alone, ranked_alone)

    def _read(self, understood: RewrittenQuestion) -> Question:
        asked_in, elsewhere = self._languages(understood.question)
        # What is right in another language than the sources' is near to words of theirs.
        speller = self._speller if asked_in.language == self._analyzer.language else None
        question = parse_question(understood.question, asked_in, lexicon_for(asked_in), speller)
        question = in_terms_of_sources(question, asked_in, elsewhere, self._engine.df)
        terms = (term for words in understood.about for term in self._analyzer.terms(words))
        earlier = tuple(term for term in dict.fromkeys(terms) if term not in question.typed)
        read_as = understood._replace(question=question.read_as).read_as
        return question._replace(read_as=read_as, earlier=earlier)

    def _languages(self, text: str) -> tuple[Analyzer, Sequence[Analyzer]]:
        """Return the analyzer of a question's language, and those of the sources' others."""
        analyzer = self._analyzer
        if not isinstance(analyzer, CollectionAnalyzer):
            return analyzer, ()
        own = analyzer.of_question(text)
        return own, analyzer.elsewhere(own if own.language in analyzer.languages else analyzer)

    def _term_idf(self, term: str) -> float:
        """Return how much a term says: its idf, 0 where no passage has it."""
        df = self._engine.df(term)
        return idf(len(self._engine), df) if df else 0.0


def _best_passage(best: RankedPassage | None) -> BestPassage | None:
    if best is None:
        return None
    has_earlier = any(part.name == "earlier" for part in best.parts)
    return BestPassage(best.number, best.coverage, has_earlier)


def _put_back(
    best: RankedPassage | None, others: Iterator[RankedPassage]
) -> Iterator[RankedPassage]:
    return others if best is None else chain([best], others)


def merge_answers(
    text: str, read_as: str, parts: Sequence[Answer], top: int, further: Sequence[Answer] = ()
) -> Answer:
    """Return one answer of those to the parts of a question, of which one is answered at least.

    Their quotes take turns, each passage once, at most `top`; what the sources disagree about is
    that of the first part where they do, and a quote of each side is there, even beyond `top`.
    What is missing is said of the parts that nothing answers; the least certain part says how
    certain the whole is. `further` are the same answers with quotes that are not worth showing
    at first: those follow, whichever part they are for.
    """
    answered = [part for part in parts if part.status == "answered"]
    quotes = _in_turns(answered, top, {})
    disputed = next((part for part in answered if part.disagreement), None)
    if disputed is not None:
        quotes.update(
            (quote.passage_id, quote) for quote in _unshown_sides(disputed, frozenset(quotes))
        )
    more = [part for part in further if part.status == "answered"]
    quotes = _in_turns(more, top, quotes)
    numbered = tuple(
        quote._replace(citation=quote.citation._replace(number=number))
        for number, quote in enumerate(quotes.values(), 1)
    )
    silent = [part for part in parts if part.status != "answered"]
    return Answer(
        text,
        read_as,
        "answered",
        numbered,
        missing=tuple(dict.fromkeys(word for part in silent for word in part.missing)),
        reason=" ".join(map(_unanswered, silent)),
        disagreement=_renumbered(disputed, list(quotes)) if disputed else None,
        certainty=min(part.certainty for part in answered),
    )


def _unanswered(part: Answer) -> str:
    asked = part.question.strip().rstrip("?")
    return f'Nothing in the sources answers "{asked}". {part.reason}'.strip()


def _in_turns(parts: Sequence[Answer], top: int, before: Mapping[str, Quote]) -> dict[str, Quote]:
    """Return quotes by their passages: those before, then of each part in turn, up to `top`."""
    quotes = dict(before)
    for quote in chain.from_iterable(zip_longest(*(part.quotes for part in parts))):
        if quote is not None and len(quotes) < top:
            quotes.setdefault(quote.passage_id, quote)
    return quotes


def _unshown_sides(part: Answer, shown: Container[str]) -> Iterator[Quote]:
    """Yield a quote for each value of a part's disagreement that no quote shown gives."""
    for value in part.disagreement.values if part.disagreement else ():
        giving = [part.quotes[rank - 1] for rank in value.quotes]
        if not any(quote.passage_id in shown for quote in giving):
            yield giving[0]


def _renumbered(part: Answer, shown: Sequence[str]) -> Disagreement | None:
    """Return a part's disagreement with the ranks that its quotes have among those shown."""
    if part.disagreement is None:
        return None
    values = []
    for value in part.disagreement.values:
        giving = [part.quotes[rank - 1].passage_id for rank in value.quotes]
        ranks = sorted(shown.index(one) + 1 for one in giving if one in shown)
        values.append(value._replace(quotes=tuple(ranks)))
    return part.disagreement._replace(values=tuple(values))


CLOSEST = 3
"""Quotes that an abstention shows at most."""

ASKS_NOTHING = "This asks nothing."
"""What is missing where a message only greets or thanks."""


class Answerer:
    """Answers questions from one index, or from several joined.

    `within` are the numbers of the only passages to be found. What terms tell is counted over
    all passages nevertheless. `ranking` is what puts passages in order, by the weights given,
    or those that come with Quoth; `reader` reads the best of them once more. `written` tells how
    passages write terms, `defined` what they define, where that is known without reading them.
    """

    def __init__(
        self,
        corpus: Collection,
        engine: Searcher,
        analyzer: Analyzer,
        weights: Weights | None = None,
        reader: PassageMatcher | None = None,
        *,
        written: Written | None = None,
        defined: Defined | None = None,
    ) -> None:
        self._corpus = corpus
        self._engine = engine
        self._analyzer = analyzer
        self.ranking = Reranker(corpus, engine, analyzer, weights, reader, defined=defined)
        speller = SpellingCorrector(
            engine, analyzer, lambda number: corpus.passage(number).text, written
        )
        self._questions = QuestionReader(engine, analyzer, speller, self.ranking)

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
        caution: str = DEFAULT_THRESHOLD,
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
        caution: str = DEFAULT_THRESHOLD,
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
        ranked: Iterator[RankedPassage],
        top: int,
        within: range | None,
        *,
        beyond: bool,
        caution: str,
    ) -> Answer:
        """Return what `answer` does, for a question that was read and passages ranked for it."""
        weights = self.ranking.weights
        least = answer_threshold(caution, weights.cautions)
        if is_small_talk(text):
            return Answer(text, text, "no_answer", certainty=0.0, reason=ASKS_NOTHING)
        if len(question.parts) > 1:
            whole = self._of_parts(text, question, top, within, beyond=beyond, caution=caution)
            if whole is not None:
                return whole
        first = _read_first(question, ranked)
        sure = answer_probability(question, first, weights)
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
        return merge_answers(text, question.read_as, parts, top, further)

    def _answered(
        self,
        text: str,
        question: Question,
        quotes: tuple[Quote, ...],
        first: Sequence[RankedPassage],
        sure: float,
    ) -> Answer:
        """Return an answer of quotes, and what they and the next ones disagree about."""
        found = ComparedQuotes(None)
        if may_disagree(question):
            shown = {quote.passage_id for quote in quotes}
            more = select(first, COMPARED_QUOTES, beyond=True)
            further = [one for one in more if one.ranked.passage.passage_id not in shown]
            found = compare_quotes(
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
        first: Sequence[RankedPassage],
        offered: Iterable[RankedPassage],
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


def _read_first(question: Question, ranked: Iterator[RankedPassage]) -> list[RankedPassage]:
    """Return the passages that decide: all that were read at once where sources may disagree."""
    first = list(islice(ranked, DEPTH))
    if first and may_disagree(question):
        first += islice(ranked, max(0, min(first[0].asked.read, COMPARED_QUOTES) - len(first)))
    return first


def _hits(ranked: Iterable[RankedPassage]) -> Iterator[Hit]:
    for rank, one in enumerate(ranked, 1):
        yield Hit(one.passage, one.score, rank)
