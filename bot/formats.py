"""The ways to show an answer on standard output, by name."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bot.streams import write, write_bytes
from retrieval.model import Answer

Show = Callable[[Answer, str | None, bool], None]
"""Takes an answer, the id of its question and whether scores are to be explained."""


def show_text(answer: Answer, _question_id: str | None, explained: bool) -> None:
    """Show an answer as lines for a person."""
    from bot.surface import Surface
    from bot.terminal import answer_text

    write(answer_text(answer, Surface.of(sys.stdout), explained=explained))


def show_json(answer: Answer, question_id: str | None, explained: bool) -> None:
    """Show an answer as one line of JSON."""
    from bot.as_json import answer_object, json_line

    write_bytes(json_line(answer_object(answer, question_id, explained=explained)))


FORMATS: dict[str, Show] = {"text": show_text, "json": show_json}
