"""Each button below an answer, while the bot that answered runs and after a restart of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio

from bot.discord.buttons import THANKS
from bot.discord.error_messages import ASK_SOMETHING
from tests.discord.bots import Scene, scene
from tests.discord.loopback import Message, NotAllowed, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "who kept the lighthouse?"
ASKED = ("a command", "a private command", "a mention", "a direct message", "a follow-up")


@dataclass
class Answered:
    """Answers to one person's question, by how it was asked."""

    harbour: Scene
    person: Person
    by: dict[str, Message]


async def answered(harbour: Scene) -> Answered:
    """Return what a person gets who asks in every way."""
    person, channel = harbour.somebody(), harbour.channel()
    command = await harbour.ask(QUESTION, by=person)
    mention = await person.say(channel, QUESTION, mention_bot=True)
    direct = await person.dm(QUESTION)
    opened = await person.press(command, label="Follow up")
    await opened.modal()
    followed = await person.submit(opened, QUESTION)
    return Answered(
        harbour,
        person,
        {
            "a command": command,
            "a private command": await harbour.ask(QUESTION, by=person, private=True),
            "a mention": await channel.next_message(reply_to=mention),
            "a direct message": await person.dm_channel.next_message(reply_to=direct),
            "a follow-up": await followed.reply(),
            "one source": await harbour.ask(
                "when does the ferry sail?", by=person, source="ferry.txt"
            ),
            "nothing": await harbour.ask("who is the president of the lighthouse?", by=person),
        },
    )


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=["while it runs", "after a restart"]
)
async def answers(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    harbour_index: Path,
) -> AsyncIterator[Answered]:
    patient = {"QUOTH_PERSON_COOLDOWN": "1000/60"}
    async with scene(tmp_path_factory.mktemp("buttons"), harbour_index, env=patient) as harbour:
        made = await answered(harbour)
        if request.param == "after a restart":
            await harbour.restart()
        yield made


async def pressed(by: Person, answer: Message, label: str) -> Message:
    """Return the reply to the first button whose label begins like this."""
    button = next(button for button in answer.buttons if button.label.startswith(label))
    return await (await by.press(answer, custom_id=cast("str", button.custom_id))).reply()


def numbers(answer: Message) -> list[int]:
    return [int(card["author"]["name"].split()[0]) for card in answer.embeds]


@pytest.mark.parametrize("asked", ASKED)
async def test_in_context_shows_the_passage_between_its_neighbours(
    answers: Answered, asked: str
) -> None:
    answer = answers.by[asked]
    nearby = await pressed(answers.person, answer, "In context")
    before, passage, after = nearby.embeds
    assert nearby.ephemeral
    assert nearby.seen_by is answers.person
    assert nearby.content == "**Keepers**"
    assert passage["description"] == answer.embeds[0]["description"]
    assert passage["footer"]["text"] == answer.embeds[0]["footer"]["text"]
    assert before["author"]["name"].startswith("Before")
    assert after["author"]["name"].startswith("After")


@pytest.mark.parametrize("asked", ASKED)
async def test_more_shows_the_quotes_that_follow(answers: Answered, asked: str) -> None:
    answer = answers.by[asked]
    more = await pressed(answers.person, answer, "More")
    assert more.ephemeral
    assert more.content.startswith(answer.content)
    assert "further passages" in more.content
    assert numbers(more) == [len(answer.embeds) + 1 + place for place in range(len(more.embeds))]
    shown = [card["description"] for card in answer.embeds]
    assert not any(card["description"] in shown for card in more.embeds)


async def test_more_goes_on_until_there_is_no_more(answers: Answered) -> None:
    page = answers.by["a mention"]
    seen = [card["description"] for card in page.embeds]
    while any(button.label == "More" for button in page.buttons):
        page = await pressed(answers.person, page, "More")
        seen += [card["description"] for card in page.embeds]
    assert len(seen) == len(set(seen))
    assert len(seen) > 4


async def test_more_keeps_to_the_source_that_was_asked(answers: Answered) -> None:
    answer = answers.by["one source"]
    page, seen = answer, len(answer.embeds)
    while any(button.label == "More" for button in page.buttons):
        page = await pressed(answers.person, page, "More")
        seen += len(page.embeds)
        assert all("ferry.txt" in card["footer"]["text"] for card in page.embeds)
    assert seen > 1


@pytest.mark.parametrize("asked", ASKED)
async def test_follow_up_answers_the_next_question_in_the_same_way(
    answers: Answered, asked: str
) -> None:
    answer = answers.by[asked]
    opened = await answers.person.press(answer, label="Follow up")
    await opened.modal()
    followed = await answers.person.submit(opened, "how much is a ticket for the ferry?")
    reply = await followed.reply()
    assert followed.acknowledged == "defer"
    assert reply.content.startswith("**how much is a ticket for the ferry?**")
    assert "four crowns" in reply.text
    assert reply.ephemeral == answer.ephemeral


async def test_a_follow_up_of_spaces_is_told_how_to_ask(answers: Answered) -> None:
    opened = await answers.person.press(answers.by["a command"], label="Follow up")
    await opened.modal()
    reply = await (await answers.person.submit(opened, "   ")).reply()
    assert (reply.text, reply.ephemeral) == (ASK_SOMETHING, True)
    with pytest.raises(NotAllowed, match="1 to 400 characters"):
        await answers.person.submit(opened, "x" * 401)


@pytest.mark.parametrize("asked", [*ASKED, "nothing"])
@pytest.mark.parametrize(("label", "outcome"), [("Good", "good"), ("Not it", "not_it")])
async def test_feedback_is_thanked_for_in_private(
    answers: Answered, asked: str, label: str, outcome: str
) -> None:
    thanks = await pressed(answers.person, answers.by[asked], label)
    assert (thanks.text, thanks.ephemeral) == (THANKS[outcome], True)


@pytest.mark.parametrize("label", ["In context", "More", "Good", "Not it"])
async def test_anybody_who_sees_an_answer_may_press_its_buttons(
    answers: Answered, label: str
) -> None:
    stranger = answers.harbour.somebody()
    reply = await pressed(stranger, answers.by["a mention"], label)
    assert reply.ephemeral
    assert reply.seen_by is stranger


async def test_pressing_leaves_the_answer_as_it_was(answers: Answered) -> None:
    answer = answers.by["a mention"]
    text, edits = answer.text, answer.edits
    for label in ("In context", "More", "Good"):
        await pressed(answers.person, answer, label)
    assert (answer.text, answer.edits) == (text, edits)


async def test_what_is_close_can_be_looked_at_in_context(answers: Answered) -> None:
    closest = answers.by["nothing"]
    nearby = await pressed(answers.person, closest, "In context")
    descriptions = [card.get("description") for card in nearby.embeds]
    assert closest.embeds[0]["description"] in descriptions
