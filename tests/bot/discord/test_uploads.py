"""Files that guilds add and take away."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.index_worker import DocumentDescription, FileDescription, IndexWorker
from bot.discord.rendering import message_limits
from bot.discord.state import BotState
from bot.discord.uploads import (
    NOT_THERE,
    AcceptedUpload,
    accepted_text,
    add_upload,
    remove_upload,
    undo_upload,
)
from bot.settings import Settings
from retrieval.errors import IndexFault, QuothError
from tests.bot.discord.small_bots import (
    AWAY,
    HOME,
    MANY,
    NOWHERE,
    WHALE,
    Upload,
    quoted,
    state_over,
    upload,
    worker_of,
)
from tests.bot.discord.strategies import long_texts

RECORDS = "\n".join(
    json.dumps({"_id": name, "text": f"The {name} slept all day."}) for name in ("otter", "seal")
)


def files_of(state: BotState) -> list[str]:
    """Return every file that guilds have, staged ones included, but for their indexes."""
    folder = state.libraries.files.folder
    files = (path for kind in ("added", "staged") for path in folder.glob(f"*/{kind}/**/*"))
    return sorted(str(path.relative_to(folder)) for path in files if path.is_file())


def kept_anywhere(state: BotState, words: str) -> list[str]:
    """Return the files below the data folder in which some words stand."""
    folder = state.libraries.files.folder.parent
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path.relative_to(folder)) for path in files if words.encode() in path.read_bytes()]


async def test_an_added_file_is_quoted_and_what_was_understood_is_said(state: BotState) -> None:
    text = f"---\ntitle: The pier\ndate: 2026-03-04\n---\n\n{WHALE}\n"
    added = await add_upload(state, HOME, upload("pier notes.md", text))
    (document,) = added.described.documents

    assert added.name == "pier notes.md"
    assert (document.title, document.published, document.passages) == ("The pier", "2026-03-04", 1)
    assert quoted(state, HOME, NOWHERE) == ["pier notes.md"]
    assert accepted_text(added).splitlines() == [
        "Added pier notes.md, quoted on this server from now on:",
        "**The pier** · 2026-03-04 · 1 passage",
    ]


async def test_several_documents_of_one_file_are_counted(state: BotState) -> None:
    added = await add_upload(state, HOME, upload("animals.jsonl", f"{RECORDS}\nbroken"))

    text = accepted_text(added).splitlines()
    assert text[1] == "2 documents · 2 passages"
    assert text[2].startswith("-# line 3")
    assert quoted(state, HOME, "what did the otter do?") == ["otter"]


@pytest.mark.parametrize(
    ("filename", "content", "size", "reason"),
    [
        ("a.pdf", b"no such thing", None, "not a readable PDF"),
        ("a.docx", b"PK\3\4 no such thing", None, "not a readable"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, "binary"),
        ("a.txt", b" \n ", None, "nothing in it can be quoted"),
        ("a.txt", b"", None, "'a.txt' is empty"),
        ("a.exe", b"MZ", None, "expected a file of a type that is read"),
        ("a.txt", b"x", 3 * 2**20, "'a.txt' is too large"),
        ("a.txt", b"x" * (2**20 + 1), 1, "'a.txt' is too large"),
        ("phone.txt", b"The phone rang.", None, "there is a source “phone.txt” already"),
        ("b.jsonl", b'{"_id": "phone.txt", "text": "It rang."}', None, "there is a source"),
        ("kept.txt", b"Another text.", None, "there is a file 'kept.txt' already"),
        ("KEPT.txt", b"Another text.", None, "there is a file 'kept.txt' already"),
        ("other.txt", b"A text that is kept.", None, "is there already, as 'kept.txt'"),
        ("many.jsonl", b"{}", None, "no record in it can be read|nothing in it"),
    ],
)
async def test_a_file_that_is_not_taken_changes_nothing_and_the_reason_is_said(
    base: Path, tmp_path: Path, filename: str, content: bytes, size: int | None, reason: str
) -> None:
    state = state_over(base, tmp_path / "data", Settings(guild_file_mb=1))
    await add_upload(state, HOME, upload("kept.txt", "A text that is kept."))
    before, files = state.libraries.of(HOME), files_of(state)

    with pytest.raises(QuothError, match=reason) as refused:
        await add_upload(state, HOME, upload(filename, content, size))
    assert len(str(refused.value).splitlines()) == 1
    assert str(tmp_path) not in str(refused.value)
    assert files_of(state) == files == [f"{HOME}/added/kept.txt"]
    assert state.libraries.of(HOME) is before
    state.journal.close()


@pytest.mark.parametrize(("filename", "size"), [("a.exe", 5), ("a.txt", 9 * 2**20)])
async def test_what_is_refused_by_its_name_or_size_is_not_even_fetched(
    state: BotState, filename: str, size: int
) -> None:
    file = upload(filename, "text", size)

    with pytest.raises(QuothError):
        await add_upload(state, HOME, file)
    assert not cast("Upload", file).was_read


async def test_more_files_than_allowed_are_refused(base: Path, tmp_path: Path) -> None:
    state = state_over(base, tmp_path / "data", Settings(guild_files=1))
    await add_upload(state, HOME, upload("a.txt", "The otter slept."))

    with pytest.raises(QuothError, match="1 file may be added; remove one first"):
        await add_upload(state, HOME, upload("b.txt", "The seal slept."))
    await add_upload(state, AWAY, upload("b.txt", "The seal slept."))
    state.journal.close()


async def test_a_file_that_cannot_be_indexed_is_not_kept(state: BotState) -> None:
    worker_of(state).fault = IndexFault("no room")
    with pytest.raises(IndexFault):
        await add_upload(state, HOME, upload("whale.txt", WHALE))

    assert files_of(state) == []
    assert state.libraries.own(HOME) is None
    worker_of(state).fault = None
    await add_upload(state, HOME, upload("whale.txt", WHALE))
    assert quoted(state, HOME, NOWHERE) == ["whale.txt"]


async def test_files_added_at_once_all_come_in(state: BotState) -> None:
    names = [f"animal-{number}.txt" for number in range(4)]
    uploads = (upload(name, f"The animal {name} slept all day.") for name in names)
    await asyncio.gather(*(add_upload(state, HOME, one) for one in uploads))

    assert state.libraries.files.names(HOME) == names
    own = state.libraries.own(HOME)
    assert own is not None
    assert own.corpus.documents == 4


async def test_the_same_file_sent_twice_at_once_is_kept_once(state: BotState) -> None:
    ended = await asyncio.gather(
        *(add_upload(state, HOME, upload("whale.txt", WHALE)) for _ in range(2)),
        return_exceptions=True,
    )

    assert sorted(type(one).__name__ for one in ended) == ["AcceptedUpload", "UsageError"]
    assert quoted(state, HOME, NOWHERE) == ["whale.txt"]


async def test_after_remove_nothing_of_a_file_is_quoted(state: BotState) -> None:
    await add_upload(state, HOME, upload("whale.txt", WHALE))
    await add_upload(state, HOME, upload("otter.txt", "The otter slept all day."))
    await remove_upload(state, HOME, "whale.txt")

    assert quoted(state, HOME, NOWHERE) == []
    assert quoted(state, HOME, "what did the otter do?") == ["otter.txt"]
    with pytest.raises(QuothError, match="there is no added file of this name"):
        await remove_upload(state, HOME, "whale.txt")


@pytest.mark.parametrize("others", [[], ["otter"], ["otter", "seal"]])
async def test_what_is_removed_is_kept_nowhere(state: BotState, others: list[str]) -> None:
    for name in others:
        await add_upload(state, HOME, upload(f"{name}.txt", f"The {name} slept all day."))
    await add_upload(state, HOME, upload("whale.txt", WHALE))
    assert kept_anywhere(state, "A whale sang")
    await remove_upload(state, HOME, "whale.txt")

    assert kept_anywhere(state, "A whale sang") == []
    assert all(kept_anywhere(state, f"The {name} slept") for name in others)


async def test_a_shared_file_cannot_be_removed_from_chat(state: BotState, base: Path) -> None:
    with pytest.raises(QuothError, match="there is no added file of this name"):
        await remove_upload(state, HOME, "phone.txt")
    with pytest.raises(QuothError, match="there is no added file of this name"):
        await remove_upload(state, HOME, "../../../base/phone.txt")
    assert (base / "phone.txt").exists()


async def test_a_removed_file_is_not_quoted_even_where_the_rest_cannot_be_indexed(
    state: BotState,
) -> None:
    await add_upload(state, HOME, upload("whale.txt", WHALE))
    await add_upload(state, HOME, upload("otter.txt", "The otter slept all day."))
    worker_of(state).fault = IndexFault("no room")
    with pytest.raises(IndexFault):
        await remove_upload(state, HOME, "whale.txt")

    assert quoted(state, HOME, NOWHERE) == []
    assert len(quoted(state, HOME, MANY)) == 5
    worker_of(state).fault = None
    assert await state.libraries.refresh(HOME)
    assert quoted(state, HOME, "what did the otter do?") == ["otter.txt"]
    assert quoted(state, HOME, NOWHERE) == []


async def test_a_file_can_be_taken_back_once(state: BotState) -> None:
    added = await add_upload(state, HOME, upload("my_whale.txt", WHALE))

    assert await undo_upload(state, AWAY, added.sha256[:16]) == NOT_THERE
    assert await undo_upload(state, None, added.sha256[:16]) == NOT_THERE
    assert quoted(state, HOME, NOWHERE) == ["my_whale.txt"]
    text = await undo_upload(state, HOME, added.sha256[:16])
    assert text == "Taken back: my\\_whale.txt is not quoted."
    assert quoted(state, HOME, NOWHERE) == []
    assert await undo_upload(state, HOME, added.sha256[:16]) == NOT_THERE


described = st.builds(
    DocumentDescription,
    long_texts(600),
    long_texts(3000),
    st.none() | long_texts(300),
    st.none(),
    st.integers(1, 10**6),
)


@given(
    st.lists(described, min_size=1, max_size=3),
    st.lists(long_texts(3000), max_size=21),
    long_texts(),
)
def test_whatever_was_understood_is_said_within_the_limit(
    documents: list[DocumentDescription], problems: list[str], name: str
) -> None:
    text = accepted_text(
        AcceptedUpload(name, "0" * 64, FileDescription(tuple(documents), tuple(problems)))
    )

    assert message_limits.units(text) <= message_limits.CONTENT


async def test_a_file_is_read_and_indexed_by_other_processes(base: Path, tmp_path: Path) -> None:
    settings = Settings()
    state = state_over(base, tmp_path / "data", settings, IndexWorker.of(settings))
    added = await add_upload(state, HOME, upload("whale.txt", WHALE))

    assert quoted(state, HOME, NOWHERE) == ["whale.txt"]
    assert [document.passages for document in added.described.documents] == [1]
    with pytest.raises(QuothError, match="not a readable PDF"):
        await add_upload(state, HOME, upload("a.pdf", b"no such thing"))
    state.journal.close()
