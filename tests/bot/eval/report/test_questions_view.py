"""What fails, in the report."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.eval.report import render
from bot.eval.report.questions_view import (
    MOST_OF_A_KIND,
    change_groups,
    changes_view,
    failure_groups,
    failure_names,
    shown_quote,
    total_in_words,
    totals_verdict,
)
from bot.terminal.layout import visible
from retrieval.evaluation.cases import Outcome
from retrieval.evaluation.saved_runs import (
    CaseChange,
    MetricComparison,
    RunComparison,
    compare_runs,
)
from retrieval.model import Evidence, Quote
from tests.bot.eval.evaluations import TEXTS, change, line, one
from tests.bot.eval.parsed import Element, parsed
from tests.retrieval.evaluation.making import quote


def section_of(*outcomes: Outcome) -> Element:
    return parsed(render("failures.html", groups=failure_groups(outcomes)))


def facts(block: Element) -> dict[str, str]:
    listed = next(block.all("dl"))
    return dict(zip(listed.texts("dt"), listed.texts("dd"), strict=True))


def figure_of(quoted: Quote) -> Element:
    """Return the figure of a quote, as the first of a question that fails."""
    (group,) = failure_groups([one(right="z")])
    failure = group.shown[0]._replace(quotes=(shown_quote("Quote:", quoted),))
    shown = parsed(render("failures.html", groups=[group._replace(shown=(failure,))]))
    return shown.one("figure", "quote")


def in_order(ends: tuple[int, int]) -> tuple[int, int]:
    return min(ends), max(ends)


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_question_note_set_and_quote_are_shown_as_they_are(
    question: str, why: str, set_name: str, text: str
) -> None:
    outcome = one(
        question=question, why=why, set_name=set_name, right="b", quotes=[quote("a#1", text)]
    )
    block = section_of(outcome).one("details", "failure")

    assert block.one("span", "question").text == visible(question)
    assert block.one("blockquote").text == visible(text)
    assert facts(block).get("Note", "") == visible(why)
    assert next(block.all("small")).text == " · ".join(
        [*([visible(set_name)] if set_name else []), "rank 2"]
    )


@given(st.text(min_size=1), st.data())
def test_marks_are_drawn_where_they_are_and_the_quote_is_whole(
    text: str, data: st.DataObject
) -> None:
    ends = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(ends, ends).map(in_order), max_size=4))
    marked = quote("a#1", text)._replace(marks=tuple(spans))
    drawn = figure_of(marked).one("blockquote")

    inside = sorted({at for start, end in spans for at in range(start, end)})
    assert drawn.text == visible(text)
    assert "".join(drawn.texts("mark")) == visible("".join(text[at] for at in inside))


def test_the_best_sentence_is_marked_otherwise_than_the_further_ones() -> None:
    marked = quote("a#1", "One. Two. Three.")._replace(marks=((5, 9), (0, 4)))
    further, best = figure_of(marked).all("mark")
    assert (further.text, further.attributes.get("class")) == ("One.", "further")
    assert (best.text, best.attributes.get("class")) == ("Two.", None)


def test_a_quote_is_cited_and_its_score_is_explained_by_the_largest_part_first() -> None:
    parts = (Evidence("term", "lin × 1", 0.5), Evidence("answer", "person: Hao", 2.0))
    shown = figure_of(quote("a.md#1", "text")._replace(evidence=parts, score=2.5))
    assert shown.one("figcaption").text == "Quote: a.md · a.md:1"
    assert shown.texts("td") == ["person: Hao", "2.00", "lin × 1", "0.50"]
    assert "2.50" in shown.one("summary").text


def test_a_failure_says_what_was_expected_and_where_the_right_one_came() -> None:
    late = section_of(one(ranking=["b", "c", "a"])).one("details", "failure")
    assert facts(late) == {
        "Expected": "first quote: any of a",
        "Got": "the first quote below",
        "The right one": "has rank 3 of 3 documents ranked",
        "From": "questions.yaml:1",
    }
    assert late.texts("b") == ["First quote:", "Right, in place 3:"]
    assert late.texts("blockquote") == ["text of b", "text of a"]


def test_a_right_one_that_is_not_ranked_is_said_to_be_missing() -> None:
    lost = section_of(one(right="z", quotes=[])).one("details", "failure")
    assert facts(lost)["The right one"] == "is not among the 2 documents ranked"
    assert facts(lost)["Right"] == "any of z"


def test_an_answer_that_was_close_and_right_but_not_given_is_called_that() -> None:
    outcome = one(quotes=[], answers=["forty-two"])
    closest = outcome.answer._replace(closest=(quote("a#1", "near"),), missing=("lin",))
    block = section_of(outcome._replace(answer=closest)).one("details", "failure")
    assert block.texts("b") == ["Closest, but not given as an answer (it is right):"]
    assert facts(block)["Got"] == "no answer: nothing found speaks of lin"
    assert facts(block)["Accepted"] == '"forty-two"'


def test_where_nothing_fails_that_is_said() -> None:
    assert "No question fails." in section_of(one()).texts("p")


def test_failures_are_grouped_by_kind_and_those_beyond_the_most_are_counted() -> None:
    wrong = [one(f"w{number}", right="z") for number in range(MOST_OF_A_KIND + 3)]
    outcomes = [*wrong, one("n", right=None), one("fine")]
    shown = section_of(*outcomes)

    assert shown.texts("h3") == [
        "Answered, though there is no answer 1",
        f"The right one comes too late {MOST_OF_A_KIND + 3}",
    ]
    assert len(list(shown.all("details", "failure"))) == MOST_OF_A_KIND + 1
    assert shown.texts("p") == ["3 more questions of this kind: --json and --csv tell of each."]


def test_every_failure_that_is_shown_has_the_name_that_it_is_linked_by() -> None:
    outcomes = [one("a", right="z"), one("b"), one("c", right=None)]
    blocks = section_of(*outcomes).all("details", "failure")
    assert sorted(str(block.attributes["id"]) for block in blocks) == sorted(
        failure_names(outcomes).values()
    )


UP = MetricComparison("mrr@10", 100, 0.5, 0.6, 20, 1, 0.001)
DOWN = MetricComparison("mark", 100, 0.5, 0.4, 1, 20, 0.001)
LUCK = MetricComparison("passed", 10, 0.5, 0.4, 0, 1, 1.0)
SAME = MetricComparison("abstained", 10, 0.5, 0.5, 0, 0, 1.0)
EVEN = MetricComparison("answered", 10, 0.5, 0.5, 1, 1, 1.0)


UNCHANGED = RunComparison(0, (), (), (), ())


def comparison_section(comparison: RunComparison, against: str = "main.run") -> Element:
    """Return the section on a comparison."""
    return parsed(render("changes.html", **changes_view(comparison, against, {})))


def questions_of(*changes: CaseChange, failures: Mapping[str, str] | None = None) -> Element:
    """Return the section with questions that changed, and no plots."""
    view = changes_view(UNCHANGED, "main.run", {})
    view["groups"] = change_groups(changes, failures or {})
    return parsed(render("changes.html", **view))


@pytest.mark.parametrize(
    ("totals", "sentence"),
    [
        ((UP, SAME), "By more than chance would explain, mrr@10 rose."),
        ((UP, DOWN), "By more than chance would explain, mark fell; mrr@10 rose."),
        ((LUCK, SAME), "No measure moved by more than chance would explain."),
        ((SAME,), "No measure moved for any question."),
        ((), "No measure moved for any question."),
    ],
)
def test_a_sentence_says_what_the_totals_mean(
    totals: tuple[MetricComparison, ...], sentence: str
) -> None:
    assert totals_verdict(totals) == sentence


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (UP, "up, more than chance"),
        (DOWN, "down, more than chance"),
        (LUCK, "down, may be chance"),
        (SAME, "the same"),
        (EVEN, "even"),
    ],
)
def test_every_total_is_put_in_words(total: MetricComparison, words: str) -> None:
    assert total_in_words(total) == words


def test_what_is_worse_comes_first_and_what_is_beyond_the_most_is_counted() -> None:
    other = CaseChange(line(mark="a"), line(mark="b"))
    failing = [
        CaseChange(line(), line(f"f{at}", 2, passed=False)) for at in range(MOST_OF_A_KIND + 1)
    ]
    mended = CaseChange(line(passed=False), line())
    changes = [other, change(2, 1), change(1, 2), mended, *failing]
    shown = questions_of(*changes)

    assert shown.texts("h3") == [
        f"Failing now, and not before {MOST_OF_A_KIND + 1}",
        *("Worse 1", "Failing no more 1", "Better 1", "Other, and neither better nor worse 1"),
    ]
    assert shown.texts("p")[-1] == "1 more question of this kind: --json tells of each."
    summaries = [question.one("small").text for question in shown.all("details", "change")]
    assert (summaries[0], summaries[-1]) == ("rank 1 → 2", "other mark")


def test_a_change_shows_only_what_differs_and_leads_to_the_failure() -> None:
    both = CaseChange(line(mark="then"), line(rank=None, mark="now", passed=False))
    shown = questions_of(both, failures={"q": "failure-7"}).one("details", "change")
    assert shown.one("tbody").texts("th") == ["rank of the right one", "failures", "mark"]
    assert shown.texts("td") == ["1", "none", "nothing", "passage", "then", "now"]
    assert shown.one("a").attributes["href"] == "#failure-7"


@given(TEXTS, TEXTS, TEXTS)
def test_question_and_marks_are_shown_as_they_are(question: str, old: str, new: str) -> None:
    both = CaseChange(line(mark=old), line(rank=2, mark=new)._replace(question=question))
    shown = questions_of(both)
    assert shown.one("span", "question").text == visible(question)
    if old != new:
        assert shown.texts("td")[2:] == [visible(old) or "nothing", visible(new) or "nothing"]


def test_the_section_names_the_run_and_counts_what_is_in_one_run_only() -> None:
    comparison = compare_runs([line("a"), line("b")], [line("b", 2), line("c"), line("d")])
    shown = comparison_section(comparison, "<main>.run")
    assert " ".join(shown.texts("p")[0].split()) == (
        "Against <main>.run: 1 question in both, 1 of them changed; 2 new; 1 gone."
    )
    assert "0 rose, 1 fell, 0 appeared, 0 vanished." in shown.texts("p")


def test_where_no_rank_changed_there_is_no_plot_of_that() -> None:
    shown = comparison_section(compare_runs([line()], [line()]))
    assert "No rank of a right one changed." in shown.texts("p")
    assert not list(shown.all("svg"))
