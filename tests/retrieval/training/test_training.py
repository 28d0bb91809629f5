"""Weights learned from questions, and what they do on questions of other articles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

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
from retrieval.training.fit import learn
from retrieval.training.validate import cross_validated, validated
from tests.retrieval.training.articles import PEOPLE, write_folder


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
    assert sum(bool(one.holds) for one in answerable) >= 0.9 * len(answerable)
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
        one._replace(found=tuple(found for found in one.found if found.is_right))
        for one in gathered
        if one.has_answer
    ]

    with pytest.raises(UsageError, match="a right passage and others"):
        learn(alone, {})
