"""The bot under test as a process of its own, and where discord.py learns where Discord is."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import discord.gateway
import discord.http
from yarl import URL

from .basics import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from .gateway.connection import Session
    from .server import Discord

PACKAGE_ROOT = Path(__file__).resolve().parents[len(__name__.split(".")) - 1]
"""The folder that this package is imported from, and the bot as well."""

_LONGEST_LINE = 1 << 24


class BotProcess:
    """Runs a bot against a loopback Discord while its `async with` block lasts.

    It calls `main()` of the module `program`, with the arguments as its command line. It has the
    loopback's token as DISCORD_TOKEN, the variables in `env`, and of this machine's none that
    begins with one of `hidden`; it works in `cwd`, so that no `.env` is found by chance. `lines`
    is what it has written so far, stderr and stdout as they came.
    """

    def __init__(
        self,
        discord: Discord,
        *arguments: str | Path,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        program: str = "bot.cli",
        hidden: tuple[str, ...] = ("QUOTH_", "DISCORD_"),
        identify_pause: float | None = 0.0,
    ) -> None:
        self.discord = discord
        self.lines: list[str] = []
        self.changed = Signal()
        self._cwd = cwd
        self._env = {**_inherited(hidden), "DISCORD_TOKEN": discord.application.token}
        self._env |= {"PYTHONPATH": str(PACKAGE_ROOT), "HOME": str(cwd), **(env or {})}
        pause = () if identify_pause is None else ("--identify-pause", str(identify_pause))
        self._launch = ["-m", __package__, "--program", program, *pause]
        self._arguments = [str(argument) for argument in arguments]
        self._begun_before = 0
        self._process: asyncio.subprocess.Process | None = None
        self._reading: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.status is None:
            self.kill()
        await self.exit()

    @property
    def status(self) -> int | None:
        """The exit status (negative: minus the signal that ended it), None while it runs."""
        return None if self._process is None else self._process.returncode

    @property
    def log(self) -> str:
        """All that it has written so far."""
        return "\n".join(self.lines)

    async def start(self) -> None:
        """Start it; again, if it has ended: a restart, with the log going on."""
        self._begun_before = self.discord.gateway.identified
        urls = [self.discord.api_url, self.discord.gateway_url]
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._launch,
            *urls,
            *self._arguments,
            cwd=self._cwd,
            env=self._env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
        )
        streams = (self._process.stdout, self._process.stderr)
        self._reading = [asyncio.create_task(self._read(one)) for one in streams if one]

    async def ready(self, *, shards: int = 1, timeout: float = 60.0) -> list[Session]:
        """Return its gateway sessions once it has so many.

        Raises AssertionError with its log if it ends before, TimeoutError if it takes too long.
        """
        sessions = self.discord.gateway.wait_ready(
            shards=shards, begun_after=self._begun_before, timeout=timeout
        )
        waiting = asyncio.create_task(sessions)
        ending = asyncio.create_task(self.exit(timeout=timeout + 1))
        await asyncio.wait([waiting, ending], return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)
        if waiting.done():
            return waiting.result()
        waiting.cancel()
        raise AssertionError(f"the bot ended with {self.status} before it was ready:\n{self.log}")

    async def line(self, pattern: str, *, after: int = 0, timeout: float = 30.0) -> str:
        """Return the first line it writes that a regular expression is found in.

        `after` skips so many lines. Raises TimeoutError with the log.
        """
        wanted = re.compile(pattern)
        return await self.changed.wait_for(
            lambda: next(filter(wanted.search, self.lines[after:]), None),
            timeout,
            lambda: f"a line with {pattern!r} in\n{self.log}\n",
        )

    def terminate(self) -> None:
        """Send SIGTERM."""
        self._signal(signal.SIGTERM)

    def interrupt(self) -> None:
        """Send SIGINT."""
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        """End it at once."""
        self._signal(signal.SIGKILL)

    async def exit(self, *, timeout: float = 30.0) -> int:
        """Return its exit status once it has ended and all was read. Raises TimeoutError."""
        assert self._process is not None, "expected a bot that was started"
        try:
            async with asyncio.timeout(timeout):
                status = await self._process.wait()
                await asyncio.wait(self._reading)
        except TimeoutError:
            raise TimeoutError(f"still running after {timeout:g} s:\n{self.log}") from None
        return status

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None, "expected a bot that was started"
        self._process.send_signal(number)

    async def _read(self, stream: asyncio.StreamReader) -> None:
        async for line in stream:
            self.lines.append(line.decode(errors="replace").rstrip("\n"))
            self.changed.notify()


def _inherited(hidden: tuple[str, ...]) -> dict[str, str]:
    """Return the environment without what would set up a bot."""
    return {name: text for name, text in os.environ.items() if not name.startswith(hidden)}


@contextmanager
def pointed_at(api_url: str, gateway_url: str) -> Iterator[None]:
    """Let discord.py clients talk to another server, and set it back afterwards."""
    before = discord.http.Route.BASE, str(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY)
    point_at(api_url, gateway_url)
    try:
        yield
    finally:
        point_at(*before)


def point_at(api_url: str, gateway_url: str) -> None:
    """Let every discord.py client of this process talk to another server."""
    discord.http.Route.BASE = api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
