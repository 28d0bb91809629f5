"""A client without a library: it sends whatever it is told, also what no library would."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp

if TYPE_CHECKING:
    from typing import Self

    from tests.discord.loopback.server import Discord


class Told(NamedTuple):
    """An answer: its status, its JSON body (None if it has none), its headers."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> int:
        """Discord's code for what is wrong."""
        return int(self.body["code"])


class Raw:
    """Speaks REST with the loopback Discord as the bot while its `async with` block lasts."""

    def __init__(self, discord: Discord) -> None:
        self.discord = discord

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        files: Mapping[str, bytes] | None = None,
        token: str | None = None,
    ) -> Told:
        """Send a request and return the answer; files go with the body as a form."""
        headers = {"Authorization": f"Bot {token or self.discord.application.token}"}
        content: Any = None
        if files is not None:
            content = aiohttp.FormData(quote_fields=False)
            content.add_field("payload_json", json.dumps(body))
            for number, (name, read) in enumerate(files.items()):
                content.add_field(f"files[{number}]", io.BytesIO(read), filename=name)
        elif body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body)
        url = self.discord.api_url + path
        async with self._session.request(method, url, data=content, headers=headers) as answer:
            text = await answer.text()
            return Told(answer.status, json.loads(text) if text else None, answer.headers)

    async def get(self, url: str) -> bytes:
        """Return what is served under a URL, such as an attachment's."""
        async with self._session.get(url) as answer:
            answer.raise_for_status()
            return await answer.read()
