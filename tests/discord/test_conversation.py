"""A conversation goes on: by replies, below the Follow up button, and after a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.discord.rendering.message_format import stated_question, stated_reading
from bot.discord.reply import MOST_ANSWERS_READ
from bot.workspace import bundled_seeds
from tests.discord.bots import Scene, scene
from tests.discord.loopback import Message, Permission, Person
from tests.retrieval.conversation.seeds_talk import TALK

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEEPER = "who is Tomas Wren?"
PATIENT = {"QUOTH_PERSON_COOLDOWN": "1000/60"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def digests(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    folder = tmp_path_factory.mktemp("conversation")
    async with scene(folder, sources=bundled_seeds(), env=PATIENT) as digests:
        yield digests


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def harbour(
    tmp_path_factory: pytest.TempPathFactory, harbour_index: Path
) -> AsyncIterator[Scene]:
    folder = tmp_path_factory.mktemp("harbour-conversation")
    async with scene(folder, harbour_index, env=PATIENT) as harbour:
        yield harbour


async def replied(person: Person, answer: Message, question: str) -> Message:
    """Return the answer to a question that replies to an answer."""
    said = await person.say(answer.channel, question, reply_to=answer)
    return await answer.channel.next_message(reply_to=said)


async def followed(person: Person, answer: Message, question: str) -> Message:
    """Return the answer to a question that is typed below an answer."""
    opened = await person.press(answer, label="Follow up")
    await opened.modal()
    return await (await person.submit(opened, question)).reply()


WAYS = {"replies": replied, "follow up": followed}


def fetched(harbour: Scene) -> int:
    """Return how often a message was looked up."""
    requests = harbour.discord.requests
    return sum(one.method == "GET" and "/messages/" in one.path for one in requests)


@pytest.mark.parametrize("way", WAYS)
async def test_a_conversation_of_eight_turns(digests: Scene, way: str) -> None:
    ana, channel = digests.somebody(), digests.channel()
    first = await ana.say(channel, TALK[0].question, mention_bot=True)
    answer = await channel.next_message(reply_to=first)
    answers = [answer]
    for turn in TALK[1:]:
        answer = await WAYS[way](ana, answer, turn.question)
        answers.append(answer)

    assert [stated_question(one.content) for one in answers] == [turn.question for turn in TALK]
    assert [stated_reading(one.content) for one in answers] == [turn.read_as for turn in TALK]
    for turn, one in zip(TALK, answers, strict=True):
        assert turn.marked in one.embeds[0]["description"].replace("*", "")


@pytest.mark.parametrize("way", WAYS)
async def test_it_goes_on_after_a_restart(harbour: Scene, way: str) -> None:
    ana = harbour.somebody()
    answer = await harbour.ask(KEEPER, by=ana)
    await harbour.restart()

    answer = await WAYS[way](ana, answer, "where does he live?")

    assert stated_reading(answer.content) == "where does Tomas Wren live?"
    assert "He lives in the tower with two cats." in answer.text


async def test_anybody_may_go_on_with_an_answer(harbour: Scene) -> None:
    answer = await harbour.ask("who built the lighthouse?")

    answer = await replied(harbour.somebody(), answer, "and when?")

    assert stated_reading(answer.content) == "when and who built the lighthouse?"


async def test_a_private_answer_is_gone_on_with_in_private(harbour: Scene) -> None:
    ana = harbour.somebody()
    answer = await harbour.ask("when was the lighthouse built?", by=ana, private=True)

    answer = await followed(ana, answer, "and the ferry to Orrin?")

    assert answer.ephemeral
    assert answer.seen_by is ana


async def test_a_conversation_is_gone_on_with_in_direct_messages(harbour: Scene) -> None:
    ana = harbour.somebody()
    said = await ana.dm(KEEPER)
    answer = await ana.dm_channel.next_message(reply_to=said)

    answer = await replied(ana, answer, "where does he live?")

    assert stated_reading(answer.content) == "where does Tomas Wren live?"


@pytest.mark.parametrize("label", ["More", "In context"])
async def test_the_buttons_of_a_follow_up_are_of_what_it_was_read_as(
    harbour: Scene, label: str
) -> None:
    ana = harbour.somebody()
    answer = await harbour.ask(KEEPER, by=ana)
    answer = await replied(ana, answer, "has he kept the lighthouse?")
    button = next(button for button in answer.buttons if button.label.startswith(label))

    further = await (await ana.press(answer, label=button.label)).reply()

    if label == "More":
        assert further.content.startswith(answer.content)
        assert "further passages" in further.content
    else:
        descriptions = [card.get("description") for card in further.embeds]
        assert answer.embeds[0]["description"] in descriptions


async def test_a_question_that_is_no_reply_is_read_by_itself(harbour: Scene) -> None:
    channel, ana = harbour.channel(), harbour.somebody()
    first = await ana.say(channel, KEEPER, mention_bot=True)
    await channel.next_message(reply_to=first)

    said = await ana.say(channel, "where does he live?", mention_bot=True)
    answer = await channel.next_message(reply_to=said)

    assert stated_reading(answer.content) == "where does he live?"


async def test_what_other_people_wrote_is_not_read(harbour: Scene) -> None:
    channel, ana = harbour.channel(), harbour.somebody()
    hers = await ana.say(channel, f"**{KEEPER}**", mention_bot=True)
    await channel.next_message(reply_to=hers)

    said = await harbour.somebody().say(
        channel, "where does he live?", reply_to=hers, mention_bot=True
    )
    answer = await channel.next_message(reply_to=said)

    assert stated_reading(answer.content) == "where does he live?"


async def test_no_message_is_looked_up_where_the_answer_says_it_all(harbour: Scene) -> None:
    ana = harbour.somebody()
    answer = await harbour.ask(KEEPER, by=ana)
    before = fetched(harbour)

    await replied(ana, answer, "where does he live?")

    assert fetched(harbour) == before


async def test_a_long_chain_is_followed_so_far_and_no_further(harbour: Scene) -> None:
    ana, channel = harbour.somebody(), harbour.channel()
    first = await ana.say(channel, KEEPER, mention_bot=True)
    answer = await channel.next_message(reply_to=first)
    for _ in range(MOST_ANSWERS_READ + 2):
        answer = await replied(ana, answer, "where does he live?")
    before = fetched(harbour)

    answer = await replied(ana, answer, "where does he live?")

    assert stated_reading(answer.content) == "where does Tomas Wren live?"
    assert 0 < fetched(harbour) - before <= 2 * (MOST_ANSWERS_READ - 1)


async def test_where_the_bot_may_not_look_back_the_last_answer_is_enough(harbour: Scene) -> None:
    ana, channel = harbour.somebody(), harbour.channel()
    answer = await harbour.ask(KEEPER, by=ana, where=channel)
    answer = await followed(ana, answer, "where does he live?")
    channel.deny(harbour.discord.bot, Permission.READ_MESSAGE_HISTORY)

    said = await ana.say(channel, "does he have cats?", reply_to=answer)
    answer = await channel.next_message(after=said)

    assert stated_reading(answer.content) == "does Tomas Wren have cats?"
