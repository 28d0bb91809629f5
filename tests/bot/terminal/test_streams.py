"""What a stream is taken for: as wide, as colourful and as drawn as it can show."""

from __future__ import annotations

import io

import pytest

from bot.terminal.streams import ASCII, DRAWN, Terminal


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
