"""A bar, for whom it takes a while."""

from __future__ import annotations

import io
import sys

import pytest

import bot.terminal.progress
from bot.terminal.progress import AskingProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "shown"), [(Terminal(), True), (io.StringIO(), False)])
def test_a_bar_is_shown_on_a_terminal_only(
    stream: io.StringIO, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(bot.terminal.progress, "PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm")

    with AskingProgress(3) as heard:
        for _ in range(3):
            heard()

    assert ("Asking" in stream.getvalue()) == shown
    assert ("3/3" in stream.getvalue()) == shown


def test_what_is_quickly_done_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(bot.terminal.progress, "PATIENCE", 3600.0)

    with AskingProgress(1) as heard:
        heard()

    assert stream.getvalue() == ""
