from __future__ import annotations

import discord as library
import pytest

from tests.discord.loopback.guilds import Guild
from tests.discord.loopback.raw import Raw
from tests.discord.loopback.seams import pointed_at
from tests.discord.loopback.server import Discord
from tests.discord.loopback.standin import Standin


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


async def test_the_gateway_says_how_many_shards_it_wants(discord: Discord, raw: Raw) -> None:
    discord.shards = 3
    told = await raw("GET", "/gateway/bot")
    assert (told.body["shards"], told.body["url"]) == (3, discord.gateway_url)
    assert (await raw("GET", "/gateway")).body == {"url": discord.gateway_url}


@pytest.mark.parametrize("path", ["/users/@me", "/applications/@me", "/oauth2/applications/@me"])
async def test_replies_are_json_and_nothing_else(raw: Raw, path: str) -> None:
    told = await raw("GET", path)
    assert told.headers["Content-Type"] == "application/json"
    assert told.status == 200


async def test_a_route_that_the_double_does_not_know_is_a_violation(
    discord: Discord, raw: Raw
) -> None:
    discord.violations.expect("unknown route: .*GET /api/v10/guilds/1/emojis")
    told = await raw("GET", "/guilds/1/emojis")
    assert (told.status, told.body) == (404, {"code": 0, "message": "404: Not Found"})


async def test_the_check_at_the_end_fails_for_what_nobody_expected(raw: Raw) -> None:
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
