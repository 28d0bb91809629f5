"""Where the bot answers and where not, what it may do there, and how often it is asked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.discord.error_messages import ELSEWHERE, NO_DIRECT_MESSAGES
from tests.discord.bots import Scene, end, scene
from tests.discord.loopback import Permission

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "who keeps the lighthouse?"
ANSWER = "Tomas Wren has kept the lighthouse"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def harbour(
    tmp_path_factory: pytest.TempPathFactory, harbour_index: Path
) -> AsyncIterator[Scene]:
    async with scene(tmp_path_factory.mktemp("places"), harbour_index) as harbour:
        yield harbour


async def test_where_it_may_not_send_it_says_nothing_and_commands_work(harbour: Scene) -> None:
    channel, ana = harbour.channel(), harbour.somebody()
    channel.deny(harbour.discord.bot, Permission.SEND_MESSAGES)
    await ana.say(channel, QUESTION, mention_bot=True)
    await harbour.bot.line("event=refused .*may not send")
    assert not channel.by_bot()
    assert ANSWER in (await harbour.ask(QUESTION, where=channel)).text


async def test_where_it_may_not_embed_it_says_what_it_lacks_and_commands_work(
    harbour: Scene,
) -> None:
    channel, ana = harbour.channel(), harbour.somebody()
    channel.deny(harbour.discord.bot, Permission.EMBED_LINKS)
    said = await ana.say(channel, QUESTION, mention_bot=True)
    assert "“Embed Links”" in (await channel.next_message(reply_to=said)).text
    assert ANSWER in (await harbour.ask(QUESTION, where=channel)).text


async def test_where_it_may_not_read_back_it_answers_without_pointing_at_the_question(
    harbour: Scene,
) -> None:
    channel, ana = harbour.channel(), harbour.somebody()
    channel.deny(harbour.discord.bot, Permission.READ_MESSAGE_HISTORY)
    said = await ana.say(channel, QUESTION, mention_bot=True)
    answer = await channel.next_message(after=said)
    assert ANSWER in answer.text
    assert answer.reference_id is None


async def test_a_question_that_was_deleted_meanwhile_is_answered_all_the_same(
    harbour: Scene,
) -> None:
    channel, ana = harbour.channel(), harbour.somebody()
    said = await ana.say(channel, QUESTION, mention_bot=True)
    said.deleted = True
    answer = await channel.next_message(after=said)
    assert ANSWER in answer.text


async def test_in_a_thread_the_threads_own_permission_counts(harbour: Scene) -> None:
    channel, ana = harbour.channel(), harbour.somebody()
    channel.deny(harbour.discord.bot, Permission.SEND_MESSAGES)
    thread = channel.add_thread("a thread")
    said = await ana.say(thread, QUESTION, mention_bot=True)
    assert ANSWER in (await thread.next_message(reply_to=said)).text


async def test_the_install_needs_no_permission_beyond_those_of_everyone(harbour: Scene) -> None:
    needed = (
        Permission.VIEW_CHANNEL
        | Permission.SEND_MESSAGES
        | Permission.SEND_MESSAGES_IN_THREADS
        | Permission.EMBED_LINKS
        | Permission.READ_MESSAGE_HISTORY
    )
    cove = harbour.discord.add_guild("Cove", bot_permissions=needed)
    ana = harbour.somebody(cove)
    cove.everyone.permissions = Permission.USE_APPLICATION_COMMANDS
    for channel in cove.channels.values():
        channel.deny(cove.everyone, Permission.SEND_MESSAGES)
        channel.allow(ana, needed)
        channel.allow(harbour.discord.bot, needed)
    said = await ana.say(cove.general, QUESTION, mention_bot=True)
    assert ANSWER in (await cove.general.next_message(reply_to=said)).text


async def test_elsewhere_it_says_so_and_leaves_nothing_behind(
    tmp_path: Path, harbour_index: Path
) -> None:
    guilds = {"QUOTH_GUILDS": "1", "QUOTH_DIRECT_MESSAGES": "off"}
    async with scene(tmp_path, harbour_index, env=guilds) as harbour:
        home = harbour.discord.add_guild("Home", guild_id=1)
        ana = harbour.moderator(harbour.reef, home)
        where = harbour.reef.general
        first = await ana.say(where, QUESTION, mention_bot=True)
        assert (await where.next_message(reply_to=first)).text == ELSEWHERE
        for _ in range(2):
            await ana.say(where, QUESTION, mention_bot=True)
            answer = await harbour.ask("who is the king of Tessel?", by=ana, where=where)
            assert (answer.text, answer.ephemeral) == (ELSEWHERE, True)
        for command in ("sources list", "sources reload", "quoth status", "quoth help"):
            answer = await (await ana.slash(where, command)).reply()
            assert (answer.text, answer.ephemeral) == (ELSEWHERE, True)
        assert not await ana.autocomplete(where, "ask", option="source", question="who?")
        text = await ana.dm(QUESTION)
        assert (await ana.dm_channel.next_message(reply_to=text)).text == NO_DIRECT_MESSAGES
        in_dm = await harbour.ask(QUESTION, by=ana, where=ana.dm_channel)
        assert in_dm.text == NO_DIRECT_MESSAGES
        said = await ana.say(home.general, QUESTION, mention_bot=True)
        assert ANSWER in (await home.general.next_message(reply_to=said)).text
        assert len([one for one in where.by_bot() if not one.ephemeral]) == 1
        await end(harbour.bot)
        assert str(harbour.reef.id).encode() not in b"".join(
            path.read_bytes() for path in harbour.data_dir.rglob("*") if path.is_file()
        )


async def test_who_asks_too_often_is_told_for_how_many_seconds_to_wait(
    tmp_path: Path, harbour_index: Path
) -> None:
    rates = {"QUOTH_PERSON_COOLDOWN": "2/1000", "QUOTH_GUILD_COOLDOWN": "5/2000"}
    async with scene(tmp_path, harbour_index, env=rates) as harbour:
        ana, channel = harbour.somebody(), harbour.channel()
        for _ in range(2):
            assert ANSWER in (await harbour.ask(QUESTION, by=ana)).text
        refused = await harbour.ask(QUESTION, by=ana)
        assert refused.ephemeral
        assert 900 < seconds_in(refused.text) <= 1000
        said = await ana.say(channel, QUESTION, mention_bot=True)
        answer = await channel.next_message(reply_to=said)
        assert 900 < seconds_in(answer.text) <= 1000
        for _ in range(3):
            assert ANSWER in (await harbour.ask(QUESTION)).text
        assert 1900 < seconds_in((await harbour.ask(QUESTION)).text) <= 2000
        direct = await harbour.somebody().dm(QUESTION)
        assert ANSWER in (await direct.channel.next_message(reply_to=direct)).text


def seconds_in(sentence: str) -> int:
    (seconds,) = re.findall(r"ask again in ([\d,]+) seconds", sentence)
    return int(seconds.replace(",", ""))


async def test_the_log_is_one_line_an_event_and_has_neither_questions_nor_tokens(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        ana = harbour.somebody()
        answer = await harbour.ask(QUESTION, by=ana)
        await (await ana.press(answer, label="Not it")).reply()
        await ana.dm("what is the xyzzy of plugh?")
        await ana.dm_channel.next_message()
        await ana.dm("xyzzy " * 100)
        await ana.dm_channel.next_message()
        await end(harbour.bot)
        bot, discord = harbour.bot, harbour.discord
        form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (INFO|WARNING) [\w.]+ \S.*"
        assert all(re.fullmatch(form, line) for line in bot.lines), bot.log
        secrets = [discord.application.token, *discord.interactions]
        assert not any(secret in bot.log for secret in secrets)
        assert not re.search("lighthouse|Wren|xyzzy|plugh", bot.log)
        assert str(ana.id) not in bot.log
        events = re.findall(r"event=(\w+)", bot.log)
        assert [events.count(name) for name in ("answered", "feedback", "refused")] == [2, 1, 1]
