"""Every route of the double in one web application."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.discord.loopback.rest.account import ROUTES as ACCOUNT_ROUTES
from tests.discord.loopback.rest.callbacks import ROUTES as CALLBACK_ROUTES
from tests.discord.loopback.rest.channels import ROUTES as CHANNEL_ROUTES
from tests.discord.loopback.rest.commands import ROUTES as COMMAND_ROUTES
from tests.discord.loopback.rest.guilds import ROUTES as GUILD_ROUTES
from tests.discord.loopback.rest.messages import ROUTES as MESSAGE_ROUTES
from tests.discord.loopback.rest.webhooks import ROUTES as WEBHOOK_ROUTES
from tests.discord.loopback.rest.pipeline import API, answer, answer_unknown

if TYPE_CHECKING:
    from tests.discord.loopback.server import Discord

ROUTES = (
    *(*ACCOUNT_ROUTES, *GUILD_ROUTES, *CHANNEL_ROUTES, *MESSAGE_ROUTES),
    *(*COMMAND_ROUTES, *CALLBACK_ROUTES, *WEBHOOK_ROUTES),
)
FILES = "/attachments"

_LARGEST_REQUEST = 64 * 1024 * 1024


def application(discord: Discord) -> web.Application:
    """Return what serves REST, the gateway and uploaded files."""
    app = web.Application(client_max_size=_LARGEST_REQUEST)
    for route in ROUTES:
        handler: Any = partial(answer, discord, route)
        app.router.add_route(route.method, API + route.template, handler)
    for path in ("/gateway", "/resume"):
        app.router.add_get(path, discord.gateway.serve)
    app.router.add_get(f"{FILES}/{{file_id}}/{{name}}", partial(_serve_file, discord))
    app.router.add_route("*", "/{path:.*}", partial(answer_unknown, discord))
    return app


async def _serve_file(discord: Discord, request: web.Request) -> web.Response:
    file_id = request.match_info["file_id"]
    attachment = discord.world.files.get(int(file_id)) if file_id.isdecimal() else None
    if attachment is None:
        raise web.HTTPNotFound
    kind = attachment.upload.media_type
    return web.Response(body=attachment.content, headers={"Content-Type": kind})
