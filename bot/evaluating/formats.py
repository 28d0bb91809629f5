"""The ways to show an evaluation on standard output, by name."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bot.as_json import json_line
from bot.evaluating.evaluation import Evaluation
from bot.streams import write, write_bytes

Show = Callable[[Evaluation, int], None]
"""Takes an evaluation, and how many questions that fail or changed are shown at most."""


def show_text(evaluation: Evaluation, most: int) -> None:
    """Show it as lines for a person."""
    from bot.evaluating.evaluation_text import evaluation_text
    from bot.surface import Surface

    write("".join(evaluation_text(evaluation, most, Surface.of(sys.stdout))))


def show_json(evaluation: Evaluation, _most: int) -> None:
    """Show it as lines of JSON: the questions, then the sum."""
    from bot.evaluating.as_objects import evaluation_objects

    for record in evaluation_objects(evaluation):
        write_bytes(json_line(record))


def show_csv(evaluation: Evaluation, _most: int) -> None:
    """Show the questions as comma-separated values."""
    from bot.evaluating.as_objects import evaluation_csv

    write_bytes(evaluation_csv(evaluation).encode("utf-8", "backslashreplace"))


FORMATS: dict[str, Show] = {"text": show_text, "json": show_json, "csv": show_csv}
