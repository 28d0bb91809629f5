"""The way of every request: faults, token, rate limit, handler, record, answer."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from aiohttp import BodyPartReader, hdrs, web

from ..basics import INVALID_FORM_BODY, Refused, no_such_route, unauthorized
from ..state.messages import Upload

if TYPE_CHECKING:
    from ..basics import Json
    from ..server import Discord

API = "/api/v10"

_FILE = re.compile(r"files\[(\d+)\]")
_TRUE = ("1", "true", "True")

_ROOMY = 1000


class Exchange(NamedTuple):
    """A request and how it was answered; `at` is the clock of the test's loop, in seconds."""

    method: str
    path: str
    body: Any
    status: int
    at: float


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


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        raise Refused(400, 50109, "The request body contains invalid JSON.") from None


Handler = Callable[["Discord", Call], Any]
"""Returns the reply's JSON body, or None for 204; raises Refused."""


class Route(NamedTuple):
    """Who handles what. The template is the specification's; `open` needs no token."""

    method: str
    template: str
    handler: Handler
    open: bool = False


async def answer(discord: Discord, route: Route, request: web.Request) -> web.StreamResponse:
    """Answer a request that some handler knows."""
    path = request.path.removeprefix(API)
    fault = discord.faults.take(request.method, path, after_acting=False)
    discord.changed.notify()
    if fault is not None and (happened := await fault.happen(request)) is not None:
        return happened
    if not route.open and not discord.limiter.admit():
        return too_many_requests(discord.limiter.wait, is_global=True)
    status, body, sent = await _act(discord, route, request)
    _record(discord, route, Exchange(request.method, path, sent, status, discord.now), body)
    fault = discord.faults.take(request.method, path, after_acting=True)
    if fault is not None and (happened := await fault.happen(request)) is not None:
        return happened
    if body is None:
        return web.Response(status=status, headers=with_room(route.template))
    return json_answer(status, body, with_room(route.template))


async def answer_unknown(discord: Discord, request: web.Request) -> web.StreamResponse:
    """Answer a request that no handler knows, and see to it that somebody notices."""
    text = f"the double does not know this route: {request.method} {request.path}"
    discord.violations.add("unknown route", text)
    refusal = no_such_route()
    return json_answer(refusal.status, refusal.to_json())


async def _act(discord: Discord, route: Route, request: web.Request) -> tuple[int, Any, Any]:
    sent = None
    try:
        token = request.headers.get("Authorization")
        if not route.open and token != f"Bot {discord.application.token}":
            raise unauthorized()
        call = await Call.read(request)
        sent = call.body
        body = _handled(discord, route, call)
    except Refused as refusal:
        where = f"{request.method} {request.path.removeprefix(API)}"
        detail = f" {refusal.errors}" if refusal.errors else ""
        discord.violations.add("refused", f"{where}: {refusal}{detail}")
        return refusal.status, refusal.to_json(), sent
    return (204 if body is None else 200), body, sent


def _handled(discord: Discord, route: Route, call: Call) -> Any:
    """Return the reply of the handler. Raises Refused, also for a body it cannot make sense of."""
    try:
        return route.handler(discord, call)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        text = f"Invalid Form Body: {error!r}"
        raise Refused(400, INVALID_FORM_BODY, text) from error


def _record(discord: Discord, route: Route, exchange: Exchange, body: Any) -> None:
    discord.requests.append(exchange)
    discord.changed.notify()
    violations = discord.violations
    if exchange.status < 400:  # what was refused is a violation already
        violations.check_request(exchange.method, route.template, exchange.body)
    violations.check_reply(exchange.method, route.template, exchange.status, body)


def json_answer(
    status: int, body: object, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Return a JSON answer whose Content-Type is exactly `application/json`.

    discord.py takes anything else for text.
    """
    text = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(status=status, body=text, content_type="application/json", headers=headers)


def with_room(bucket: str) -> dict[str, str]:
    """Return the headers of a rate limit that is far away."""
    return {
        "X-RateLimit-Limit": str(_ROOMY),
        "X-RateLimit-Remaining": str(_ROOMY - 1),
        "X-RateLimit-Reset": f"{time.time() + 1:.3f}",
        "X-RateLimit-Reset-After": "1.000",
        "X-RateLimit-Bucket": bucket,
    }


def too_many_requests(seconds: float, *, is_global: bool) -> web.Response:
    """Return the answer to a request too many, as Discord gives it through its proxy.

    Without `Via` discord.py would take it for a ban.
    """
    headers = {
        "Retry-After": str(max(1, round(seconds))),
        "Via": "1.1 google",
        "X-RateLimit-Limit": "5",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": f"{time.time() + seconds:.3f}",
        "X-RateLimit-Reset-After": f"{seconds:.3f}",
        "X-RateLimit-Scope": "global" if is_global else "user",
    }
    if is_global:
        headers["X-RateLimit-Global"] = "true"
    body = {
        "code": 0,
        "message": "You are being rate limited.",
        "retry_after": seconds,
        "global": is_global,
    }
    return json_answer(429, body, headers)
