"""What a stream is taken for: as wide, as colourful and as drawn as it can show."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import click
import pytest

import bot.terminal.streams
from bot.terminal.streams import ASCII, DRAWN, HISTORY_LENGTH, Terminal, line_editing, pressed_keys


class FakeTerminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def terminal(encoding: str = "utf-8") -> FakeTerminal:
    return FakeTerminal(io.BytesIO(), encoding=encoding)


@pytest.mark.parametrize(
    ("environ", "width", "colour"),
    [
        ({"COLUMNS": "60"}, 60, True),
        ({"COLUMNS": "20"}, 40, True),
        ({"COLUMNS": "400"}, 100, True),
        ({"COLUMNS": "wide"}, 80, True),
        ({}, 80, True),
        ({"NO_COLOR": "1"}, 80, False),
        ({"NO_COLOR": ""}, 80, True),
        ({"TERM": "dumb"}, 80, False),
    ],
)
def test_a_terminal_is_as_wide_as_it_says_within_reason(
    environ: dict[str, str], width: int, colour: bool
) -> None:
    assert Terminal.of(terminal(), environ) == Terminal(width, colour, DRAWN)


def test_what_is_no_terminal_is_plain_and_80_columns_wide() -> None:
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")

    assert Terminal.of(pipe, {"COLUMNS": "60"}) == Terminal(80, False, DRAWN)
    assert Terminal.of(None, {}) == Terminal(80, False, DRAWN)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_an_encoding_without_the_glyphs_gets_ascii(encoding: str) -> None:
    assert Terminal.of(terminal(encoding), {}).glyphs == ASCII


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
    monkeypatch.setattr(bot.terminal.streams, "is_interactive", lambda: True)
    monkeypatch.setattr(click, "getchar", lambda: next(pressed))

    assert list(pressed_keys()) == ["1", "a", "", "\x1b[a"]
