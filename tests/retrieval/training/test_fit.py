"""Weights under which the right one of several comes first, and what they do elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from retrieval.answering.abstention import (
    answer_threshold,
    probability_feature_names,
    trained_weights,
)
from retrieval.errors import UsageError
from retrieval.evaluation.beir import read_beir
from retrieval.evaluation.cases import Case
from retrieval.library import Library
from retrieval.ranking.weights import THRESHOLD_NAMES, Weights, bundled_weights
from retrieval.training.examples import Example, examples
from retrieval.training.fit import ANSWERED_SHARES as SHARES
from retrieval.training.fit import (
    FREE,
    NOT_NEGATIVE,
    NOT_POSITIVE,
    Bound,
    Choice,
    fit_choices,
    informative,
    learn,
)
from retrieval.training.validate import cross_validated, validated
from tests.retrieval.training.articles import PEOPLE, write_folder

RANDOM = np.random.default_rng(7)
NOISE = RANDOM.normal(size=(60, 4))


def choice(features: list[list[float]], *right: int) -> Choice:
    return Choice(np.array(features), np.array([at in right for at in range(len(features))]))


CHOICES = [
    choice([[1.0 * (row == at % 4), one] for row, one in enumerate(noise)], at % 4)
    for at, noise in enumerate(NOISE)
]
"""The first feature tells which is right, the second tells nothing."""


def test_what_tells_the_right_one_weighs_and_what_does_not_does_not() -> None:
    telling_one, noise = fit_choices(CHOICES, 0.01, [FREE, FREE])

    assert telling_one > 2
    assert abs(noise) < telling_one / 5


@pytest.mark.parametrize(
    ("bounds", "least", "most"),
    [([NOT_POSITIVE, FREE], -1e9, 0.0), ([NOT_NEGATIVE, FREE], 0.0, 1e9)],
)
def test_a_weight_has_the_sign_that_it_must_have(
    bounds: list[Bound], least: float, most: float
) -> None:
    assert least <= fit_choices(CHOICES, 0.01, bounds)[0] <= most


def test_the_higher_the_penalty_the_smaller_the_weights() -> None:
    sizes = [abs(fit_choices(CHOICES, penalty, [FREE, FREE])[0]) for penalty in (0.001, 0.1, 10)]

    assert sizes == sorted(sizes, reverse=True)


def test_any_of_several_right_ones_will_do() -> None:
    both = [choice([[1.0], [1.0], [0.0]], 0, 1)] * 3

    assert fit_choices(both, 0.01, [FREE])[0] > 0


def test_the_same_choices_give_the_same_weights() -> None:
    first, second = (fit_choices(CHOICES, 0.03, [FREE, FREE]) for _ in range(2))

    assert first.tobytes() == second.tobytes()


def test_a_feature_that_never_differs_weighs_nothing() -> None:
    same = [Choice(np.hstack((one.features, np.ones((4, 1)))), one.right) for one in CHOICES]

    assert fit_choices(same, 0.03, [FREE] * 3)[2] == pytest.approx(0)


def test_a_choice_teaches_something_if_some_are_right_and_some_are_not() -> None:
    none, some, every = choice([[1.0], [0.0]]), choice([[1.0], [0.0]], 0), choice([[1.0]], 0)

    assert [id(one) for one in informative([none, some, every])] == [id(some)]
    with pytest.raises(UsageError, match="a right passage and others"):
        fit_choices([none, every], 0.03, [FREE])


@pytest.fixture(scope="module")
def weights(gathered: list[Example]) -> Weights:
    return learn(gathered, {"command": "quoth train people"})


def test_the_same_questions_give_the_same_file(
    weights: Weights, library: Library, cases: list[Case]
) -> None:
    again = learn(list(examples(library, cases)), {"command": "quoth train people"})

    assert again.as_text() == weights.as_text()


def test_weights_are_written_with_four_decimals_at_most(weights: Weights) -> None:
    written = [weights.intercept]
    for named in (weights.sentence, weights.passage, weights.certainty, weights.cautions):
        written += named.values()

    assert all(value == round(value, 4) for value in written)


def test_what_is_learned_can_be_used(weights: Weights, tmp_path: Path) -> None:
    weights.save(tmp_path / "weights.json")

    assert trained_weights(tmp_path / "weights.json") == weights
    assert set(weights.certainty) <= set(probability_feature_names())


def test_a_bolder_caution_needs_less_certainty(weights: Weights) -> None:
    least = [answer_threshold(caution, weights.cautions) for caution in THRESHOLD_NAMES]

    assert list(SHARES) == list(THRESHOLD_NAMES)
    assert least == sorted(least)


def test_no_caution_asks_for_more_than_any_answer_can_have(weights: Weights) -> None:
    assert all(least < 1.0 for least in weights.cautions.values())


def test_questions_of_other_articles_are_answered_and_abstained_from(
    gathered: list[Example],
) -> None:
    found = list(cross_validated(gathered))
    answerable = [one for one in found if one.example.has_answer]
    others = [one for one in found if not one.example.has_answer]

    assert sum(one.is_first for one in answerable) >= 0.9 * len(answerable)
    assert sum(bool(one.mark_right) for one in answerable) >= 0.9 * len(answerable)
    assert sum(one.likelihood for one in answerable) / len(answerable) > 0.5
    assert sum(one.likelihood for one in others) / len(others) < 0.3


def test_every_question_is_judged_once_and_its_article_was_not_learned_from(
    gathered: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []

    def noted(some: Sequence[Example], made: dict[str, object]) -> Weights:
        seen.append({one.group for one in some})
        return bundled_weights()

    monkeypatch.setattr("retrieval.training.validate.learn", noted)

    answered = [(len(seen) - 1, one.example) for one in cross_validated(gathered)]

    assert sorted(one.case.case_id for _, one in answered) == sorted(
        one.case.case_id for one in gathered
    )
    assert all(one.group not in seen[fold] for fold, one in answered)


def test_questions_of_one_article_are_one_group(gathered: list[Example]) -> None:
    groups = {one.case.case_id: one.group for one in gathered}

    assert all(groups[f"{name}-0"] == groups[f"{name}-1"] == name for name in PEOPLE)


def test_what_is_learned_from_is_what_an_answer_sees(
    gathered: list[Example], weights: Weights, folder: Path
) -> None:
    library = Library.open([folder / "corpus.jsonl"], None, weights=weights)
    for example in islice(gathered, 0, None, 5):
        answer = library.ask(example.case.question, caution="0")
        found = validated(example, weights)

        assert answer.certainty == pytest.approx(found.likelihood, abs=1e-6)
        assert (answer.quotes[0].doc_id in {right.doc_id for right in example.case.right}) == (
            found.is_first
        )


def test_without_accepted_answers_sentences_are_weighed_as_they_come(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "plain", with_answers=False)
    library = Library.open([folder / "corpus.jsonl"], None)

    learned = learn(list(examples(library, read_beir(folder))), {})

    assert learned.sentence == bundled_weights().sentence


def test_nothing_can_be_learned_from_passages_that_are_all_right(gathered: list[Example]) -> None:
    alone = [
        one._replace(passages=tuple(each for each in one.passages if each.is_right))
        for one in gathered
        if one.has_answer
    ]

    with pytest.raises(UsageError, match="a right passage and others"):
        learn(alone, {})
