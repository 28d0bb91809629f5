"""When nothing is answered: how likely the best passage answers, and the threshold for that.

The answer probability is told from what the passage says of the question, not from its score.
Weights that somebody trained are checked here to be for the features that this Quoth measures.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import exp
from pathlib import Path

from retrieval.answering.quotes import marked_beside
from retrieval.errors import UsageError
from retrieval.model import Passage
from retrieval.question.question import Question
from retrieval.ranking.passage_features import PASSAGE_FEATURES, WeightedQuestion
from retrieval.ranking.possible_answers import LONG_FORM
from retrieval.ranking.reranker import DEPTH, RankedPassage
from retrieval.ranking.sentence_features import ANSWER_KINDS, SENTENCE_FEATURES
from retrieval.ranking.weights import Weights

_WORD = re.compile(r"[^\W_]+")


def verbatim_share(question: str, text: str) -> float:
    """Return the share of a question's pairs of neighbouring words that stand so in a text."""
    asked = list(pairwise(_folded_words(question)))
    written = set(pairwise(_folded_words(text)))
    return sum(pair in written for pair in asked) / len(asked) if asked else 0.0


def _folded_words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


CONSIDERED = DEPTH
"""Passages that are looked at: how far the best is ahead of the others tells, too."""

DEFAULT_THRESHOLD = "balanced"

_RELATION = PASSAGE_FEATURES.index("direction")

_ALONE = 2.0
_MANY_CONCEPTS = 6
_OF_THE_BEST = """told inside titled title_asked lacking_rare lacking_name lacking lacking_number
    lacking_relation together best_told best_titled best_before best_particular best_local
    best_together best_ordered best_near best_opening best_pronoun best_resolved similar
    similar_titled matched matched_inside matched_titled best_similar best_matched
    best_matched_titled reader_cosine reader_maxsim reader_least reader_logit best_reader_cosine
    best_reader_maxsim""".split()
_COMPARED = "told inside titled together sentence similar matched best_matched".split()
_READ = "reader_cosine reader_maxsim best_reader_cosine best_reader_maxsim".split()


def answer_probability(
    question: Question, ranked: Sequence[RankedPassage], weights: Weights
) -> float:
    """Return the likelihood, from 0 to 1, that the first of the ranked passages answers.

    A logistic regression on evidence, learned from questions with and without an answer.
    """
    spoken = ranked and len(ranked[0].lacking) < len(question.concepts)
    worded = any(not concept.term.isdecimal() for concept in question.concepts)
    if not worded or not ranked or not (spoken or ranked[0].coverage):
        return 0.0
    known = weights.certainty
    total = weights.intercept + sum(
        known[name] * value
        for name, value in probability_features(question, ranked)
        if name in known
    )
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def answer_threshold(caution: str, cautions: Mapping[str, float]) -> float:
    """Return the likelihood to answer at, for the name of a setting or a number from 0 to 1.

    Raises UsageError for anything else.
    """
    if caution in cautions:
        return cautions[caution]
    try:
        least = float(caution)
    except ValueError:
        least = -1.0
    if not 0 <= least <= 1:
        names = ", ".join(cautions)
        raise UsageError(f"expected one of {names}, or a number from 0 to 1, got {caution!r}")
    return least


def probability_features(
    question: Question, ranked: Sequence[RankedPassage]
) -> Iterator[tuple[str, float]]:
    """Yield the evidence for and against an answer by its name.

    That of the best passage, as far as it does not depend on how large or how verbose the
    sources are; whether they tell the relation that is asked about only otherwise; how far the
    best exceeds the next one, and the best of another document; how far its score is ahead of
    theirs, and of the mean of the others; how far it uses the words of the question; the number
    of concepts; and whether no possible answer of the kind that is wanted is in its best
    sentence.
    """
    best = ranked[0]
    own = dict(zip(PASSAGE_FEATURES, best.measured, strict=True))
    for name in _OF_THE_BEST:
        yield name, own[name]
    yield "right_way", float(own["direction"] > 0)
    yield "wrong_way", max(0.0, -own["direction"])
    told = [one.measured[_RELATION] for one in ranked[:CONSIDERED]]
    yield "nowhere_right", float(max(told) <= 0 and min(told) < 0)
    yield from _lead_features(best, ranked[1:CONSIDERED], own)
    yield from _wording_features(question, best)
    yield "concepts", float(min(_word_count(question), _MANY_CONCEPTS))
    answer = _marked_answer(best)
    wanted = best.asked.wanted if answer is None else None
    yield "bare_wanted", float(wanted not in (None, LONG_FORM))
    yield "bare_long_form", float(wanted == LONG_FORM)
    for kind in ANSWER_KINDS:
        yield f"wants_{kind}", float(question.expects == kind)
        yield f"bare_{kind}", float(question.expects == kind and answer is None)


def _marked_answer(best: RankedPassage) -> str | None:
    """Return what could be the answer in the sentences that would be marked first."""
    sentences = best.sentences
    if not sentences:
        return None
    place = max(range(len(sentences)), key=lambda one: sentences[one].value)
    other = marked_beside(place, sentences)
    return sentences[place].answer or (sentences[other].answer if other is not None else None)


def _lead_features(
    best: RankedPassage, others: Sequence[RankedPassage], own: Mapping[str, float]
) -> Iterator[tuple[str, float]]:
    """Yield how far the best passage exceeds others, `own` being its evidence by name."""
    following = others[0] if others else None
    other = next((one for one in others if one.passage.doc_id != best.passage.doc_id), None)
    for prefix, rival in (("over_next", following), ("over_other", other)):
        its = dict(zip(PASSAGE_FEATURES, rival.measured, strict=True)) if rival else own
        for name in _COMPARED:
            yield f"{prefix}_{name}", own[name] - its[name]
        # Only what was read can be compared in what a reader says.
        is_read = rival is not None and its["reader_cosine"]
        for name in _READ:
            yield f"{prefix}_{name}", own[name] - its[name] if is_read else 0.0
        yield f"{prefix}_score", min(_ALONE, best.score - rival.score) if rival else _ALONE
    mean = sum(one.score for one in others) / len(others) if others else best.score - _ALONE
    yield "over_mean_score", min(2 * _ALONE, best.score - mean)


def _wording_features(question: Question, best: RankedPassage) -> Iterator[tuple[str, float]]:
    """Yield how far a passage and its title have the words of a question as they were typed."""
    weights, lacking = best.asked.weights, {concept.term for concept in best.lacking}
    rarest = max(weights, key=lambda term: weights[term], default=None)
    total = sum(weights.values()) or 1.0
    text = f"{best.title}\n{best.passage.heading}\n{best.passage.text}"
    yield "typed", sum(value for term, value in weights.items() if term not in lacking) / total
    yield "lacking_rarest", float(rarest in lacking)
    yield "lacking_year", float(any(map(best.is_another_year, best.lacking)))
    yield "verbatim", verbatim_share(question.read_as, text)


def _word_count(question: Question) -> int:
    """Return how many words of a question have to be told: "Qwen3.5-Max" and its parts are one."""
    spans = {(concept.start, concept.end) for concept in question.concepts}
    return sum(
        not any(one != (start, end) and one[0] <= start and end <= one[1] for one in spans)
        for start, end in spans
    )


def trained_weights(path: Path) -> Weights:
    """Return the weights in a file. Raises UsageError where they are not for this Quoth."""
    weights = Weights.load(path)
    unknown = next(_unknown_features(weights), None)
    if unknown is not None:
        raise UsageError(f"{path}: expected the evidence of this version, got {unknown}")
    return weights


def probability_feature_names() -> tuple[str, ...]:
    """Return the names of what certainty is told by."""
    nothing = (0.0,) * len(PASSAGE_FEATURES)
    passage = Passage("", "", 0, 0, "", 1, 1, None, 0, "")
    question = Question("", "", "passage", (), frozenset())
    asked = WeightedQuestion(question, {}, frozenset())
    ranked = RankedPassage(0, passage, 0.0, 0.0, (), (), nothing, (), (), asked, "")
    return tuple(name for name, _ in probability_features(question, [ranked]))


def _unknown_features(weights: Weights) -> Iterator[str]:
    """Yield names of evidence that is not gathered, with what may be meant."""
    for part, known, named in (
        ("sentence", SENTENCE_FEATURES, weights.sentence),
        ("passage", PASSAGE_FEATURES, weights.passage),
        ("certainty", probability_feature_names(), weights.certainty),
    ):
        yield from (
            f'"{name}" of "{part}"{_hint(name, known)}' for name in named if name not in known
        )


def _hint(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f'; did you mean "{close[0]}"?' if close else ""
