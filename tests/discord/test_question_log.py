"""What is kept of questions: no answer, and what people thought of answers; never who asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.discord.buttons.answer_buttons import NOT_KEPT
from tests.discord.bots import Scene, bot_process, end, rows, scene
from tests.discord.loopback.state.guilds import Permission

NOWHERE = "who is the president of the lighthouse?"
ANSWERED = "who keeps the lighthouse?"


def bytes_of(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def judge(harbour: Scene) -> None:
    """Ask what nothing answers, in a guild and directly, and judge answers."""
    ana = harbour.somebody()
    await harbour.ask(NOWHERE, by=ana)
    await harbour.ask(NOWHERE, by=ana, where=ana.dm_channel)
    answer = await harbour.ask(ANSWERED, by=ana)
    for label in ("Good", "Not it"):
        await (await ana.press(answer, label=label)).reply()


async def test_the_log_has_questions_guilds_times_and_outcomes_and_nobody(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        await judge(harbour)
        await end(harbour.bot)
        noted, reef = rows(harbour.data_dir), harbour.reef.id
        assert [row[:3] for row in noted] == [
            (NOWHERE, reef, "unanswered"),
            (NOWHERE, None, "unanswered"),
            (ANSWERED, reef, "good"),
            (ANSWERED, reef, "not_it"),
        ]
        for *_, time in noted:
            assert datetime.fromisoformat(time).tzinfo is not None
        people = [str(user.id).encode() for user in harbour.discord.world.users.values()]
        kept = b"".join(bytes_of(harbour.data_dir))
        assert not any(person in kept for person in people)


async def test_moderators_see_what_their_own_guild_asked_in_vain(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        cove = harbour.discord.add_guild("Cove")
        ana = harbour.somebody(harbour.reef, cove)
        await harbour.ask(NOWHERE, by=ana)
        await harbour.ask(NOWHERE.upper(), by=ana)
        await harbour.ask("what is the price of amber?", by=ana, where=cove.general)
        await harbour.restart()
        for may in (Permission.MANAGE_GUILD, Permission.MANAGE_MESSAGES):
            moderator = harbour.somebody(harbour.reef, cove, may=may)
            listed = await (await moderator.slash(harbour.reef.general, "quoth unanswered")).reply()
            assert listed.ephemeral
            assert "president of the lighthouse" in listed.text.lower()
            assert "2 times" in listed.text
            assert "amber" not in listed.text
            elsewhere = await (await moderator.slash(cove.general, "quoth unanswered")).reply()
            assert "what is the price of amber? · once" in elsewhere.text
        for where in (harbour.reef.general, ana.dm_channel):
            refused = await (await ana.slash(where, "quoth unanswered")).reply()
            assert refused.ephemeral
            assert "moderators" in refused.text
            assert "amber" not in refused.text


async def test_a_bot_that_keeps_no_log_makes_no_file_and_asks_for_no_judgement(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with scene(tmp_path, harbour_index, env={"QUOTH_QUESTION_LOG": "off"}) as harbour:
        answer = await harbour.ask(ANSWERED)
        assert not {button.label for button in answer.buttons} & {"Good", "Not it"}
        await harbour.ask(NOWHERE)
        moderator = harbour.moderator()
        listed = await (await moderator.slash(harbour.reef.general, "quoth unanswered")).reply()
        assert "no record is kept" in listed.text
        await end(harbour.bot)
        assert not list(harbour.data_dir.glob("questions*"))


async def test_a_button_from_when_a_log_was_kept_says_that_none_is(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        ana = harbour.somebody()
        answer = await harbour.ask(ANSWERED, by=ana)
        await end(harbour.bot)
        without = {"QUOTH_QUESTION_LOG": "off"}
        async with bot_process(harbour.discord, tmp_path, env=without) as bot:
            await bot.ready()
            text = await (await ana.press(answer, label="Good")).reply()
            assert (text.text, text.ephemeral) == (NOT_KEPT, True)
