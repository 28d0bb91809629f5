"""Questions asked, timed and held against what is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given

from retrieval.askable import Askable
from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError
from retrieval.evaluation import assessment
from retrieval.evaluation.assessment import TimedAnswer, ask, assess, assess_case, outcome_of
from retrieval.evaluation.cases import Case, Failure, JudgedCase, Relevance, Verdict, judged_cases
from retrieval.library import Library
from retrieval.model import Disagreement
from retrieval.ranking.reranker import CANDIDATE_COUNT, Reranker
from tests.retrieval.evaluation.making import answer, asked, quote
from tests.retrieval.strategies import TEXT

EARLIER = (Turn("user", "Who has the key of the gate?"), Turn("bot", "The warden."))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, house: Path) -> Library:
    folder = tmp_path_factory.mktemp("doors")
    doors = "\n\n".join(
        f"The key of door {number} is blue." for number in range(2 * CANDIDATE_COUNT)
    )
    (folder / "doors.md").write_text(f"{doors}\n", encoding="utf-8")
    return Library.open([house, folder], None)


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("When are keys returned?", ()),
        ("Which key is blue?", ()),
        ("and when does it close?", EARLIER),
        ("where do cars stand?", EARLIER),
        ("When does the gate close and where do cars stand?", ()),
        ("Who painted the Eiffel tower?", ()),
    ],
)
@pytest.mark.parametrize("top", [1, 3, 7])
def test_the_answer_is_that_of_asking_and_the_order_that_of_searching(
    library: Library, question: str, history: tuple[Turn, ...], top: int
) -> None:
    asked = ask(library, Case("one", question, history=history), top)

    assert asked.answer == library.ask(question, top, history=history)
    assert list(asked.hits) == library.search(question, CANDIDATE_COUNT, history=history)


@given(question=TEXT, said=TEXT)
def test_any_question_is_answered_and_ranked_as_it_is_by_itself(
    library: Library, question: str, said: str
) -> None:
    assume(question.strip())
    history = (Turn("user", f"the key {said}"),)
    asked = ask(library, Case("one", f"key {question}", history=history), 3)

    assert asked.answer == library.ask(f"key {question}", history=history)
    assert list(asked.hits) == library.search(f"key {question}", CANDIDATE_COUNT, history=history)


def test_a_question_is_ranked_once(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    ranked: list[str] = []
    rank = Reranker.rank

    def counting(self: Reranker, question: Any, *more: Any) -> Any:
        ranked.append(question.read_as)
        return rank(self, question, *more)

    monkeypatch.setattr(Reranker, "rank", counting)
    asked = ask(library, Case("one", "Which key is blue?"), 3)

    assert len(asked.hits) == CANDIDATE_COUNT
    assert ranked == ["Which key is blue?"]


def test_a_library_is_asked_with_its_own_caution(library: Library, house: Path) -> None:
    careful = Library.open([house], None, caution="1")

    case = Case("one", "When are keys returned?")
    assert ask(library, case, 3).answer.status == "answered"
    assert ask(careful, case, 3).answer.status == "no_answer"


def test_a_question_that_nobody_may_ask_is_refused(library: Library) -> None:
    with pytest.raises(UsageError):
        ask(library, Case("one", "  "), 3)


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


def test_an_answer_is_as_certain_as_its_first_quote_is_likely_to_answer() -> None:
    judgement = JudgedCase(ASKED, {"a": 1}, "document")

    for one, certainty in ((answer(A), 0.8), (answer(), 0.0)):
        sure = one._replace(certainty=0.8)
        assert outcome_of(judgement, asked(sure, ["a#1"])).certainty == certainty


def test_what_is_graded_0_is_not_right() -> None:
    judgement = JudgedCase(ASKED, {"b": 0, "a": 1}, "document")

    assert outcome_of(judgement, asked(answer(B), ["b#1", "a#1"])).rank == 2
