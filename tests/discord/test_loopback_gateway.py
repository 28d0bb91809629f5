from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord as library
import pytest

from tests.discord.loopback import Discord, Guild, Permission, Person, pointed_at
from tests.discord.loopback.clients import Standin

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12
MEMBERS, CONTENT = 1 << 1, 1 << 15


class Line:
    """A gateway connection without a library."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, op: int, d: Any) -> None:
        await self.socket.send_json({"op": op, "d": d})

    async def identify(self, **fields: Any) -> None:
        token = "not-a-real-token.for.tests"
        await self.send(2, {"token": token, "intents": GUILDS, "properties": {}, **fields})

    async def frame(self) -> dict[str, Any]:
        frame: dict[str, Any] = await self.socket.receive_json(timeout=5)
        return frame

    async def event(self, name: str) -> Any:
        while (frame := await self.frame())["t"] != name:
            pass
        return frame["d"]

    async def closed(self) -> int | None:
        while (await self.socket.receive(timeout=5)).type is not aiohttp.WSMsgType.CLOSE:
            pass
        return self.socket.close_code


@asynccontextmanager
async def line_to(url: str, **query: str) -> AsyncIterator[Line]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, params=query) as socket,
    ):
        yield Line(socket)


@asynccontextmanager
async def client_of(discord: Discord, client: library.Client) -> AsyncIterator[None]:
    with pointed_at(discord.api_url, discord.gateway_url):
        async with client:
            running = asyncio.create_task(client.start(discord.application.token))
            yield
            await client.close()
            await running


async def test_a_dropped_line_is_resumed_and_nothing_is_missed(
    discord: Discord, ana: Person, reef: Guild, standin: Standin
) -> None:
    discord.gateway.drop()
    said = await ana.say(reef.general, "meanwhile", mention_bot=True)
    await discord.gateway.wait_resumed()
    assert "meanwhile" in (await reef.general.next_message(reply_to=said)).text
    assert discord.gateway.identified == 1
    assert [one.path for one in discord.gateway.connections] == ["/resume"]


async def test_opcode_7_lets_the_client_resume(discord: Discord, standin: Standin) -> None:
    discord.gateway.ask_to_reconnect()
    await discord.gateway.wait_resumed()
    assert discord.gateway.identified == 1


async def test_an_invalid_session_that_can_be_resumed_is(
    discord: Discord, standin: Standin
) -> None:
    discord.gateway.invalidate(resumable=True)
    await discord.gateway.wait_resumed()


async def test_an_invalid_session_that_cannot_be_resumed_begins_anew(
    discord: Discord, ana: Person, reef: Guild, standin: Standin
) -> None:
    discord.gateway.invalidate(resumable=False)
    await discord.gateway.wait_identified(times=2)
    said = await ana.say(reef.general, "again", mention_bot=True)
    assert "again" in (await reef.general.next_message(reply_to=said)).text
    assert discord.gateway.resumes == 0


async def test_a_close_that_is_not_final_is_resumed(discord: Discord, standin: Standin) -> None:
    discord.gateway.close(4000)
    await discord.gateway.wait_resumed()


async def test_a_session_that_is_forgotten_cannot_be_resumed(
    discord: Discord, standin: Standin
) -> None:
    (session,) = discord.gateway.ready
    discord.gateway.forget(session)
    discord.gateway.drop()
    await discord.gateway.wait_identified(times=2)


async def test_events_of_a_guild_go_to_its_shard_and_of_dms_to_the_first(
    discord: Discord, ana: Person
) -> None:
    discord.shards = 2
    guilds = [discord.add_guild(name, members=[ana]) for name in ("Reef", "Atoll")]
    assert {guild.shard_of(2) for guild in guilds} == {0, 1}
    client = Standin()
    async with client_of(discord, client):
        sessions = await discord.gateway.wait_ready(shards=2)
        for guild in guilds:
            said = await ana.say(guild.general, guild.name, mention_bot=True)
            await guild.general.next_message(reply_to=said)
        await ana.dm_channel.next_message(reply_to=await ana.dm("hello"))
        for session in sessions:
            sent = [f["d"] for f in session.history if f["t"] == "MESSAGE_CREATE"]
            own = {str(g.id) for g in guilds if g.shard_of(2) == session.shard.number}
            direct = {None} if session.shard.number == 0 else set()
            assert {message.get("guild_id") for message in sent} == own | direct


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"intents": CONTENT}, 4014),
        ({"intents": MEMBERS}, 4014),
        ({"intents": 1 << 40}, 4013),
        ({"intents": None}, 4013),
        ({"shard": [2, 2]}, 4010),
        ({"shard": [0, 1]}, 4011),
    ],
)
async def test_what_cannot_be_identified_is_sent_away(
    discord: Discord, changes: dict[str, Any], code: int
) -> None:
    discord.gateway.required_shards = 2
    async with line_to(discord.gateway_url) as line:
        await line.identify(**{"shard": [0, 2], **changes})
        assert await line.closed() == code


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([{"op": 99, "d": None}], 4001),
        (["not json"], 4002),
        ([[1, 2]], 4002),
        ([{"op": 3, "d": {}}], 4003),
        ([{"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}], 4004),
    ],
)
async def test_what_is_no_gateway_protocol_is_sent_away(
    discord: Discord, frames: list[Any], code: int
) -> None:
    async with line_to(discord.gateway_url) as line:
        for frame in frames:
            await line.socket.send_str(frame if isinstance(frame, str) else json.dumps(frame))
        assert await line.closed() == code


async def test_nobody_identifies_twice_or_resumes_the_future(discord: Discord) -> None:
    async with line_to(discord.gateway_url) as line:
        await line.identify()
        session = (await line.event("READY"))["session_id"]
        await line.identify()
        assert await line.closed() == 4005
    async with line_to(discord.gateway_url) as line:
        token = discord.application.token
        await line.send(6, {"token": token, "session_id": session, "seq": 99})
        assert await line.closed() == 4007


async def test_a_client_that_says_goodbye_gives_its_session_up(discord: Discord) -> None:
    async with line_to(discord.gateway_url) as line:
        await line.identify()
        await line.event("READY")
        await line.socket.close(code=1000)
    assert not discord.gateway.sessions


async def test_privileged_intents_are_refused_to_a_real_client(discord: Discord) -> None:
    client = Standin(intents=library.Intents.all())
    with pointed_at(discord.api_url, discord.gateway_url):
        async with client:
            with pytest.raises(library.PrivilegedIntentsRequired):
                await client.start(discord.application.token)


async def test_too_few_shards_are_refused_to_a_real_client(discord: Discord) -> None:
    discord.gateway.required_shards = 2
    client = Standin()
    with pointed_at(discord.api_url, discord.gateway_url):
        async with client:
            with pytest.raises(library.ConnectionClosed) as refused:
                await client.start(discord.application.token)
    assert refused.value.code == 4011


@pytest.mark.parametrize(
    ("how", "content"),
    [
        ({}, ""),
        ({"mention_bot": True}, "{bot} secret"),
        ({"reply": True}, "secret"),
        ({"reply": True, "ping": False}, ""),
    ],
    ids=["plain", "mention", "pinged reply", "silent reply"],
)
async def test_content_is_withheld_unless_it_is_meant_for_the_bot(
    discord: Discord,
    ana: Person,
    reef: Guild,
    standin: Standin,
    how: dict[str, Any],
    content: str,
) -> None:
    first = await ana.say(reef.general, "hello", mention_bot=True)
    answer = await reef.general.next_message(reply_to=first)
    reply_to = answer if how.pop("reply", False) else None
    said = await ana.say(reef.general, "secret", reply_to=reply_to, **how)
    await reef.general.next_message(reply_to=said)
    assert standin.received[-1].content == content.format(bot=discord.bot.mention)


async def test_content_is_not_withheld_in_direct_messages_or_with_the_privilege(
    discord: Discord, ana: Person, reef: Guild
) -> None:
    discord.application.may_read_content = True
    client = Standin(intents=library.Intents(guilds=True, messages=True, message_content=True))
    async with client_of(discord, client):
        await discord.gateway.wait_ready()
        said = await ana.say(reef.general, "public")
        assert (await reef.general.next_message(reply_to=said)).text == "heard 'public'"
        said = await ana.dm("private")
        assert (await ana.dm_channel.next_message(reply_to=said)).text == "heard 'private'"


async def test_what_others_said_is_withheld_in_what_replies_to_it(
    discord: Discord, ana: Person, reef: Guild, standin: Standin
) -> None:
    first = await ana.say(reef.general, "secret")
    said = await ana.say(reef.general, "look", mention_bot=True, reply_to=first)
    await reef.general.next_message(reply_to=said)
    reference = standin.received[-1].reference
    assert reference is not None
    assert isinstance(reference.resolved, library.Message)
    assert reference.resolved.content == ""


@pytest.mark.parametrize(
    ("intents", "received"),
    [
        (0, []),
        (GUILD_MESSAGES, ["public"]),
        (DIRECT_MESSAGES, ["private"]),
        (GUILD_MESSAGES | DIRECT_MESSAGES, ["public", "private"]),
    ],
)
async def test_events_come_only_to_those_who_asked(
    discord: Discord, ana: Person, reef: Guild, intents: int, received: list[str]
) -> None:
    discord.application.may_read_content = True
    async with line_to(discord.gateway_url) as line:
        await line.identify(intents=intents | CONTENT)
        await discord.gateway.wait_ready()
        await ana.say(reef.general, "public")
        await ana.dm("private")
        (session,) = discord.gateway.ready
        sent = [f["d"]["content"] for f in session.history if f["t"] == "MESSAGE_CREATE"]
        assert sent == received
        assert not [f for f in session.history if f["t"].startswith("GUILD")]


async def test_the_bot_learns_when_it_is_let_in_and_out(
    discord: Discord, ana: Person, reef: Guild, standin: Standin
) -> None:
    late = discord.add_guild("Late", members=[ana])
    said = await ana.say(late.general, "hello", mention_bot=True)
    await late.general.next_message(reply_to=said)
    assert {guild.name for guild in standin.guilds} == {"Reef", "Late"}
    late.remove_member(discord.bot)
    await asyncio.wait_for(_until(lambda: len(standin.guilds) == 1), 5)
    hidden = discord.add_guild("Hidden", members=[ana], bot_permissions=None)
    await ana.say(hidden.general, "nobody hears of it")
    assert len(standin.guilds) == 1


async def test_heartbeats_are_answered_and_the_interval_is_told(discord: Discord) -> None:
    discord.gateway.heartbeat_interval = 1234
    async with line_to(discord.gateway_url) as line:
        assert (await line.frame())["d"] == {"heartbeat_interval": 1234}
        await line.send(1, None)
        assert (await line.frame())["op"] == 11


async def test_members_are_told_as_far_as_the_intents_go(
    discord: Discord, ana: Person, reef: Guild
) -> None:
    discord.application.may_read_members = True
    async with line_to(discord.gateway_url) as line:
        for intents, names in ((GUILDS, {"quoth"}), (MEMBERS, {"quoth", "ana", "developer"})):
            await line.identify(intents=intents)
            await line.event("READY")
            await line.send(8, {"guild_id": str(reef.id), "query": "", "limit": 0})
            members = (await line.event("GUILD_MEMBERS_CHUNK"))["members"]
            assert {member["user"]["username"] for member in members} == names
            (session,) = discord.gateway.ready
            assert session.connection is not None
            session.connection.session = None
            discord.gateway.forget(session)


async def test_frames_are_packed_as_the_client_asks(discord: Discord) -> None:
    async with line_to(discord.gateway_url, compress="zlib-stream") as line:
        unpacked = zlib.decompressobj()
        hello = json.loads(unpacked.decompress(await line.socket.receive_bytes()))
        assert hello["op"] == 10
        await line.send(1, None)
        packed = await line.socket.receive_bytes()
        assert packed.endswith(b"\x00\x00\xff\xff")
        assert json.loads(unpacked.decompress(packed))["op"] == 11
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with line_to(discord.gateway_url, compress="rot13"):
            pass


async def test_changes_to_channels_and_members_reach_the_bot(
    discord: Discord, ana: Person, reef: Guild, standin: Standin
) -> None:
    role = reef.add_role("mods")
    thread = reef.add_channel("more").add_thread("aside")
    reef.general.deny(role, Permission.SEND_MESSAGES)
    said = await ana.say(thread, "hello", mention_bot=True)
    await thread.next_message(reply_to=said)
    seen = standin.guilds[0]
    assert seen.get_role(role.id) is not None
    assert seen.get_thread(thread.id) is not None
    general = seen.get_channel(reef.general.id)
    assert general is not None
    assert next(iter(general.overwrites)).id == role.id


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.01)
