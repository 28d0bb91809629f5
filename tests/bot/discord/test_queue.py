"""Whose turn it is, and who has to wait."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.queue import Cooldown, FairQueue, QueueClosed, QueueFull, Rate


class Jobs:
    """Jobs that begin when the queue lets them and end when the test does; named as they began."""

    def __init__(self, queue: FairQueue) -> None:
        self.queue = queue
        self.began: list[str] = []
        self.tasks: dict[str, asyncio.Task[str]] = {}
        self._ends: dict[str, asyncio.Event] = {}

    def job(self, name: str) -> Callable[[], Awaitable[str]]:
        async def run() -> str:
            self.began.append(name)
            await self._ends.setdefault(name, asyncio.Event()).wait()
            return name.upper()

        return run

    async def ask(self, name: str, guild: int | None) -> None:
        self.tasks[name] = asyncio.create_task(self.queue.run(guild, self.job(name)))
        await settle()

    async def end(self, name: str) -> None:
        self._ends.setdefault(name, asyncio.Event()).set()
        await settle()

    async def end_all(self) -> None:
        for name in self.tasks:
            self._ends.setdefault(name, asyncio.Event()).set()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
def queue() -> FairQueue:
    return FairQueue(workers=1, capacity=10)


@pytest.fixture
def jobs(queue: FairQueue) -> Jobs:
    return Jobs(queue)


async def test_the_jobs_value_is_returned_and_its_exception_raised(queue: FairQueue) -> None:
    async def answer() -> int:
        return 42

    async def fail() -> int:
        raise ZeroDivisionError

    assert await queue.run(1, answer) == 42
    with pytest.raises(ZeroDivisionError):
        await queue.run(1, fail)
    assert (queue.running, queue.waiting) == (0, 0)


async def test_no_more_run_at_once_than_there_are_workers() -> None:
    queue = FairQueue(workers=2, capacity=10)
    jobs = Jobs(queue)
    for name in "abcd":
        await jobs.ask(name, 1)

    assert (jobs.began, queue.running, queue.waiting) == (["a", "b"], 2, 2)
    await jobs.end("b")
    assert (jobs.began, queue.running, queue.waiting) == (["a", "b", "c"], 2, 1)
    await jobs.end_all()
    assert (jobs.began, queue.running, queue.waiting) == (["a", "b", "c", "d"], 0, 0)


async def test_guilds_take_turns_and_direct_messages_count_as_one(jobs: Jobs) -> None:
    await jobs.ask("begun", 1)
    for name in ("a1", "a2", "a3"):
        await jobs.ask(name, 1)
    for name in ("b1", "b2"):
        await jobs.ask(name, 2)
    for name in ("d1", "d2"):
        await jobs.ask(name, None)
    await jobs.end_all()

    assert jobs.began == ["begun", "a1", "b1", "d1", "a2", "b2", "d2", "a3"]


async def test_a_lone_guild_fills_most_of_the_places_and_newcomers_still_find_theirs() -> None:
    queue = FairQueue(workers=1, capacity=100)
    jobs = Jobs(queue)
    await jobs.ask("begun", 1)
    for number in range(100):
        await jobs.ask(f"a{number}", 1)
    assert queue.waiting == 60

    for guild in range(2, 42):
        await jobs.ask(f"first of {guild}", guild)
    assert queue.waiting == 100
    await jobs.ask("one too many", 99)
    assert isinstance(jobs.tasks["one too many"].exception(), QueueFull)
    await jobs.end_all()
    assert sum(name.startswith("first") for name in jobs.began) == 40


async def test_a_refused_job_is_never_begun(jobs: Jobs, queue: FairQueue) -> None:
    for number in range(20):
        await jobs.ask(f"job {number}", 1)
    refused = [name for name, task in jobs.tasks.items() if task.done()]

    assert refused
    assert all(isinstance(jobs.tasks[name].exception(), QueueFull) for name in refused)
    await jobs.end_all()
    assert set(jobs.began) == jobs.tasks.keys() - set(refused)


async def test_a_caller_who_stops_waiting_frees_the_place(jobs: Jobs, queue: FairQueue) -> None:
    for name in ("begun", "a", "b"):
        await jobs.ask(name, 1)
    jobs.tasks["a"].cancel()
    await settle()

    assert queue.waiting == 1
    await jobs.end_all()
    assert jobs.began == ["begun", "b"]
    assert (queue.running, queue.waiting) == (0, 0)


async def test_a_caller_cancelled_as_its_turn_comes_passes_it_on(
    jobs: Jobs, queue: FairQueue
) -> None:
    for name in ("begun", "a", "b", "c"):
        await jobs.ask(name, 1)
    jobs.tasks["begun"].cancel()
    jobs.tasks["a"].cancel()
    await asyncio.sleep(0)
    jobs.tasks["b"].cancel()
    await settle()

    assert jobs.began == ["begun", "c"]
    assert (queue.running, queue.waiting) == (1, 0)
    await jobs.end_all()
    assert queue.running == 0


async def test_cancelling_the_caller_cancels_the_job(jobs: Jobs, queue: FairQueue) -> None:
    await jobs.ask("begun", 1)
    await jobs.ask("next", 1)
    jobs.tasks["begun"].cancel()
    await settle()

    assert jobs.tasks["begun"].cancelled()
    assert jobs.began == ["begun", "next"]
    await jobs.end_all()


async def test_closing_finishes_what_was_accepted_and_takes_nothing_new(
    jobs: Jobs, queue: FairQueue
) -> None:
    await jobs.ask("begun", 1)
    await jobs.ask("waiting", 1)
    closing = asyncio.create_task(queue.close(60))
    await settle()
    with pytest.raises(QueueClosed):
        await queue.run(2, jobs.job("late"))
    assert not closing.done()

    await jobs.end_all()
    assert await closing == 0
    assert jobs.began == ["begun", "waiting"]


async def test_closing_counts_what_was_left_when_time_is_up(jobs: Jobs, queue: FairQueue) -> None:
    for name in ("begun", "a", "b"):
        await jobs.ask(name, 1)

    assert await queue.close(0) == 3
    await jobs.end_all()
    assert await queue.close(0) == 0


async def test_an_idle_queue_closes_at_once(queue: FairQueue) -> None:
    assert await queue.close(0) == 0


@pytest.mark.parametrize(("workers", "capacity"), [(0, 1), (1, 0), (-1, 5)])
def test_a_queue_needs_a_worker_and_a_place(workers: int, capacity: int) -> None:
    with pytest.raises(ValueError, match="expected at least 1 worker"):
        FairQueue(workers, capacity)


STEPS = st.lists(
    st.tuples(st.sampled_from(["ask", "ask", "ask", "end", "cancel"]), st.integers(0, 9)),
    max_size=60,
)


@given(st.integers(1, 3), st.integers(1, 12), STEPS)
def test_whatever_happens_the_counts_hold_and_newcomers_are_let_in(
    workers: int, capacity: int, steps: list[tuple[str, int]]
) -> None:
    async def play() -> None:
        queue = FairQueue(workers, capacity)
        jobs = Jobs(queue)
        guilds: dict[str, int] = {}
        refused: set[str] = set()
        cancelled: set[str] = set()
        for number, (step, choice) in enumerate(steps):
            live = [name for name, task in jobs.tasks.items() if not task.done()]
            waiting = Counter(guilds[name] for name in live if name not in jobs.began)
            if step == "ask":
                name = str(number)
                guilds[name] = choice
                await jobs.ask(name, choice)
                if jobs.tasks[name].done():
                    refused.add(name)
                    assert isinstance(jobs.tasks[name].exception(), QueueFull)
                    assert waiting[choice] or len(waiting) > capacity / 5
            elif live and step == "end":
                running = [name for name in live if name in jobs.began]
                await jobs.end(running[choice % len(running)])
            elif live:
                name = live[choice % len(live)]
                cancelled.add(name)
                jobs.tasks[name].cancel()
                await settle()
            live = [name for name, task in jobs.tasks.items() if not task.done()]
            assert queue.running == sum(name in jobs.began for name in live) <= workers
            assert queue.waiting == sum(name not in jobs.began for name in live) <= capacity
            assert queue.running == workers or not queue.waiting
        await jobs.end_all()
        # Nothing that was accepted is dropped, and nothing is begun twice.
        assert sorted(jobs.began) == sorted(set(jobs.began))
        assert jobs.tasks.keys() - refused - cancelled <= set(jobs.began)
        assert (queue.running, queue.waiting) == (0, 0)
        assert await queue.close(0) == 0
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(play())


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


def test_a_question_beyond_the_persons_rate_waits_the_seconds_left() -> None:
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


def test_the_longer_of_both_waits_counts() -> None:
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
def test_whoever_waits_so_long_is_allowed_and_no_earlier(
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
