"""What the report shows of single questions: those that fail, and those that changed.

Of one that fails, what was expected, what came, quoted with its evidence, and the right one. Of
what changed since the run compared with, in all, whether that means anything, and question by
question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bot.eval.evaluation_text import SMALLEST_P_VALUE
from bot.eval.report.plots import RankMoves, rank_move_plot, rank_moves, total_plot
from bot.terminal.answer_text import file_location
from bot.terminal.layout import counted
from retrieval.evaluation.assessment import relevance_text
from retrieval.evaluation.cases import Failure, FailureKind, Outcome
from retrieval.evaluation.saved_runs import (
    CaseChange,
    MetricComparison,
    RunComparison,
    SavedOutcome,
)
from retrieval.model import Quote
from retrieval.ranking.feature_meanings import meaning

MOST_OF_A_KIND = 50
"""Questions of one kind that are shown one by one; the rest is counted."""

FAILURE_HEADINGS: dict[FailureKind, str] = {
    "anchor": "What is right is not in the sources",
    "answered": "Answered, though there is no answer",
    "abstained": "Not answered, though there is an answer",
    "passage": "The right one comes too late",
    "disagreement": "Sources that disagree, or agree, against what is expected",
    "mark": "The right one, but another sentence is marked",
}
"""The kinds of failures in the order in which they are shown, and their headings."""

_SHOWN_BY_QUOTE: tuple[FailureKind, ...] = ("answered", "passage", "mark")


class Fact(NamedTuple):
    """What is said of a question: a text under a name, with `lead` before it."""

    name: str
    text: str
    lead: str = ""
    css_class: str = ""


class FailureQuote(NamedTuple):
    """A quote word for word under a label.

    `stretches` are its text in order, each with how it is marked: "best", "further" or not at
    all. `evidence` has a row for each part of its score.
    """

    label: str
    named: tuple[str, ...]
    location: str
    stretches: tuple[tuple[str, str], ...]
    score: float
    evidence: tuple[tuple[str, str, str], ...]


class FailedQuestion(NamedTuple):
    """A question that fails; `name` is what it is linked by."""

    name: str
    question: str
    labels: tuple[str, ...]
    facts: tuple[Fact, ...]
    quotes: tuple[FailureQuote, ...]


class FailureGroup(NamedTuple):
    """The questions whose first failure is of a kind; `left_out` is how many are not shown."""

    kind: FailureKind
    heading: str
    total: int
    shown: tuple[FailedQuestion, ...]
    left_out: int


def failure_groups(outcomes: Sequence[Outcome]) -> list[FailureGroup]:
    """Return the questions that fail, by the kind of their first failure."""
    names = failure_names(outcomes)
    return [
        FailureGroup(
            kind,
            FAILURE_HEADINGS[kind],
            len(failed),
            tuple(_failed_question(one, names) for one in failed[:MOST_OF_A_KIND]),
            max(0, len(failed) - MOST_OF_A_KIND),
        )
        for kind, failed in _by_kind(outcomes).items()
    ]


def failure_names(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """Return the name to link to, by question id, of each failure that is shown."""
    shown = (one for failed in _by_kind(outcomes).values() for one in failed[:MOST_OF_A_KIND])
    return {one.case.case_id: f"failure-{number}" for number, one in enumerate(shown, 1)}


def _by_kind(outcomes: Sequence[Outcome]) -> dict[FailureKind, list[Outcome]]:
    failed = [outcome for outcome in outcomes if outcome.failures]
    groups = {
        kind: [one for one in failed if one.failures[0].kind == kind] for kind in FAILURE_HEADINGS
    }
    return {kind: group for kind, group in groups.items() if group}


def _failed_question(outcome: Outcome, names: dict[str, str]) -> FailedQuestion:
    case = outcome.case
    rank = "not ranked" if outcome.rank is None else f"rank {outcome.rank:,}"
    labels = [case.set_name] if case.set_name else []
    labels += [rank] if _has_right_one(outcome) else []
    return FailedQuestion(
        names[case.case_id],
        case.question,
        tuple(labels),
        tuple(fact for fact in _facts(outcome) if fact.text or fact.lead),
        tuple(_quotes(outcome)),
    )


def _facts(outcome: Outcome) -> Iterator[Fact]:
    """Yield what is known of a question; a text without words is not shown."""
    case = outcome.case
    for turn in case.history:
        yield Fact("After", turn.text, lead=f"{turn.role}: ")
    if outcome.read_as != case.question:
        yield Fact("Read as", outcome.read_as)
    for failure in outcome.failures:
        yield Fact("Expected", failure.expected)
        yield Fact("Got", _got_text(outcome, failure))
    yield from _right_facts(outcome)
    yield Fact("The right one", _rank_of_right(outcome))
    yield Fact("Note", case.why)
    yield Fact("Tags", ", ".join(case.tags))
    yield Fact("From", case.place or case.case_id, css_class="place")


def _right_facts(outcome: Outcome) -> Iterator[Fact]:
    """Yield what would have been right, unless a failure says so already."""
    kinds = {failure.kind for failure in outcome.failures}
    case = outcome.case
    if "passage" not in kinds:
        yield Fact("Right", " or ".join(relevance_text(one) for one in case.right if one.grade))
    if "mark" not in kinds:
        yield Fact("Accepted", " or ".join(f'"{text}"' for text in case.answers))


def _got_text(outcome: Outcome, failure: Failure) -> str:
    """Return what came, in short where the quote is shown anyway."""
    if failure.kind == "abstained":
        missing = outcome.answer.missing
        return "no answer" + (f": nothing found speaks of {', '.join(missing)}" if missing else "")
    if failure.kind in _SHOWN_BY_QUOTE and outcome.answer.quotes:
        return "the first quote below"
    return failure.got


def _rank_of_right(outcome: Outcome) -> str:
    if not _has_right_one(outcome):
        return ""
    ranked = f"{counted(len(outcome.ranking), outcome.judged.unit)} ranked"
    if outcome.rank is None:
        return f"is not among the {ranked}"
    return f"has rank {outcome.rank:,} of {ranked}"


def _has_right_one(outcome: Outcome) -> bool:
    return any(outcome.judged.grades.values())


def _quotes(outcome: Outcome) -> Iterator[FailureQuote]:
    """Yield the first quote, or the closest passage, and the right one where it is at hand."""
    answer = outcome.answer
    quotes = answer.quotes or answer.closest
    if not quotes:
        return
    label = "First quote" if answer.quotes else "Closest, but not given as an answer"
    if _is_right(outcome, quotes[0]):
        yield shown_quote(f"{label} (it is right):", quotes[0])
        return
    yield shown_quote(f"{label}:", quotes[0])
    for number, quote in enumerate(quotes[1:], 2):
        if _is_right(outcome, quote):
            yield shown_quote(f"Right, in place {number}:", quote)
            return


def _is_right(outcome: Outcome, quote: Quote) -> bool:
    judged = outcome.judged
    name = quote.passage_id if judged.unit == "passage" else quote.doc_id
    return bool(judged.grades.get(name))


def shown_quote(label: str, quote: Quote) -> FailureQuote:
    """Return a quote with its citation and its evidence, the largest part first."""
    citation = quote.citation
    named = (citation.title, citation.publisher, citation.published)
    return FailureQuote(
        label,
        tuple(name for name in named if name),
        file_location(citation.doc_id, citation.path, citation.locator),
        tuple(_stretches(quote)),
        quote.score,
        tuple(
            (meaning(part.name), part.detail, f"{part.value:.2f}")
            for part in sorted(quote.evidence, key=lambda part: -part.value)
        ),
    )


def _stretches(quote: Quote) -> Iterator[tuple[str, str]]:
    """Yield the text in order, the best sentence marked otherwise than the further ones."""
    best = quote.marks[0] if quote.marks else None
    position = 0
    for span in sorted(quote.marks):
        start, end = max(span[0], position), span[1]
        yield quote.text[position:start], ""
        if start < end:
            yield quote.text[start:end], "best" if span == best else "further"
        position = max(position, end)
    yield quote.text[position:], ""


SIGNIFICANT = 0.05
"""p-values below are called more than chance."""

Row = tuple[str, str, str]
"""What is compared of a question, before, and after."""

_GROUP_TITLES = (
    "Failing now, and not before",
    "Worse",
    "Failing no more",
    "Better",
    "Other, and neither better nor worse",
)


class ChangedQuestion(NamedTuple):
    """A question that changed; `failure` is what it is linked by where it fails and is shown."""

    question: str
    summary: str
    rows: tuple[Row, ...]
    failure: str | None


class ChangeGroup(NamedTuple):
    """Questions that changed for better or worse; `left_out` is how many are not shown."""

    title: str
    total: int
    shown: tuple[ChangedQuestion, ...]
    left_out: int


def changes_view(
    comparison: RunComparison, against: str, failures: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the template shows; `failures` are names to link to by question id."""
    moves = rank_moves(comparison.changes)
    totals = comparison.totals
    is_moved = any(total.better or total.worse for total in totals)
    return {
        "against": against,
        "comparison": comparison,
        "verdict": totals_verdict(totals),
        "significant": f"{SIGNIFICANT:g}",
        "totals": [_total_row(total) for total in totals],
        "total_plot": total_plot(totals) if is_moved else None,
        "move_plot": rank_move_plot(moves) if moves.any else None,
        "move_counts": _move_counts(moves),
        "move_rows": [(name, f"{up:,}", f"{down:,}") for name, up, down in moves.groups],
        "groups": change_groups(comparison.changes, failures),
    }


def totals_verdict(totals: Sequence[MetricComparison]) -> str:
    """Return in a sentence what the totals say: which measures moved by more than chance."""
    significant = [total for total in totals if total.p_value < SIGNIFICANT]
    fell = [total.measure for total in significant if total.after < total.before]
    rose = [total.measure for total in significant if total.after > total.before]
    parts = [
        f"{', '.join(names)} {how}" for names, how in ((fell, "fell"), (rose, "rose")) if names
    ]
    if parts:
        return f"By more than chance would explain, {'; '.join(parts)}."
    if any(total.better or total.worse for total in totals):
        return "No measure moved by more than chance would explain."
    return "No measure moved for any question."


def _total_row(total: MetricComparison) -> tuple[str, ...]:
    p_value = f"{total.p_value:.3f}" if total.p_value >= SMALLEST_P_VALUE else "< 0.001"
    return (
        total.measure,
        f"{total.questions:,}",
        f"{total.before:.3f}",
        f"{total.after:.3f}",
        f"{total.better:,}",
        f"{total.worse:,}",
        p_value,
        total_in_words(total),
    )


def total_in_words(total: MetricComparison) -> str:
    """Return what a total says in a few words."""
    if not (total.better or total.worse):
        return "the same"
    if total.before == total.after:
        return "even"
    way = "up" if total.after > total.before else "down"
    return f"{way}, {'more than' if total.p_value < SIGNIFICANT else 'may be'} chance"


def _move_counts(moves: RankMoves) -> str:
    return (
        f"{moves.rose:,} rose, {moves.fell:,} fell, {moves.appeared:,} appeared, "
        f"{moves.vanished:,} vanished."
    )


def change_groups(
    changes: Sequence[CaseChange], failures: Mapping[str, str]
) -> Iterator[ChangeGroup]:
    """Yield the questions that changed, the worse ones first.

    `failures` are names to link to by question id.
    """
    for number, title in enumerate(_GROUP_TITLES):
        group = [change for change in changes if _group_number(change) == number]
        if group:
            shown = tuple(_changed_question(one, failures) for one in group[:MOST_OF_A_KIND])
            yield ChangeGroup(title, len(group), shown, len(group) - len(shown))


def _group_number(change: CaseChange) -> int:
    if change.is_new_failure:
        return 0
    if change.is_mended:
        return 2
    if change.is_worse == change.is_better:
        return 4
    return 1 if change.is_worse else 3


def _changed_question(change: CaseChange, failures: Mapping[str, str]) -> ChangedQuestion:
    before, after = change.before, change.after
    rows = tuple(row for row in _compared_rows(before, after) if row[1] != row[2])
    return ChangedQuestion(
        after.question, _main_difference(rows), rows, failures.get(after.case_id)
    )


def _compared_rows(before: SavedOutcome, after: SavedOutcome) -> Sequence[Row]:
    return (
        ("verdict", before.verdict, after.verdict),
        ("rank of the right one", _rank_text(before), _rank_text(after)),
        ("failures", ", ".join(before.wrong) or "nothing", ", ".join(after.wrong) or "nothing"),
        ("first quote", before.first or "none", after.first or "none"),
        ("mark", before.mark or "nothing", after.mark or "nothing"),
    )


def _rank_text(line: SavedOutcome) -> str:
    return "none" if line.rank is None else f"{line.rank:,}"


def _main_difference(rows: Sequence[Row]) -> str:
    """Return in short what a person would look for first of what differs."""
    for name, before, after in rows[:1]:
        if name == "verdict":
            return f"{before} → {after}"
        if name == "rank of the right one":
            return f"rank {before} → {after}"
        return f"other {name}"
    return ""
