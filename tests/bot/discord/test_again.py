from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

import bot.discord.reply
from bot.discord.reply import with_retry


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
