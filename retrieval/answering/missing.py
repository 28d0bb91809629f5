"""What an abstention says is missing: one sentence, true of every passage that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from retrieval.index.engine import Searcher
from retrieval.question.answer_types import AnswerType
from retrieval.question.question import Concept, Question
from retrieval.ranking.first_stage import Alternatives, expand
from retrieval.ranking.reranker import RankedPassage
from retrieval.text.analyzer import Analyzer
from retrieval.text.lexicon import Phrase

_MOST_WORDS = 3
_LONGEST_WORD = 60
# Passages that are looked through at most to be able to say that none holds two words together.
_LOOKED_THROUGH = 2000

_GIVES: dict[AnswerType, str] = {
    "person": "name no person",
    "organisation": "name no organisation",
    "date": "give no date",
    "number": "give no number",
    "place": "name no place",
    "reason": "give no reason",
    "definition": "do not say what it is",
    "quotation": "quote nobody",
}

UNCLEAR = "Passages speak of this, but none clearly answers it."
"""What is said where every word is there, and still nothing answers."""


class Missing(NamedTuple):
    """The words of a question that no passage speaks of, and a sentence on what is missing."""

    words: tuple[str, ...]
    reason: str


def missed(
    question: Question, ranked: Sequence[RankedPassage], engine: Searcher, analyzer: Analyzer
) -> Missing:
    """Return what a question asks that the ranked passages, best first, do not tell.

    What the sentence says of "no passage" holds of all in the index.
    """
    alternatives = expand(question, analyzer, engine.df)
    words = tuple(_unmentioned(question, ranked, alternatives, engine))
    if words:
        return Missing(words, f"No passage mentions {_either(words)}.")
    return Missing(words, _reason(question, ranked, alternatives, engine))


def _unmentioned(
    question: Question,
    ranked: Sequence[RankedPassage],
    alternatives: Alternatives,
    engine: Searcher,
) -> Iterator[str]:
    """Yield words that no passage has, nor anything that may be said for them."""
    # What is not lacking may be an abbreviation that a passage spells out.
    silent = {concept.term for concept in question.concepts}
    for one in ranked:
        silent &= {concept.term for concept in one.lacking}
    told = 0
    for concept in question.concepts:
        others = _other_words(concept, alternatives)
        known = engine.df(concept.term) or any(all(map(engine.df, other)) for other in others)
        # Where nothing has "wi-fi", neither "wi" nor "fi" need be told besides.
        is_part = concept.end <= told
        if concept.is_word and concept.term in silent and not known and not is_part:
            told = concept.end
            yield concept.written


def _reason(
    question: Question,
    ranked: Sequence[RankedPassage],
    alternatives: Alternatives,
    engine: Searcher,
) -> str:
    if not question.concepts:
        return "The question has no word to look for."
    if not ranked:
        return "No passage that was searched mentions any word of it."
    closest = ranked[0]
    if _is_reversed(ranked):
        return "The closest passages say it only the other way round."
    lacking = [
        concept
        for concept in closest.lacking
        if concept.is_word and not _is_in_other_words(concept, closest.number, alternatives, engine)
    ]
    if lacking:
        rarest = min(lacking, key=lambda concept: engine.df(concept.term))
        return _lacked(question, rarest, closest, engine)
    gives = _GIVES.get(question.expects)
    if gives and not any(sentence.answer for one in ranked for sentence in one.sentences):
        return f"Where the closest passages speak of it, they {gives}."
    return UNCLEAR


def _is_reversed(ranked: Sequence[RankedPassage]) -> bool:
    sentences = (sentence for one in ranked for sentence in one.sentences)
    told = {sentence.direction.value for sentence in sentences if sentence.direction}
    return -1 in told and 1 not in told


def _is_in_other_words(
    concept: Concept, number: int, alternatives: Alternatives, engine: Searcher
) -> bool:
    """Return whether a passage has what may be said for a concept."""
    at = np.array([number], np.intp)
    others = _other_words(concept, alternatives)
    return any(all(engine.impacts(term, at)[0] for term in other) for other in others)


def _other_words(concept: Concept, alternatives: Alternatives) -> list[Phrase]:
    """Return what else may say a concept, its other spellings and long forms first."""
    others = (other.phrase for other in alternatives.get(concept.term, ()))
    return [*concept.spellings, *others]


def _lacked(question: Question, lacking: Concept, closest: RankedPassage, engine: Searcher) -> str:
    """Return a sentence on a concept that the closest passage lacks, and what it has instead."""
    written = _quoted(lacking.written)
    beside = _words_beside(question, closest, engine)
    if beside and not _stand_together(lacking, beside, engine):
        told = _quoted(question.read_as[beside[0].start : beside[-1].end])
        return f"No passage mentions {written} together with {told}."
    return f"The closest passage does not mention {written}."


def _words_beside(question: Question, closest: RankedPassage, engine: Searcher) -> list[Concept]:
    """Return the words side by side that the closest passage has: names, or the rarest."""
    # Of "share_history", "share" alone is nothing to stand beside it.
    lacking = [(concept.start, concept.end) for concept in closest.lacking]
    runs: list[list[Concept]] = []
    for concept in question.concepts:
        within = any(start < concept.end and concept.start < end for start, end in lacking)
        if within or not concept.is_word:
            continue
        between = question.read_as[runs[-1][-1].end : concept.start] if runs else "-"
        if between.isspace():
            runs[-1].append(concept)
        else:
            runs.append([concept])
    return max(runs, key=lambda run: _specificity(run, engine), default=[])


def _specificity(run: Sequence[Concept], engine: Searcher) -> tuple[bool, int]:
    names = any(concept.is_name for concept in run)
    return names, -min(engine.df(concept.term) for concept in run)


def _stand_together(lacking: Concept, beside: Sequence[Concept], engine: Searcher) -> bool:
    """Return whether a passage has all of these terms, or may have: looking takes too long."""
    if engine.df(lacking.term) > _LOOKED_THROUGH:
        return True
    if not engine.df(lacking.term):
        return False
    return engine.holds_together([lacking.term, *(concept.term for concept in beside)])


def _either(words: Sequence[str]) -> str:
    return " or ".join(map(_quoted, words[:_MOST_WORDS]))


def _quoted(text: str) -> str:
    """Return words in quotation marks, long ones shortened."""
    words = " ".join(text.split())
    shown = words if len(words) <= _LONGEST_WORD else f"{words[: _LONGEST_WORD - 1]}…"
    return f'"{shown}"'
