from __future__ import annotations

from pathlib import Path

import pytest
import simcord

from bot.discord.answer import PAGE_SIZE
from bot.discord.error_messages import ELSEWHERE
from bot.discord.state import BotState
from bot.settings import Settings
from tests.bot.discord.small_bots import MANY, PHONE, write
from tests.discord.simcord.town import Town, bot, pressed, shown, text

pytestmark = pytest.mark.simcord(shard_count=1)


PINGS = (
    "The yak told @everyone and @here and <@{}> of [a gift](https://evil.example) at discord.gg/x."
)


async def test_status_and_help_are_for_everybody(home: Town) -> None:
    status = shown(await home.ana.slash(home.channel, "quoth status"))
    text = shown(await home.ana.slash(home.channel, "quoth help"))

    assert status.ephemeral
    assert "6 documents, 6 passages" in status.content
    assert text.ephemeral
    assert "/ask" in text.content


async def test_only_moderators_see_what_was_not_answered(home: Town, away: Town) -> None:
    await home.ask("who is *Lin*, @everyone?")
    refused = shown(await home.ana.slash(home.channel, "quoth unanswered"))
    listed = shown(await home.manager.slash(home.channel, "quoth unanswered"))
    elsewhere = shown(await away.manager.slash(away.channel, "quoth unanswered"))

    assert refused.content.startswith("Only moderators")
    assert "Lin" not in refused.content
    assert "who is \\*Lin\\*, \\@everyone? · once" in listed.content
    assert "Nothing is noted here" in elsewhere.content


class TestCooldown:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(person_cooldown=(2, 600), guild_cooldown=(3, 600))

    async def test_who_asks_too_often_is_told_the_seconds_alone(
        self, env: simcord.Env, home: Town
    ) -> None:
        answers = [await home.ask(MANY) for _ in range(3)]
        assert [len(answer.embeds) for answer in answers] == [PAGE_SIZE, PAGE_SIZE, 0]
        assert answers[2].ephemeral
        assert "Please ask again in" in answers[2].content
        assert "second" in answers[2].content
        await home.ana.send(home.channel, f"<@{bot(env).id}> {MANY}")
        assert "Please ask again in" in home.last.content

    async def test_a_guild_has_its_own_measure(self, home: Town, away: Town) -> None:
        first = await home.ask(MANY)
        for label in ("More", "In context 1"):
            refused = await pressed(home.manager, first, label)
        assert refused.embeds
        refused = await pressed(home.manager, first, "More")

        assert "Please ask again in" in refused.content
        assert (await away.ask(MANY)).embeds


class TestListedServers:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(guilds=frozenset((1,)), direct_messages=False)

    async def test_elsewhere_is_said_once_in_talk_and_to_each_command(
        self, env: simcord.Env, home: Town
    ) -> None:
        for _ in range(3):
            await home.ana.send(home.channel, f"<@{bot(env).id}> {MANY}")
        history = [one.content for one in home.channel.history() if one.author == bot(env)]
        assert history == [ELSEWHERE]
        for name in ("ask", "quoth status", "sources list"):
            options = {"question": MANY} if name == "ask" else {}
            text = shown(await home.manager.slash(home.channel, name, **options))
            assert (text.content, text.ephemeral) == (ELSEWHERE, True)
        choices = await home.ana.autocomplete(home.channel, "ask", "source", "", question="?")
        assert choices == []

    async def test_direct_messages_are_refused_in_words(self, env: simcord.Env) -> None:
        ben = env.create_user("ben")
        await ben.send_dm(MANY)

        assert ben.dm_channel.last_message is not None
        assert "don't answer direct messages" in ben.dm_channel.last_message.content


async def test_nothing_in_a_source_acts(
    env: simcord.Env, home: Town, state: BotState, base: Path
) -> None:
    write(base, {"yak.txt": PINGS.format(home.ana.id)})
    await state.libraries.refresh()
    answer = await home.ask("what did the yak tell?")
    await home.ana.send(home.channel, f"<@{bot(env).id}> what did the yak tell @everyone?")

    for message in (answer.message, home.last):
        assert message.embeds
        assert not message.mention_everyone
        assert message.mentions == []
        assert "](" not in text(message)
        assert "https://" not in text(message)
        assert "discord.gg" not in text(message)


async def test_a_failure_is_one_sentence_that_only_the_person_sees(
    home: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.discord.answer.page_of", lambda *_: 1 / 0)
    answer = await home.ask(PHONE, private=True)

    assert answer.ephemeral
    assert answer.content.startswith("Something went wrong on my side")
    assert answer.content.split()[-1].rstrip(".") in caplog.text


async def test_a_refusal_of_discords_is_logged_and_ends_nothing(
    env: simcord.Env, home: Town, caplog: pytest.LogCaptureFixture
) -> None:
    env.inject_error("PATCH", "/webhooks/*", status=500, times=None)
    await home.ana.slash(home.channel, "ask", question=MANY)
    assert env.errors
    env.backend.faults.clear()

    assert "event=error" in caplog.text
    assert (await home.ask(MANY)).embeds
