"""The server: one port for REST, gateway and files, and everything that tests hold on to."""

from __future__ import annotations

import asyncio
import re
import socket
from functools import partial
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .basics import Signal
from .faults import Faults, Limiter
from .gateway.hub import Gateway
from .people import Person
from .rest import interactions, resources
from .rest.pipeline import API, Exchange, answer, answer_unknown
from .state.commands import Registry
from .state.guilds import Guild, Permission
from .state.world import World
from .violations import Violations

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from .basics import Event
    from .state.interactions import Interaction
    from .state.world import Application, User

ROUTES = (*resources.ROUTES, *interactions.ROUTES)
FILES = "/attachments"

_LARGEST_REQUEST = 64 * 1024 * 1024


class Discord:
    """Serves REST and gateway while its `async with` block lasts.

    `ack_window` and `token_life` are the seconds that Discord gives an interaction (3, and 15
    minutes), `shards` what it recommends. `requests` holds every request that was acted on,
    `interactions` every interaction by its token, `violations` what nobody may overlook.
    """

    def __init__(self, *, listening: bool = True, bot_name: str = "quoth") -> None:
        self.world = World(self._dispatch, bot_name)
        self.gateway = Gateway(self.world)
        self.commands = Registry(self.world)
        self.faults = Faults()
        self.limiter = Limiter()
        self.violations = Violations()
        self.requests: list[Exchange] = []
        self.interactions: dict[str, Interaction] = {}
        self.changed = Signal()
        self.shards = 1
        self.ack_window = 3.0
        self.token_life = 900.0
        self._listening = listening
        self._port = Port()
        self.world.files_url = f"http://{self._host}{FILES}"
        self.gateway.resume_url = f"ws://{self._host}/resume"

    async def __aenter__(self) -> Self:
        if self._listening:
            await self.come_up()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.gateway.drop()
        await self._port.close()

    @property
    def api_url(self) -> str:
        """What `discord.http.Route.BASE` has to be."""
        return f"http://{self._host}{API}"

    @property
    def gateway_url(self) -> str:
        """What `DiscordWebSocket.DEFAULT_GATEWAY` has to be."""
        return f"ws://{self._host}/gateway"

    @property
    def application(self) -> Application:
        """The bot's application: its token and its privileged intents."""
        return self.world.application

    @property
    def bot(self) -> User:
        """The bot's account."""
        return self.world.bot

    @property
    def now(self) -> float:
        """The clock by which acknowledgements are timed, in seconds."""
        return asyncio.get_running_loop().time()

    def add_user(self, name: str) -> Person:
        """Let somebody join Discord. Raises ValueError if the name is taken."""
        return self.world.add_user(Person(self, self.world.snowflakes(), name))

    def add_guild(
        self,
        name: str,
        members: Iterable[User] = (),
        *,
        owner: User | None = None,
        bot_permissions: Permission | None = Permission.NONE,
        guild_id: int | None = None,
    ) -> Guild:
        """Found a guild with a channel named general, and the bot in it.

        The bot's own role has `bot_permissions`, on top of what @everyone may; with None the
        bot is not in. `guild_id` decides the shard.
        """
        number = guild_id or self.world.snowflakes()
        guild = Guild(self.world, number, name, owner or self.application.owner)
        guild.add_channel("general")
        for user in members:
            guild.add_member(user)
        self.world.guilds[guild.id] = guild
        if bot_permissions is not None:
            guild.add_bot(bot_permissions)
        return guild

    async def come_up(self) -> None:
        """Begin, or begin again, to listen on the port."""
        await self._port.listen(application(self))

    async def go_down(self) -> None:
        """Refuse connections on the port, and cut those that there are."""
        self.gateway.drop()
        await self._port.refuse()

    def requests_to(self, method: str, path: str) -> list[Exchange]:
        """Return the requests to paths that match a regular expression as a whole."""
        wanted = re.compile(path)
        return [one for one in self.requests if one.method == method and wanted.fullmatch(one.path)]

    async def wait_request(
        self, method: str, path: str, *, times: int = 1, timeout: float = 10.0
    ) -> Exchange:
        """Return the request to a path that makes it so many. Raises TimeoutError."""

        def probe() -> Exchange | None:
            found = self.requests_to(method, path)
            return found[times - 1] if len(found) >= times else None

        return await self.changed.wait_for(
            probe, timeout, lambda: f"{method} {path}, {times} times"
        )

    def check(self) -> None:
        """Raise AssertionError if anything went wrong that the test did not allow or expect."""
        for interaction in self.interactions.values():
            late = self.now - interaction.sent_at > self.ack_window
            if late and interaction.acknowledged is None:
                self.violations.add("silence", f"{interaction!r} was never acknowledged")
        wrong = self.violations.unforeseen()
        assert not wrong, "\n".join(map(str, wrong))

    @property
    def _host(self) -> str:
        return f"127.0.0.1:{self._port.number}"

    def _dispatch(self, event: Event) -> None:
        self.gateway.dispatch(event)
        if event.name in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
            self.violations.check_message(event.name, event.payload)


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


class Port:
    """Held from the first moment: as long as nobody listens, connections are refused."""

    def __init__(self) -> None:
        self._socket = _bound(0)
        self.number: int = self._socket.getsockname()[1]
        self._runner: web.AppRunner | None = None

    async def listen(self, app: web.Application) -> None:
        """Serve an application on the port."""
        self._runner = web.AppRunner(
            app, handle_signals=False, access_log=None, shutdown_timeout=0.2
        )
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket).start()

    async def refuse(self) -> None:
        """Stop serving, cut what is connected, and keep the port."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
            self._socket = _bound(self.number)

    async def close(self) -> None:
        """Let the port go."""
        await self.refuse()
        self._socket.close()


def _bound(number: int) -> socket.socket:
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", number))
    return held
