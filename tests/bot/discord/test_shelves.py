from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.discord.index_worker import IndexWorker
from bot.discord.state import BotState
from bot.discord.uploads import add_upload, remove_upload
from bot.settings import Settings
from retrieval.askable import Askable
from retrieval.errors import IndexFault, SourcesError
from tests.bot.discord.services import (
    AWAY,
    FILES,
    HOME,
    MANY,
    NOWHERE,
    WHALE,
    quoted,
    service_over,
    upload,
    workshop_of,
    write,
)

SONG = "A second whale sang at the harbour on Monday."


async def with_whale(service: BotState, guild: int = HOME) -> None:
    await add_upload(service, guild, upload("whale.txt", WHALE))


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
async def test_what_a_guild_adds_is_seen_nowhere_else(service: BotState, place: int | None) -> None:
    await with_whale(service)
    (quote,) = service.shelves.of(HOME).ask(NOWHERE).quotes
    elsewhere = service.shelves.of(place)
    key = quote.passage_id.rpartition("#")[2]

    assert quote.text == WHALE
    assert service.shelves.of(HOME).has("whale.txt")
    assert seen(elsewhere) == ""
    assert not elsewhere.has("whale.txt")
    assert elsewhere.find(key) is None
    assert elsewhere.ask(NOWHERE).status == "no_answer"
    assert service.shelves.own(place) is None


async def test_two_guilds_never_see_each_others_files(service: BotState) -> None:
    await with_whale(service)
    await add_upload(service, AWAY, upload("song.txt", SONG))

    assert quoted(service, HOME, "what did the whale do?") == ["whale.txt"]
    assert quoted(service, AWAY, "what did the whale do?") == ["song.txt"]
    assert quoted(service, None, "what did the whale do?") == []
    assert service.shelves.additions.names(HOME) == ["whale.txt"]
    assert quoted(service, HOME, MANY)[:3] == quoted(service, None, MANY)[:3]


async def test_a_question_under_way_keeps_its_snapshot(service: BotState, base: Path) -> None:
    with service.shelves.reading(HOME) as before:
        await with_whale(service)
        (base / "tea.txt").write_text("Tea is served at five o'clock in the garden.")
        assert await service.shelves.refresh()

        assert before.ask("when is tea served?").status == "no_answer"
        assert seen(before) == ""
    assert quoted(service, HOME, "when is tea served?") == ["tea.txt"]


async def test_what_was_removed_is_let_go_of_when_no_answer_quotes_it_any_more(
    service: BotState,
) -> None:
    await with_whale(service)
    removed = asyncio.Event()

    async def take_away() -> None:
        await remove_upload(service, HOME, "whale.txt")
        removed.set()

    with service.shelves.reading(HOME) as first, service.shelves.reading(HOME) as second:
        removing = asyncio.create_task(take_away())
        while service.shelves.own(HOME) is not None:
            await asyncio.sleep(0.001)
        with service.shelves.reading(HOME) as later:
            assert seen(later) == ""
        assert first is second is not later
        assert quoted(service, HOME, NOWHERE) == []
        assert not removed.is_set()
    await removing


async def test_removing_does_not_wait_for_answers_of_others(service: BotState) -> None:
    await with_whale(service)
    await with_whale(service, AWAY)
    shelves = service.shelves

    with shelves.reading(AWAY), shelves.reading(None), shelves.reading(30):
        await remove_upload(service, HOME, "whale.txt")
    assert quoted(service, AWAY, NOWHERE) == ["whale.txt"]


async def test_a_removal_waits_for_an_answer_from_before_a_refresh_of_the_base(
    service: BotState, base: Path
) -> None:
    await with_whale(service)
    with service.shelves.reading(HOME):
        (base / "tea.txt").write_text("Tea is served at five.")
        await service.shelves.refresh()
        removing = asyncio.create_task(remove_upload(service, HOME, "whale.txt"))
        while service.shelves.own(HOME) is not None:
            await asyncio.sleep(0.001)
        for _ in range(20):
            await asyncio.sleep(0)
        assert not removing.done()
    await removing


async def test_a_refresh_of_the_base_reaches_guilds_with_additions(
    service: BotState, base: Path
) -> None:
    await with_whale(service)
    assert not await service.shelves.refresh()
    (base / "tea.txt").write_text("Tea is served at five o'clock in the garden.")
    (base / "zebra-0.md").unlink()

    assert await service.shelves.refresh()
    for guild in (HOME, AWAY, None):
        assert quoted(service, guild, "when is tea served?") == ["tea.txt"]
        assert "zebra-0.md" not in quoted(service, guild, MANY)
    assert quoted(service, HOME, NOWHERE) == ["whale.txt"]


async def test_a_refresh_that_fails_keeps_what_there_was(service: BotState, base: Path) -> None:
    await with_whale(service)
    for path in base.iterdir():
        path.unlink()

    with pytest.raises(SourcesError, match=r"^nothing to quote in "):
        await service.shelves.refresh()
    assert service.shelves.trouble is not None
    for guild in (HOME, AWAY, None):
        assert len(quoted(service, guild, MANY)) == 5

    write(base, FILES)
    await service.shelves.refresh()
    assert service.shelves.trouble is None


async def test_a_guilds_own_file_that_changed_on_disk_is_taken_in(service: BotState) -> None:
    await with_whale(service)
    assert not await service.shelves.refresh(HOME)
    (root,) = service.shelves.additions.roots(HOME)
    (root / "whale.txt").write_text("A dolphin sang below the pier for an hour.")

    assert await service.shelves.refresh(HOME)
    (quote,) = service.shelves.of(HOME).ask(NOWHERE).quotes
    assert "dolphin" in quote.text


async def test_refreshing_a_guild_without_additions_changes_nothing(service: BotState) -> None:
    assert not await service.shelves.refresh(HOME)
    assert service.shelves.of(HOME) is service.shelves.base


async def test_additions_are_there_again_after_a_restart(
    service: BotState, base: Path, tmp_path: Path
) -> None:
    await with_whale(service)
    again = service_over(base, tmp_path / "data")

    assert quoted(again, HOME, NOWHERE) == ["whale.txt"]
    assert quoted(again, AWAY, NOWHERE) == []
    again.journal.close()


async def test_a_guild_whose_additions_cannot_be_read_is_answered_from_the_base(
    service: BotState, base: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await with_whale(service)
    await with_whale(service, AWAY)
    (root,) = service.shelves.additions.roots(HOME)
    (root / "whale.txt").write_bytes(b"\0\1\2 no text")
    again = service_over(base, tmp_path / "data")

    assert quoted(again, HOME, NOWHERE) == []
    assert len(quoted(again, HOME, MANY)) == 5
    assert quoted(again, AWAY, NOWHERE) == ["whale.txt"]
    assert f"guild={HOME}" in caplog.text
    again.journal.close()


async def test_a_forgotten_guild_leaves_neither_files_nor_questions(service: BotState) -> None:
    for guild in (HOME, AWAY):
        await with_whale(service, guild)
        service.journal.note("who barked?", guild, "unanswered")
    service.told_guilds.add(HOME)

    await service.forget(HOME)
    assert quoted(service, HOME, NOWHERE) == []
    assert service.shelves.additions.guilds() == [AWAY]
    assert not (service.shelves.additions.folder / str(HOME)).exists()
    assert service.journal.unanswered(HOME) == []
    assert service.told_guilds == set()
    assert quoted(service, AWAY, NOWHERE) == ["whale.txt"]
    assert len(service.journal.unanswered(AWAY)) == 1


async def test_one_index_at_a_time_is_built(service: BotState, base: Path) -> None:
    (base / "tea.txt").write_text("Tea is served at five.")
    changed = await asyncio.gather(*(service.shelves.refresh() for _ in range(4)))

    assert changed == [True, False, False, False]


async def test_an_index_is_built_by_another_process(base: Path, tmp_path: Path) -> None:
    settings = Settings()
    service = service_over(base, tmp_path / "data", settings, IndexWorker.of(settings))
    (base / "tea.txt").write_text("Tea is served at five.")

    assert await service.shelves.refresh()
    assert quoted(service, None, "when is tea served?") == ["tea.txt"]
    service.journal.close()


async def test_trouble_with_a_guilds_own_sources_is_not_told_to_others(service: BotState) -> None:
    workshop_of(service).fault = IndexFault("no room")
    with pytest.raises(IndexFault):
        await add_upload(service, HOME, upload("whale.txt", WHALE))

    assert service.shelves.trouble is None
