from __future__ import annotations

from pathlib import Path

import pytest
import simcord

from bot.discord.client import QuothClient
from bot.discord.state import BotState
from bot.discord.storage.guild_files import MOST_STAGED
from bot.discord.uploads import NOT_WAITING
from tests.bot.discord.small_bots import NOWHERE, WHALE, quoted, state_over, write
from tests.discord.simcord.town import Town, add, buttons, shown

pytestmark = pytest.mark.simcord(shard_count=1)

QUESTIONS = f"""\
- ask: {NOWHERE}
  says: sang below the pier
- ask: How much does the phone weigh?
  in: phone.txt
- ask: who barked at the moon?
  abstain: yes
"""


@pytest.fixture
def judged(home: Town, state: BotState) -> Town:
    """A town with three regression questions of its own, one of which fails."""
    path = state.libraries.files.questions(home.guild.id)
    write(path.parent, {path.name: QUESTIONS})
    return home


def staged(state: BotState) -> list[Path]:
    return [path for path in state.libraries.files.folder.glob("*/staged/*") if path.is_dir()]


async def test_what_gets_better_is_said_before_anything_is_quoted(
    judged: Town, state: BotState
) -> None:
    proposal = await add(judged)

    assert proposal.ephemeral
    assert proposal.content.startswith("whale.txt is not added yet:")
    assert "1 passage" in proposal.content
    assert "Of 3 questions, 1 gets better." in proposal.content
    assert f"- **{NOWHERE}** fails no more, or is answered better" in proposal.content
    assert buttons(proposal) == ["Add", "Discard"]
    assert quoted(state, judged.guild.id, NOWHERE) == []


async def test_what_breaks_is_said_as_well(judged: Town) -> None:
    proposal = await add(judged, "dog.txt", "A dog barked at the moon, and who barked back?")

    assert "1 breaks." in proposal.content
    assert "- **who barked at the moon?** breaks: abstained rightly → answered wrongly" in (
        proposal.content
    )


async def test_what_is_added_then_is_quoted_and_can_be_undone(
    judged: Town, state: BotState
) -> None:
    proposal = await add(judged)
    await judged.manager.click(proposal, label="Add")

    assert proposal.content.startswith("Added whale.txt, quoted on this server from now on:")
    assert quoted(state, judged.guild.id, NOWHERE) == ["whale.txt"]
    assert staged(state) == []
    await judged.manager.click(proposal, label="Undo")
    assert quoted(state, judged.guild.id, NOWHERE) == []


async def test_what_is_discarded_leaves_nothing(judged: Town, state: BotState) -> None:
    proposal = await add(judged)
    await judged.manager.click(proposal, label="Discard")

    assert proposal.content == "Discarded: whale.txt was not added."
    assert proposal.components == []
    assert staged(state) == []
    folder = state.libraries.files.folder.parent
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert not any(WHALE.encode() in path.read_bytes() for path in kept)


async def test_after_a_restart_the_buttons_say_that_nothing_waits(
    env: simcord.Env, judged: Town, base: Path, tmp_path: Path
) -> None:
    proposal = await add(judged)
    again = state_over(base, tmp_path / "data")
    await env.restart_bot(QuothClient(again))
    await judged.manager.click(proposal, label="Add")

    assert (proposal.content, proposal.components) == (NOT_WAITING, [])
    assert again.libraries.files.names(judged.guild.id) == []
    again.journal.close()


async def test_the_same_file_waits_twice_and_is_added_once(judged: Town, state: BotState) -> None:
    first, second = await add(judged), await add(judged)
    for proposal in (first, second):
        await judged.manager.click(proposal, label="Add")

    assert second.content.startswith("It was not added: there is a source “whale.txt” already")
    assert state.libraries.files.names(judged.guild.id) == ["whale.txt"]
    assert staged(state) == []


async def test_no_more_files_wait_than_there_is_room_for(judged: Town, state: BotState) -> None:
    proposals = [await add(judged, f"{number}.txt") for number in range(MOST_STAGED + 1)]

    assert len(staged(state)) == MOST_STAGED
    await judged.manager.click(proposals[0], label="Add")
    assert proposals[0].content == NOT_WAITING
    await judged.manager.click(proposals[-1], label="Add")
    assert state.libraries.files.names(judged.guild.id) == [f"{MOST_STAGED}.txt"]


async def test_a_file_that_cannot_be_read_is_refused_at_once(judged: Town, state: BotState) -> None:
    refused = await add(judged, "notes.pdf", "no such thing")

    assert refused.content.startswith("notes.pdf was not added: not a readable PDF")
    assert staged(state) == []


async def test_questions_that_cannot_be_read_are_named_by_an_id_and_do_not_stop_it(
    judged: Town, state: BotState
) -> None:
    path = state.libraries.files.questions(judged.guild.id)
    path.write_text("no questions")
    proposal = await add(judged)

    assert "could not be told (id " in proposal.content
    assert str(path) not in proposal.content
    await judged.manager.click(proposal, label="Add")
    assert quoted(state, judged.guild.id, NOWHERE) == ["whale.txt"]


async def test_anothers_questions_do_not_count(judged: Town, away: Town, state: BotState) -> None:
    added = await add(away)

    assert added.content.startswith("Added whale.txt")
    assert buttons(added) == ["Undo"]
    assert shown(await judged.ana.slash(judged.channel, "ask", question=NOWHERE)).embeds == []
