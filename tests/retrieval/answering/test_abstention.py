"""How likely the best passage answers, told by its evidence, and never by a bare score."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.abstention import (
    CONSIDERED,
    answer_probability,
    probability_features,
    verbatim_share,
)
from retrieval.model import Passage
from retrieval.question.question import Question, parse_question
from retrieval.ranking.passage_features import PASSAGE_FEATURES, WeightedQuestion
from retrieval.ranking.possible_answers import LONG_FORM
from retrieval.ranking.reranker import RankedPassage
from retrieval.ranking.sentence_features import SENTENCE_FEATURES, ReadSentence
from retrieval.ranking.weights import Weights, bundled_weights
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")

NOTHING_ASKED = WeightedQuestion(Question("", "", "passage", (), frozenset()), {}, frozenset())


def asking(text: str = "who replaced Lin?") -> Question:
    return parse_question(text, ENGLISH, lexicon_for(ENGLISH))


def ranked(
    score: float = 1.0, doc_id: str = "a", answer: str | None = "Zhou", **evidence: float
) -> RankedPassage:
    """Return a passage of a score with this evidence."""
    passage = Passage(f"{doc_id}#1", doc_id, 0, 5, "", 1, 1, None, 0, "Lin.")
    sentence = ReadSentence((0, 4), 1.0, 0.0, answer, None, (0.0,) * len(SENTENCE_FEATURES))
    told = tuple(evidence.get(name, 0.0) for name in PASSAGE_FEATURES)
    weights = (0.0,) * len(PASSAGE_FEATURES)
    return RankedPassage(
        0, passage, score, 1.0, (), (sentence,), told, weights, (), NOTHING_ASKED, ""
    )


def weighing(intercept: float = 0.0, **known: float) -> Weights:
    return Weights({}, {}, known, intercept, {}, {})


def test_where_nothing_is_found_nothing_is_likely() -> None:
    assert answer_probability(asking(), [], weighing(9.0)) == 0.0


def test_a_passage_that_speaks_of_nothing_asked_does_not_answer() -> None:
    question = asking()
    silent = ranked()._replace(coverage=0.0, lacking=question.concepts)
    assert answer_probability(question, [silent], weighing(9.0)) == 0.0
    assert answer_probability(question, [silent._replace(coverage=0.1)], weighing(9.0)) > 0.9


@pytest.mark.parametrize(("intercept", "told"), [(0.0, 0.5), (-2.0, 1.0), (1.5, 0.0)])
def test_it_is_a_logistic_regression_on_the_evidence(intercept: float, told: float) -> None:
    sure = answer_probability(asking(), [ranked(told=told)], weighing(intercept, told=2.0))
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
    name: str, others: list[RankedPassage], value: float
) -> None:
    found = dict(probability_features(asking(), [ranked(told=0.8), *others]))
    assert found[name] == pytest.approx(value)


@pytest.mark.parametrize(
    ("name", "lacking", "value"),
    [
        ("typed", [], 1.0),
        ("typed", ["replac"], 0.75),
        ("typed", ["replac", "lin"], 0.0),
        ("lacking_rarest", ["replac"], 0.0),
        ("lacking_rarest", ["lin"], 1.0),
        ("verbatim", [], 0.5),
    ],
)
def test_what_is_said_in_the_words_of_the_question_tells(
    name: str, lacking: list[str], value: float
) -> None:
    question = asking()
    asked = WeightedQuestion(question, {"replac": 1.0, "lin": 3.0}, frozenset(("lin",)))
    best = ranked()._replace(
        asked=asked,
        lacking=tuple(concept for concept in question.concepts if concept.term in lacking),
        passage=ranked().passage._replace(text="Zhou replaced Lin."),
    )
    assert dict(probability_features(question, [best]))[name] == pytest.approx(value)


def test_a_best_sentence_without_a_possible_answer_is_bare() -> None:
    assert dict(probability_features(asking(), [ranked(answer=None)]))["bare_person"] == 1.0


@pytest.mark.parametrize(
    ("wanted", "answer", "bare"),
    [
        ("year", None, {"bare_wanted"}),
        (LONG_FORM, None, {"bare_long_form"}),
        ("year", "1990", set()),
        (LONG_FORM, "member of technical staff", set()),
        (None, None, set()),
    ],
)
def test_what_the_writing_would_show_is_missed_by_its_kind(
    wanted: str | None, answer: str | None, bare: set[str]
) -> None:
    best = ranked(answer=answer)._replace(asked=NOTHING_ASKED._replace(wanted=wanted))
    found = dict(probability_features(asking("what is a whale?"), [best]))
    assert {name for name in ("bare_wanted", "bare_long_form") if found[name]} == bare


def test_where_there_is_no_sentence_what_is_wanted_is_missed() -> None:
    asked = NOTHING_ASKED._replace(wanted="year")
    found = dict(probability_features(asking(), [ranked()._replace(sentences=(), asked=asked)]))
    assert found["bare_wanted"] == found["bare_person"] == 1.0


@pytest.mark.parametrize(
    ("told", "right", "wrong", "nowhere"),
    [
        ([1.0], 1.0, 0.0, 0.0),
        ([-1.0], 0.0, 1.0, 1.0),
        ([-0.5], 0.0, 0.5, 1.0),
        ([0.0], 0.0, 0.0, 0.0),
        ([0.0, -1.0], 0.0, 0.0, 1.0),
        ([-1.0, 1.0], 0.0, 1.0, 0.0),
        ([-1.0, 0.5], 0.0, 1.0, 0.0),
        ([0.0, 1.0], 0.0, 0.0, 0.0),
        ([-1.0, *[0.0] * (CONSIDERED - 1), 1.0], 0.0, 1.0, 1.0),
    ],
)
def test_it_tells_which_way_round_the_relation_is_told_anywhere(
    told: list[float], right: float, wrong: float, nowhere: float
) -> None:
    found = dict(probability_features(asking(), [ranked(direction=each) for each in told]))
    assert (found["right_way"], found["wrong_way"], found["nowhere_right"]) == (
        right,
        wrong,
        nowhere,
    )


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("who replaced Lin?", 2),
        ("Qwen3.5-Max", 1),
        ("who made Qwen3.5-Max?", 2),
        ("is the co-founder in Oslo?", 2),
        ("what is AT&T?", 1),
        ("Qwen 3.5 Max", 3),
        ("the blue blue whale", 2),
        ("one blue and cold and old whale sang four long songs", 6),
        ("who?", 0),
    ],
)
def test_a_word_that_is_several_terms_counts_once_and_many_count_as_six(
    question: str, words: int
) -> None:
    assert dict(probability_features(asking(question), [ranked()]))["concepts"] == words


def test_evidence_that_is_weighed_is_measured_for_any_passage() -> None:
    names = [name for name, _ in probability_features(asking(), [ranked()])]
    assert names == list(dict.fromkeys(names))
    assert set(bundled_weights().certainty) <= set(names)


def test_passages_far_down_tell_nothing() -> None:
    first = [ranked(2.0), *(ranked(1.0) for _ in range(CONSIDERED - 1))]
    weights = weighing(over_mean_score=1.0)
    sure = answer_probability(asking(), first, weights)
    assert answer_probability(asking(), [*first, ranked(-50.0)], weights) == sure


@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(0, 1)), min_size=1, max_size=12),
    st.dictionaries(st.sampled_from(("told", "over_next_score", "concepts")), st.floats(-99, 99)),
    st.floats(-1e6, 1e6),
)
def test_it_is_a_likelihood_whatever_the_evidence_and_the_weights(
    passages: list[tuple[float, float]], known: dict[str, float], intercept: float
) -> None:
    found = [ranked(score, told=told) for score, told in sorted(passages, reverse=True)]
    sure = answer_probability(asking(), found, weighing(intercept, **known))
    assert 0.0 <= sure <= 1.0
    assert answer_probability(asking(), found, weighing(intercept + 1.0, **known)) >= sure


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("who sings let it be?", "“Let It Be” is a song.", 2 / 4),
        ("who sings let it be?", "It be, let who sings.", 2 / 4),
        ("let it be", "Let it\nbe!", 1.0),
        ("let it be", "Be it, let", 0.0),
        ("snake_case names", "Snake case names", 1.0),
        ("lin", "lin", 0.0),
        ("", "anything", 0.0),
    ],
)
def test_neighbouring_words_count_the_small_ones_included(
    question: str, text: str, share: float
) -> None:
    assert verbatim_share(question, text) == pytest.approx(share)


@given(TEXT, TEXT)
def test_it_is_a_share_and_all_of_it_where_the_text_says_the_question(
    question: str, text: str
) -> None:
    assert 0.0 <= verbatim_share(question, text) <= 1.0
    assert verbatim_share(question, f"{text} {question} {text}") in (0.0, 1.0)
