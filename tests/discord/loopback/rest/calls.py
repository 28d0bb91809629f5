"""A request as a handler sees it, and the table of who handles what."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from aiohttp import BodyPartReader, hdrs, web

from tests.discord.loopback.files import Upload
from tests.discord.loopback.refusals import INVALID_FORM_BODY, Refused

if TYPE_CHECKING:
    from tests.discord.loopback.server import Discord
    from tests.discord.loopback.wire import Json

_FILE = re.compile(r"files\[(\d+)\]")
_TRUE = ("1", "true", "True")


@dataclass
class Call:
    """One request: its path's parameters, query, JSON body and uploaded files."""

    parameters: dict[str, str]
    query: dict[str, str]
    body: Any = None
    uploads: dict[str, Upload] = field(default_factory=dict)

    @classmethod
    async def read(cls, request: web.Request) -> Call:
        """Return the request. Raises Refused (50109) for a body that is not JSON."""
        call = cls(dict(request.match_info), dict(request.query))
        if request.content_type == "multipart/form-data":
            await call._read_form(request)
        elif request.can_read_body:
            call.body = _parsed(await request.text())
        return call

    def number(self, name: str) -> int:
        """Return an id from the path. Raises Refused (50035) if it is not a number."""
        text = self.parameters[name]
        if not text.isdecimal():
            raise Refused(400, INVALID_FORM_BODY, f"Invalid Form Body: {name} is not snowflake")
        return int(text)

    def flag(self, name: str) -> bool:
        """Return whether a query parameter says yes."""
        return self.query.get(name) in _TRUE

    @property
    def fields(self) -> Json:
        """The body as an object; empty if there is none."""
        return self.body or {}

    async def _read_form(self, request: web.Request) -> None:
        form = await request.multipart()
        while (part := await form.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise Refused(400, INVALID_FORM_BODY, "Invalid Form Body: nested multipart")
            content = bytes(await part.read())
            number = _FILE.fullmatch(part.name or "")
            if part.name == "payload_json":
                self.body = _parsed(content.decode())
            elif number:
                kind = part.headers.get(hdrs.CONTENT_TYPE)
                generic = kind == "application/octet-stream"
                upload = Upload(part.filename or "file", content, None if generic else kind)
                self.uploads[number[1]] = upload


Handler = Callable[["Discord", Call], Any]
"""Returns the reply's JSON body, or None for 204; raises Refused."""


class Route(NamedTuple):
    """Who handles what. The template is the specification's; `open` needs no token."""

    method: str
    template: str
    handler: Handler
    open: bool = False


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        raise Refused(400, 50109, "The request body contains invalid JSON.") from None
