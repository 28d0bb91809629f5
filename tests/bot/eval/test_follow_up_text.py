from __future__ import annotations

from bot.eval.tables import follow_up_table
from bot.terminal.streams import Terminal
from retrieval.evaluation.metrics import FollowUps


def shown(*rows: FollowUps) -> str:
    return "".join(follow_up_table(rows, Terminal()))


def test_turns_are_columns_and_late_ones_share_one() -> None:
    one = [FollowUps("one", None, 4, 4, 0.5), FollowUps("one", 2, 1, 1, 0.0)]
    one += [FollowUps("one", 6, 2, 2, 1.0), FollowUps("one", 9, 1, 1, 0.0)]
    two = [FollowUps("two", None, 1, 0, None), FollowUps("two", 3, 1, 0, None)]
    every = [FollowUps("all", None, 5, 4, 0.5)]
    every += [row._replace(set_name="all") for row in (*one[1:], *two[1:])]

    assert shown(*one, *two, *every) == (
        "Follow-ups, success@1 by turn of the conversation:\n"
        "     asked    any  turn 2  turn 3  turn 6+\n"
        "one      4  0.500   0.000       –    0.667\n"
        "two      1      –       –       –        –\n"
        "all      5  0.500   0.000       –    0.667\n"
        "\n"
    )


def test_the_only_set_needs_no_row_of_its_own() -> None:
    rows = [FollowUps(name, turn, 1, 1, 1.0) for name in ("one", "all") for turn in (None, 2)]

    assert [line.split()[0] for line in shown(*rows).splitlines()[2:-1]] == ["all"]


def test_without_follow_ups_nothing_is_shown() -> None:
    assert shown() == ""
