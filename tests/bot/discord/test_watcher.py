"""Changed files, taken in while the bot runs."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

import bot.discord.watcher
from bot.discord.state import BotState
from bot.discord.watcher import watch
from tests.bot.discord.small_bots import FILES, quoted, write

TEA = "when is tea served?"
Until = Callable[[Callable[[], bool]], Awaitable[None]]


@pytest.fixture
async def until(
    state: BotState, base: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Until]:
    """Watch the sources, and give what waits until something holds, for as long as it takes."""
    monkeypatch.setattr(bot.discord.watcher, "_SETTLED_MS", 20)
    monkeypatch.setattr(bot.discord.watcher, "_FIRST_LOOK_MS", 50)
    monkeypatch.setattr(bot.discord.watcher, "_RETRY_SECONDS", 0.02)
    watching = asyncio.create_task(watch(state.libraries, [base]))

    async def wait(holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not holds():
                assert not watching.done()
                await asyncio.sleep(0.01)

    yield wait
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


def answers(state: BotState) -> Callable[[], bool]:
    return lambda: quoted(state, None, TEA) != []


async def test_a_new_file_a_changed_one_and_a_removed_one_are_taken_in(
    state: BotState, base: Path, until: Until
) -> None:
    (base / "tea.txt").write_text("Tea is served at five.")
    await until(answers(state))
    (base / "tea.txt").write_text("Coffee is made at home.")
    await until(lambda: quoted(state, None, TEA) == [])
    (base / "zebra-0.md").unlink()
    await until(lambda: not state.libraries.base.has("zebra-0.md"))


async def test_a_file_that_is_replaced_by_another_is_taken_in(
    state: BotState, base: Path, tmp_path: Path, until: Until
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Tea is served at five.")
    other.replace(base / "phone.txt")

    await until(answers(state))


async def test_what_changed_before_anybody_watched_is_taken_in(state: BotState, base: Path) -> None:
    (base / "tea.txt").write_text("Tea is served at five.")
    watching = asyncio.create_task(watch(state.libraries, [base]))
    async with asyncio.timeout(30):
        while not answers(state)():
            await asyncio.sleep(0.01)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_sources_that_went_away_answer_on_and_are_taken_in_when_they_are_back(
    state: BotState, base: Path, until: Until, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(base)
    await until(lambda: state.libraries.last_error is not None)
    assert len(state.libraries.base) == len(FILES)

    write(base, {**FILES, "tea.txt": "Tea is served at five."})
    await until(answers(state))
    assert state.libraries.last_error is None
    assert sum("doing=refresh" in message for message in caplog.messages) <= 2


@pytest.mark.parametrize("error", [OSError("no more watches"), RuntimeError("the watcher broke")])
async def test_without_a_watcher_the_files_are_looked_at_now_and_then(
    state: BotState,
    base: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    tried = 0

    def broken(*_: object, **__: object) -> None:
        nonlocal tried
        tried += 1
        raise error

    monkeypatch.setattr(bot.discord.watcher, "awatch", broken)
    monkeypatch.setattr(bot.discord.watcher, "_RETRY_SECONDS", 0.01)
    watching = asyncio.create_task(watch(state.libraries, [base]))
    async with asyncio.timeout(30):
        while tried < 3:
            await asyncio.sleep(0.01)
        (base / "tea.txt").write_text("Tea is served at five.")
        while not answers(state)():
            await asyncio.sleep(0.01)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)

    assert len(caplog.messages) == 1


async def test_what_changed_while_the_watching_began_is_taken_in(
    state: BotState, base: Path, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    refresh = state.libraries.refresh

    async def refresh_too_early(guild: int | None = None) -> bool:
        changed = await refresh(guild)
        if not (base / "tea.txt").exists():
            (base / "tea.txt").write_text("Tea is served at five.")
        return changed

    monkeypatch.setattr(state.libraries, "refresh", refresh_too_early)
    await until(answers(state))
