"""How likely the best passage answers, told by its evidence, and never by a bare score."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis.analyzer import analyzer_for
from retrieval.answering.abstention import CONSIDERED, certainty, measured
from retrieval.lexicon.relations import lexicon_for
from retrieval.model import Passage
from retrieval.question.question import Question, read
from retrieval.ranking.ranking import PASSAGE_EVIDENCE, Ranked
from retrieval.ranking.reading import SENTENCE_EVIDENCE, Sentence
from retrieval.ranking.weights import Weights

ENGLISH = analyzer_for("english")


def asking(text: str = "who replaced Lin?") -> Question:
    return read(text, ENGLISH, lexicon_for(ENGLISH))


def ranked(
    score: float = 1.0, doc_id: str = "a", answer: str | None = "Zhou", **evidence: float
) -> Ranked:
    """Return a passage of a score with this evidence."""
    passage = Passage(f"{doc_id}#1", doc_id, 0, 5, "", 1, 1, None, 0, "Lin.")
    sentence = Sentence((0, 4), 1.0, 0.0, answer, None, (0.0,) * len(SENTENCE_EVIDENCE))
    told = tuple(evidence.get(name, 0.0) for name in PASSAGE_EVIDENCE)
    weights = (0.0,) * len(PASSAGE_EVIDENCE)
    return Ranked(0, passage, score, 1.0, (), (sentence,), told, weights, ())


def weighing(intercept: float = 0.0, **known: float) -> Weights:
    return Weights({}, {}, known, intercept, {}, {})


def test_where_nothing_is_found_nothing_is_likely() -> None:
    assert certainty(asking(), [], weighing(9.0)) == 0.0


def test_a_passage_that_speaks_of_nothing_asked_does_not_answer() -> None:
    question = asking()
    silent = ranked()._replace(coverage=0.0, lacking=question.concepts)
    assert certainty(question, [silent], weighing(9.0)) == 0.0
    assert certainty(question, [silent._replace(coverage=0.1)], weighing(9.0)) > 0.9


@pytest.mark.parametrize(("intercept", "told"), [(0.0, 0.5), (-2.0, 1.0), (1.5, 0.0)])
def test_it_is_a_logistic_regression_on_the_evidence(intercept: float, told: float) -> None:
    sure = certainty(asking(), [ranked(told=told)], weighing(intercept, told=2.0))
    assert sure == pytest.approx(1 / (1 + exp(-(intercept + 2.0 * told))))


@pytest.mark.parametrize(
    ("name", "others", "value"),
    [
        ("told", [ranked()], 0.8),
        ("over_next_told", [ranked(told=0.3)], 0.5),
        ("over_next_told", [], 0.0),
        ("over_other_told", [ranked(told=0.7), ranked(doc_id="b", told=0.2)], 0.6),
        ("over_other_told", [ranked(told=0.7)], 0.0),
        ("over_next_score", [ranked(0.4)], 0.6),
        ("over_next_score", [ranked(-90.0)], 2.0),
        ("over_next_score", [], 2.0),
        ("over_mean_score", [ranked(0.5), ranked(-0.5)], 1.0),
        ("over_mean_score", [], 2.0),
        ("concepts", [], 2.0),
        ("wants_person", [], 1.0),
        ("wants_date", [], 0.0),
        ("bare_person", [], 0.0),
    ],
)
def test_the_best_is_measured_by_itself_and_against_the_others(
    name: str, others: list[Ranked], value: float
) -> None:
    found = dict(measured(asking(), [ranked(told=0.8), *others]))
    assert found[name] == pytest.approx(value)


def test_a_best_sentence_without_a_possible_answer_is_bare() -> None:
    assert dict(measured(asking(), [ranked(answer=None)]))["bare_person"] == 1.0


def test_passages_far_down_tell_nothing() -> None:
    first = [ranked(2.0), *(ranked(1.0) for _ in range(CONSIDERED - 1))]
    weights = weighing(over_mean_score=1.0)
    sure = certainty(asking(), first, weights)
    assert certainty(asking(), [*first, ranked(-50.0)], weights) == sure


@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(0, 1)), min_size=1, max_size=12),
    st.dictionaries(st.sampled_from(("told", "over_next_score", "concepts")), st.floats(-99, 99)),
    st.floats(-1e6, 1e6),
)
def test_it_is_a_likelihood_whatever_the_evidence_and_the_weights(
    passages: list[tuple[float, float]], known: dict[str, float], intercept: float
) -> None:
    found = [ranked(score, told=told) for score, told in sorted(passages, reverse=True)]
    sure = certainty(asking(), found, weighing(intercept, **known))
    assert 0.0 <= sure <= 1.0
    assert certainty(asking(), found, weighing(intercept + 1.0, **known)) >= sure
