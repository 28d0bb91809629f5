"""The way of every request: faults, token, rate limit, handler, record, answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiohttp import web

from tests.discord.loopback.answers import json_answer, too_many_requests, with_room
from tests.discord.loopback.refusals import INVALID_FORM_BODY, Refused, no_such_route, unauthorized
from tests.discord.loopback.rest.calls import Call, Route

if TYPE_CHECKING:
    from typing import Any

    from tests.discord.loopback.server import Discord

API = "/api/v10"


class Exchange(NamedTuple):
    """A request and how it was answered; `at` is the clock of the test's loop, in seconds."""

    method: str
    path: str
    body: Any
    status: int
    at: float


async def answer(discord: Discord, route: Route, request: web.Request) -> web.StreamResponse:
    """Answer a request that some handler knows."""
    path = request.path.removeprefix(API)
    fault = discord.faults.take(request.method, path, after_acting=False)
    discord.pulse.beat()
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
    discord.pulse.beat()
    violations = discord.violations
    if exchange.status < 400:  # what was refused is a violation already
        violations.check_request(exchange.method, route.template, exchange.body)
    violations.check_reply(exchange.method, route.template, exchange.status, body)
