"""What travels as JSON, and how a moment is written in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]
"""A JSON object."""


def timestamp(moment: datetime) -> str:
    """Return a moment as Discord writes it: ISO 8601 in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)
