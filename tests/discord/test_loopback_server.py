"""Logging in, launching a bot, and faults on the way."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import aiohttp
import discord as library
import pytest

from tests.discord.loopback import BotProcess, Discord, Guild, Person, pointed_at
from tests.discord.loopback.clients import RawClient, Standin


async def test_a_real_client_logs_in_and_learns_of_its_guilds(
    discord: Discord, reef: Guild, standin: Standin
) -> None:
    await standin.wait_until_ready()
    assert standin.user is not None
    assert standin.user.id == discord.bot.id
    assert [guild.name for guild in standin.guilds] == ["Reef"]
    assert [channel.name for channel in standin.guilds[0].text_channels] == ["general"]
    assert standin.guilds[0].me.guild_permissions.send_messages


async def test_a_wrong_token_is_refused(discord: Discord) -> None:
    discord.violations.expect("refused: GET /users/@me: 401")
    with pointed_at(discord.api_url, discord.gateway_url):
        async with Standin() as client:
            with pytest.raises(library.LoginFailure):
                await client.start("wrong")


async def test_commands_are_registered_once_and_come_back(
    discord: Discord, standin: Standin
) -> None:
    names = {command["name"] for command in discord.commands.of(None).values()}
    assert names == {"echo", "think", "ask", "buttons", "notes", "Quote it"}
    assert discord.commands.changes == 1
    assert {command.name for command in await standin.tree.fetch_commands()} == names


async def test_the_gateway_says_how_many_shards_it_wants(discord: Discord, raw: RawClient) -> None:
    discord.shards = 3
    answer = await raw("GET", "/gateway/bot")
    assert (answer.body["shards"], answer.body["url"]) == (3, discord.gateway_url)
    assert (await raw("GET", "/gateway")).body == {"url": discord.gateway_url}


@pytest.mark.parametrize("path", ["/users/@me", "/applications/@me", "/oauth2/applications/@me"])
async def test_replies_are_json_and_nothing_else(raw: RawClient, path: str) -> None:
    answer = await raw("GET", path)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.status == 200


async def test_a_route_that_the_double_does_not_know_is_a_violation(
    discord: Discord, raw: RawClient
) -> None:
    discord.violations.expect("unknown route: .*GET /api/v10/guilds/1/emojis")
    answer = await raw("GET", "/guilds/1/emojis")
    assert (answer.status, answer.body) == (404, {"code": 0, "message": "404: Not Found"})


async def test_the_check_at_the_end_fails_for_what_nobody_expected(raw: RawClient) -> None:
    await raw("GET", "/nowhere")
    with pytest.raises(AssertionError, match="unknown route"):
        raw.discord.check()
    raw.discord.violations.allow("unknown route")


async def test_the_check_at_the_end_fails_for_what_was_expected_and_did_not_happen() -> None:
    async with Discord() as discord:
        discord.violations.expect("50013")
        with pytest.raises(AssertionError, match="50013, which did not happen"):
            discord.check()


async def test_names_of_people_are_their_own(discord: Discord) -> None:
    discord.add_user("ben")
    with pytest.raises(ValueError, match="ben"):
        discord.add_user("ben")


async def test_the_seams_are_set_back(discord: Discord) -> None:
    before = library.http.Route.BASE, library.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    with pointed_at(discord.api_url, discord.gateway_url):
        assert discord.api_url == library.http.Route.BASE
    assert before == (library.http.Route.BASE, library.gateway.DiscordWebSocket.DEFAULT_GATEWAY)


STANDIN = "tests.discord.loopback.clients"


async def test_a_bot_runs_as_a_process_and_ends_when_told_to(
    discord: Discord, ana: Person, reef: Guild, tmp_path: Path
) -> None:
    async with BotProcess(
        discord, "bot", "--sources", tmp_path, cwd=tmp_path, program=STANDIN
    ) as bot:
        (session,) = await bot.ready()
        assert session.shard.total == 1
        assert await bot.line("^arguments ") == f"arguments bot --sources {tmp_path}"
        asked = await ana.slash(reef.general, "echo", text="hello")
        assert (await asked.reply()).text == "hello"
        bot.terminate()
        assert await bot.exit() == 0
        await bot.start()
        await bot.ready()
        bot.interrupt()
        assert await bot.exit() == 0
    assert discord.gateway.identified == 2


async def test_a_bot_has_only_the_settings_that_the_test_gives(
    discord: Discord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_SOURCES", "elsewhere")
    monkeypatch.setenv("DISCORD_TOKEN", "somebody's")
    env = {"QUOTH_GUILDS": "1"}
    async with BotProcess(discord, cwd=tmp_path, env=env, program=STANDIN) as bot:
        assert await bot.line("^settings") == "settings DISCORD_TOKEN QUOTH_GUILDS"
        await bot.ready()
        bot.kill()
        assert await bot.exit() < 0


async def test_a_bot_that_ends_before_it_is_ready_shows_why(
    discord: Discord, tmp_path: Path
) -> None:
    async with BotProcess(discord, cwd=tmp_path, program="tests.discord.nothing") as bot:
        with pytest.raises(AssertionError, match=r"No module named 'tests.discord.nothing'"):
            await bot.ready()
        with pytest.raises(TimeoutError, match="a line with 'serving' in"):
            await bot.line("serving", timeout=0.01)
    assert bot.status == 1


async def test_a_bot_that_goes_on_can_only_be_waited_for_so_long(
    discord: Discord, tmp_path: Path
) -> None:
    async with BotProcess(discord, cwd=tmp_path, program=STANDIN) as bot:
        with pytest.raises(TimeoutError, match=r"still running after 0.05 s"):
            await bot.exit(timeout=0.05)
    assert bot.status is not None


async def test_a_rate_limit_is_waited_out_by_a_real_client(
    discord: Discord, ana: Person, reef: Guild, standin: Standin
) -> None:
    limited = discord.faults.rate_limit("POST", "/channels/.*/messages", seconds=0.1)
    said = await ana.say(reef.general, "hello", mention_bot=True)
    await reef.general.next_message(reply_to=said)
    assert limited.met == 1


async def test_a_rate_limit_looks_like_discords(discord: Discord, raw: RawClient) -> None:
    discord.faults.rate_limit("*", "/gateway", seconds=2.5, is_global=True)
    answer = await raw("GET", "/gateway")
    assert (answer.status, answer.body["retry_after"], answer.body["global"]) == (429, 2.5, True)
    assert answer.headers["Content-Type"] == "application/json"
    assert {"Via", "Retry-After", "X-RateLimit-Global"} <= set(answer.headers)
    assert (await raw("GET", "/gateway")).status == 200


async def test_a_server_error_is_tried_again_by_a_real_client(
    discord: Discord, ana: Person, reef: Guild, standin: Standin
) -> None:
    failing = discord.faults.fail("PATCH", "/webhooks/.*/@original", status=503)
    asked = await ana.slash(reef.general, "think", question="who?")
    assert (await asked.reply()).text == "who? None"
    assert failing.met == 1


async def test_what_was_done_before_the_error_stays_done(
    discord: Discord, reef: Guild, raw: RawClient
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
    discord: Discord, reef: Guild, raw: RawClient
) -> None:
    # Not a GET: aiohttp's client tries those again by itself.
    path = f"/channels/{reef.general.id}/typing"
    discord.faults.drop("POST", "/typing$", times=2)
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            await raw("POST", path)
    assert (await raw("POST", path)).status == 204
    assert len(reef.general.typing) == 1


async def test_a_request_hangs_and_then_goes_on(discord: Discord, raw: RawClient) -> None:
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
    discord: Discord, raw: RawClient
) -> None:
    answer = await asyncio.gather(*(raw("GET", "/users/@me") for _ in range(60)))
    assert sorted({one.status for one in answer}) == [200, 429]
    assert (discord.limiter.busiest, discord.limiter.turned_away) == (50, 10)
    discord.limiter.per_second = None
    assert (await raw("GET", "/users/@me")).status == 200


async def test_the_server_goes_down_and_comes_back_on_its_port(
    discord: Discord, raw: RawClient
) -> None:
    assert (await raw("GET", "/gateway")).status == 200
    await discord.go_down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await raw("GET", "/gateway")
    await discord.come_up()
    assert (await raw("GET", "/gateway")).body["url"] == discord.gateway_url


async def test_a_server_that_is_down_at_the_start_can_come_up_later() -> None:
    async with Discord(listening=False) as discord, RawClient(discord) as raw:
        with pytest.raises(aiohttp.ClientConnectorError):
            await raw("GET", "/gateway")
        await discord.come_up()
        with pointed_at(discord.api_url, discord.gateway_url):
            assert (await raw("GET", "/gateway")).status == 200


async def test_requests_are_recorded_with_their_answers(discord: Discord, raw: RawClient) -> None:
    waiting = asyncio.create_task(discord.wait_request("GET", "/gate.*", times=2))
    await raw("GET", "/gateway")
    await raw("GET", "/gateway/bot")
    assert (await waiting).path == "/gateway/bot"
    assert [one.status for one in discord.requests] == [200, 200]
    with pytest.raises(TimeoutError, match="POST /nothing, 1 times"):
        await discord.wait_request("POST", "/nothing", timeout=0.01)
