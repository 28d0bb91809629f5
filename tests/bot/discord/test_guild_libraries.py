"""What each guild is answered from."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.discord.answer import AskRequest, answer
from bot.discord.index_worker import IndexWorker
from bot.discord.state import BotState
from bot.discord.uploads import add_upload, remove_upload
from bot.settings import Settings
from retrieval.askable import Askable
from retrieval.errors import IndexFault, SourcesError
from tests.bot.discord.small_bots import (
    AWAY,
    FILES,
    HOME,
    MANY,
    NOWHERE,
    WHALE,
    RecordedReply,
    quoted,
    state_over,
    upload,
    worker_of,
    write,
)
from tests.retrieval.reader.models import encoder_bytes, write_model

SONG = "A second whale sang at the harbour on Monday."


async def with_whale(state: BotState, guild: int = HOME) -> None:
    await add_upload(state, guild, upload("whale.txt", WHALE))


def seen(library: Askable) -> str:
    """Return all that can be seen of a whale, by whatever way there is."""
    answer = library.ask(NOWHERE, 10)
    found = (
        *(quote.text for quote in (*answer.quotes, *answer.closest)),
        *(hit.passage.text for hit in library.search("whale pier Sunday", 10)),
        *(document.title for document in library.suggest("whale")),
        *(listed.document.doc_id for listed in library.documents()),
        *(file.doc_id for file in library.files()),
    )
    return " ".join(one for one in found if "whale" in one.casefold())


@pytest.mark.parametrize("place", [AWAY, None])
async def test_what_a_guild_adds_is_seen_nowhere_else(state: BotState, place: int | None) -> None:
    await with_whale(state)
    (quote,) = state.libraries.of(HOME).ask(NOWHERE).quotes
    elsewhere = state.libraries.of(place)
    key = quote.passage_id.rpartition("#")[2]

    assert quote.text == WHALE
    assert state.libraries.of(HOME).has("whale.txt")
    assert seen(elsewhere) == ""
    assert not elsewhere.has("whale.txt")
    assert elsewhere.find(key) is None
    assert elsewhere.ask(NOWHERE).status == "no_answer"
    assert state.libraries.own(place) is None


async def test_two_guilds_never_see_each_others_files(state: BotState) -> None:
    await with_whale(state)
    await add_upload(state, AWAY, upload("song.txt", SONG))

    assert quoted(state, HOME, "what did the whale do?") == ["whale.txt"]
    assert quoted(state, AWAY, "what did the whale do?") == ["song.txt"]
    assert quoted(state, None, "what did the whale do?") == []
    assert state.libraries.files.names(HOME) == ["whale.txt"]
    assert quoted(state, HOME, MANY)[:3] == quoted(state, None, MANY)[:3]


async def test_a_question_under_way_keeps_its_snapshot(state: BotState, base: Path) -> None:
    with state.libraries.reading(HOME) as before:
        await with_whale(state)
        (base / "tea.txt").write_text("Tea is served at five o'clock in the garden.")
        assert await state.libraries.refresh()

        assert before.ask("when is tea served?").status == "no_answer"
        assert seen(before) == ""
    assert quoted(state, HOME, "when is tea served?") == ["tea.txt"]


async def test_what_was_removed_is_let_go_of_when_no_answer_quotes_it_any_more(
    state: BotState,
) -> None:
    await with_whale(state)
    removed = asyncio.Event()

    async def take_away() -> None:
        await remove_upload(state, HOME, "whale.txt")
        removed.set()

    with state.libraries.reading(HOME) as first, state.libraries.reading(HOME) as second:
        removing = asyncio.create_task(take_away())
        while state.libraries.own(HOME) is not None:
            await asyncio.sleep(0.001)
        with state.libraries.reading(HOME) as later:
            assert seen(later) == ""
        assert first is second is not later
        assert quoted(state, HOME, NOWHERE) == []
        assert not removed.is_set()
    await removing


async def test_removing_does_not_wait_for_answers_of_others(state: BotState) -> None:
    await with_whale(state)
    await with_whale(state, AWAY)
    libraries = state.libraries

    with libraries.reading(AWAY), libraries.reading(None), libraries.reading(30):
        await remove_upload(state, HOME, "whale.txt")
    assert quoted(state, AWAY, NOWHERE) == ["whale.txt"]


async def test_a_removal_waits_for_an_answer_from_before_a_refresh_of_the_base(
    state: BotState, base: Path
) -> None:
    await with_whale(state)
    with state.libraries.reading(HOME):
        (base / "tea.txt").write_text("Tea is served at five.")
        await state.libraries.refresh()
        removing = asyncio.create_task(remove_upload(state, HOME, "whale.txt"))
        while state.libraries.own(HOME) is not None:
            await asyncio.sleep(0.001)
        for _ in range(20):
            await asyncio.sleep(0)
        assert not removing.done()
    await removing


async def test_a_refresh_of_the_base_reaches_guilds_with_files_of_their_own(
    state: BotState, base: Path
) -> None:
    await with_whale(state)
    assert not await state.libraries.refresh()
    (base / "tea.txt").write_text("Tea is served at five o'clock in the garden.")
    (base / "zebra-0.md").unlink()

    assert await state.libraries.refresh()
    for guild in (HOME, AWAY, None):
        assert quoted(state, guild, "when is tea served?") == ["tea.txt"]
        assert "zebra-0.md" not in quoted(state, guild, MANY)
    assert quoted(state, HOME, NOWHERE) == ["whale.txt"]


async def test_a_refresh_that_fails_keeps_what_there_was(state: BotState, base: Path) -> None:
    await with_whale(state)
    for path in base.iterdir():
        path.unlink()

    with pytest.raises(SourcesError, match=r"^nothing to quote in "):
        await state.libraries.refresh()
    assert state.libraries.last_error is not None
    for guild in (HOME, AWAY, None):
        assert len(quoted(state, guild, MANY)) == 5

    write(base, FILES)
    await state.libraries.refresh()
    assert state.libraries.last_error is None


async def test_a_guilds_own_file_that_changed_on_disk_is_taken_in(state: BotState) -> None:
    await with_whale(state)
    assert not await state.libraries.refresh(HOME)
    (root,) = state.libraries.files.roots(HOME)
    (root / "whale.txt").write_text("A dolphin sang below the pier for an hour.")

    assert await state.libraries.refresh(HOME)
    (quote,) = state.libraries.of(HOME).ask(NOWHERE).quotes
    assert "dolphin" in quote.text


async def test_refreshing_a_guild_without_files_changes_nothing(state: BotState) -> None:
    assert not await state.libraries.refresh(HOME)
    assert state.libraries.of(HOME) is state.libraries.base


async def test_files_of_a_guild_are_there_after_a_restart(
    state: BotState, base: Path, tmp_path: Path
) -> None:
    await with_whale(state)
    again = state_over(base, tmp_path / "data")

    assert quoted(again, HOME, NOWHERE) == ["whale.txt"]
    assert quoted(again, AWAY, NOWHERE) == []
    again.journal.close()


async def test_a_guild_whose_files_cannot_be_read_is_answered_from_the_base(
    state: BotState, base: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await with_whale(state)
    await with_whale(state, AWAY)
    (root,) = state.libraries.files.roots(HOME)
    (root / "whale.txt").write_bytes(b"\0\1\2 no text")
    again = state_over(base, tmp_path / "data")

    assert quoted(again, HOME, NOWHERE) == []
    assert len(quoted(again, HOME, MANY)) == 5
    assert quoted(again, AWAY, NOWHERE) == ["whale.txt"]
    assert f"guild={HOME}" in caplog.text
    again.journal.close()


async def test_a_forgotten_guild_leaves_neither_files_nor_questions(state: BotState) -> None:
    for guild in (HOME, AWAY):
        await with_whale(state, guild)
        state.journal.note("who barked?", guild, "unanswered")
    state.refused_guilds.add(HOME)

    await state.forget(HOME)
    assert quoted(state, HOME, NOWHERE) == []
    assert state.libraries.files.guilds() == [AWAY]
    assert not (state.libraries.files.folder / str(HOME)).exists()
    assert state.journal.unanswered(HOME) == []
    assert state.refused_guilds == set()
    assert quoted(state, AWAY, NOWHERE) == ["whale.txt"]
    assert len(state.journal.unanswered(AWAY)) == 1


@pytest.fixture
def reading(base: Path, tmp_path: Path) -> Iterator[BotState]:
    """Return a bot's parts with a tiny encoder as the reader."""
    pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")
    model = write_model(tmp_path / "model", encoder_bytes())
    made = state_over(base, tmp_path / "data", Settings(reader=str(model), caution="0"))
    yield made
    made.libraries.close()
    made.journal.close()


def kept(folder: Path) -> bool:
    return bool(list(folder.rglob("vectors/indexes/*/rows*")))


def wait_for_growth() -> None:
    for thread in threading.enumerate():
        if thread.name == "vectors":
            thread.join(60)


async def test_vectors_grow_after_an_answer_of_the_base_and_of_what_a_guild_added(
    reading: BotState, tmp_path: Path
) -> None:
    await with_whale(reading)
    own = reading.libraries.files.index_folder(HOME)
    assert not kept(tmp_path / "data")

    await answer(reading, RecordedReply(HOME), AskRequest(NOWHERE))
    wait_for_growth()

    assert kept(own)
    assert list(tmp_path.glob("data/vectors/indexes/*/rows*"))


async def test_a_library_that_was_replaced_grows_no_more(reading: BotState, base: Path) -> None:
    old = reading.libraries.base
    (base / "tea.txt").write_text("Tea is served at five.")

    assert await reading.libraries.refresh()
    old.grow_vectors()

    assert not [one for one in threading.enumerate() if one.name == "vectors"]
    assert reading.libraries.base is not old


async def test_a_forgotten_guild_leaves_no_vectors_either(reading: BotState) -> None:
    await with_whale(reading)
    library = reading.libraries.of(HOME)
    library.grow_vectors()
    await reading.forget(HOME)
    library.grow_vectors()
    wait_for_growth()

    assert not (reading.libraries.files.folder / str(HOME)).exists()
    assert not reading.libraries.files.index_folder(HOME).exists()


async def test_one_index_at_a_time_is_built(state: BotState, base: Path) -> None:
    (base / "tea.txt").write_text("Tea is served at five.")
    changed = await asyncio.gather(*(state.libraries.refresh() for _ in range(4)))

    assert changed == [True, False, False, False]


async def test_an_index_is_built_by_another_process(base: Path, tmp_path: Path) -> None:
    settings = Settings()
    state = state_over(base, tmp_path / "data", settings, IndexWorker.of(settings))
    (base / "tea.txt").write_text("Tea is served at five.")

    assert await state.libraries.refresh()
    assert quoted(state, None, "when is tea served?") == ["tea.txt"]
    state.journal.close()


async def test_an_error_in_a_guilds_own_sources_is_not_shown_to_others(state: BotState) -> None:
    worker_of(state).fault = IndexFault("no room")
    with pytest.raises(IndexFault):
        await add_upload(state, HOME, upload("whale.txt", WHALE))

    assert state.libraries.last_error is None
