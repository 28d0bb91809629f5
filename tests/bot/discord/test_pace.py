from __future__ import annotations

import asyncio

import pytest

from bot.discord.reply import Pacer


class Clock:
    """Stands still until somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(asyncio, "sleep", self.sleep)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


async def test_a_request_that_comes_alone_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    pacer = Pacer(40, clock)
    for _ in range(3):
        clock.now += 1
        before = clock.now
        await pacer.wait()
        assert clock.now == before


async def test_requests_that_come_together_are_spread_evenly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(monkeypatch)
    pacer = Pacer(40, clock)
    began = []
    for _ in range(81):
        await pacer.wait()
        began.append(clock.now)
    assert began[-1] - began[0] == pytest.approx(2)
    assert pacer.delay == pytest.approx(1 / 40)
