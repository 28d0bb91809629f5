from __future__ import annotations

from pathlib import Path

import pytest
import simcord

from bot.discord.buttons.answer_buttons import PASSAGE_GONE
from bot.discord.client import QuothClient
from bot.discord.state import BotState
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
