"""Keys that a person presses, one at a time, or lines of a pipe that stand for them."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from bot.prompt import is_interactive

ENTER = ""
_END = ("\x03", "\x04")


def keys() -> Iterator[str]:
    """Yield what is pressed, `ENTER` for the key of that name, until the input ends.

    Without a terminal, each line is a key. Ctrl-D ends the input, Ctrl-C interrupts.
    """
    return _pressed() if is_interactive() else _lines()


def _pressed() -> Iterator[str]:
    while True:
        try:
            key = click.getchar()
        except EOFError:
            return
        if key in _END:
            return
        yield key.strip().lower()


def _lines() -> Iterator[str]:
    for line in sys.stdin.buffer if sys.stdin else ():
        yield line.decode("utf-8", "replace").strip().lower()
