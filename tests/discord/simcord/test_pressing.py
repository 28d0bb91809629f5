from __future__ import annotations

from pathlib import Path

import pytest
import simcord

from bot.discord.answer import CHANGED
from bot.discord.buttons.answer_buttons import PASSAGE_GONE
from bot.discord.client import QuothClient
from bot.discord.state import BotState
from tests.bot.discord.small_bots import MANY, state_over
from tests.discord.simcord.town import Town, pressed, shown, text

pytestmark = pytest.mark.simcord(shard_count=1)


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
    assert "Day 1" in near.content
    assert "**A farmer saw how the zebra ran" in text(near)


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
    assert "A farmer saw" in text(await pressed(home.ana, before, "In context 2"))
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
    (base / "zebra-0.md").unlink()
    (base / "zebra-1.md").write_text("# Day 1\n\nAll was quiet.\n")
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
    text_of_day = (base / "zebra-1.md").read_text()
    (base / "zebra-1.md").write_text(f"{text_of_day}\nTea was served at five.\n")
    await state.libraries.refresh()

    assert len((await pressed(home.ana, before, "More")).embeds) == 2
    near = await pressed(home.ana, before, "In context 2")
    assert "A farmer saw" in text(near)
    assert "The file has changed since this answer" in near.content
