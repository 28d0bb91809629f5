"""Requests sent a second time, and spread out in time."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

import bot.discord.reply
from bot.discord.reply import Pacer, with_retry


def refused(status: int) -> discord.DiscordServerError:
    response: Any = SimpleNamespace(status=status, reason="")
    return discord.DiscordServerError(response, "")


class Request:
    """Fails with these errors in turn, then answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.sent = 0

    async def __call__(self) -> str:
        self.sent += 1
        if self.errors:
            raise self.errors.pop(0)
        return "an answer"


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.discord.reply, "_PAUSE", 0)


@pytest.mark.parametrize(
    "error",
    [ConnectionResetError(), aiohttp.ServerDisconnectedError(), TimeoutError(), refused(503)],
)
async def test_a_request_that_got_no_answer_is_sent_a_second_time(error: Exception) -> None:
    request = Request(error)
    assert await with_retry(request) == "an answer"
    assert request.sent == 2


async def test_it_is_sent_no_third_time() -> None:
    request = Request(OSError("first"), OSError("second"))
    with pytest.raises(OSError, match="second"):
        await with_retry(request)


@pytest.mark.parametrize("error", [refused(500), ValueError("wrong")])
async def test_what_was_answered_is_not_sent_again(error: Exception) -> None:
    request = Request(error)
    with pytest.raises(type(error)):
        await with_retry(request)
    assert request.sent == 1


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
