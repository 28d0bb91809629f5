"""The bot as a program, up to what it serves."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bot.discord.run
from bot.discord.heartbeat import Heartbeat
from bot.discord.run import run
from bot.discord.state import BotState
from bot.discord.storage.journal import Journal, NoJournal
from bot.settings import DiscordRefused, Settings
from bot.workspace import Workspace
from retrieval.errors import IndexFault, SourcesError
from tests.bot.discord.small_bots import HOME, MANY, WHALE, quoted, write


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
    assert quoted(state, HOME, "who sang?") == ["whale.txt"]
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
