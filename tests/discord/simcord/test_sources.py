"""Sources listed, added, removed, and what adding one would change."""

from __future__ import annotations

from pathlib import Path

import pytest
import simcord

from bot.discord.buttons import PASSAGE_GONE
from bot.discord.client import QuothClient
from bot.discord.guild_files import MOST_STAGED
from bot.discord.state import BotState
from bot.discord.uploads import NOT_WAITING
from tests.bot.discord.small_bots import MANY, NOWHERE, WHALE, quoted, state_over, write
from tests.discord.simcord.town import Town, add, bot, buttons, pressed, shown, text

pytestmark = pytest.mark.simcord(shard_count=1)


async def test_a_file_is_added_for_one_guild_and_seen_nowhere_else(
    home: Town, away: Town, env: simcord.Env
) -> None:
    added = await add(home)
    assert added.ephemeral
    assert "1 passage" in added.content
    assert buttons(added) == ["Undo"]

    assert "A whale sang" in text(await home.ask(NOWHERE))
    assert "whale" not in text(await away.ask(NOWHERE)).replace(NOWHERE, "")
    offers = [
        await town.ana.autocomplete(town.channel, "ask", "source", "whale", question="?")
        for town in (home, away)
    ]
    assert [len(offered) for offered in offers] == [1, 0]
    ben = env.create_user("ben")
    assert await ben.autocomplete("ask", "source", "whale", question="?") == []
    assert "Nothing in the sources" in shown(await ben.slash("ask", question=NOWHERE)).content


async def test_another_guild_cannot_name_what_is_added(home: Town, away: Town) -> None:
    await add(home)

    assert "There is no source" in (await away.ask(NOWHERE, source="whale.txt")).content
    for command, option in (("sources show", "source"), ("sources remove", "file")):
        typed = {option: "whale.txt"}
        text = shown(await away.manager.slash(away.channel, command, **typed))
        assert "There is no" in text.content
        assert await away.manager.autocomplete(away.channel, command, option, "whale") == []


async def test_an_added_file_can_be_undone_once(home: Town, state: BotState) -> None:
    added = await add(home)
    undone = await home.manager.click(added, label="Undo")
    assert undone.acknowledged

    assert quoted(state, home.guild.id, NOWHERE) == []
    assert "Taken back" in added.content
    assert state.libraries.files.names(home.guild.id) == []


async def test_an_old_undo_after_a_restart_takes_the_file_back(
    env: simcord.Env, home: Town, base: Path, tmp_path: Path
) -> None:
    added = await add(home)
    again = state_over(base, tmp_path / "data")
    await env.restart_bot(QuothClient(again))
    await home.manager.click(added, label="Undo")

    assert again.libraries.files.names(home.guild.id) == []
    again.journal.close()


async def test_after_remove_no_button_shows_what_is_gone(home: Town) -> None:
    await add(home)
    answer = await home.ask(NOWHERE)
    offered = await home.manager.autocomplete(home.channel, "sources remove", "file", "wha")
    assert [choice["value"] for choice in offered] == ["whale.txt"]
    removed = shown(await home.manager.slash(home.channel, "sources remove", file="whale.txt"))

    assert "Removed whale.txt" in removed.content
    assert (await pressed(home.ana, answer, "In context")).content == PASSAGE_GONE
    assert "Nothing in the sources answers this." in (await home.ask(NOWHERE)).content


async def test_a_file_that_cannot_be_read_is_refused_with_the_reason(home: Town) -> None:
    refused = await add(home, "my_notes.pdf", "no such thing")

    assert refused.content.startswith("my\\_notes.pdf was not added: not a readable PDF")
    assert refused.components == []


async def test_the_sources_are_listed_and_shown(home: Town, away: Town) -> None:
    await add(home)
    for town, count in ((home, 7), (away, 6)):
        listed = shown(await town.manager.slash(town.channel, "sources list"))
        assert listed.content.startswith(f"I quote from {count} documents")
        everybody = shown(await town.ana.slash(town.channel, "quoth sources"))
        assert text(everybody) == text(listed)
    card = shown(await home.manager.slash(home.channel, "sources show", source="whale.txt"))
    values = [field.value for embed in card.embeds for field in embed.fields]
    assert "added on this server" in values


async def test_the_list_turns_its_pages_in_place(home: Town, state: BotState, base: Path) -> None:
    write(base, {f"note-{number:02}.txt": f"Note number {number}." for number in range(20)})
    await state.libraries.refresh()
    listed = shown(await home.manager.slash(home.channel, "sources list"))
    assert buttons(listed) == ["Later"]

    await home.manager.click(listed, label="Later")
    assert listed.embeds[0].footer.text == "page 2 of 3"
    assert buttons(listed) == ["Earlier", "Later"]


async def test_no_button_is_kept_in_memory(
    env: simcord.Env, home: Town, state: BotState, base: Path
) -> None:
    write(base, {f"note-{number:02}.txt": f"Note number {number}." for number in range(20)})
    await state.libraries.refresh()
    await add(home)
    await pressed(home.ana, await home.ask(MANY), "More")
    listed = shown(await home.manager.slash(home.channel, "sources list"))
    await home.manager.click(listed, label="Later")
    await home.ana.send(home.channel, f"<@{bot(env).id}> {MANY}")

    assert not env.bot.persistent_views
    assert not env.bot._connection._view_store._views


async def test_a_reload_takes_in_what_changed(home: Town, base: Path) -> None:
    text = shown(await home.manager.slash(home.channel, "sources reload"))
    assert text.content == "Nothing has changed: 6 documents, 6 passages."
    write(base, {"tea.txt": "Tea is served at five."})

    text = shown(await home.manager.slash(home.channel, "sources reload"))
    assert text.content == "Reloaded: 7 documents, 7 passages."


async def test_only_those_with_manage_server_may_use_sources(home: Town) -> None:
    await home.ask(MANY)
    assert not any(name.startswith("sources") for name in home.ana.available_commands(home.channel))
    assert "sources add" in home.manager.available_commands(home.channel)
    with pytest.raises(simcord.SetupError, match="default-member-permissions"):
        await home.ana.slash(home.channel, "sources list")


async def test_nobody_changes_sources_in_a_direct_message(env: simcord.Env) -> None:
    ben = env.create_user("ben")
    for outcome in (
        await ben.slash("sources add", file=("whale.txt", WHALE.encode())),
        await ben.slash("sources remove", file="phone.txt"),
        await ben.slash("sources reload"),
    ):
        assert "on a server" in shown(outcome).content


async def test_a_guild_that_sends_the_bot_away_is_forgotten(
    env: simcord.Env, home: Town, state: BotState
) -> None:
    await add(home)
    await home.ask("who barked at the moon?")
    assert state.journal.unanswered(home.guild.id)
    guild = env.bot.get_guild(home.guild.id)
    assert guild is not None
    await guild.leave()
    await env.settle()

    assert state.libraries.files.guilds() == []
    assert state.journal.unanswered(home.guild.id) == []


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
