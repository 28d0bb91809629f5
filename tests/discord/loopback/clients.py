"""Clients to try this package with: a discord.py bot with one of everything, and raw requests."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
import discord
from discord import app_commands, ui

if TYPE_CHECKING:
    from typing import Self

    from .server import Discord

Interaction = discord.Interaction["Standin"]

AnyCommand = app_commands.Command[Any, Any, Any] | app_commands.ContextMenu | app_commands.Group

WITHOUT_PRIVILEGES = discord.Intents(guilds=True, messages=True, typing=True)


class Standin(discord.AutoShardedClient):
    """Answers whatever it is told, and remembers what it heard.

    `received` holds the messages as it could read them.
    """

    def __init__(self, *, intents: discord.Intents = WITHOUT_PRIVILEGES, **options: Any) -> None:
        options.setdefault("guild_ready_timeout", 0.05)
        super().__init__(intents=intents, **options)
        self.tree = app_commands.CommandTree(self)
        self.received: list[discord.Message] = []
        commands: list[AnyCommand] = [echo, think, ask, menu, buttons, Notes()]
        for command in commands:
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        self.add_view(Buttons())
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Not wait: nobody limits how often sessions begin."""

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.received.append(message)
            await message.reply(f"heard {message.content!r}")


@app_commands.command(description="Says it again")
async def echo(interaction: Interaction, text: str, private: bool = False) -> None:
    await interaction.response.send_message(text, ephemeral=private)


@app_commands.command(description="Thinks before it answers")
@app_commands.describe(source="where to look", file="what to read")
async def think(
    interaction: Interaction,
    question: str,
    source: str | None = None,
    file: discord.Attachment | None = None,
) -> None:
    await interaction.response.defer()
    read = "" if file is None else (await file.read()).decode()
    await interaction.edit_original_response(content=f"{question} {source} {read}".strip())


@think.autocomplete("source")
async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    question = interaction.namespace.question
    return [app_commands.Choice(name=f"{typed} for {question}", value=typed)]


@app_commands.command(description="Opens a dialog")
async def ask(interaction: Interaction) -> None:
    await interaction.response.send_modal(Dialog())


@app_commands.context_menu(name="Quote it")
async def menu(interaction: Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"> {message.content}")


@app_commands.command(description="Shows buttons")
async def buttons(interaction: Interaction, private: bool = False) -> None:
    await interaction.response.send_message("Press", view=Buttons(), ephemeral=private)


class Notes(app_commands.Group, name="notes", description="Keeps notes"):
    """Only for those who may manage the server, and not in direct messages."""

    def __init__(self) -> None:
        super().__init__(
            default_permissions=discord.Permissions(manage_guild=True), guild_only=True
        )

    @app_commands.command(description="Adds a note")
    async def add(self, interaction: Interaction, text: str) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(f"noted {text}")
        await interaction.followup.send("anything else?", ephemeral=True)


class Dialog(ui.Modal, title="A dialog"):
    """Asks for one text."""

    text: ui.TextInput[Dialog] = ui.TextInput(label="Text", custom_id="text", max_length=20)

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message(f"you wrote {self.text.value}")


class Buttons(ui.View):
    """One button for each way to answer."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.button(label="Update", custom_id="update")
    async def update(self, interaction: Interaction, _: ui.Button[Buttons]) -> None:
        await interaction.response.edit_message(content="updated")

    @ui.button(label="Later", custom_id="later")
    async def later(self, interaction: Interaction, _: ui.Button[Buttons]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="updated later")

    @ui.button(label="Whisper", custom_id="whisper")
    async def whisper(self, interaction: Interaction, _: ui.Button[Buttons]) -> None:
        await interaction.response.send_message("between us", ephemeral=True)

    @ui.button(label="Dialog", custom_id="dialog")
    async def dialog(self, interaction: Interaction, _: ui.Button[Buttons]) -> None:
        await interaction.response.send_modal(Dialog())

    @ui.button(label="Off", custom_id="off", disabled=True)
    async def off(self, interaction: Interaction, _: ui.Button[Buttons]) -> None:
        await interaction.response.send_message("nobody can press this")


class RawClient:
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
    ) -> RawAnswer:
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
            return RawAnswer(answer.status, json.loads(text) if text else None, answer.headers)

    async def get(self, url: str) -> bytes:
        """Return what is served under a URL, such as an attachment's."""
        async with self._session.get(url) as answer:
            answer.raise_for_status()
            return await answer.read()


class RawAnswer(NamedTuple):
    """An answer: its status, its JSON body (None if it has none), its headers."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> int:
        """Discord's code for what is wrong."""
        return int(self.body["code"])


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    asyncio.run(_serve())


async def _serve() -> None:
    bot = Standin()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with bot:
        running = asyncio.create_task(bot.start(os.environ["DISCORD_TOKEN"]))
        stopping = asyncio.create_task(stop.wait())
        print("arguments", *sys.argv[1:], flush=True)
        print("settings", *sorted(filter(_is_setting, os.environ)), flush=True)
        await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        await bot.close()
        await running


def _is_setting(name: str) -> bool:
    return name.startswith(("QUOTH_", "DISCORD_"))


if __name__ == "__main__":
    main()
