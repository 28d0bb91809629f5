"""Files that a guild may not add, people who may not, and what is said to them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.discord.loopback.basics import NotAllowed
from tests.discord.loopback.state.messages import Upload
from tests.discord.neighbours import NOTES, Neighbours, neighbours

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
