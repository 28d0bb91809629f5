"""An evaluation as lines for a person: tables, what fails, what changed, broken gates last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.eval.evaluation import Evaluation
from bot.terminal.layout import clipped, columns, counted, one_line, wrap
from bot.terminal.streams import Terminal
from retrieval.evaluation.cases import VERDICTS, Failure, Outcome, Verdict
from retrieval.evaluation.metrics import (
    ALL,
    FOLLOW_UP_METRIC,
    RANKING_METRICS,
    FollowUps,
    RiskPoint,
    Summary,
    follow_ups,
)
from retrieval.evaluation.saved_runs import (
    CaseChange,
    MetricComparison,
    RunComparison,
    SavedOutcome,
)

SMALLEST_P_VALUE = 0.001
"""A p-value below this is said to be that."""


def evaluation_text(evaluation: Evaluation, limit: int, terminal: Terminal) -> Iterator[str]:
    """Yield tables by set, what fails and what changed, at most so many of each, and the gates."""
    shown = distinct_summaries(evaluation.summaries)
    yield from _ranking_table(shown, terminal)
    yield "\n"
    yield from _verdict_table(shown, terminal)
    yield "\n"
    yield from follow_up_table(follow_ups(evaluation.outcomes, evaluation.values), terminal)
    answered = any(outcome.answered for outcome in evaluation.outcomes)
    yield _risk_line(evaluation.risk, answered=answered)
    yield _passed_line(evaluation.summaries)
    yield from failures_text(evaluation.outcomes, limit, terminal)
    if evaluation.comparison is not None:
        yield "\n"
        yield from comparison_text(evaluation.comparison, evaluation.against, limit, terminal)
    yield from _gates_text(evaluation, terminal)


_SUMMARY_HEADER = ("", "asked", "suc@1", "suc@3", "suc@10", "mrr@10", "ndcg@10", "rec@10", "mark")
_VERDICT_NAMES: dict[Verdict, str] = {
    "answered rightly": "answered",
    "answered wrongly": "wrongly",
    "abstained rightly": "abstained",
    "abstained wrongly": "wrongly",
    "unjudged": "unjudged",
}
_SURER_SHARE = 0.5


def distinct_summaries(summaries: Sequence[Summary]) -> Sequence[Summary]:
    """Return the summaries without that of a set which all questions are in."""
    first, total = summaries[0], summaries[-1]
    return summaries[1:] if first is not total and first.asked == total.asked else summaries


def _ranking_table(summaries: Sequence[Summary], terminal: Terminal) -> Iterator[str]:
    """Yield the measures of the rankings, and how often the first mark holds the answer.

    Disagreements have a column where questions say whether there is one.
    """
    has_disagreement = any(summary.scores["disagreement"] is not None for summary in summaries)
    measures = (*RANKING_METRICS, "mark", *(["disagreement"] if has_disagreement else []))
    rows = (
        (
            summary.name,
            f"{summary.asked:,}",
            *(share_text(summary.scores[measure], terminal) for measure in measures),
        )
        for summary in summaries
    )
    header = (*_SUMMARY_HEADER, *(["disagr"] if has_disagreement else []))
    return table(header, rows, terminal)


def _verdict_table(summaries: Sequence[Summary], terminal: Terminal) -> Iterator[str]:
    """Yield how many were answered and abstained from, rightly and wrongly, and how many fail."""
    chosen = [
        verdict
        for verdict in VERDICTS
        if verdict != "unjudged" or any(summary.verdicts["unjudged"] for summary in summaries)
    ]
    header = ("", *(_VERDICT_NAMES[verdict] for verdict in chosen), "failed")
    rows = (
        (
            summary.name,
            *(f"{summary.verdicts[verdict]:,}" for verdict in chosen),
            f"{summary.failed:,}",
        )
        for summary in summaries
    )
    return table(header, rows, terminal)


def _risk_line(points: Sequence[RiskPoint], *, answered: bool) -> str:
    """Return how many of the answers are wrong, and of the surer half of them.

    `answered` says whether there was an answer at all, to be judged or not.
    """
    if not points:
        return f"{'No answer could be judged' if answered else 'Nothing was answered'}.\n"
    half = points[-1].coverage * _SURER_SHARE
    surer = next(point for point in points if point.coverage >= half)
    return (
        f"Answers that are wrong: {points[-1].risk:.1%}; "
        f"of the surer half of them: {surer.risk:.1%}.\n"
    )


def _passed_line(summaries: Sequence[Summary]) -> str:
    """Return how many questions were asked and how many are as expected."""
    (total,) = (summary for summary in summaries if summary.name == ALL)
    passed = total.asked - total.failed
    asked = counted(total.asked, "question")
    return f"{passed:,} of {asked} {'is' if total.asked == 1 else 'are'} answered as expected.\n"


_LAST_TURN = 6
"""Turns from this one on share a column: few conversations get there."""


def follow_up_table(rows: Sequence[FollowUps], terminal: Terminal) -> Iterator[str]:
    """Yield the shares by set and turn, and an empty line; nothing without follow-ups."""
    if rows:
        header, cells = follow_up_cells(rows, terminal)
        yield f"Follow-ups, {FOLLOW_UP_METRIC} by turn of the conversation:\n"
        yield from table(("", *header), cells, terminal)
        yield "\n"


def follow_up_cells(
    rows: Sequence[FollowUps], terminal: Terminal
) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Return what the columns after the name are called, and a row for each set and for all."""
    sets = list(dict.fromkeys(row.set_name for row in rows))
    # The only set has all of them in it.
    shown = sets[-1:] if len(sets) == 2 else sets
    turns = sorted({min(row.turn, _LAST_TURN) for row in rows if row.turn is not None})
    header = ["asked", "any", *(f"turn {turn}{'+' * (turn == _LAST_TURN)}" for turn in turns)]
    by_set = {name: [row for row in rows if row.set_name == name] for name in shown}
    return header, [_follow_up_row(name, of, turns, terminal) for name, of in by_set.items()]


def _follow_up_row(
    name: str, rows: Sequence[FollowUps], turns: Sequence[int], terminal: Terminal
) -> Sequence[str]:
    (total,) = (row for row in rows if row.turn is None)
    by_turn = (
        _pooled_success([row for row in rows if row.turn and min(row.turn, _LAST_TURN) == turn])
        for turn in turns
    )
    shares = (share_text(value, terminal) for value in (total.success, *by_turn))
    return [name, f"{total.asked:,}", *shares]


def _pooled_success(rows: Sequence[FollowUps]) -> float | None:
    questions = sum(row.counted for row in rows)
    return sum((row.success or 0) * row.counted for row in rows) / questions if questions else None


_FAILURE_ORDER = ("anchor", "answered", "abstained", "passage", "disagreement", "mark")
_LABEL_MARGIN = 2
_TURNS_SHOWN = 2


def failures_text(outcomes: Sequence[Outcome], limit: int, terminal: Terminal) -> Iterator[str]:
    """Yield the questions that fail, what cannot be looked up first, at most so many of them."""
    failed = sorted(
        (outcome for outcome in outcomes if outcome.failures),
        key=lambda outcome: _FAILURE_ORDER.index(outcome.failures[0].kind),
    )
    for outcome in failed[:limit]:
        yield "\n"
        yield from failure_text(outcome, terminal)
    if len(failed) > limit:
        yield f"\n{counted(len(failed) - limit, 'more question')} failed; --show {len(failed)}\n"


def failure_text(outcome: Outcome, terminal: Terminal) -> Iterator[str]:
    """Yield a question with its place, what was expected, what came, and the note why."""
    case = outcome.case
    yield from (terminal.bold(line) + "\n" for line in wrap(case.question, terminal.width))
    for turn in case.history[-_TURNS_SHOWN:]:
        text = clipped(turn.text, terminal.width, terminal.glyphs.ellipsis)
        yield from _labelled_lines("after", f"{turn.role}: {text}", terminal)
    yield from _labelled_lines("from", case.place or case.case_id, terminal)
    for failure in outcome.failures:
        yield from failure_lines(failure, terminal)
    if outcome.read_as != case.question:
        yield from _labelled_lines("read as", outcome.read_as, terminal)
    if case.why:
        yield from _labelled_lines("why", case.why, terminal)


def failure_lines(failure: Failure, terminal: Terminal) -> Iterator[str]:
    """Yield what was expected and what came."""
    yield from _labelled_lines("expected", failure.expected, terminal)
    yield from _labelled_lines("got", failure.got, terminal)


def _labelled_lines(label: str, text: str, terminal: Terminal) -> Iterator[str]:
    lead = " " * _LABEL_MARGIN + f"{label:<8}  "
    lines = wrap(one_line(text), terminal.width - len(lead))
    yield f"{terminal.dim(lead)}{next(lines, '')}".rstrip() + "\n"
    yield from (" " * len(lead) + line + "\n" for line in lines)


def comparison_text(
    comparison: RunComparison, against: str, limit: int, terminal: Terminal
) -> Iterator[str]:
    """Yield the totals, if any moved, then the questions that changed, the worse ones first.

    `limit` is how many of those are shown.
    """
    both = counted(comparison.questions, "question")
    summary = f"Against {against}: {both} in both, {len(comparison.changes):,} changed"
    if comparison.added:
        summary += f", {len(comparison.added):,} new"
    if comparison.gone:
        summary += f", {len(comparison.gone):,} gone"
    yield from (line + "\n" for line in wrap(one_line(summary + "."), terminal.width))
    if any(total.better or total.worse for total in comparison.totals):
        yield "\n"
        yield from _totals_table(comparison.totals, terminal)
    yield from _changes_text(comparison.changes, limit, terminal)


def _totals_table(totals: Sequence[MetricComparison], terminal: Terminal) -> Iterator[str]:
    """Yield each measure before and after, and the p-value of the difference."""
    header = ("", "questions", "before", "after", "better", "worse", "p")
    rows = (
        (
            total.measure,
            f"{total.questions:,}",
            share_text(total.before, terminal),
            share_text(total.after, terminal),
            f"{total.better:,}",
            f"{total.worse:,}",
            f"{total.p_value:.3f}" if total.p_value >= SMALLEST_P_VALUE else "<0.001",
        )
        for total in totals
    )
    return table(header, rows, terminal)


def _changes_text(changes: Sequence[CaseChange], limit: int, terminal: Terminal) -> Iterator[str]:
    for change in sorted(changes, key=_severity)[:limit]:
        yield "\n"
        question = one_line(f"{_sign(change)} {change.after.question}")
        yield from (terminal.bold(line) + "\n" for line in wrap(question, terminal.width))
        for difference in differences(change, terminal):
            yield from hanging_lines(difference, terminal)
    if len(changes) > limit:
        yield f"\n{counted(len(changes) - limit, 'more question')} changed; --show {len(changes)}\n"


def _severity(change: CaseChange) -> tuple[bool, bool, bool, str]:
    return (
        not change.is_new_failure,
        not change.is_worse,
        not (change.is_mended or change.is_better),
        change.after.case_id,
    )


def _sign(change: CaseChange) -> str:
    if change.is_new_failure or (change.is_worse and not change.is_better):
        return "-"
    return "+" if change.is_mended or change.is_better else "~"


_WRONG = {
    "anchor": "what is right is not there",
    "abstained": "nothing is quoted",
    "answered": "something is quoted",
    "passage": "the passage",
    "mark": "the mark",
    "disagreement": "disagreement",
}


def differences(
    change: CaseChange, terminal: Terminal, *, explained: bool = False
) -> Iterator[str]:
    """Yield what a person would see of a change: verdict, what is wrong, rank, mark or quote.

    Where what is wrong is `explained` besides, that and what was quoted go without saying.
    """
    before, after = change.before, change.after
    to = "→" if terminal.glyphs.ellipsis == "…" else "->"
    if before.verdict != after.verdict:
        yield f"{before.verdict} {to} {after.verdict}"
    if before.wrong != after.wrong and not explained:
        yield f"wrong: {_wrong_kinds(before)} {to} {_wrong_kinds(after)}"
    if before.rank != after.rank:
        yield f"rank of the right one: {before.rank or 'none'} {to} {after.rank or 'none'}"
    if explained:
        return
    if before.mark != after.mark:
        yield f'marked: "{before.mark}" {to} "{after.mark}"'
    elif before.first != after.first:
        yield f"quoted: {before.first or 'nothing'} {to} {after.first or 'nothing'}"


def _wrong_kinds(line: SavedOutcome) -> str:
    return ", ".join(_WRONG.get(kind, kind) for kind in line.wrong) or "nothing"


def _gates_text(evaluation: Evaluation, terminal: Terminal) -> Iterator[str]:
    if evaluation.broken:
        are = "is" if len(evaluation.broken) == 1 else "are"
        yield f"\n{counted(len(evaluation.broken), 'gate')} {are} broken:\n"
        for gate in evaluation.broken:
            place = f" ({gate.place})" if gate.place else ""
            line = f"{gate.gate}: expected {gate.expected}, got {gate.got}{place}"
            yield from hanging_lines(line, terminal)
    elif evaluation.gates:
        yield f"\n{gates_hold_text(evaluation.gates)}\n"
    if evaluation.gates_without_run:
        yield f"\n{gates_without_run_text(evaluation.gates_without_run)}\n"


def gates_hold_text(gates: int) -> str:
    """Return that so many gates hold."""
    return f"{counted(gates, 'gate')} {'holds' if gates == 1 else 'hold'}."


def gates_without_run_text(gates: int) -> str:
    """Return that so many gates say nothing yet, in a sentence."""
    compare = "compares" if gates == 1 else "compare"
    return f"{counted(gates, 'gate')} {compare} with a run, and there is none yet."


def hanging_lines(text: str, terminal: Terminal) -> Iterator[str]:
    """Yield a text in lines that are indented, those after the first further."""
    lines = wrap(one_line(text), terminal.width - 4)
    yield f"  {next(lines, '')}\n"
    yield from (f"    {line}\n" for line in lines)


def share_text(value: float | None, terminal: Terminal) -> str:
    """Return a value from 0 to 1 with three digits, a dash for none."""
    return terminal.glyphs.dash if value is None else f"{value:.3f}"


_GAP = 2
_NARROWEST_NAME = 12
"""What is left of a long name at least."""


def table(
    header: Sequence[str], rows: Iterable[Sequence[str]], terminal: Terminal
) -> Iterator[str]:
    """Yield a header, bold where that can be shown, and the rows.

    The first column gets what the others leave of the width, at least 12 columns, and its names
    are cut to that. Figures that find no room beside it go below, in a table with the same names.
    """
    lines = [[one_line(cell) for cell in row] for row in (header, *rows)]
    widths = [max(columns(line[at]) for line in lines) for at in range(len(header))]
    for number, block in enumerate(_column_blocks(widths, terminal.width)):
        if number:
            yield "\n"
        yield from _table_lines(lines, widths, block, terminal)


def _column_blocks(widths: Sequence[int], width: int) -> Iterator[list[int]]:
    """Yield which columns of figures stand beside each other."""
    block: list[int] = []
    room = width - min(widths[0], _NARROWEST_NAME)
    for at, column_width in enumerate(widths[1:], 1):
        used = sum(widths[other] + _GAP for other in block)
        if block and used + column_width + _GAP > room:
            yield block
            block = []
        block.append(at)
    yield block


def _table_lines(
    lines: Sequence[Sequence[str]], widths: Sequence[int], block: Sequence[int], terminal: Terminal
) -> Iterator[str]:
    used = sum(widths[at] + _GAP for at in block)
    room = min(widths[0], max(_NARROWEST_NAME, terminal.width - used))
    for number, line in enumerate(lines):
        name = clipped(line[0], room, terminal.glyphs.ellipsis)
        cells = [name + " " * (room - columns(name))]
        cells += [" " * (widths[at] - columns(line[at])) + line[at] for at in block]
        row = (" " * _GAP).join(cells).rstrip()
        yield (row if number else terminal.bold(row)) + "\n"
