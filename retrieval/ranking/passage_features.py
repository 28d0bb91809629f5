"""The features of a passage: what speaks for it or against it, besides what each term adds.

What stands above a passage counts as well: the title of its document and its headings, as terms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import NamedTuple

from retrieval.index.corpus import Collection
from retrieval.index.engine import Searcher, idf
from retrieval.model import PassageMatch
from retrieval.question.question import Concept, Question
from retrieval.ranking.sentence_features import SENTENCE_FEATURES, PassageReader, PassageReading
from retrieval.text.analyzer import Analyzer

_REMEMBERED = 1 << 14


class PassageTitle(NamedTuple):
    """A document's title as written; the words and terms of it and of a passage's headings.

    `weights` are the idf of the terms, which add up to `total` (1 where there are none);
    `published` is when the document was, "" where that is not known.
    """

    words: str
    published: str
    above: str
    terms: tuple[str, ...]
    weights: Mapping[str, float]
    total: float


class PassageTitles:
    """The titles of one index's passages; those read are remembered."""

    def __init__(self, corpus: Collection, engine: Searcher, analyzer: Analyzer) -> None:
        self._corpus = corpus
        self._engine = engine
        self._analyzer = analyzer
        self._remembered: dict[int, PassageTitle] = {}

    def of(self, number: int, heading: str) -> PassageTitle:
        """Return what stands above a passage, by its number and its headings."""
        found = self._remembered.get(number)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[number] = self._read(number, heading)
        return found

    def _read(self, number: int, heading: str) -> PassageTitle:
        document = self._corpus.document(self._corpus.document_number(number))
        above = f"{document.title}\n{heading}"
        terms = tuple(self._analyzer.terms(above))
        passages, df = len(self._engine), self._engine.df
        weights = {term: idf(passages, df(term)) for term in terms}
        return PassageTitle(
            document.title,
            document.published or "",
            above,
            terms,
            weights,
            sum(weights.values()) or 1.0,
        )


PASSAGE_FEATURES = (
    "bm25",
    "bm25_otherwise",
    "told",
    "inside",
    "titled",
    "title_asked",
    "lacking_rare",
    "lacking_name",
    "lacking",
    "lacking_number",
    "lacking_relation",
    "together",
    "length",
    "title_length",
    "told_bits",
    "inside_bits",
    "lacking_bits",
    "earlier",
    "similar",
    "similar_titled",
    "matched",
    "matched_inside",
    "matched_titled",
    "reader_cosine",
    "reader_maxsim",
    "reader_least",
    "reader_logit",
    "sentence",
    *(f"best_{name}" for name in SENTENCE_FEATURES[:-1]),
    "direction",
)
"""What speaks for a passage, or against it:

BM25 of the typed terms and of what else may say them, in units; the shares of the question
that passage and title tell together, the text by itself and the title by itself; the share of
the title that the question speaks of; of what nothing there tells: the rarest concept's share
of the question, that of names, how many concepts and numbers, and the share of verbs and nouns
that ask about a relation; neighbouring concepts that
stand together; the logarithms of the lengths of text and title in terms; told, inside and the
rarest lacking again as sums of idf; BM25 of what was said before, in units; how near passage
and title are in meaning, and how a reader matches them, 0 without one (see
`passage_match.PassageMatch`); the value of the
best sentence, and the evidence for it; and whether any sentence tells the relation that is
asked about the right way round (1), or only the other (-1) or of another name.
"""

_NO_SENTENCE = (0.0,) * (len(SENTENCE_FEATURES) - 1)


class WeightedQuestion(NamedTuple):
    """A question with what its ranking needs; `weights` are those of its concepts by term.

    `unknown` holds the terms that no passage has, and `read` is how many passages were read
    before any was given. `wanted` says in a word what it wants that the writing shows, more
    closely than its kind: a year, a colour; None where nothing shows.
    """

    question: Question
    weights: Mapping[str, float]
    unknown: frozenset[str]
    read: int = 0
    wanted: str | None = None


class TermImpacts(NamedTuple):
    """What BM25 adds to a passage: for each concept as typed, and otherwise.

    `earlier` is what it adds for what was said before, altogether.
    """

    typed: Sequence[float]
    otherwise: Sequence[float]
    earlier: float


def features_of(
    asked: WeightedQuestion,
    reader: PassageReader,
    added: TermImpacts,
    reading: PassageReading,
    title: PassageTitle,
    match: PassageMatch,
) -> tuple[float, ...]:
    """Return the evidence for a passage as it was read, in the order of `PASSAGE_FEATURES`."""
    unit = reader.shares.total
    told = [
        1.0 if value > 0 else share
        for value, share in zip(added.typed, reading.anywhere, strict=True)
    ]
    all_told, inside = reader.shares.of(told), reader.shares.of(reading.inside)
    best = max(reading.sentences, key=lambda one: one.value, default=None)
    return (
        sum(added.typed) / unit,
        sum(added.otherwise) / unit,
        all_told,
        inside,
        reader.shares.of(reading.titled),
        _title_share(reader, title),
        *(lacking := _lacking(asked, told, unit)),
        reading.together,
        log(1 + reading.terms),
        log(1 + len(title.weights)),
        all_told * unit,
        inside * unit,
        lacking[0] * unit,
        added.earlier / unit,
        *reading.meaning,
        match.cosine,
        match.maxsim,
        match.least,
        match.logit,
        best.value if best else 0.0,
        *(best.evidence[:-1] if best else _NO_SENTENCE),
        _relation(reading),
    )


def _lacking(asked: WeightedQuestion, told: Sequence[float], unit: float) -> tuple[float, ...]:
    """Return what "lacking_rare" and the others after it say of what nothing tells."""
    lacking = [
        concept for concept, share in zip(asked.question.concepts, told, strict=True) if not share
    ]
    if not lacking:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    weights = asked.weights
    return (
        max(weights[concept.term] for concept in lacking) / unit,
        sum(weights[concept.term] for concept in lacking if concept.is_name) / unit,
        float(len(lacking)),
        float(sum(map(_is_number, lacking))),
        sum(weights[concept.term] for concept in lacking if _is_relation(concept)) / unit,
    )


def _is_number(concept: Concept) -> bool:
    return any(map(str.isdigit, concept.term))


def _is_relation(concept: Concept) -> bool:
    return bool(concept.paraphrases) and not concept.is_name


def _title_share(reader: PassageReader, title: PassageTitle) -> float:
    """Return the share of a title that the question speaks of."""
    speaks_of = reader.matcher.speaks_of
    return sum(weight for term, weight in title.weights.items() if speaks_of(term)) / title.total


def _relation(reading: PassageReading) -> float:
    told = [sentence.evidence[-1] for sentence in reading.sentences]
    return max(told) if max(told, default=0.0) > 0 else min(told, default=0.0)
