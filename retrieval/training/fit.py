"""Weights fitted step by step: sentences first, then passages, then how sure to be.

The right one of several comes first by conditional logistic regression. What is set by hand over
learned weights stands at the top.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from retrieval.answering.abstention import probability_features
from retrieval.errors import UsageError
from retrieval.ranking.passage_features import PASSAGE_FEATURES
from retrieval.ranking.reranker import RankedPassage
from retrieval.ranking.sentence_features import SENTENCE_FEATURES
from retrieval.ranking.weights import Weights, bundled_weights
from retrieval.training.examples import Example, ExamplePassage

_COSINE = PASSAGE_FEATURES.index("reader_cosine")

SENTENCE_PENALTY = 0.03
PASSAGE_PENALTY = 0.003
READER_PENALTY = 0.03
ANSWER_PROBABILITY_C = 0.1
"""How much weights are kept small, the higher the penalty and the lower C; chosen by
cross-validation."""

_NEVER_NEGATIVE = frozenset(
    """bm25 bm25_otherwise told inside titled title_asked together told_bits inside_bits sentence
    earlier before particular local ordered near similar similar_titled matched matched_inside
    matched_titled reader_cosine reader_maxsim reader_least reader_logit""".split()
)
_NEVER_POSITIVE = frozenset(
    """lacking_rare lacking_name lacking lacking_number lacking_relation length
    title_length lacking_bits pronoun""".split()
)

RELATION_WEIGHT = 4.0
MARKED_RELATION_WEIGHT = 0.7
"""What telling a relation the way it is asked weighs, the other way round against: in the score
of a passage and in the value of a sentence. Set by hand: few questions of the data turn on it."""

RIGHT_WAY, WRONG_WAY, NOWHERE_RIGHT = 3.0, -5.0, -0.5
"""What they add to the logarithm of the odds, likewise."""

LEAST_EARLIER_WEIGHT = 5.0
"""What a unit of what was said before adds to a score at least: set by hand for data without
follow-ups."""

LEAST_TYPE_WEIGHTS = {"person": 1.5, "date": 2.5, "number": 2.0}
"""What a possible answer of the kind that is asked for adds to a score at least. Set by hand."""

MOST_TYPE_WEIGHTS = {"definition": 0.4}
"""What one adds at most: much is written like a definition that is none."""

MISSING_TYPE_ODDS = {
    "person": -1.0,
    "date": -3.5,
    "number": -3.5,
    "quotation": -1.0,
    "long_form": -4.0,
}
"""What it takes at least from the logarithm of the odds that a kind of answer is asked for which
shows in the writing, and none is in the sentence that should hold it. Set by hand: whoever
asks for a number is not answered by a sentence without one, however much else it tells."""

MISSING_YEAR_ODDS = -4.0
"""What it takes from them at least that a year is asked about which is not told. Set by hand."""

SET_BY_HAND: Mapping[str, object] = {
    "why": "few questions of the data turn on these; the constants in retrieval.training.fit",
    "passage": {"direction": RELATION_WEIGHT},
    "passage_at_least": {
        "earlier": LEAST_EARLIER_WEIGHT,
        **{f"best_answer_{kind}": weight for kind, weight in LEAST_TYPE_WEIGHTS.items()},
    },
    "passage_at_most": {
        f"best_answer_{kind}": weight for kind, weight in MOST_TYPE_WEIGHTS.items()
    },
    "sentence": {"direction": MARKED_RELATION_WEIGHT},
    "certainty": {
        "right_way": RIGHT_WAY,
        "wrong_way": WRONG_WAY,
        "nowhere_right": NOWHERE_RIGHT,
    },
    "certainty_at_most": {
        "lacking_year": MISSING_YEAR_ODDS,
        **{f"bare_{kind}": odds for kind, odds in MISSING_TYPE_ODDS.items()},
    },
}
"""What stands in a file of weights of the numbers that were not learned."""

ANSWERED_SHARES = {"eager": 0.97, "balanced": 0.92, "careful": 0.8}
"""Share of the questions with an answer that each setting answers."""


def learn(examples: Sequence[Example], made: Mapping[str, object]) -> Weights:
    """Return the weights learned from examples; `made` says what they were made of."""
    sentence = learn_sentence(examples)
    passage = learn_passage(examples, sentence)
    made = {**made, "set_by_hand": SET_BY_HAND}
    weights = Weights(_named(SENTENCE_FEATURES, sentence), passage, {}, 0.0, {}, made)
    weights = weights._replace(skimming=learn_skimming(examples))
    return learn_answer_probability(examples, weights)


def learn_skimming(examples: Sequence[Example]) -> float:
    """Return what the cosine of a passage's vector weighs beside its score without a reader.

    0 where no passage was read.
    """
    unread = bundled_weights()
    choices = []
    for example in examples:
        scored = scored_passages(example.passages, unread)
        cosines = [one.ranked.measured[_COSINE] for one in scored]
        if any(cosines):
            rows = np.array(
                [[one.score, cosine] for one, cosine in zip(scored, cosines, strict=True)]
            )
            choices.append(Choice(rows, np.array([one.passage.is_right for one in scored])))
    if not informative(choices):
        return 0.0
    score, cosine = fit_choices(choices, PASSAGE_PENALTY, [NOT_NEGATIVE, NOT_NEGATIVE])
    return round(float(cosine / max(score, _SAME)), 4)


def learn_sentence(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Return the weights by which the sentence that holds the answer stands out.

    Where no question says what its answer is, those that come with Quoth.
    """
    choices = [
        Choice(passage.sentence_features, passage.holds)
        for example in examples
        for passage in example.passages
        if passage.is_right and len(passage.holds) > 1
    ]
    if not informative(choices):
        return np.array(bundled_weights().sentence_weights)
    bounds = [_bound(name) for name in SENTENCE_FEATURES]
    learned = fit_choices(choices, SENTENCE_PENALTY, bounds)
    learned[SENTENCE_FEATURES.index("direction")] = MARKED_RELATION_WEIGHT
    return learned


def learn_passage(examples: Sequence[Example], sentence: NDArray[np.float64]) -> dict[str, float]:
    """Return the weights by which the passage that answers stands out.

    What a reader says is weighed beside a score that was learned without it (stacking: Wolpert,
    "Stacked Generalization", 1992): learned together with all the rest, it came out too low for
    documents of other kinds than those learned from.
    """
    choices = [
        Choice(
            np.array([passage_features(one, sentence) for one in example.passages]),
            np.array([one.is_right for one in example.passages]),
        )
        for example in examples
        if any(one.is_right for one in example.passages)
    ]
    bounds = [_bound(name.removeprefix("best_")) for name in PASSAGE_FEATURES]
    own = np.array(["reader_" not in name for name in PASSAGE_FEATURES])
    unread = [one._replace(features=one.features * own) for one in choices]
    learned = fit_choices(unread, PASSAGE_PENALTY, bounds)
    if any(one.features[:, ~own].any() for one in choices):
        stacked = [
            one._replace(features=np.column_stack((one.features @ learned, one.features[:, ~own])))
            for one in choices
        ]
        score, *read = fit_choices(stacked, READER_PENALTY, [NOT_NEGATIVE] * (1 + sum(~own)))
        learned[~own] = np.array(read) / max(score, _SAME)
    learned[PASSAGE_FEATURES.index("direction")] = RELATION_WEIGHT
    earlier = PASSAGE_FEATURES.index("earlier")
    learned[earlier] = max(learned[earlier], LEAST_EARLIER_WEIGHT)
    for kind, least in LEAST_TYPE_WEIGHTS.items():
        place = PASSAGE_FEATURES.index(f"best_answer_{kind}")
        learned[place] = max(learned[place], least)
    for kind, most in MOST_TYPE_WEIGHTS.items():
        place = PASSAGE_FEATURES.index(f"best_answer_{kind}")
        learned[place] = min(learned[place], most)
    return _named(PASSAGE_FEATURES, learned)


def learn_answer_probability(examples: Sequence[Example], weights: Weights) -> Weights:
    """Return the weights with those of certainty, and the likelihoods to answer at.

    Besides the questions that have no answer, each that has one is also learned from as if
    its article were not there, and as if only the right passage were not.
    """
    rows: list[dict[str, float]] = []
    answers: list[bool] = []
    right: list[bool | None] = []
    counts: list[float] = []
    for example in examples:
        for passages, has_answer, is_natural in _variants(example):
            order = scored_passages(passages, weights)
            if order:
                rows.append(
                    dict(probability_features(example.question, [one.ranked for one in order]))
                )
                answers.append(has_answer)
                counts.append(example.counts)
                right.append(order[0].passage.is_right if is_natural else None)
    if len(set(answers)) < 2:
        raise UsageError("expected sources with more than the right passages, got nothing else")
    names = list(rows[0])
    features = np.array([[row[name] for name in names] for row in rows])
    counted = np.array(counts)
    slope, intercept = _fit_answer_probability(names, features, np.array(answers), counted)
    natural = np.array([one is not None for one in right])
    first = np.array([bool(one) for one in right])
    slope, intercept = _calibrated(
        slope, intercept, features[natural], first[natural], counted[natural]
    )
    slope[names.index("right_way")] = RIGHT_WAY
    slope[names.index("wrong_way")] = WRONG_WAY
    slope[names.index("nowhere_right")] = NOWHERE_RIGHT
    own = features[natural & np.array(answers)] @ slope + intercept
    cautions = {
        name: _rounded_down(float(1 / (1 + np.exp(-np.quantile(own, 1 - share)))))
        for name, share in ANSWERED_SHARES.items()
    }
    return weights._replace(
        certainty=_named(names, slope), intercept=round(intercept, 4), cautions=cautions
    )


def _variants(example: Example) -> Iterator[tuple[list[ExamplePassage], bool, bool]]:
    """Yield the passages, whether an answer is among them, and whether none was taken out."""
    yield list(example.passages), example.has_answer, True
    titles = {one.title for one in example.passages if one.is_right}
    if not titles:
        return
    others = [one for one in example.passages if one.title not in titles]
    yield others, False, False
    rest = [one for one in example.passages if not one.is_right]
    if len(rest) > len(others):
        yield rest, False, False


def _fit_answer_probability(
    names: list[str],
    features: NDArray[np.float64],
    answers: NDArray[np.bool_],
    counted: NDArray[np.float64],
) -> tuple[NDArray[np.float64], float]:
    """Return the slope and intercept of a logistic regression of whether there is an answer."""
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=ANSWER_PROBABILITY_C, max_iter=5000)
    model.fit(scaler.transform(features), answers, sample_weight=counted)
    slope = np.asarray(model.coef_[0] / scaler.scale_, np.float64)
    intercept = float(model.intercept_[0] - slope @ scaler.mean_)
    for kind, least in MISSING_TYPE_ODDS.items():
        bare = names.index(f"bare_{kind}")
        slope[bare] = min(slope[bare], least)
    year = names.index("lacking_year")
    slope[year] = min(slope[year], MISSING_YEAR_ODDS)
    for place, name in enumerate(names):
        if name.startswith("lacking"):
            slope[place] = min(slope[place], 0.0)
    return slope, intercept


def _calibrated(
    slope: NDArray[np.float64],
    intercept: float,
    features: NDArray[np.float64],
    right: NDArray[np.bool_],
    counted: NDArray[np.float64],
) -> tuple[NDArray[np.float64], float]:
    """Return them so scaled that likelihoods are how often the first passage is right.

    On the questions as they are, without those made up of others. Platt, "Probabilistic
    Outputs for Support Vector Machines", 1999.
    """
    if len(set(right.tolist())) < 2:
        return slope, intercept
    odds = (features @ slope + intercept).reshape(-1, 1)
    model = LogisticRegression(C=1e6, max_iter=1000).fit(odds, right, sample_weight=counted)
    scale, shift = float(model.coef_[0][0]), float(model.intercept_[0])
    if scale <= 0:
        return slope, intercept
    return slope * scale, intercept * scale + shift


def _rounded_down(likelihood: float) -> float:
    """Return a likelihood to answer at: one rounded up to 1 would let nothing be answered."""
    return floor(likelihood * 10_000) / 10_000


class ScoredPassage(NamedTuple):
    """A passage found for a question with its score."""

    passage: ExamplePassage
    score: float
    ranked: RankedPassage


def scored_passages(passages: Sequence[ExamplePassage], weights: Weights) -> list[ScoredPassage]:
    """Return the passages found for a question with their scores, best first."""
    sentence = np.array(weights.sentence_weights)
    own = np.array([weights.passage.get(name, 0.0) for name in PASSAGE_FEATURES])
    rows = [passage_features(one, sentence) for one in passages]
    scored = [
        _scored_passage(one, row, float(row @ own), sentence)
        for one, row in zip(passages, rows, strict=True)
    ]
    return sorted(scored, key=lambda one: (-one.score, one.ranked.number))


def passage_features(passage: ExamplePassage, sentence: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the features of a passage in the order of `PASSAGE_FEATURES`."""
    own, values = passage.passage_features, _sentence_values(passage, sentence)
    if not len(values):
        return np.concatenate((own, np.zeros(len(SENTENCE_FEATURES) + 1)))
    best = int(values.argmax())
    direction = [passage.ranked.measured[-1]]
    of_the_best = passage.sentence_features[best][:-1]
    return np.concatenate((own, [values[best]], of_the_best, direction))


def _sentence_values(passage: ExamplePassage, sentence: NDArray[np.float64]) -> NDArray[np.float64]:
    features = passage.sentence_features
    return features @ sentence if len(features) else np.zeros(0)


def _scored_passage(
    passage: ExamplePassage, row: NDArray[np.float64], score: float, sentence: NDArray[np.float64]
) -> ScoredPassage:
    values = _sentence_values(passage, sentence)
    sentences = tuple(
        one._replace(value=float(value))
        for one, value in zip(passage.ranked.sentences, values, strict=True)
    )
    ranked = passage.ranked._replace(score=score, measured=tuple(row.tolist()), sentences=sentences)
    return ScoredPassage(passage, score, ranked)


Bound = tuple[float | None, float | None]
FREE: Bound = (None, None)
NOT_NEGATIVE: Bound = (0.0, None)
NOT_POSITIVE: Bound = (None, 0.0)


def _bound(name: str) -> Bound:
    if name in _NEVER_NEGATIVE or name.startswith("answer_"):
        return NOT_NEGATIVE
    return NOT_POSITIVE if name in _NEVER_POSITIVE else FREE


def _named(names: Sequence[str], values: NDArray[np.float64]) -> dict[str, float]:
    """Return the weights that matter by name, rounded to what can be read."""
    rounded = ((name, round(float(value), 4)) for name, value in zip(names, values, strict=True))
    return {name: value for name, value in rounded if value}


_ITERATIONS = 500
_SAME = 1e-6
# What is right may be so unlikely on the way that it counts as 0, by which nothing is divided.
_LEAST = 1e-300


class Choice(NamedTuple):
    """Some that were to choose from, a row of features each, and which of them are right."""

    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def fit_choices(
    choices: Sequence[Choice], penalty: float, bounds: Sequence[Bound]
) -> NDArray[np.float64]:
    """Return the weights under which the right ones are most likely to be chosen.

    The likelihood of one is its share of the sum of exp(weights · features) over its choice
    (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974); of several
    right ones, any will do. `penalty` times the squared weights, of features scaled to unit
    deviation within the choices, is taken off the mean log-likelihood. scikit-learn has no
    such model; pairs of right and wrong ones in its logistic regression came out worse, since
    the many easy pairs outweigh the few that matter. Raises UsageError where there is no choice
    that tells.
    """
    useful = informative(choices)
    if not useful:
        raise UsageError(
            "expected questions for which a right passage and others are found, got none"
        )
    spread = np.vstack([one.features - one.features.mean(axis=0) for one in useful])
    scale = spread.std(axis=0)
    # What differs only by how it was rounded differs in nothing.
    scale[scale < _SAME] = 1.0
    rows = np.vstack([one.features for one in useful]) / scale
    right = np.concatenate([one.right for one in useful])
    sizes = [len(one.right) for one in useful]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    owner = np.repeat(np.arange(len(useful)), sizes)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        likely = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        all_likely = np.add.reduceat(likely, starts)
        right_likely = np.maximum(np.add.reduceat(likely * right, starts), _LEAST)
        surprise = np.log(all_likely) - np.log(right_likely)
        pull = likely / all_likely[owner] - likely * right / right_likely[owner]
        slope = rows.T @ pull / len(useful) + 2 * penalty * weights
        return float(surprise.mean() + penalty * weights @ weights), slope

    start = np.zeros(rows.shape[1])
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": _ITERATIONS}
    )
    return np.asarray(found.x / scale, np.float64)


def informative(choices: Sequence[Choice]) -> list[Choice]:
    """Return the choices that teach something: some are right, and some are not."""
    return [one for one in choices if one.right.any() and not one.right.all()]
