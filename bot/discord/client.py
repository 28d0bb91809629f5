"""The client.

What of Discord the bot listens to, to whom it hands it on, and its commands, registered where
they differ from what Discord has.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.discord.buttons import BUTTONS, answer_follow_up
from bot.discord.commands import COMMANDS, GROUPS, handle_message
from bot.discord.error_messages import apology
from bot.discord.event_log import event, log_error
from bot.discord.rendering.custom_ids import FOLLOW_UP_MODAL
from bot.discord.reply import say_privately
from bot.discord.state import BotState
from bot.settings import Settings

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    read_message_history=True,
)
"""What the bot asks for where it is installed."""

_ENTRY_POINT = 4
# What Discord fills in where nothing was sent.
_DEFAULTS: Mapping[str, Any] = {
    "type": 1,
    "description": "",
    "options": [],
    "choices": [],
    "required": False,
    "autocomplete": False,
    "nsfw": False,
    "channel_types": [],
}
# What Discord adds, or derives from the rest.
_IGNORED = frozenset(
    {
        "id", "application_id", "version", "guild_id", "dm_permission", "handler",
        "name_localized", "description_localized", "name_localizations",
        "description_localizations",
    }
)  # fmt: skip

# A bot without a voice has nothing to warn of.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


class QuothClient(discord.AutoShardedClient):
    """One connection to Discord, with the shards that are set, else as many as Discord asks for.

    Everything that lasts is in `state`: another client can take over from it.
    """

    def __init__(self, state: BotState) -> None:
        super().__init__(
            intents=needed_intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            **_shards(state.settings),
        )
        self.state = state
        self.was_ready = False
        self.tree = _Tree(self)
        for command in COMMANDS:
            self.tree.add_command(command)
        for group in GROUPS:
            self.tree.add_command(group())
        self.add_dynamic_items(*BUTTONS)

    async def setup_hook(self) -> None:
        """Register the commands, once logged in and before connecting."""
        await register(self.tree, self)

    async def on_ready(self) -> None:
        """Say what is served."""
        self.was_ready = True
        base = self.state.libraries.base
        event(
            "ready",
            documents=base.corpus.documents,
            passages=len(base),
            guilds=len(self.guilds),
            shards=self.shard_count,
            invite=None if self.guilds else self._invite(),
            latency_ms=round(1000 * self.latency) if self.latency < 60 else None,
        )

    def _invite(self) -> str:
        assert self.application_id is not None  # noqa: S101  # known once logged in
        return discord.utils.oauth_url(
            self.application_id, permissions=PERMISSIONS, scopes=("bot", "applications.commands")
        )

    async def on_message(self, message: discord.Message) -> None:
        """Answer what is meant for the bot."""
        assert self.user is not None  # noqa: S101  # known once logged in
        await handle_message(self.state, message, self.user)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer modals: their own callbacks are lost in a restart, and would stay silent."""
        data: Any = interaction.data or {}
        is_modal = interaction.type is discord.InteractionType.modal_submit
        if is_modal and data.get("custom_id") == FOLLOW_UP_MODAL:
            await answer_follow_up(interaction)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Note it; where it is not served, nothing else is kept."""
        event("joined", guild=guild.id, served=self.state.serves(guild.id))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that has sent the bot away: its additions and its questions."""
        with self.state.busy():
            await self.state.forget(guild.id)
        event("left", guild=guild.id)

    async def on_error(self, event_method: str, /, *_args: Any, **_named: Any) -> None:
        """Log what nobody caught, under an id."""
        error = sys.exc_info()[1]
        if error is not None:
            log_error(error, doing=event_method)


def needed_intents() -> discord.Intents:
    """Return the intents that the bot uses; none of them is privileged."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    return intents


def _shards(settings: Settings) -> dict[str, Any]:
    """Return which shards a process takes, where that is set."""
    if settings.shard_count is None:
        return {}
    own = {"shard_ids": list(settings.shard_ids)} if settings.shard_ids else {}
    return {"shard_count": settings.shard_count, **own}


class _Tree(app_commands.CommandTree[QuothClient]):
    """The commands, and what is said where one fails before it could say so itself."""

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        cause = error.__cause__ or error
        sentence = apology(cause, guild=interaction.guild_id)
        try:
            if interaction.response.is_done():
                await interaction.edit_original_response(content=sentence, embeds=[], view=None)
            elif interaction.type is not discord.InteractionType.autocomplete:
                await say_privately(interaction, sentence)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
            log_error(failure, guild=interaction.guild_id)


async def register(tree: app_commands.CommandTree[Any], client: discord.Client) -> bool:
    """Register the tree's commands for all guilds if they changed; return whether they had."""
    assert client.application_id is not None  # noqa: S101  # known once logged in
    ours: list[dict[str, Any]] = [command.to_dict(tree) for command in tree.get_commands()]
    theirs: list[Any] = list(await client.http.get_global_commands(client.application_id))
    # Where the application has an Activity, Discord refuses a list without its entry point.
    kept = [command for command in theirs if command.get("type") == _ENTRY_POINT]
    if same_commands(ours, [command for command in theirs if command not in kept]):
        return False
    await client.http.bulk_upsert_global_commands(client.application_id, [*ours, *kept])
    event("registered", commands=len(ours))
    return True


def same_commands(ours: Sequence[Mapping[str, Any]], theirs: Sequence[Any]) -> bool:
    """Return whether commands to register are those that Discord has, in whatever order."""

    def named(command: Mapping[str, Any]) -> tuple[str, int]:
        return command["name"], command.get("type", 1)

    return sorted(map(_plain, ours), key=named) == sorted(map(_plain, theirs), key=named)


def _plain(part: Any) -> Any:
    """Return a command, or a part of one, without what Discord adds or fills in."""
    if isinstance(part, Mapping):
        kept = {key: _plain(value) for key, value in part.items() if key not in _IGNORED}
        plain = {
            key: value
            for key, value in kept.items()
            if value is not None and value != _DEFAULTS.get(key)
        }
        permissions = plain.get("default_member_permissions")
        if permissions is not None:
            plain["default_member_permissions"] = str(permissions)
        for unordered in ("contexts", "integration_types"):
            if unordered in plain:
                plain[unordered] = sorted(plain[unordered])
        plain.setdefault("name", "")
        return plain
    return [_plain(one) for one in part] if isinstance(part, list) else part
