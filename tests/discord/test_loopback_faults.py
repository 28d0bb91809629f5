from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest

from tests.discord.loopback.guilds import Guild
from tests.discord.loopback.people import Person
from tests.discord.loopback.raw import Raw
from tests.discord.loopback.seams import pointed_at
from tests.discord.loopback.server import Discord
from tests.discord.loopback.standin import Standin


async def test_a_rate_limit_is_waited_out_by_a_real_client(
    discord: Discord, ana: Person, reef: Guild, standin: Standin
) -> None:
    limited = discord.faults.rate_limit("POST", "/channels/.*/messages", seconds=0.1)
    said = await ana.say(reef.general, "hello", mention_bot=True)
    await reef.general.next_message(reply_to=said)
    assert limited.met == 1


async def test_a_rate_limit_looks_like_discords(discord: Discord, raw: Raw) -> None:
    discord.faults.rate_limit("*", "/gateway", seconds=2.5, is_global=True)
    told = await raw("GET", "/gateway")
    assert (told.status, told.body["retry_after"], told.body["global"]) == (429, 2.5, True)
    assert told.headers["Content-Type"] == "application/json"
    assert {"Via", "Retry-After", "X-RateLimit-Global"} <= set(told.headers)
    assert (await raw("GET", "/gateway")).status == 200


async def test_a_server_error_is_tried_again_by_a_real_client(
    discord: Discord, ana: Person, reef: Guild, standin: Standin
) -> None:
    failing = discord.faults.fail("PATCH", "/webhooks/.*/@original", status=503)
    asked = await ana.slash(reef.general, "think", question="who?")
    assert (await asked.reply()).text == "who? None"
    assert failing.met == 1


async def test_what_was_done_before_the_error_stays_done(
    discord: Discord, reef: Guild, raw: Raw
) -> None:
    path = f"/channels/{reef.general.id}/messages"
    discord.faults.fail("POST", "/messages", after_acting=True)
    with pytest.raises(ValueError, match="Expecting value"):
        await raw("POST", path, {"content": "x"})
    discord.faults.drop("POST", "/messages", after_acting=True)
    with pytest.raises(aiohttp.ClientError):
        await raw("POST", path, {"content": "y"})
    assert [message.text for message in reef.general.by_bot()] == ["x", "y"]


async def test_a_line_is_dropped_so_often_and_no_more(
    discord: Discord, reef: Guild, raw: Raw
) -> None:
    # Not a GET: aiohttp's client tries those again by itself.
    path = f"/channels/{reef.general.id}/typing"
    discord.faults.drop("POST", "/typing$", times=2)
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            await raw("POST", path)
    assert (await raw("POST", path)).status == 204
    assert len(reef.general.typing) == 1


async def test_a_request_hangs_and_then_goes_on(discord: Discord, raw: Raw) -> None:
    discord.faults.hang("GET", "/gateway", seconds=0.05)
    began = time.monotonic()
    assert (await raw("GET", "/gateway")).status == 200
    assert time.monotonic() - began > 0.04


async def test_a_late_acknowledgement_through_a_slow_line_is_refused(
    discord: Discord, ana: Person, reef: Guild, standin: Standin
) -> None:
    discord.ack_window = 0.02
    discord.faults.hang("POST", "/interactions", seconds=0.1)
    discord.violations.expect("10062")
    discord.violations.expect("silence")
    asked = await ana.slash(reef.general, "echo", text="x")
    await discord.wait_request("POST", "/interactions/.*")
    assert asked.acknowledged is None


async def test_more_than_fifty_requests_a_second_are_turned_away(
    discord: Discord, raw: Raw
) -> None:
    told = await asyncio.gather(*(raw("GET", "/users/@me") for _ in range(60)))
    assert sorted({one.status for one in told}) == [200, 429]
    assert (discord.limiter.busiest, discord.limiter.turned_away) == (50, 10)
    discord.limiter.per_second = None
    assert (await raw("GET", "/users/@me")).status == 200


async def test_the_server_goes_down_and_comes_back_on_its_port(discord: Discord, raw: Raw) -> None:
    assert (await raw("GET", "/gateway")).status == 200
    await discord.go_down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await raw("GET", "/gateway")
    await discord.come_up()
    assert (await raw("GET", "/gateway")).body["url"] == discord.gateway_url


async def test_a_server_that_is_down_at_the_start_can_come_up_later() -> None:
    async with Discord(listening=False) as discord, Raw(discord) as raw:
        with pytest.raises(aiohttp.ClientConnectorError):
            await raw("GET", "/gateway")
        await discord.come_up()
        with pointed_at(discord.api_url, discord.gateway_url):
            assert (await raw("GET", "/gateway")).status == 200


async def test_requests_are_recorded_with_their_answers(discord: Discord, raw: Raw) -> None:
    waiting = asyncio.create_task(discord.wait_request("GET", "/gate.*", times=2))
    await raw("GET", "/gateway")
    await raw("GET", "/gateway/bot")
    assert (await waiting).path == "/gateway/bot"
    assert [one.status for one in discord.requests] == [200, 200]
    with pytest.raises(TimeoutError, match="POST /nothing, 1 times"):
        await discord.wait_request("POST", "/nothing", timeout=0.01)
