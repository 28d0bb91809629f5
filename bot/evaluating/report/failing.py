"""The questions that fail: each with what was expected, what came, and where the right one is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.evaluating.report.markup import Markup, dotted, given, joined, markup, tag
from bot.evaluating.report.parts import MOST_OF_A_KIND, section, told
from bot.evaluating.report.quoting import quoted
from bot.wording import counted
from retrieval.evaluation.judging import told as right_one
from retrieval.evaluation.outcomes import Failure, FailureKind, Outcome
from retrieval.model import Quote

KINDS: dict[FailureKind, str] = {
    "anchor": "What is right is not in the sources",
    "answered": "Answered, though there is no answer",
    "abstained": "Not answered, though there is an answer",
    "passage": "The right one comes too late",
    "disagreement": "Sources that disagree, or agree, against what is expected",
    "mark": "The right one, but another sentence is marked",
}
"""The kinds of failures in the order in which they are shown, and their headings."""

_SHOWN_BY_QUOTE: tuple[FailureKind, ...] = ("answered", "passage", "mark")


def failing(outcomes: Sequence[Outcome]) -> Markup:
    """Return a section with the questions that fail, by the kind of their first failure."""
    groups = _by_kind(outcomes)
    if not groups:
        return section("failures", "Failures", tag("p", "No question fails."))
    names = failure_names(outcomes)
    ways = (
        tag("li", tag("a", KINDS[kind], href=f"#{_name(kind)}"), f" {len(group):,}")
        for kind, group in groups.items()
    )
    blocks = (_group(*group, names) for group in groups.items())
    overview = tag("ul", *ways) if len(groups) > 1 else ""
    return section("failures", "Failures", overview, *blocks)


def failure_names(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """Return the name to link to, by question id, of each failure that is shown."""
    shown = (one for group in _by_kind(outcomes).values() for one in group[:MOST_OF_A_KIND])
    return {one.case.case_id: f"failure-{number}" for number, one in enumerate(shown, 1)}


def _by_kind(outcomes: Sequence[Outcome]) -> dict[FailureKind, list[Outcome]]:
    failed = [outcome for outcome in outcomes if outcome.failures]
    groups = {kind: [one for one in failed if one.failures[0].kind == kind] for kind in KINDS}
    return {kind: group for kind, group in groups.items() if group}


def _group(kind: FailureKind, group: Sequence[Outcome], names: dict[str, str]) -> Markup:
    blocks = [_block(one, names[one.case.case_id]) for one in group[:MOST_OF_A_KIND]]
    if len(group) > MOST_OF_A_KIND:
        rest = counted(len(group) - MOST_OF_A_KIND, "more question")
        blocks.append(tag("p", f"{rest} of this kind: --json and --csv tell of each."))
    heading = tag("h3", f"{KINDS[kind]} ", tag("small", f"{len(group):,}"), id=_name(kind))
    return joined((heading, *blocks))


def _name(kind: FailureKind) -> str:
    return f"failures-{kind}"


def _block(outcome: Outcome, name: str) -> Markup:
    case = outcome.case
    rank = "not ranked" if outcome.rank is None else f"rank {outcome.rank:,}"
    small = [given(case.set_name)] if case.set_name else []
    small += [markup(rank)] if _has_right_one(outcome) else []
    heading = given(case.question, class_="question"), " ", tag("small", *dotted(small))
    return tag(
        "details",
        tag("summary", *heading),
        told(_facts(outcome)),
        *_quotes(outcome),
        id=name,
        class_="failure",
    )


def _facts(outcome: Outcome) -> Iterator[tuple[str, str]]:
    case = outcome.case
    for turn in case.history:
        yield "After", joined((f"{turn.role}: ", given(turn.text)))
    if outcome.read_as != case.question:
        yield "Read as", given(outcome.read_as)
    for failure in outcome.failures:
        yield "Expected", given(failure.expected)
        yield "Got", given(_got(outcome, failure))
    yield from _right(outcome)
    yield "The right one", _whereabouts(outcome)
    yield "Note", given(case.why) if case.why else ""
    yield "Tags", given(", ".join(case.tags)) if case.tags else ""
    yield "From", given(case.place or case.case_id, class_="place")


def _right(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Yield what would have been right, unless a failure says so already."""
    kinds = {failure.kind for failure in outcome.failures}
    case = outcome.case
    if "passage" not in kinds:
        right = [right_one(right) for right in case.right if right.grade]
        yield "Right", given(" or ".join(right)) if right else ""
    if "mark" not in kinds:
        accepted = " or ".join(f'"{text}"' for text in case.answers)
        yield "Accepted", given(accepted) if accepted else ""


def _got(outcome: Outcome, failure: Failure) -> str:
    """Return what came, in short where the quote is shown anyway."""
    if failure.kind == "abstained":
        missing = outcome.answer.missing
        return "no answer" + (f": nothing found speaks of {', '.join(missing)}" if missing else "")
    if failure.kind in _SHOWN_BY_QUOTE and outcome.answer.quotes:
        return "the first quote below"
    return failure.got


def _whereabouts(outcome: Outcome) -> str:
    if not _has_right_one(outcome):
        return ""
    ranked = f"{counted(len(outcome.ranking), outcome.judged.unit)} ranked"
    if outcome.rank is None:
        return f"is not among the {ranked}"
    return f"has rank {outcome.rank:,} of {ranked}"


def _quotes(outcome: Outcome) -> Iterator[Markup]:
    """Yield the first quote, or the closest passage, and the right one where it is at hand."""
    answer = outcome.answer
    shown = answer.quotes or answer.closest
    if not shown:
        return
    label = "First quote" if answer.quotes else "Closest, but not given as an answer"
    if _is_right(outcome, shown[0]):
        yield quoted(f"{label} (it is right):", shown[0])
        return
    yield quoted(f"{label}:", shown[0])
    for number, quote in enumerate(shown[1:], 2):
        if _is_right(outcome, quote):
            yield quoted(f"Right, in place {number}:", quote)
            return


def _has_right_one(outcome: Outcome) -> bool:
    return any(outcome.judged.grades.values())


def _is_right(outcome: Outcome, quote: Quote) -> bool:
    judged = outcome.judged
    name = quote.passage_id if judged.unit == "passage" else quote.doc_id
    return bool(judged.grades.get(name))
