"""What is said of a question that fails, to somebody who does not know the code."""

from __future__ import annotations

from collections.abc import Iterator

from bot.citing import lines_of, place
from bot.surface import Surface
from bot.testing.placing import Placing, Right, placing
from bot.testing.side_by_side import Column, side_by_side
from bot.visible import one_line
from bot.wrapping import wrap
from retrieval.askable import Askable
from retrieval.evaluation.outcomes import Outcome
from retrieval.model import Quote

_MARGIN = "  "
_LABEL = 8
_PLAIN = Surface()
"""What a report is shown on is known to nobody: it may be a file, or another process's terminal."""


def failing_text(outcome: Outcome, library: Askable, *, every: bool = False) -> str:
    """Return what was asked, what was expected, what came, and why it came before the right one.

    Of the parts of the scores those that tell most are shown, or `every` one.
    """
    placed = placing(outcome, library)
    lines = [_headline(outcome, placed)]
    lines += _labelled("asked", f"{outcome.case.question} ({outcome.case.place})")
    lines += _before(outcome)
    lines += _expected(outcome)
    lines += _came(outcome)
    if placed.right is not None and not _is_first(placed):
        lines += _labelled("right", _right(placed.right, placed.among))
    if outcome.case.why:
        lines += _labelled("why", outcome.case.why)
    columns = list(_columns(placed))
    if columns:
        lines += ["", *side_by_side(columns, _PLAIN, every=every)]
    return "\n".join(line.rstrip() for line in lines)


def _headline(outcome: Outcome, placed: Placing) -> str:
    """Return what is wrong in a line: the only one that pytest's summary shows."""
    failure = outcome.failures[0]
    told = {
        "anchor": "what is right is not in the sources",
        "abstained": "nothing was quoted, and there is an answer",
        "answered": "something was quoted, and there is no answer",
        "passage": _late(outcome, placed),
        "mark": f"the answer is not in what is marked: {failure.got}",
        "disagreement": f"expected {failure.expected}, got {failure.got}",
    }
    return one_line(told[failure.kind])


def _late(outcome: Outcome, placed: Placing) -> str:
    if placed.right is None or placed.right.rank is None:
        return "the right passage was not found"
    within = outcome.case.within
    best = f"among the first {within}" if within > 1 else "the first"
    return f"the right passage is not {best}: it has rank {placed.right.rank}"


def _before(outcome: Outcome) -> Iterator[str]:
    """Yield what was said before, and how the question was understood."""
    for turn in outcome.case.history:
        yield from _labelled("after", f"{turn.role}: {turn.text}")
    if outcome.read_as != outcome.case.question:
        yield from _labelled("read as", outcome.read_as)


def _expected(outcome: Outcome) -> Iterator[str]:
    for failure in outcome.failures:
        yield from _labelled("expected", failure.expected)
    told = {failure.kind for failure in outcome.failures}
    if outcome.case.answers and not told & {"mark", "answered"}:
        yield from _labelled("answer", " or ".join(f'"{text}"' for text in outcome.case.answers))


def _came(outcome: Outcome) -> Iterator[str]:
    for failure in outcome.failures:
        if failure.kind in ("anchor", "disagreement"):
            yield from _labelled("got", failure.got)
    if outcome.answered:
        yield from _quoted(outcome.answer.quotes[0])
    else:
        missing = ", ".join(f'"{word}"' for word in outcome.answer.missing)
        yield from _labelled(
            "got", "no quote" + (f": no passage at all speaks of {missing}" if missing else "")
        )


def _quoted(quote: Quote) -> Iterator[str]:
    """Yield the first quote with its place, and what of it is marked."""
    citation = quote.citation
    yield from _labelled("got", place(citation.doc_id, citation.path, citation.locator))
    yield from _labelled("", f'"{quote.text}"')
    for start, end in quote.marks[:1]:
        if quote.text[start:end] != quote.text:
            yield from _labelled("marked", f'"{quote.text[start:end]}"')


def _right(right: Right, among: int) -> str:
    came = f"rank {right.rank}" if right.rank else f"not among the {among} that were ranked"
    if right.ranked is None:
        came = "not found, it shares no word with the question"
    return f'{came}: {right.passage.doc_id}:{lines_of(right.passage)}, "{right.passage.text}"'


def _is_first(placed: Placing) -> bool:
    return placed.right is not None and placed.right.rank == 1


def _columns(placed: Placing) -> Iterator[Column]:
    """Yield the passages that are compared: the first, and the right one where it is another."""
    if placed.first is not None:
        yield "first", placed.first
    if placed.right is not None and placed.right.ranked and not _is_first(placed):
        yield "right", placed.right.ranked


def _labelled(label: str, text: str) -> Iterator[str]:
    lead = f"{_MARGIN}{label:<{_LABEL}}  "
    lines = wrap(one_line(text), _PLAIN.width - len(lead))
    yield lead + next(lines, "")
    yield from (" " * len(lead) + line for line in lines)
