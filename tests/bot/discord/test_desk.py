from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.queue import FairQueue, QueueClosed, QueueFull


class Jobs:
    """Jobs that begin when the desk lets them and end when the test does; named as they began."""

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


async def test_closing_tells_how_many_were_left_when_time_is_up(
    jobs: Jobs, queue: FairQueue
) -> None:
    for name in ("begun", "a", "b"):
        await jobs.ask(name, 1)

    assert await queue.close(0) == 3
    await jobs.end_all()
    assert await queue.close(0) == 0


async def test_an_idle_desk_closes_at_once(queue: FairQueue) -> None:
    assert await queue.close(0) == 0


@pytest.mark.parametrize(("workers", "capacity"), [(0, 1), (1, 0), (-1, 5)])
def test_a_desk_needs_a_worker_and_a_place(workers: int, capacity: int) -> None:
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
