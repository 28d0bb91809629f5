"""Questions asked in every way, and the buttons below their answers."""

from __future__ import annotations

from pathlib import Path

import pytest
import simcord

from bot.discord.answer import CHANGED, PAGE_SIZE
from bot.discord.buttons import PASSAGE_GONE
from bot.discord.client import QuothClient
from bot.discord.rendering.message_format import stated_question
from bot.discord.state import BotState
from tests.bot.discord.small_bots import MANY, NEARLY, NOWHERE, state_over
from tests.discord.simcord.town import Town, bot, buttons, pressed, shown, text

pytestmark = pytest.mark.simcord(shard_count=1)


async def test_a_question_is_answered_in_quotes_for_everybody(home: Town) -> None:
    answer = await home.ask(MANY)

    assert not answer.ephemeral
    assert stated_question(answer.content) == MANY
    assert len(answer.embeds) == PAGE_SIZE
    assert "> **Two policemen followed" in (answer.embeds[0].description or "")
    assert "zebra-3.md" in (answer.embeds[0].footer.text or "")
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


async def test_more_shows_what_follows_to_who_presses_it(home: Town) -> None:
    first = await home.ask(MANY)
    second = await pressed(home.manager, first, "More")

    assert second.ephemeral
    assert [(embed.author.name or "")[:1] for embed in second.embeds] == ["4", "5"]
    assert not {embed.description for embed in first.embeds} & {
        embed.description for embed in second.embeds
    }


async def test_in_context_shows_the_passage_with_its_heading(home: Town) -> None:
    near = await pressed(home.manager, await home.ask(MANY), "In context 2")

    assert near.ephemeral
    assert "Day 0" in near.content
    assert "**The zebra ran from the zoo" in text(near)


async def test_a_follow_up_is_asked_in_a_modal(home: Town) -> None:
    for private in (True, False):
        first = await home.ask(MANY, private=private)
        modal = await home.ana.click(first, label="Follow up")
        values = {"question": "how much does the phone weigh?"}
        answer = shown(await home.ana.submit_modal(modal, values))

        assert "weighs 150 grams" in text(answer)
        assert answer.ephemeral == private


@pytest.mark.parametrize(
    ("label", "listed"), [("Good", []), ("Not it", ["what did the zebra do?"])]
)
async def test_a_judgement_is_thanked_for_and_noted(
    state: BotState, home: Town, label: str, listed: list[str]
) -> None:
    thanks = await pressed(home.ana, await home.ask(MANY), label)

    assert thanks.ephemeral
    assert "Thank you" in thanks.content
    assert [one.question for one in state.journal.unanswered(home.guild.id)] == listed


async def test_buttons_work_after_a_restart(
    env: simcord.Env, home: Town, base: Path, tmp_path: Path
) -> None:
    before = await home.ask(MANY)
    again = state_over(base, tmp_path / "data")
    await env.restart_bot(QuothClient(again))

    assert len((await pressed(home.ana, before, "More")).embeds) == 2
    assert "The zebra ran from the zoo" in text(await pressed(home.ana, before, "In context 2"))
    assert "Thank you" in (await pressed(home.ana, before, "Not it")).content
    modal = await home.ana.click(before, label="Follow up")
    answer = await home.ana.submit_modal(modal, {"question": "how much does the phone weigh?"})
    assert "weighs 150 grams" in text(shown(answer))
    assert [one.question for one in again.journal.unanswered(home.guild.id)] == [MANY]
    again.journal.close()


async def test_a_modal_from_before_a_restart_is_answered(
    env: simcord.Env, home: Town, base: Path, tmp_path: Path
) -> None:
    modal = await home.ana.click(await home.ask(MANY), label="Follow up")
    again = state_over(base, tmp_path / "data")
    await env.restart_bot(QuothClient(again))
    answer = await home.ana.submit_modal(modal, {"question": "how much does the phone weigh?"})

    assert "weighs 150 grams" in text(shown(answer))
    again.journal.close()


async def test_what_changed_in_the_sources_is_said_and_nothing_else_quoted(
    home: Town, state: BotState, base: Path
) -> None:
    before = await home.ask(MANY)
    (base / "zebra-3.md").unlink()
    (base / "zebra-0.md").write_text("# Day 0\n\nAll was quiet.\n")
    await state.libraries.refresh()

    more = await pressed(home.ana, before, "More")
    assert (more.content, more.embeds) == (CHANGED, [])
    for label in ("In context 1", "In context 2"):
        near = await pressed(home.ana, before, label)
        assert (near.content, near.embeds) == (PASSAGE_GONE, [])
    assert "Keepers say" in text(await pressed(home.ana, before, "In context 3"))


async def test_changes_elsewhere_leave_old_buttons_alone(
    home: Town, state: BotState, base: Path
) -> None:
    before = await home.ask(MANY)
    (base / "phone.txt").write_text("The phone was lost.")
    text_of_day = (base / "zebra-0.md").read_text()
    (base / "zebra-0.md").write_text(f"{text_of_day}\n## Tea\n\nTea was served at five.\n")
    await state.libraries.refresh()

    assert len((await pressed(home.ana, before, "More")).embeds) == 2
    near = await pressed(home.ana, before, "In context 2")
    assert "The zebra ran from the zoo" in text(near)
    assert "The file has changed since this answer" in near.content
