"""The bot as a program, up to what it serves."""

from __future__ import annotations

import asyncio
import logging
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import bot.discord.run
from bot.discord.heartbeat import Heartbeat
from bot.discord.journal import Journal, NoJournal
from bot.discord.run import run, watch
from bot.discord.state import BotState
from bot.settings import DiscordRefused, Settings
from bot.workspace import Workspace
from retrieval.errors import IndexFault, SourcesError
from tests.bot.discord.small_bots import FILES, HOME, MANY, WHALE, quoted, write


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Put back what a program sets for the whole of its process."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    on_term = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, on_term)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return what was to be served, instead of serving it; an exception in it is raised."""
    seen: list[Any] = []

    async def serve(state: BotState, place: Workspace, heartbeat: Heartbeat, token: str) -> None:
        asyncio.get_running_loop()
        if seen:
            raise seen[0]
        seen.extend((state, place, heartbeat, token))

    monkeypatch.setattr(bot.discord.run, "serve", serve)
    return seen


def place(base: Path, tmp_path: Path, **settings: Any) -> Workspace:
    return Workspace.of([base], tmp_path / "data", Settings(**settings))


def test_everything_is_open_before_anything_is_served(
    base: Path, tmp_path: Path, served: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "data" / "guilds" / str(HOME) / "added", {"whale.txt": WHALE})
    run(place(base, tmp_path, guild_files=7), "s3cret")
    state, _, _, token = served

    assert token == "s3cret"
    assert len(quoted(state, None, MANY)) == 5
    assert quoted(state, HOME, "who sang below the pier?") == ["whale.txt"]
    assert state.libraries.files.limits.files == 7
    err = capsys.readouterr().err
    assert "event=opened documents=6 passages=6" in err
    assert "s3cret" not in err


@pytest.mark.parametrize(("kept", "kind"), [(True, Journal), (False, NoJournal)])
def test_a_setting_turns_the_journal_off(
    base: Path, tmp_path: Path, served: list[Any], kept: bool, kind: type
) -> None:
    run(place(base, tmp_path, question_log=kept), "token")

    assert type(served[0].journal) is kind
    assert (tmp_path / "data" / "questions.sqlite").exists() == kept


@pytest.mark.parametrize(("level", "expected"), [(None, logging.INFO), (logging.ERROR, 40)])
def test_the_log_says_what_happens_unless_a_setting_says_otherwise(
    base: Path, tmp_path: Path, served: list[Any], level: int | None, expected: int
) -> None:
    run(place(base, tmp_path, log_level=level), "token")

    assert logging.getLogger().level == expected


def test_the_journal_is_closed_whatever_ends_the_program(
    base: Path, tmp_path: Path, served: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Journal] = []

    def close(journal: Journal) -> None:
        closed.append(journal)

    monkeypatch.setattr(Journal, "close", close)
    served.append(DiscordRefused("no"))
    with pytest.raises(DiscordRefused):
        run(place(base, tmp_path), "token")

    assert len(closed) == 1


def test_without_sources_nothing_is_begun(tmp_path: Path, served: list[Any]) -> None:
    with pytest.raises(SourcesError):
        run(place(tmp_path / "nowhere", tmp_path), "token")
    assert served == []


def test_without_a_folder_for_the_index_nothing_is_begun(
    base: Path, tmp_path: Path, served: list[Any]
) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(IndexFault):
        run(place(base, tmp_path), "token")
    assert served == []


def test_a_signal_before_the_bot_serves_ends_it_at_once(
    base: Path, tmp_path: Path, served: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[int] = []
    monkeypatch.setattr("bot.discord.run.os._exit", left.append)
    run(place(base, tmp_path), "token")
    signal.raise_signal(signal.SIGTERM)

    assert left == [0]


TEA = "when is tea served?"
Until = Callable[[Callable[[], bool]], Awaitable[None]]


@pytest.fixture
async def until(
    state: BotState, base: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Until]:
    """Watch the sources, and give what waits until something holds, for as long as it takes."""
    monkeypatch.setattr(bot.discord.run, "_SETTLED_MS", 20)
    monkeypatch.setattr(bot.discord.run, "_FIRST_LOOK_MS", 50)
    monkeypatch.setattr(bot.discord.run, "_RETRY_SECONDS", 0.02)
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

    monkeypatch.setattr(bot.discord.run, "awatch", broken)
    monkeypatch.setattr(bot.discord.run, "_RETRY_SECONDS", 0.01)
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
