"""What a question asks after what was said before, and the passages ranked for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from retrieval.analysis.analyzer import Analyzer
from retrieval.conversation import Found, Turn, Understood, leans, understand
from retrieval.index.engine import Searcher, idf
from retrieval.lexicon.relations import lexicon_for
from retrieval.question.question import Question, read
from retrieval.ranking.ranked import Ranked
from retrieval.ranking.ranking import Ranking
from retrieval.spelling.speller import Speller


class Questions:
    """Reads questions for one index, or for several joined, and ranks its passages for them."""

    def __init__(
        self, engine: Searcher, analyzer: Analyzer, speller: Speller, ranking: Ranking
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


def _found(best: Ranked | None) -> Found | None:
    if best is None:
        return None
    tells_earlier = any(part.name == "earlier" for part in best.parts)
    return Found(best.number, best.coverage, tells_earlier)


def _before(best: Ranked | None, others: Iterator[Ranked]) -> Iterator[Ranked]:
    return others if best is None else chain([best], others)
