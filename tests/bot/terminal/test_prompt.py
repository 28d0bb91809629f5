"""Lines with a history, and single keys."""

from __future__ import annotations

import stat
from pathlib import Path

import click
import pytest

import bot.terminal.prompt
from bot.terminal.prompt import HISTORY_LENGTH, line_editing, pressed_keys


def test_history_is_kept_for_its_owner_only_and_not_for_ever(tmp_path: Path) -> None:
    readline = pytest.importorskip("readline")
    history = tmp_path / "new" / "history"
    with line_editing(history, ()):
        readline.clear_history()
        for number in range(HISTORY_LENGTH + 5):
            readline.add_history(f"question {number}")

    readline.clear_history()
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    with line_editing(history, ()):
        assert readline.get_current_history_length() == HISTORY_LENGTH
        assert readline.get_history_item(1) == "question 5"
    readline.clear_history()


def test_on_a_terminal_each_press_is_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    pressed = iter(["1", "A", "\r", "\x1b[A", "\x04", "d"])
    monkeypatch.setattr(bot.terminal.prompt, "is_interactive", lambda: True)
    monkeypatch.setattr(click, "getchar", lambda: next(pressed))

    assert list(pressed_keys()) == ["1", "a", "", "\x1b[a"]
