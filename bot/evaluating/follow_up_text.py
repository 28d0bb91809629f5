"""How often what is right comes first for questions that were asked after others, by turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.evaluating.tables import share, table
from bot.surface import Surface
from retrieval.evaluation.follow_ups import MEASURE, FollowUps

_LAST = 6
"""Turns from this one on share a column: few conversations get there."""


def follow_up_table(rows: Sequence[FollowUps], surface: Surface) -> Iterator[str]:
    """Yield the shares by set and turn, and an empty line; nothing without follow-ups."""
    if rows:
        header, cells = follow_up_cells(rows, surface)
        yield f"Follow-ups, {MEASURE} by turn of the conversation:\n"
        yield from table(("", *header), cells, surface)
        yield "\n"


def follow_up_cells(
    rows: Sequence[FollowUps], surface: Surface
) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Return what the columns after the name are called, and a row for each set and for all."""
    sets = list(dict.fromkeys(row.set_name for row in rows))
    # The only set has all of them in it.
    shown = sets[-1:] if len(sets) == 2 else sets
    turns = sorted({min(row.turn, _LAST) for row in rows if row.turn is not None})
    header = ["asked", "any", *(f"turn {turn}{'+' * (turn == _LAST)}" for turn in turns)]
    by_set = {name: [row for row in rows if row.set_name == name] for name in shown}
    return header, [_cells(name, own, turns, surface) for name, own in by_set.items()]


def _cells(
    name: str, rows: Sequence[FollowUps], turns: Sequence[int], surface: Surface
) -> Sequence[str]:
    (every,) = (row for row in rows if row.turn is None)
    by_turn = (
        _together([row for row in rows if row.turn and min(row.turn, _LAST) == turn])
        for turn in turns
    )
    shares = (share(value, surface) for value in (every.success, *by_turn))
    return [name, f"{every.asked:,}", *shares]


def _together(rows: Sequence[FollowUps]) -> float | None:
    counted = sum(row.counted for row in rows)
    return sum((row.success or 0) * row.counted for row in rows) / counted if counted else None
