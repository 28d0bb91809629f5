"""Each way of asking, and what is not meant for the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.discord.error_messages import ASK_SOMETHING
from tests.discord.bots import Scene, scene
from tests.discord.loopback import Message, NotAllowed, Upload
from tests.discord.markdown import shown

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "who keeps the lighthouse?"
ANSWER = "Tomas Wren has kept the lighthouse since 2019."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def harbour(
    tmp_path_factory: pytest.TempPathFactory, harbour_index: Path
) -> AsyncIterator[Scene]:
    folder = tmp_path_factory.mktemp("asking")
    async with scene(folder, harbour_index) as harbour:
        yield harbour


def answers(message: Message) -> bool:
    return message.content.startswith(f"**{QUESTION}**") and ANSWER in message.text


async def test_a_command_is_deferred_at_once_and_answered_for_everybody(harbour: Scene) -> None:
    channel = harbour.channel()
    asked = await harbour.somebody().slash(channel, "ask", question=QUESTION)
    answer = await asked.reply()
    assert asked.acknowledged == "defer"
    assert not answer.ephemeral
    assert answers(answer)
    assert channel.by_bot() == [answer]


async def test_a_private_answer_is_for_the_person_who_asked_alone(harbour: Scene) -> None:
    person = harbour.somebody()
    answer = await harbour.ask(QUESTION, by=person, private=True)
    assert answer.ephemeral
    assert answer.seen_by is person
    assert answers(answer)


async def test_a_question_can_be_put_to_one_source(harbour: Scene) -> None:
    of_all = await harbour.ask("what was built?")
    of_one = await harbour.ask("what was built?", source="ferry.txt")
    assert "lighthouse.md" in of_all.text
    assert "ferry.txt" in of_one.text
    assert "lighthouse.md" not in of_one.text


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", {"lighthouse.md", "ferry.txt"}),
        ("cape", {"lighthouse.md"}),
        ("FERRY.T", {"ferry.txt"}),
        ("no such thing", set()),
    ],
)
async def test_the_source_is_offered_while_it_is_typed(
    harbour: Scene, typed: str, offered: set[str]
) -> None:
    person = harbour.somebody()
    choices = await person.autocomplete(
        harbour.reef.general, "ask", option="source", typed=typed, question=QUESTION
    )
    assert {choice["value"] for choice in choices} == offered


async def test_a_source_that_is_offered_can_be_asked_by_its_title(harbour: Scene) -> None:
    answer = await harbour.ask(QUESTION, source="The lighthouse at Cape Vell")
    assert answers(answer)


async def test_a_source_that_there_is_not_is_refused_with_the_nearest(harbour: Scene) -> None:
    answer = await harbour.ask(QUESTION, source="lighthouse at Cape")
    assert answers(answer), "what names one source only is that source"
    answer = await harbour.ask(QUESTION, source="lighthuose")
    assert "There is no source “lighthuose”" in answer.text


async def test_a_mention_is_answered_by_a_reply_and_with_typing(harbour: Scene) -> None:
    channel = harbour.channel()
    said = await harbour.somebody().say(channel, QUESTION, mention_bot=True)
    answer = await channel.next_message(reply_to=said)
    assert answers(answer)
    assert channel.typing
    assert not answer.pinged


async def test_a_mention_may_stand_anywhere_in_the_question(harbour: Scene) -> None:
    channel = harbour.channel()
    bot = harbour.discord.bot
    said = await harbour.somebody().say(channel, f"who keeps\n{bot.mention}  the lighthouse?")
    assert answers(await channel.next_message(reply_to=said))


async def test_a_direct_message_is_answered(harbour: Scene) -> None:
    person = harbour.somebody()
    said = await person.dm(QUESTION)
    assert answers(await person.dm_channel.next_message(reply_to=said))
    assert person.dm_channel.typing


async def test_a_command_in_direct_messages_is_answered(harbour: Scene) -> None:
    person = harbour.somebody()
    assert answers(await harbour.ask(QUESTION, by=person, where=person.dm_channel))


async def test_a_pinged_reply_to_an_answer_is_the_next_question(harbour: Scene) -> None:
    channel = harbour.channel()
    ana, ben = harbour.somebody(), harbour.somebody()
    first = await ana.say(channel, "who built the lighthouse?", mention_bot=True)
    answer = await channel.next_message(reply_to=first)
    said = await ben.say(channel, QUESTION, reply_to=answer)
    assert answers(await channel.next_message(reply_to=said))


async def test_a_message_can_be_asked_from_its_menu(harbour: Scene) -> None:
    channel = harbour.channel()
    said = await harbour.somebody().say(channel, QUESTION)
    asked = await harbour.somebody().use_menu(channel, "Ask the sources", said)
    answer = await asked.reply()
    assert asked.acknowledged == "defer"
    assert answers(answer)
    assert not answer.ephemeral


async def test_a_thread_is_a_place_to_ask_as_any_other(harbour: Scene) -> None:
    thread = harbour.channel().add_thread("a thread")
    said = await harbour.somebody().say(thread, QUESTION, mention_bot=True)
    assert answers(await thread.next_message(reply_to=said))
    assert answers(await harbour.ask(QUESTION, where=thread))


async def test_what_is_not_meant_for_the_bot_is_left_alone(harbour: Scene) -> None:
    channel = harbour.channel()
    ana, ben, robot = harbour.somebody(), harbour.somebody(), harbour.somebody()
    robot.bot = True
    first = await ana.say(channel, QUESTION, mention_bot=True)
    answer = await channel.next_message(reply_to=first)
    typed = len(channel.typing)
    await ana.say(channel, QUESTION)
    await ana.say(channel, "thank you", reply_to=answer, ping=False)
    await ana.say(channel, QUESTION, reply_to=first)
    await ana.say(channel, f"{ben.mention} {QUESTION}")
    await ana.say(channel, f"@everyone {QUESTION}")
    await robot.say(channel, QUESTION, mention_bot=True)
    await robot.say(channel, QUESTION, reply_to=answer)
    await robot.dm(QUESTION)
    last = await ana.say(channel, QUESTION, mention_bot=True)
    last_answer = await channel.next_message(reply_to=last)
    assert channel.by_bot() == [answer, last_answer]
    assert len(channel.typing) <= typed + 1
    assert not robot.dm_channel.by_bot()


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\N{ZERO WIDTH SPACE}"])
async def test_a_mention_without_a_question_is_told_how_to_ask(harbour: Scene, text: str) -> None:
    channel = harbour.channel()
    said = await harbour.somebody().say(channel, text, mention_bot=True)
    assert (await channel.next_message(reply_to=said)).text == ASK_SOMETHING


async def test_a_menu_on_a_message_without_text_is_told_how_to_ask(harbour: Scene) -> None:
    channel = harbour.channel()
    said = await harbour.somebody().say(channel, files=[Upload("photo.png", b"...")])
    asked = await harbour.somebody().use_menu(channel, "Ask the sources", said)
    answer = await asked.reply()
    assert (answer.text, answer.ephemeral) == (ASK_SOMETHING, True)


async def test_a_command_with_nothing_but_spaces_is_told_how_to_ask(harbour: Scene) -> None:
    answer = await harbour.ask("   ")
    assert (answer.text, answer.ephemeral) == (ASK_SOMETHING, True)


@pytest.mark.parametrize("emoji", ["😀", "<:wave:123456789012345678>", "<a:wave:1> 👋🏽"])
async def test_an_emoji_alone_is_no_reason_for_silence(harbour: Scene, emoji: str) -> None:
    channel = harbour.channel()
    said = await harbour.somebody().say(channel, emoji, mention_bot=True)
    answer = await channel.next_message(reply_to=said)
    assert answer.text
    assert not shown(answer.content).acts


@pytest.mark.parametrize("length", [401, 1977, 2000])
async def test_a_question_that_is_too_long_is_told_how_long_it_may_be(
    harbour: Scene, length: int
) -> None:
    person = harbour.somebody()
    said = await person.dm("lighthouse " * (length // 11) + "?" * (length % 11))
    answer = await person.dm_channel.next_message(reply_to=said)
    assert f"{length:,} characters" in answer.text
    assert "400" in answer.text


async def test_a_command_takes_no_longer_question_than_is_answered(harbour: Scene) -> None:
    longest = f"{QUESTION} ".ljust(400, "?")
    answer = await harbour.ask(longest)
    assert ANSWER in answer.text
    with pytest.raises((NotAllowed, ValueError)):
        await harbour.ask(longest + "?")


async def test_who_is_named_in_a_question_reads_as_a_name_and_is_not_rung_for(
    harbour: Scene,
) -> None:
    channel = harbour.channel()
    ana, ben = harbour.somebody(), harbour.somebody()
    role = harbour.reef.add_role("keepers")
    text = f"what do {ben.mention}, {role.mention} and {channel.mention} say of the lighthouse?"
    said = await ana.say(channel, text, mention_bot=True)
    answer = await channel.next_message(reply_to=said)
    stated = shown(answer.content.splitlines()[0])
    name = ben.name.title()
    expected = f"what do @{name}, @keepers and #{channel.name} say of the lighthouse?"
    assert (stated.text, stated.acts) == (expected, ())
    assert not answer.pinged


async def test_every_way_of_asking_gets_the_same_quotes(harbour: Scene) -> None:
    channel, person = harbour.channel(), harbour.somebody()
    said = await person.say(channel, QUESTION, mention_bot=True)
    by_message = await channel.next_message(reply_to=said)
    by_command = await harbour.ask(QUESTION)
    direct = await person.dm(QUESTION)
    by_dm = await person.dm_channel.next_message(reply_to=direct)
    assert by_message.text == by_command.text == by_dm.text
    assert by_message.components == by_command.components == by_dm.components


async def test_an_attachment_beside_a_question_does_no_harm(harbour: Scene) -> None:
    channel = harbour.channel()
    files = [Upload("photo.png", b"...")]
    said = await harbour.somebody().say(channel, QUESTION, mention_bot=True, files=files)
    assert answers(await channel.next_message(reply_to=said))
