"""The questions that fail.

What was expected, what came, quoted with its evidence, and the right one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.eval.report.markup import (
    MOST_OF_A_KIND,
    Markup,
    definitions,
    disclosure,
    dot_separated,
    escaped,
    html_table,
    joined_markup,
    outside_text,
    section,
    tag,
)
from bot.terminal.answer_text import file_location
from bot.terminal.layout import counted
from retrieval.evaluation.assessment import relevance_text as right_one
from retrieval.evaluation.cases import Failure, FailureKind, Outcome
from retrieval.model import Quote
from retrieval.ranking.feature_meanings import meaning

_EVIDENCE_HEADER = ("evidence", "what was found", "adds")


def quote_figure(label: str, quote: Quote) -> Markup:
    """Return a quote word for word under a label, with its citation and its evidence."""
    citation = quote.citation
    named = (citation.title, citation.publisher, citation.published)
    where = tag(
        "span", file_location(citation.doc_id, citation.path, citation.locator), class_="place"
    )
    source = dot_separated([*(outside_text(name) for name in named if name), where])
    return tag(
        "figure",
        tag("figcaption", tag("b", label), " ", *source),
        tag("blockquote", joined_markup(_marked_text(quote)), dir="auto"),
        _evidence_table(quote),
        class_="quote",
    )


def _marked_text(quote: Quote) -> Iterator[Markup]:
    """Yield the text in order, the best sentence marked strongly and the others lightly."""
    best = quote.marks[0] if quote.marks else None
    at = 0
    for span in sorted(quote.marks):
        start, end = max(span[0], at), span[1]
        yield escaped(quote.text[at:start])
        if start < end:
            more = {} if span == best else {"class_": "further"}
            yield tag("mark", quote.text[start:end], **more)
        at = max(at, end)
    yield escaped(quote.text[at:])


def _evidence_table(quote: Quote) -> Markup:
    if not quote.evidence:
        return Markup()
    rows = (
        (meaning(part.name), outside_text(part.detail), f"{part.value:.2f}")
        for part in sorted(quote.evidence, key=lambda part: -part.value)
    )
    return disclosure(
        f"Why: a score of {quote.score:.2f}",
        html_table("What the score is made of", _EVIDENCE_HEADER, rows, _EVIDENCE_HEADER[1:2]),
        class_="evidence",
    )


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


def failures_section(outcomes: Sequence[Outcome]) -> Markup:
    """Return a section with the questions that fail, by the kind of their first failure."""
    groups = _by_kind(outcomes)
    if not groups:
        return section("failures", "Failures", tag("p", "No question fails."))
    names = failure_names(outcomes)
    ways = (
        tag(
            "li",
            tag("a", FAILURE_HEADINGS[kind], href=f"#{_kind_anchor(kind)}"),
            f" {len(group):,}",
        )
        for kind, group in groups.items()
    )
    blocks = (_kind_block(*group, names) for group in groups.items())
    overview = tag("ul", *ways) if len(groups) > 1 else ""
    return section("failures", "Failures", overview, *blocks)


def failure_names(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """Return the name to link to, by question id, of each failure that is shown."""
    shown = (one for group in _by_kind(outcomes).values() for one in group[:MOST_OF_A_KIND])
    return {one.case.case_id: f"failure-{number}" for number, one in enumerate(shown, 1)}


def _by_kind(outcomes: Sequence[Outcome]) -> dict[FailureKind, list[Outcome]]:
    failed = [outcome for outcome in outcomes if outcome.failures]
    groups = {
        kind: [one for one in failed if one.failures[0].kind == kind] for kind in FAILURE_HEADINGS
    }
    return {kind: group for kind, group in groups.items() if group}


def _kind_block(kind: FailureKind, group: Sequence[Outcome], names: dict[str, str]) -> Markup:
    blocks = [_failure_block(one, names[one.case.case_id]) for one in group[:MOST_OF_A_KIND]]
    if len(group) > MOST_OF_A_KIND:
        rest = counted(len(group) - MOST_OF_A_KIND, "more question")
        blocks.append(tag("p", f"{rest} of this kind: --json and --csv tell of each."))
    heading = tag(
        "h3", f"{FAILURE_HEADINGS[kind]} ", tag("small", f"{len(group):,}"), id=_kind_anchor(kind)
    )
    return joined_markup((heading, *blocks))


def _kind_anchor(kind: FailureKind) -> str:
    return f"failures-{kind}"


def _failure_block(outcome: Outcome, name: str) -> Markup:
    case = outcome.case
    rank = "not ranked" if outcome.rank is None else f"rank {outcome.rank:,}"
    small = [outside_text(case.set_name)] if case.set_name else []
    small += [escaped(rank)] if _has_right_one(outcome) else []
    heading = (
        outside_text(case.question, class_="question"),
        " ",
        tag("small", *dot_separated(small)),
    )
    return tag(
        "details",
        tag("summary", *heading),
        definitions(_facts(outcome)),
        *_quote_figures(outcome),
        id=name,
        class_="failure",
    )


def _facts(outcome: Outcome) -> Iterator[tuple[str, str]]:
    case = outcome.case
    for turn in case.history:
        yield "After", joined_markup((f"{turn.role}: ", outside_text(turn.text)))
    if outcome.read_as != case.question:
        yield "Read as", outside_text(outcome.read_as)
    for failure in outcome.failures:
        yield "Expected", outside_text(failure.expected)
        yield "Got", outside_text(_got_text(outcome, failure))
    yield from _right_facts(outcome)
    yield "The right one", _rank_of_right(outcome)
    yield "Note", outside_text(case.why) if case.why else ""
    yield "Tags", outside_text(", ".join(case.tags)) if case.tags else ""
    yield "From", outside_text(case.place or case.case_id, class_="place")


def _right_facts(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Yield what would have been right, unless a failure says so already."""
    kinds = {failure.kind for failure in outcome.failures}
    case = outcome.case
    if "passage" not in kinds:
        right = [right_one(right) for right in case.right if right.grade]
        yield "Right", outside_text(" or ".join(right)) if right else ""
    if "mark" not in kinds:
        accepted = " or ".join(f'"{text}"' for text in case.answers)
        yield "Accepted", outside_text(accepted) if accepted else ""


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


def _quote_figures(outcome: Outcome) -> Iterator[Markup]:
    """Yield the first quote, or the closest passage, and the right one where it is at hand."""
    answer = outcome.answer
    shown = answer.quotes or answer.closest
    if not shown:
        return
    label = "First quote" if answer.quotes else "Closest, but not given as an answer"
    if _is_right(outcome, shown[0]):
        yield quote_figure(f"{label} (it is right):", shown[0])
        return
    yield quote_figure(f"{label}:", shown[0])
    for number, quote in enumerate(shown[1:], 2):
        if _is_right(outcome, quote):
            yield quote_figure(f"Right, in place {number}:", quote)
            return


def _has_right_one(outcome: Outcome) -> bool:
    return any(outcome.judged.grades.values())


def _is_right(outcome: Outcome, quote: Quote) -> bool:
    judged = outcome.judged
    name = quote.passage_id if judged.unit == "passage" else quote.doc_id
    return bool(judged.grades.get(name))
