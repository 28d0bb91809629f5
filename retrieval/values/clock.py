"""Times of day: "9 pm", "21:00", "noon"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

_NAMED = {"noon": 720, "midday": 720, "midnight": 0}


class Clock(NamedTuple):
    """A time of day in minutes after midnight.

    `is_sure` is False where nothing tells the morning from the evening.
    """

    minutes: int
    is_sure: bool

    @property
    def kind(self) -> str:
        """The kind of value that it is."""
        return "time"

    @property
    def detail(self) -> tuple[bool, int]:
        """What orders times by how much they say."""
        return self.is_sure, 0

    @property
    def normalised(self) -> str:
        """The time after ISO 8601: "21:00"."""
        return f"{self.minutes // 60:02d}:{self.minutes % 60:02d}"

    def agrees(self, other: Clock) -> bool:
        """Return whether both may be the same time."""
        if self.is_sure and other.is_sure:
            return self.minutes == other.minutes
        return self.minutes % 720 == other.minutes % 720


def clock_times(text: str) -> Iterator[tuple[int, int, Clock]]:
    """Yield the times of day in a text, each with its span."""
    for match in _pattern().finditer(text):
        if match["name"]:
            yield *match.span(), Clock(_NAMED[match["name"].lower()], True)
            continue
        hour, minute = int(match["hour"] or match["full"]), int(match["minute"] or 0)
        half = (match["half"] or "").lower()
        if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
            continue
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        sure = bool(half) or hour > 12 or (match["hour"] or "").startswith("0")
        yield *match.span(), Clock(60 * hour + minute, sure)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        # "6.04" is a time only before "pm": it is an amount otherwise.
        r"\b(?<![\d:.,$])(?:(?:(?P<hour>\d{1,2})(?::|\.(?=\d\d\s?[ap]\.?m\b))(?P<minute>\d\d)"
        r"|(?P<full>\d{1,2})(?=\s?[ap]\.?m\b|\s?o['\u2019]clock))(?![\d:])"
        r"(?:\s?(?P<half>[ap])\.?m\b\.?)?|(?P<name>noon|midday|midnight)\b)",
        re.IGNORECASE,
    )
