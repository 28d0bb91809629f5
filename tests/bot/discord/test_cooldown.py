from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.queue import Cooldown, Rate


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


GENEROUS = Rate(1000, 1)
LIN, CHEN = 1, 2
HOME, WORK = 10, 20

# Multiples of a quarter second are exact in binary, so that the edge of a window is hit.
PAUSE = st.integers(0, 40).map(lambda quarters: quarters / 4)
ASKED = st.lists(st.tuples(PAUSE, st.sampled_from([LIN, CHEN]), st.sampled_from([HOME, WORK])))
RATE = st.builds(Rate, st.integers(1, 4), st.integers(1, 40).map(lambda quarters: quarters / 4))


def test_a_question_beyond_the_persons_rate_is_told_the_seconds_left() -> None:
    clock = Clock()
    cooldown = Cooldown(Rate(2, 10), GENEROUS, clock)

    assert cooldown.take(LIN, HOME) is None
    clock.now += 4
    assert cooldown.take(LIN, HOME) is None
    assert cooldown.take(LIN, HOME) == 6
    clock.now += 6
    assert cooldown.take(LIN, HOME) is None
    assert cooldown.take(LIN, HOME) == 4


def test_people_and_guilds_are_counted_apart() -> None:
    cooldown = Cooldown(Rate(1, 10), Rate(2, 60), Clock())

    assert cooldown.take(LIN, HOME) is None
    assert cooldown.take(CHEN, HOME) is None
    assert cooldown.take(3, HOME) == 60
    assert cooldown.take(3, WORK) is None


def test_the_longer_of_both_waits_is_told() -> None:
    cooldown = Cooldown(Rate(1, 10), Rate(1, 60), Clock())
    cooldown.take(LIN, HOME)

    assert cooldown.take(LIN, HOME) == 60
    assert cooldown.take(LIN, WORK) == 10


def test_a_refusal_counts_for_neither() -> None:
    clock = Clock()
    cooldown = Cooldown(Rate(1, 10), Rate(2, 10), clock)
    cooldown.take(LIN, HOME)

    assert [cooldown.take(LIN, HOME) for _ in range(5)] == [10] * 5
    assert cooldown.take(CHEN, HOME) is None
    assert cooldown.take(3, HOME) == 10
    assert cooldown.take(3, WORK) is None


def test_direct_messages_have_only_the_persons_rate() -> None:
    cooldown = Cooldown(Rate(2, 10), Rate(1, 10), Clock())

    assert [cooldown.take(LIN, None) for _ in range(3)] == [None, None, 10]
    assert cooldown.take(CHEN, HOME) is None


@pytest.mark.parametrize("rate", [Rate(0, 1), Rate(-1, 1), Rate(1, 0), Rate(1, float("nan"))])
def test_a_rate_that_allows_nothing_is_refused(rate: Rate) -> None:
    with pytest.raises(ValueError, match="expected a rate"):
        Cooldown(rate, GENEROUS)
    with pytest.raises(ValueError, match="expected a rate"):
        Cooldown(GENEROUS, rate)


def test_those_who_have_gone_quiet_are_forgotten() -> None:
    clock = Clock()
    cooldown = Cooldown(Rate(3, 5), Rate(100, 60), clock)
    for person in range(5000):
        clock.now += 1
        cooldown.take(person, person)

    assert len(cooldown) <= 5 + 60


@given(RATE, RATE, ASKED)
def test_no_window_ever_holds_more_than_the_count(
    person: Rate, guild: Rate, asked: list[tuple[float, int, int]]
) -> None:
    clock = Clock()
    cooldown = Cooldown(person, guild, clock)
    allowed: dict[tuple[Rate, str, int], list[float]] = defaultdict(list)
    for pause, who, where in asked:
        clock.now += pause
        if cooldown.take(who, where) is None:
            allowed[person, "person", who].append(clock.now)
            allowed[guild, "guild", where].append(clock.now)

    for (rate, _, _), times in allowed.items():
        windows = zip(times, times[rate.count :], strict=False)
        assert all(later - earlier >= rate.seconds for earlier, later in windows)
        assert all(earlier <= later for earlier, later in pairwise(times))


@given(RATE, RATE, ASKED)
def test_whoever_waits_as_told_is_allowed_and_no_earlier(
    person: Rate, guild: Rate, asked: list[tuple[float, int, int]]
) -> None:
    clock = Clock()
    cooldown = Cooldown(person, guild, clock)
    for pause, who, where in asked:
        clock.now += pause
        wait = cooldown.take(who, where)
        if wait is not None:
            assert wait > 0
            clock.now += wait - 0.125
            assert cooldown.take(who, where) == 0.125
            clock.now += 0.125
            assert cooldown.take(who, where) is None
