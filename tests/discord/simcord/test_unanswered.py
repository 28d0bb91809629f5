from __future__ import annotations

from pathlib import Path

import discord
import pytest
import simcord

from bot.discord.client import QuothClient
from bot.discord.state import BotState
from bot.discord.unanswered import ALREADY_WRITTEN, MODERATORS_ONLY, QUESTION_GONE, SOURCES_CHANGED
from retrieval.evaluation.cases import Case
from retrieval.evaluation.question_files import read_question_file
from tests.bot.discord.small_bots import NEARLY, NOWHERE, ZEBRAS, state_over, write
from tests.discord.simcord.town import Town, buttons, pressed, shown, text

pytestmark = pytest.mark.simcord(shard_count=1)


def written(state: BotState, town: Town) -> tuple[Case, ...]:
    path = state.libraries.files.questions(town.guild.id)
    return read_question_file(path).cases if path.exists() else ()


def waiting(state: BotState, town: Town) -> list[str]:
    return [one.question for one in state.journal.unanswered(town.guild.id)]


async def listed(town: Town) -> simcord.ResponseMessage:
    return shown(await town.manager.slash(town.channel, "quoth unanswered"))


async def chosen(town: Town, question: str, state: BotState) -> simcord.ResponseMessage:
    """Return what is shown once a question is chosen from the list."""
    (one,) = (one for one in state.journal.unanswered(town.guild.id) if one.question == question)
    return shown(await town.manager.select(await listed(town), [one.key]))


async def decided(town: Town, message: simcord.ResponseMessage, label: str) -> str:
    """Return what stands where the question stood."""
    await town.manager.click(message, label=label)
    assert message.components == []
    return text(message)


@pytest.fixture
async def asked(home: Town) -> Town:
    """A town in which two questions wait."""
    for question in (NEARLY, NEARLY, NOWHERE):
        await home.ask(question)
    return home


async def test_a_chosen_question_is_shown_with_what_might_be_right(
    asked: Town, state: BotState
) -> None:
    message = await chosen(asked, NEARLY, state)

    assert message.ephemeral
    assert message.content.splitlines()[0] == f"**{NEARLY}**"
    assert "2 times" in message.content
    assert len(message.embeds) == 3
    assert "**" in (message.embeds[0].description or "")
    assert buttons(message) == ["1", "2", "3", "Must stay silent", "Drop"]
    assert buttons(await chosen(asked, NOWHERE, state)) == ["Must stay silent", "Drop"]


async def test_a_number_makes_it_a_question_of_the_guilds_own(
    asked: Town, away: Town, state: BotState
) -> None:
    message = await chosen(asked, NEARLY, state)
    second = message.embeds[1].footer.text or ""
    text = await decided(asked, message, "2")

    assert text.startswith(f"Written down: {NEARLY}")
    (case,) = written(state, asked)
    (right,) = case.right
    assert right.doc_id is not None
    assert right.doc_id in second
    assert right.anchor in ZEBRAS
    assert (case.question, case.expects) == (NEARLY, "answer")
    assert waiting(state, asked) == [NOWHERE]
    assert written(state, away) == ()


async def test_silence_and_dropping_take_it_off_the_list(asked: Town, state: BotState) -> None:
    await decided(asked, await chosen(asked, NOWHERE, state), "Must stay silent")
    text = await decided(asked, await chosen(asked, NEARLY, state), "Drop")

    assert text == f"Dropped: {NEARLY}"
    (case,) = written(state, asked)
    assert (case.question, case.expects) == (NOWHERE, "abstain")
    assert waiting(state, asked) == []
    assert (await listed(asked)).components == []


async def test_what_was_dealt_with_meanwhile_is_said_to_be_gone(
    asked: Town, state: BotState
) -> None:
    first, second = [await chosen(asked, NEARLY, state) for _ in range(2)]
    before = await listed(asked)
    key = state.journal.unanswered(asked.guild.id)[0].key
    await decided(asked, first, "Drop")

    assert await decided(asked, second, "1") == QUESTION_GONE
    again = shown(await asked.manager.select(before, [key]))
    assert (again.content, again.components) == (QUESTION_GONE, [])
    assert written(state, asked) == ()


async def test_a_passage_that_is_not_there_any_more_is_not_written_down(
    asked: Town, state: BotState, base: Path
) -> None:
    message = await chosen(asked, NEARLY, state)
    for path in base.glob("zebra-*"):
        path.write_text("All was quiet.\n")
    await state.libraries.refresh()

    assert await decided(asked, message, "2") == SOURCES_CHANGED
    assert waiting(state, asked) == [NEARLY, NOWHERE]
    assert written(state, asked) == ()


async def test_a_question_is_written_down_once_and_taken_off_the_list_again(
    asked: Town, state: BotState
) -> None:
    await decided(asked, await chosen(asked, NEARLY, state), "1")
    await asked.ask(NEARLY.upper())
    message = await chosen(asked, NEARLY.upper(), state)

    assert await decided(asked, message, "2") == ALREADY_WRITTEN
    assert len(written(state, asked)) == 1
    assert waiting(state, asked) == [NOWHERE]


async def test_everything_works_after_a_restart(
    env: simcord.Env, asked: Town, state: BotState, base: Path, tmp_path: Path
) -> None:
    message = await chosen(asked, NEARLY, state)
    menu, key = await listed(asked), state.journal.unanswered(asked.guild.id)[1].key
    again = state_over(base, tmp_path / "data")
    await env.restart_bot(QuothClient(again))
    await decided(asked, message, "1")
    await decided(asked, shown(await asked.manager.select(menu, [key])), "Must stay silent")

    assert [case.question for case in written(again, asked)] == [NEARLY, NOWHERE]
    assert not env.bot._connection._view_store._views
    again.journal.close()


async def test_only_moderators_decide_at_every_press(
    env: simcord.Env, asked: Town, state: BotState
) -> None:
    menu, message = await listed(asked), await chosen(asked, NEARLY, state)
    key = state.journal.unanswered(asked.guild.id)[0].key
    guild = env.bot.get_guild(asked.guild.id)
    assert guild is not None
    role = guild.get_role(asked.guild.roles["keepers"].id)
    assert role is not None
    await role.edit(permissions=discord.Permissions.none())

    assert shown(await asked.manager.select(menu, [key])).content == MODERATORS_ONLY
    refused = await pressed(asked.manager, message, "1")
    assert (refused.content, refused.ephemeral) == (MODERATORS_ONLY, True)
    assert written(state, asked) == ()


async def test_a_guild_that_sends_the_bot_away_takes_its_questions_with_it(
    env: simcord.Env, asked: Town, state: BotState
) -> None:
    await decided(asked, await chosen(asked, NOWHERE, state), "Must stay silent")
    guild = env.bot.get_guild(asked.guild.id)
    assert guild is not None
    await guild.leave()
    await env.settle()

    assert written(state, asked) == ()


async def test_a_file_that_takes_no_question_is_named_by_an_id_and_the_question_waits_on(
    asked: Town, state: BotState
) -> None:
    path = state.libraries.files.questions(asked.guild.id)
    write(path.parent, {path.name: "no questions"})
    text = await decided(asked, await chosen(asked, NOWHERE, state), "Must stay silent")

    assert "could not be written down" in text
    assert str(path) not in text
    assert path.read_text() == "no questions"
    assert NOWHERE in waiting(state, asked)
