from __future__ import annotations

import pytest
import simcord

from bot.discord.answer import PAGE_SIZE
from bot.discord.rendering.message_format import stated_question
from tests.bot.discord.small_bots import MANY, NEARLY, NOWHERE
from tests.discord.simcord.town import Town, bot, buttons, shown, text

pytestmark = pytest.mark.simcord(shard_count=1)


async def test_a_question_is_answered_in_quotes_for_everybody(home: Town) -> None:
    answer = await home.ask(MANY)

    assert not answer.ephemeral
    assert stated_question(answer.content) == MANY
    assert len(answer.embeds) == PAGE_SIZE
    assert "> **The zebra ran" in (answer.embeds[0].description or "")
    assert "zebra-0.md" in (answer.embeds[0].footer.text or "")
    assert buttons(answer) == [
        *("In context 1", "In context 2", "In context 3"),
        *("More", "Follow up", "Good", "Not it"),
    ]


async def test_a_private_question_is_answered_to_the_person_alone(home: Town) -> None:
    answer = await home.ask(MANY, private=True)

    assert answer.ephemeral
    assert home.channel.history(viewer=home.manager) == []


async def test_one_source_is_quoted_where_one_is_chosen(home: Town) -> None:
    offered = await home.ana.autocomplete(home.channel, "ask", "source", "day 2", question="?")
    assert [choice["name"] for choice in offered] == ["Day 2 · zebra-2.md"]

    answer = await home.ask(MANY, source=offered[0]["value"])
    assert len(answer.embeds) == 1
    assert "zebra-2.md" in text(answer)


async def test_a_source_that_is_not_there_is_said_not_to_be(home: Town) -> None:
    answer = await home.ask(MANY, source="@everyone **day**" + " x" * 2_000)

    assert "There is no source" in answer.content
    assert "\\@everyone \\*\\*day" in answer.content


@pytest.mark.parametrize(("question", "cards"), [(NEARLY, 3), (NOWHERE, 0)])
async def test_an_abstention_says_so_and_sets_apart_what_comes_close(
    home: Town, question: str, cards: int
) -> None:
    answer = await home.ask(question)

    assert "Nothing in the sources answers this." in answer.content
    assert len(answer.embeds) == cards
    assert all((embed.author.name or "").startswith("Closest") for embed in answer.embeds)
    assert "More" not in buttons(answer)


async def test_a_mention_is_answered_as_a_reply_that_pings_nobody(
    env: simcord.Env, home: Town
) -> None:
    asked = await home.ana.send(home.channel, f"<@{bot(env).id}> {MANY}")

    assert home.last.reference is not None
    assert home.last.reference.message_id == asked.id
    assert home.last.mentions == []
    assert stated_question(home.last.content) == MANY


async def test_a_reply_to_an_answer_is_a_question(env: simcord.Env, home: Town) -> None:
    await home.ana.send(home.channel, f"<@{bot(env).id}> {MANY}")
    await home.ana.send(home.channel, "how much does the phone weigh?", reply_to=home.last)

    assert "weighs 150 grams" in text(home.last)


async def test_a_direct_message_is_answered(env: simcord.Env) -> None:
    ben = env.create_user("ben")
    await ben.send_dm(MANY)
    answer = ben.dm_channel.last_message

    assert answer is not None
    assert stated_question(answer.content) == MANY


async def test_commands_work_in_direct_messages(env: simcord.Env) -> None:
    ben = env.create_user("ben")

    assert stated_question(shown(await ben.slash("ask", question=MANY)).content) == MANY
    assert "6 documents" in shown(await ben.slash("quoth status")).content


async def test_talk_among_people_is_left_alone(env: simcord.Env, home: Town) -> None:
    await home.ask(MANY)
    before = len(home.channel.history())
    message = await home.ana.send(home.channel, MANY)
    await home.manager.send(home.channel, "good question", reply_to=message)

    assert len(home.channel.history()) == before + 2


async def test_a_mention_alone_is_told_how_to_ask(env: simcord.Env, home: Town) -> None:
    await home.ana.send(home.channel, f"<@{bot(env).id}>")

    assert "Ask me something" in home.last.content


async def test_a_message_can_be_asked_from_its_menu(home: Town) -> None:
    message = await home.manager.send(home.channel, MANY)
    answer = shown(await home.ana.context_menu(home.channel, "Ask the sources", message))

    assert not answer.ephemeral
    assert stated_question(answer.content) == MANY


async def test_an_answers_own_message_can_be_asked_again(home: Town) -> None:
    await home.ask(MANY)
    answer = shown(await home.ana.context_menu(home.channel, "Ask the sources", home.last))

    assert stated_question(answer.content) == MANY
