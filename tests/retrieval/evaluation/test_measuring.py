from __future__ import annotations

import pytest

from retrieval.askable import Askable
from retrieval.conversation.turns import Turn
from retrieval.evaluation import assessment
from retrieval.evaluation.anchors import judged_cases
from retrieval.evaluation.assessment import TimedAnswer, ask, assess, assess_case, outcome_of
from retrieval.evaluation.cases import Case, Failure, JudgedCase, Relevance, Verdict
from retrieval.library import Library
from retrieval.model import Disagreement
from tests.retrieval.evaluation.making import answer, asked, quote

RETURNED = Case(
    "keys",
    "When are keys returned?",
    (Relevance("keys.md", "by Sunday"),),
    ("Sunday",),
    expects="answer",
)
CARS = Case("cars", "Where do cars stand?", (Relevance("cars.txt"),), expects="answer")
MOON = Case("moon", "Who painted the Eiffel tower?", expects="abstain")


def test_an_answer_as_expected_passes(library: Library) -> None:
    keys, cars, moon = assess(library, [RETURNED, CARS, MOON])

    assert [one.passed for one in (keys, cars, moon)] == [True, True, True]
    assert (keys.rank, keys.verdict, keys.mark_right) == (1, "answered rightly", True)
    assert keys.mark == "All keys are returned by Sunday evening."
    assert keys.first == keys.ranking[0] == keys.passages[0]
    assert keys.read_as == RETURNED.question
    assert (cars.rank, cars.ranking[0], cars.mark_right) == (1, "cars.txt", None)
    assert (moon.verdict, moon.first, moon.mark, moon.rank) == ("abstained rightly", None, "", None)


def test_each_question_is_heard_of(library: Library) -> None:
    heard: list[tuple[int, int]] = []

    assess(library, [RETURNED, CARS], lambda done, of: heard.append((done, of)))

    assert heard == [(1, 2), (2, 2)]


def test_the_answers_do_not_depend_on_what_was_asked_before(library: Library) -> None:
    alone = [assess(library, [case])[0]._replace(seconds=0) for case in (RETURNED, CARS)]

    together = [one._replace(seconds=0) for one in assess(library, [RETURNED, CARS])]

    assert together == alone


def test_a_follow_up_is_asked_with_what_was_said_before(library: Library) -> None:
    follow_up = CARS._replace(question="and Cars?", history=(Turn("user", "Who has Keys?"),))

    answer = assess_case(library, judged_cases(library, [follow_up])[0]).answer

    assert (answer.question, answer.read_as) == ("and Cars?", "Who has Cars?")


def test_as_many_quotes_are_asked_for_as_one_of_them_may_be_right(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for = []

    def counting(library: Askable, case: Case, top: int) -> TimedAnswer:
        asked_for.append(top)
        return ask(library, case, top)

    monkeypatch.setattr(assessment, "ask", counting)
    for within in (1, 3, 7):
        assess_case(library, JudgedCase(CARS._replace(within=within), {}, "document"))

    assert asked_for == [3, 3, 7]


A, B, C = quote("a#1", "It was ten."), quote("b#1", "It was nine."), quote("c#1", "Never.")
ASKED = Case("q", "When?", (Relevance("a"),), expects="answer")
UNKNOWN = Case("q", "When?", (Relevance("a"),))
ANSWERED = Case("q", "When?", answers=("ten",), expects="answer")
BOTH = Case("q", "When?", (Relevance("a"),), ("nine",), expects="answer")


@pytest.mark.parametrize(
    ("case", "quotes", "ranking", "expected", "failures"),
    [
        (ASKED, [A, B], "ab", "answered rightly", []),
        (
            ASKED,
            [B, A],
            "ba",
            "answered wrongly",
            [("passage", "first quote: any of a", '"It was nine." of b; the right one has rank 2')],
        ),
        (
            ASKED,
            [B],
            "bc",
            "answered wrongly",
            [
                (
                    "passage",
                    "first quote: any of a",
                    '"It was nine." of b; the right one is not ranked',
                )
            ],
        ),
        (ASKED._replace(within=2), [B, A], "ba", "answered rightly", []),
        (
            ASKED._replace(within=2),
            [B, C, A],
            "bca",
            "answered wrongly",
            [
                (
                    "passage",
                    "one of the first 2 quotes: any of a",
                    '"It was nine." of b; the right one has rank 3',
                )
            ],
        ),
        (
            ASKED,
            [],
            "ca",
            "abstained wrongly",
            [("abstained", "an answer", "none; the right one has rank 2")],
        ),
        (MOON, [], "", "abstained rightly", []),
        (MOON, [C], "c", "answered wrongly", [("answered", "no answer", '"Never." of c')]),
        (UNKNOWN, [A], "a", "unjudged", []),
        (UNKNOWN, [], "", "unjudged", []),
        (ANSWERED, [A], "a", "answered rightly", []),
        (
            ANSWERED,
            [B],
            "b",
            "answered wrongly",
            [("mark", 'marked first "ten"', '"It was nine."')],
        ),
        (ANSWERED, [], "", "abstained wrongly", [("abstained", "an answer", "none")]),
        (
            BOTH,
            [A],
            "a",
            "answered rightly",
            [("mark", 'marked first "nine"', '"It was ten."')],
        ),
    ],
)
def test_an_answer_is_held_against_what_is_right(
    case: Case,
    quotes: list[object],
    ranking: str,
    expected: Verdict,
    failures: list[tuple[str, str, str]],
) -> None:
    grades = {right.doc_id or "": right.grade for right in case.right}
    given = answer(*quotes)  # type: ignore[arg-type]  # quotes

    found = outcome_of(
        JudgedCase(case, grades, "document"), asked(given, [f"{one}#1" for one in ranking])
    )

    assert found.verdict == expected
    assert found.failures == tuple(Failure(*failure) for failure in failures)  # type: ignore[arg-type]  # kinds
    assert found.passed == (not failures)


@pytest.mark.parametrize(
    ("disagree", "reported", "failure"),
    [
        (True, True, None),
        (False, False, None),
        (None, True, None),
        (None, False, None),
        (True, False, Failure("disagreement", "sources that disagree", "none reported")),
        (False, True, Failure("disagreement", "sources that agree", "one reported")),
    ],
)
def test_a_disagreement_is_reported_where_one_is_expected(
    disagree: bool | None, reported: bool, failure: Failure | None
) -> None:
    given = answer(A, disagreement=Disagreement("date", ()) if reported else None)
    case = Case("q", "When?", disagree=disagree)

    found = outcome_of(JudgedCase(case, {}, "document"), asked(given, ["a#1"]))

    assert found.failures == (() if failure is None else (failure,))


def test_what_is_not_in_the_sources_fails_and_is_not_judged() -> None:
    judgement = JudgedCase(ASKED, {}, "document", ("there is no document a",))

    found = outcome_of(judgement, asked(answer(B), ["b#1"]))

    assert found.verdict == "unjudged"
    assert [failure.kind for failure in found.failures] == ["anchor"]


def test_documents_are_ranked_once_each_by_their_best_passage() -> None:
    judgement = JudgedCase(ASKED, {"a": 1}, "document")

    found = outcome_of(judgement, asked(answer(B), ["b#1", "b#2", "a#1", "b#3"]))

    assert (found.ranking, found.rank) == (("b", "a"), 2)
    assert found.passages == ("b#1", "b#2", "a#1", "b#3")


def test_what_is_graded_0_is_not_right() -> None:
    judgement = JudgedCase(ASKED, {"b": 0, "a": 1}, "document")

    assert outcome_of(judgement, asked(answer(B), ["b#1", "a#1"])).rank == 2
