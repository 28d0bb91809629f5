"""Trouble between the bot and Discord: what was asked is answered, and once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.discord.bots import Scene, end, scene
from tests.discord.loopback import Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "who keeps the lighthouse?"
ANSWER = "Tomas Wren has kept the lighthouse"
CALLBACK = ("POST", "/interactions/.*/callback")
EDIT = ("PATCH", "/webhooks/.*/messages/@original")
MESSAGE = ("POST", "/channels/.*/messages")
TYPING = ("POST", "/channels/.*/typing")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def harbour(
    tmp_path_factory: pytest.TempPathFactory, harbour_index: Path
) -> AsyncIterator[Scene]:
    folder = tmp_path_factory.mktemp("connection")
    async with scene(folder, harbour_index) as harbour:
        yield harbour


async def by_command(harbour: Scene) -> tuple[Message, list[Message]]:
    channel = harbour.channel()
    asked = await harbour.somebody().slash(channel, "ask", question=QUESTION)
    return await asked.reply(timeout=30), channel.by_bot()


async def by_message(harbour: Scene) -> tuple[Message, list[Message]]:
    channel = harbour.channel()
    said = await harbour.somebody().say(channel, QUESTION, mention_bot=True)
    answer = await channel.next_message(reply_to=said, timeout=30)
    return answer, channel.by_bot()


Ask = Callable[[Scene], Awaitable[tuple[Message, list[Message]]]]


@pytest.mark.parametrize(
    ("ask", "where"),
    [(by_command, CALLBACK), (by_command, EDIT), (by_message, MESSAGE), (by_message, TYPING)],
)
async def test_a_rate_limit_is_waited_out(harbour: Scene, ask: Ask, where: tuple[str, str]) -> None:
    limited = harbour.discord.faults.rate_limit(*where, seconds=0.1)
    answer, said = await ask(harbour)
    assert ANSWER in answer.text
    assert said == [answer]
    assert limited.met == 1


@pytest.mark.parametrize(
    ("ask", "where", "status"),
    [
        (by_command, CALLBACK, 500),
        (by_command, EDIT, 503),
        (by_message, MESSAGE, 502),
        (by_message, MESSAGE, 503),
        (by_message, TYPING, 500),
    ],
)
async def test_a_server_error_is_tried_again(
    harbour: Scene, ask: Ask, where: tuple[str, str], status: int
) -> None:
    fault = harbour.discord.faults.fail(*where, status=status)
    answer, said = await ask(harbour)
    assert ANSWER in answer.text
    assert said == [answer]
    assert fault.met == 1


@pytest.mark.parametrize(
    ("ask", "where"), [(by_command, CALLBACK), (by_command, EDIT), (by_message, MESSAGE)]
)
async def test_a_line_that_is_cut_does_not_cost_the_answer(
    harbour: Scene, ask: Ask, where: tuple[str, str]
) -> None:
    dropped = harbour.discord.faults.drop(*where)
    answer, said = await ask(harbour)
    assert ANSWER in answer.text
    assert said == [answer]
    assert dropped.met == 1


async def test_nothing_is_said_twice_where_only_discords_reply_was_lost(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        discord = harbour.discord
        discord.violations.expect("40060")
        lost = [discord.faults.drop(*where, after_acting=True) for where in (CALLBACK, EDIT)]
        by_command_answer, _ = await by_command(harbour)
        lost.append(discord.faults.drop(*MESSAGE, after_acting=True))
        by_message_answer, _ = await by_message(harbour)
        await end(harbour.bot)
        for answer in (by_command_answer, by_message_answer):
            assert ANSWER in answer.text
            assert answer.channel.by_bot() == [answer]
        assert [fault.met for fault in lost] == [1, 1, 1]


@pytest.mark.parametrize("label", ["In context 1", "More", "Good"])
async def test_a_press_whose_acknowledgement_was_lost_is_answered_once(
    harbour: Scene, label: str
) -> None:
    harbour.discord.violations.allow("40060")
    person = harbour.somebody()
    answer = await harbour.ask(QUESTION, by=person)
    harbour.discord.faults.drop(*CALLBACK, after_acting=True)
    pressed = await person.press(answer, label=label)
    assert "went wrong" not in (await pressed.reply()).text
    # The next press is answered after all that was sent because of the first.
    await (await person.press(answer, label=label)).reply()
    assert not pressed.followups


async def test_a_failure_is_named_by_an_id_that_is_in_the_log(harbour: Scene) -> None:
    channel = harbour.channel()
    refused = harbour.discord.faults.fail(*EDIT, status=404)
    asked = await harbour.somebody().slash(channel, "ask", question=QUESTION)
    text = await asked.reply()
    assert refused.met == 1
    assert text.text.startswith("Something went wrong on my side, sorry.")
    error_id = text.text.split()[-1].rstrip(".")
    line = await harbour.bot.line(f"event=error id={error_id} ")
    assert "kind=NotFound" in line
    assert QUESTION not in line
    assert harbour.discord.application.token not in harbour.bot.log
    assert asked.token not in harbour.bot.log


async def settled(harbour: Scene, *, resumes: int = 0, begun: int = 1) -> None:
    """Ask by message, which takes the gateway, and by command."""
    for ask in (by_message, by_command):
        answer, said = await ask(harbour)
        assert ANSWER in answer.text
        assert said == [answer]
    assert (harbour.discord.gateway.resumes, harbour.discord.gateway.identified) == (resumes, begun)


async def test_a_dropped_gateway_is_resumed_and_what_came_meanwhile_is_answered(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        gateway = harbour.discord.gateway
        gateway.drop()
        channel = harbour.channel()
        said = await harbour.somebody().say(channel, QUESTION, mention_bot=True)
        await gateway.wait_resumed()
        assert ANSWER in (await channel.next_message(reply_to=said, timeout=30)).text
        await settled(harbour, resumes=1)

        gateway.ask_to_reconnect()
        await gateway.wait_resumed(times=2)
        await settled(harbour, resumes=2)

        gateway.invalidate(resumable=False)
        await gateway.wait_identified(times=2)
        await settled(harbour, resumes=2, begun=2)
        assert harbour.discord.commands.changes == 1


async def test_a_discord_that_was_away_is_found_again(tmp_path: Path, harbour_index: Path) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        await harbour.discord.go_down()
        await harbour.bot.line("reconnect|disconnected")
        await harbour.discord.come_up()
        await harbour.discord.gateway.wait_ready()
        for ask in (by_message, by_command):
            answer, said = await ask(harbour)
            assert ANSWER in answer.text
            assert said == [answer]


async def test_more_shards_are_made_when_discord_asks_for_them(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        discord = harbour.discord
        guilds = [harbour.reef, discord.add_guild("Cove"), discord.add_guild("Bay")]
        discord.shards = discord.gateway.required_shards = 2
        discord.gateway.close(4011)
        await harbour.bot.ready(shards=2)
        assert {guild.shard_of(2) for guild in guilds} == {0, 1}
        for guild in guilds:
            channel = harbour.channel(guild)
            said = await harbour.somebody(guild).say(channel, QUESTION, mention_bot=True)
            assert ANSWER in (await channel.next_message(reply_to=said, timeout=30)).text
