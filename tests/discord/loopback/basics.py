"""What everything here is made of: JSON, ids, events, refusals, and waiting for something."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from .state.guilds import Guild

Json = dict[str, Any]
"""A JSON object."""

EPOCH_MS = 1_420_070_400_000
"""The first second of 2015, from which snowflakes count milliseconds."""

INVALID_FORM_BODY = 50035

_UNKNOWN = {
    "Channel": 10003,
    "Guild": 10004,
    "Member": 10007,
    "Message": 10008,
    "User": 10013,
    "Webhook": 10015,
    "interaction": 10062,
    "application command": 10063,
    "Application Command Permissions": 10066,
}

T = TypeVar("T")


class Snowflakes:
    """Gives out ids, each at least a millisecond after the one before.

    The shard of a guild is taken from those milliseconds, so guilds made in a row land on
    shards in turn.
    """

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> int:
        """Return the next id."""
        self._last = max(self._last + 1, time.time_ns() // 1_000_000 - EPOCH_MS)
        return self._last << 22


def shard_of(guild_id: int, shards: int) -> int:
    """Return which of so many shards a guild's events belong to."""
    return (guild_id >> 22) % shards


def timestamp(moment: datetime) -> str:
    """Return a moment as Discord writes it: ISO 8601 in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


class Event(NamedTuple):
    """A dispatch: its name, its payload, and the guild it belongs to (None for a DM)."""

    name: str
    payload: Json
    guild: Guild | None


class Signal:
    """Wakes everybody who waits on it whenever something has changed."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Let all who wait look again."""
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait_for(
        self, probe: Callable[[], T | None], timeout: float, awaited: Callable[[], str]
    ) -> T:
        """Return the first value of `probe` that is not None.

        Raises TimeoutError after so many seconds, with what was awaited.
        """
        try:
            async with asyncio.timeout(timeout):
                while (found := probe()) is None:
                    await self._next_notice()
                return found
        except TimeoutError:
            raise TimeoutError(f"{awaited()}: not within {timeout:g} s") from None

    async def _next_notice(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)


class NotAllowed(Exception):
    """Raised for an action that Discord's own client does not offer to this person."""


class Refused(Exception):
    """Becomes an answer with a status and `{"code", "message", "errors"}`."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def to_json(self) -> Json:
        """Return the body of the answer."""
        body: Json = {"code": self.code, "message": self.message}
        return body if self.errors is None else {**body, "errors": self.errors}


def unknown(kind: str) -> Refused:
    """Return the refusal for an id that stands for nothing the bot can see."""
    return Refused(404, _UNKNOWN[kind], f"Unknown {kind}")


def unauthorized() -> Refused:
    return Refused(401, 0, "401: Unauthorized")


def no_such_route() -> Refused:
    return Refused(404, 0, "404: Not Found")


def missing_access() -> Refused:
    return Refused(403, 50001, "Missing Access")


def missing_permissions() -> Refused:
    return Refused(403, 50013, "Missing Permissions")


def empty_message() -> Refused:
    return Refused(400, 50006, "Cannot send an empty message")


def cannot_message_user() -> Refused:
    return Refused(403, 50007, "Cannot send messages to this user")


def not_the_author() -> Refused:
    return Refused(403, 50005, "Cannot edit a message authored by another user")


def already_acknowledged() -> Refused:
    return Refused(400, 40060, "Interaction has already been acknowledged.")


def expired_token() -> Refused:
    return Refused(401, 50027, "Invalid Webhook Token")


def file_too_large() -> Refused:
    return Refused(413, 40005, "Request entity too large")


class Complaints:
    """Collects what is wrong with one body, each at its place, and refuses it as a whole."""

    def __init__(self) -> None:
        self.errors: Json = {}

    def add(self, place: tuple[str | int, ...], code: str, message: str) -> None:
        """Note an error at a place: keys and indexes from the outside in."""
        node = self.errors
        for step in place:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def longest(self, place: tuple[str | int, ...], text: object, limit: int) -> None:
        """Note a text that is longer than so many characters."""
        if isinstance(text, str) and len(text) > limit:
            message = f"Must be {limit} or fewer in length."
            self.add(place, "BASE_TYPE_MAX_LENGTH", message)

    def most(self, place: tuple[str | int, ...], count: int, limit: int) -> None:
        """Note a list that has more than so many entries."""
        if count > limit:
            message = f"Must be {limit} or fewer in length."
            self.add(place, "BASE_TYPE_BAD_LENGTH", message)

    def required(self, place: tuple[str | int, ...], text: object) -> None:
        """Note a text that is missing or made of nothing but spaces."""
        if not (isinstance(text, str) and text.strip()):
            self.add(place, "BASE_TYPE_REQUIRED", "This field is required")

    def settle(self) -> None:
        """Raise Refused (400, 50035) if anything was noted."""
        if self.errors:
            raise Refused(400, INVALID_FORM_BODY, "Invalid Form Body", self.errors)
