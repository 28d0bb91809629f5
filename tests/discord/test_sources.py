"""Sources that a guild adds for itself: taken in with care, quoted there, and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copytree

import pytest
import pytest_asyncio

from tests.discord.bots import (
    HARBOUR,
    MASTER,
    NOTES,
    SLOW,
    Neighbours,
    end,
    neighbours,
    rows,
    scene,
)
from tests.discord.loopback import NotAllowed, Upload

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(
    tmp_path_factory: pytest.TempPathFactory, harbour_index: Path
) -> AsyncIterator[Neighbours]:
    """The reef has added its notes."""
    async with neighbours(tmp_path_factory.mktemp("adding"), harbour_index) as pair:
        await pair.use(pair.reef, "sources add", file=NOTES)
        yield pair


BROKEN = {
    "a broken PDF": (Upload("broken.pdf", b"%PDF-1.4 and no more"), "not a readable PDF"),
    "a type that is not read": (Upload("tool.exe", b"MZ"), "expected a file of a type that is"),
    "no type": (Upload("README", b"text"), "expected a file of a type that is read"),
    "too much": (Upload("large.txt", b"x" * (2**20 + 1)), "a file may have 1 MB"),
    "nothing": (Upload("empty.txt", b""), "is empty"),
    "bytes that are no text": (Upload("noise.txt", bytes(range(256)) * 4), "binary"),
    "no text in it": (Upload("blank.md", b"\n \n\n"), "nothing in it can be quoted"),
    "a name that is taken": (Upload("NOTES.md", b"other words\n"), "there is a file 'notes.md'"),
    "what is there by another name": (Upload("twin.md", NOTES.content), "is there already, as"),
    "the name of a shared source": (Upload("ferry.txt", b"other words\n"), "already"),
    "a broken Word file": (Upload("broken.docx", b"PK\x03\x04nonsense"), "Word"),
    "broken JSON Lines": (Upload("broken.jsonl", b"{nonsense\n"), "line 1: not valid JSON"),
}


@pytest.mark.parametrize("what", BROKEN)
async def test_a_file_that_cannot_be_quoted_is_refused_with_the_reason_and_changes_nothing(
    pair: Neighbours, what: str
) -> None:
    file, reason = BROKEN[what]
    listed = await pair.use(pair.reef, "sources list")
    files = files_of(pair)
    refused = await pair.use(pair.reef, "sources add", file=file)
    assert refused.text.startswith(f"{file.filename} was not added: ")
    assert reason in refused.text
    assert not refused.buttons
    assert files_of(pair) == files
    assert (await pair.use(pair.reef, "sources list")).text == listed.text


async def test_one_file_too_many_is_refused(pair: Neighbours) -> None:
    eel = Upload("eel.txt", b"The eel smoker of the reef is called Runa Holt.\n")
    added = await pair.use(pair.reef, "sources add", file=eel)
    assert "Added eel.txt" in added.text
    refused = await pair.use(
        pair.reef, "sources add", file=Upload("cod.txt", b"The cod is salted by Ulf Berg.\n")
    )
    assert refused.text.startswith("cod.txt was not added: there is no room for 'cod.txt': 2 files")
    undone = await pair.press(added, "Undo")
    assert undone is added
    assert undone.text == "Taken back: eel.txt is not quoted."
    assert not undone.buttons
    assert "Runa Holt" not in (await pair.ask(pair.reef, "who smokes eel?")).text
    assert await pair.offered(pair.reef, "sources remove", "file") == {"notes.md"}


async def test_changing_sources_takes_manage_server(pair: Neighbours) -> None:
    somebody = pair.harbour.somebody()
    for command in ("sources list", "sources reload"):
        with pytest.raises(NotAllowed):
            await somebody.slash(pair.reef.general, command)


async def test_sources_are_not_changed_in_direct_messages(pair: Neighbours) -> None:
    used = await pair.person.slash(pair.person.dm_channel, "sources add", file=NOTES)
    assert "Sources are changed on a server" in (await used.reply()).text
    used = await pair.person.slash(pair.person.dm_channel, "sources reload")
    assert "Sources are changed on a server" in (await used.reply()).text


def files_of(pair: Neighbours) -> set[Path]:
    return {path for path in (pair.harbour.data_dir / "guilds").rglob("*") if path.is_file()}


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=["once added", "after a restart"]
)
async def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, harbour_index: Path
) -> AsyncIterator[Neighbours]:
    """The reef has added its notes, the cove has not."""
    async with neighbours(tmp_path_factory.mktemp("guilds"), harbour_index) as both:
        added = await both.use(both.reef, "sources add", file=NOTES)
        assert "Added notes.md" in added.text
        assert "**Notes of the reef**" in added.text
        assert "1 passage" in added.text
        if request.param == "after a restart":
            await both.harbour.restart()
        yield both


async def test_a_guild_is_answered_from_what_it_added(both: Neighbours) -> None:
    answer = await both.ask(both.reef)
    assert MASTER in answer.text
    assert "notes.md:3" in answer.text


async def test_nobody_else_is_answered_from_it(both: Neighbours) -> None:
    for guild in (both.cove, None):
        answer = await both.ask(guild)
        assert "Bo Fenn" not in answer.text
        assert "notes.md" not in answer.text


async def test_the_shared_sources_are_quoted_everywhere(both: Neighbours) -> None:
    for guild in (both.reef, both.cove, None):
        answer = await both.ask(guild, "what does a ticket for the ferry cost?")
        assert "four crowns" in answer.text


async def test_only_its_own_guild_lists_and_shows_it(both: Neighbours) -> None:
    for command in ("sources list", "quoth sources"):
        assert "Notes of the reef" in (await both.use(both.reef, command)).text
        elsewhere = await both.use(both.cove, command)
        assert "I quote from 2 documents" in elsewhere.text
        assert "otes" not in elsewhere.text
    card = await both.use(both.reef, "sources show", source="notes.md")
    assert "added on this server" in card.text
    refused = await both.use(both.cove, "sources show", source="notes.md")
    assert "there is no source “notes.md”" in refused.text.lower()
    assert "reef" not in refused.text


@pytest.mark.parametrize(("command", "option"), [("ask", "source"), ("sources show", "source")])
async def test_only_its_own_guild_is_offered_it(
    both: Neighbours, command: str, option: str
) -> None:
    shared = {"lighthouse.md", "ferry.txt"}
    assert await both.offered(both.reef, command, option) == {*shared, "notes.md"}
    assert await both.offered(both.cove, command, option) == shared
    if command == "ask":
        assert await both.offered(None, command, option) == shared


async def test_only_its_own_guild_is_offered_to_remove_it(both: Neighbours) -> None:
    assert await both.offered(both.reef, "sources remove", "file") == {"notes.md"}
    assert await both.offered(both.cove, "sources remove", "file") == set()
    refused = await both.use(both.cove, "sources remove", file="notes.md")
    assert "no added file of this name" in refused.text


async def test_a_question_elsewhere_cannot_name_it(both: Neighbours) -> None:
    assert MASTER in (await both.ask(both.reef, source="notes.md")).text
    for guild in (both.cove, None):
        refused = await both.ask(guild, source="notes.md")
        assert "There is no source “notes.md”" in refused.text


async def test_it_can_be_looked_at_in_context(both: Neighbours) -> None:
    nearby = await both.press(await both.ask(both.reef), "In context")
    assert MASTER in nearby.text


async def test_statistics_count_it_in_its_own_guild_only(both: Neighbours) -> None:
    assert "3 documents, 1 of them added here" in (await both.use(both.reef, "quoth status")).text
    assert "Sources: 2 documents, " in (await both.use(both.cove, "quoth status")).text


def words_kept(both: Neighbours) -> str:
    """Return all that is in the data folder, whatever it is written in."""
    files = (path for path in both.harbour.data_dir.rglob("*") if path.is_file())
    return b"".join(path.read_bytes() for path in files).decode(errors="replace")


async def test_after_removal_nothing_of_it_is_quoted_buttons_included(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with neighbours(tmp_path, harbour_index) as both:
        await both.use(both.reef, "sources add", file=NOTES)
        answer = await both.ask(both.reef)
        removed = await both.use(both.reef, "sources remove", file="notes.md")
        assert removed.text == "Removed notes.md. Nothing of it is quoted any more."
        assert "Bo Fenn" not in (await both.ask(both.reef)).text
        assert "no longer in it" in (await both.press(answer, "In context")).text
        assert await both.offered(both.reef, "ask", "source") == {"lighthouse.md", "ferry.txt"}
        assert "Bo Fenn" not in words_kept(both)
        await both.harbour.restart()
        assert "Bo Fenn" not in (await both.ask(both.reef)).text
        assert "no longer in it" in (await both.press(answer, "In context")).text


async def test_a_guild_that_sends_the_bot_away_leaves_neither_words_nor_questions(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with neighbours(tmp_path, harbour_index) as both:
        await both.use(both.reef, "sources add", file=NOTES)
        for guild in (both.reef, both.cove):
            await both.ask(guild, "who is the king of the reef?")
        assert "Bo Fenn" in words_kept(both)
        both.reef.remove_member(both.harbour.discord.bot)
        await both.harbour.bot.line("event=left")
        assert "Bo Fenn" not in words_kept(both)
        await end(both.harbour.bot)
        assert {guild for _, guild, *_ in rows(both.harbour.data_dir)} == {both.cove.id}


async def test_a_shared_file_that_changes_is_taken_in_while_questions_go_on(
    tmp_path: Path,
) -> None:
    sources = copytree(HARBOUR, tmp_path / "sources")
    patient = {"QUOTH_PERSON_COOLDOWN": "100000/60", "QUOTH_GUILD_COOLDOWN": "100000/60"}
    async with scene(tmp_path, sources=sources, env=patient) as harbour:
        ana, channel = harbour.somebody(), harbour.channel()
        text = (sources / "ferry.txt").read_text(encoding="utf-8")
        (sources / "ferry.txt").write_text(text.replace("four", "nine"), encoding="utf-8")
        seen: list[str] = []
        async with asyncio.timeout(SLOW):
            while not seen or seen[-1] != "nine":
                answer = await harbour.ask("what does a ferry ticket cost?", by=ana, where=channel)
                (price,) = [word for word in ("four", "nine") if f"{word} crowns" in answer.text]
                seen.append(price)
        assert seen == sorted(seen), "the old price, then the new one"
