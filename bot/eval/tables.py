"""The measures by set, and of follow-ups by turn, as tables in columns of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.terminal.layout import clipped, columns, counted, one_line
from bot.terminal.streams import Terminal
from retrieval.evaluation.cases import VERDICTS, Verdict
from retrieval.evaluation.metrics import (
    ALL,
    FOLLOW_UP_METRIC,
    RANKING_METRICS,
    FollowUps,
    RiskPoint,
    Summary,
)

_GAP = 2
_NARROWEST_NAME = 12
"""What is left of a long name at least."""


def table(header: Sequence[str], rows: Iterable[Sequence[str]], surface: Terminal) -> Iterator[str]:
    """Yield a header, bold where that can be shown, and the rows.

    The first column gets what the others leave of the width, at least 12 columns, and its names
    are cut to that. Figures that find no room beside it go below, in a table with the same names.
    """
    lines = [[one_line(cell) for cell in row] for row in (header, *rows)]
    widths = [max(columns(line[at]) for line in lines) for at in range(len(header))]
    for number, block in enumerate(_column_blocks(widths, surface.width)):
        if number:
            yield "\n"
        yield from _table_lines(lines, widths, block, surface)


def _column_blocks(widths: Sequence[int], width: int) -> Iterator[list[int]]:
    """Yield which columns of figures stand beside each other."""
    block: list[int] = []
    left = width - min(widths[0], _NARROWEST_NAME)
    for at, own in enumerate(widths[1:], 1):
        taken = sum(widths[other] + _GAP for other in block)
        if block and taken + own + _GAP > left:
            yield block
            block = []
        block.append(at)
    yield block


def _table_lines(
    lines: Sequence[Sequence[str]], widths: Sequence[int], block: Sequence[int], surface: Terminal
) -> Iterator[str]:
    taken = sum(widths[at] + _GAP for at in block)
    room = min(widths[0], max(_NARROWEST_NAME, surface.width - taken))
    for number, line in enumerate(lines):
        name = clipped(line[0], room, surface.glyphs.ellipsis)
        cells = [name + " " * (room - columns(name))]
        cells += [" " * (widths[at] - columns(line[at])) + line[at] for at in block]
        row = (" " * _GAP).join(cells).rstrip()
        yield (row if number else surface.bold(row)) + "\n"


def share(value: float | None, surface: Terminal) -> str:
    """Return a value from 0 to 1 with three digits, a dash for none."""
    return surface.glyphs.dash if value is None else f"{value:.3f}"


_SUMMARY_HEADER = ("", "asked", "suc@1", "suc@3", "suc@10", "mrr@10", "ndcg@10", "rec@10", "mark")
_DISAGREE = "disagr"
_VERDICTS: dict[Verdict, str] = {
    "answered rightly": "answered",
    "answered wrongly": "wrongly",
    "abstained rightly": "abstained",
    "abstained wrongly": "wrongly",
    "unjudged": "unjudged",
}
_SURER_SHARE = 0.5


def distinct_summaries(summaries: Sequence[Summary]) -> Sequence[Summary]:
    """Return the summaries without that of a set which all questions are in."""
    first, every = summaries[0], summaries[-1]
    return summaries[1:] if first is not every and first.asked == every.asked else summaries


def ranking_table(summaries: Sequence[Summary], surface: Terminal) -> Iterator[str]:
    """Yield the measures of the rankings, and how often the first mark holds the answer.

    Disagreements have a column where questions say whether there is one.
    """
    is_said = any(summary.scores["disagreement"] is not None for summary in summaries)
    measures = (*RANKING_METRICS, "mark", *(["disagreement"] if is_said else []))
    rows = (
        (
            summary.name,
            f"{summary.asked:,}",
            *(share(summary.scores[measure], surface) for measure in measures),
        )
        for summary in summaries
    )
    return table((*_SUMMARY_HEADER, *([_DISAGREE] if is_said else [])), rows, surface)


def verdict_table(summaries: Sequence[Summary], surface: Terminal) -> Iterator[str]:
    """Yield how many were answered and abstained from, rightly and wrongly, and how many fail."""
    chosen = [
        verdict
        for verdict in VERDICTS
        if verdict != "unjudged" or any(summary.verdicts["unjudged"] for summary in summaries)
    ]
    header = ("", *(_VERDICTS[verdict] for verdict in chosen), "failed")
    rows = (
        (
            summary.name,
            *(f"{summary.verdicts[verdict]:,}" for verdict in chosen),
            f"{summary.failed:,}",
        )
        for summary in summaries
    )
    return table(header, rows, surface)


def risk_line(points: Sequence[RiskPoint], *, answered: bool) -> str:
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


def passed_line(summaries: Sequence[Summary]) -> str:
    """Return how many questions were asked and how many are as expected."""
    (every,) = (summary for summary in summaries if summary.name == ALL)
    good = every.asked - every.failed
    asked = counted(every.asked, "question")
    return f"{good:,} of {asked} {'is' if every.asked == 1 else 'are'} answered as expected.\n"


_LAST_TURN = 6
"""Turns from this one on share a column: few conversations get there."""


def follow_up_table(rows: Sequence[FollowUps], surface: Terminal) -> Iterator[str]:
    """Yield the shares by set and turn, and an empty line; nothing without follow-ups."""
    if rows:
        header, cells = follow_up_cells(rows, surface)
        yield f"Follow-ups, {FOLLOW_UP_METRIC} by turn of the conversation:\n"
        yield from table(("", *header), cells, surface)
        yield "\n"


def follow_up_cells(
    rows: Sequence[FollowUps], surface: Terminal
) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Return what the columns after the name are called, and a row for each set and for all."""
    sets = list(dict.fromkeys(row.set_name for row in rows))
    # The only set has all of them in it.
    shown = sets[-1:] if len(sets) == 2 else sets
    turns = sorted({min(row.turn, _LAST_TURN) for row in rows if row.turn is not None})
    header = ["asked", "any", *(f"turn {turn}{'+' * (turn == _LAST_TURN)}" for turn in turns)]
    by_set = {name: [row for row in rows if row.set_name == name] for name in shown}
    return header, [_follow_up_row(name, own, turns, surface) for name, own in by_set.items()]


def _follow_up_row(
    name: str, rows: Sequence[FollowUps], turns: Sequence[int], surface: Terminal
) -> Sequence[str]:
    (every,) = (row for row in rows if row.turn is None)
    by_turn = (
        _pooled_success([row for row in rows if row.turn and min(row.turn, _LAST_TURN) == turn])
        for turn in turns
    )
    shares = (share(value, surface) for value in (every.success, *by_turn))
    return [name, f"{every.asked:,}", *shares]


def _pooled_success(rows: Sequence[FollowUps]) -> float | None:
    counted = sum(row.counted for row in rows)
    return sum((row.success or 0) * row.counted for row in rows) / counted if counted else None
