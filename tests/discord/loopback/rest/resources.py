"""REST of what there is: the bot's account, guilds, channels, messages and commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..basics import (
    Complaints,
    Refused,
    cannot_message_user,
    missing_access,
    missing_permissions,
    not_the_author,
    unknown,
)
from ..state.guilds import Permission, guild_json, to_write_in
from ..state.messages import REPLY, message_event_json, message_json, withheld
from ..state.posting import (
    edit,
    fill,
    new_message,
    publish,
    publish_edit,
    remove,
)
from .pipeline import Call, Route

if TYPE_CHECKING:
    from ..basics import Json
    from ..server import Discord
    from ..state.channels import Channel
    from ..state.guilds import Guild
    from ..state.messages import Message


def me(discord: Discord, call: Call) -> Json:
    return discord.world.bot.to_private_json()


def application(discord: Discord, call: Call) -> Json:
    guilds = sum(guild.has_bot for guild in discord.world.guilds.values())
    return discord.application.to_json(guilds)


def gateway(discord: Discord, call: Call) -> Json:
    return {"url": discord.gateway_url}


def gateway_for_bots(discord: Discord, call: Call) -> Json:
    limit = {
        "total": 1000,
        "remaining": 1000 - discord.gateway.identified,
        "reset_after": 86_400_000,
        "max_concurrency": 1,
    }
    return {
        "url": discord.gateway_url,
        "shards": discord.shards,
        "session_start_limit": limit,
    }


def get_guild(discord: Discord, call: Call) -> Json:
    guild = discord.world.guild(call.number("guild_id"))
    body = guild_json(guild)
    if call.flag("with_counts"):
        count = len(guild.members)
        body |= {"approximate_member_count": count, "approximate_presence_count": count}
    return body


def get_member(discord: Discord, call: Call) -> Json:
    guild = discord.world.guild(call.number("guild_id"))
    user_id = call.number("user_id")
    if user_id not in discord.world.users:
        raise unknown("User")
    if user_id not in guild.members:
        raise unknown("Member")
    return guild.members[user_id].to_json()


def list_channels(discord: Discord, call: Call) -> list[Json]:
    guild = discord.world.guild(call.number("guild_id"))
    return [one.to_json() for one in guild.channels.values() if not one.is_thread]


def leave_guild(discord: Discord, call: Call) -> None:
    guild = discord.world.guild(call.number("guild_id"))
    guild.remove_member(discord.world.bot)


def get_channel(discord: Discord, call: Call) -> Json:
    return seen_channel(discord, call).to_json()


def type_in(discord: Discord, call: Call) -> None:
    channel = seen_channel(discord, call)
    if to_write_in(channel) not in channel.permissions_of(discord.world.bot):
        raise missing_permissions()
    channel.note_typing()


def open_dm(discord: Discord, call: Call) -> Json:
    person = discord.world.users.get(int(call.fields.get("recipient_id") or 0))
    if person is None or person.bot:
        raise unknown("User")
    return discord.world.dm_with(person).to_json()


def seen_channel(discord: Discord, call: Call) -> Channel:
    """Return the channel of a request. Raises Refused: 10003, or 50001 if the bot is shut out."""
    channel = discord.world.channel(call.number("channel_id"))
    if Permission.VIEW_CHANNEL not in channel.permissions_of(discord.world.bot):
        raise missing_access()
    return channel


def list_messages(discord: Discord, call: Call) -> list[Json]:
    channel = seen_channel(discord, call)
    _needs_history(discord, channel)
    before = int(call.query.get("before") or 2**63)
    after = int(call.query.get("after") or 0)
    found = [one for one in channel.messages.values() if after < one.id < before]
    public = [one for one in found if not one.ephemeral]
    limit = int(call.query.get("limit") or 50)
    page = public[:limit] if after else public[-limit:]
    return [_as_read(discord, one) for one in reversed(page)]


def get_message(discord: Discord, call: Call) -> Json:
    channel = seen_channel(discord, call)
    _needs_history(discord, channel)
    return _as_read(discord, discord.world.message(channel, call.number("message_id")))


def create_message(discord: Discord, call: Call) -> Json:
    channel = seen_channel(discord, call)
    body = _as_permitted(discord, channel, call)
    known = _of_nonce(channel, body)
    if known is not None:
        return message_json(known)
    message = new_message(channel, discord.world.bot)
    _refer(message, body.get("message_reference"))
    fill(message, body, call.uploads)
    publish(message)
    return message_json(message)


def _of_nonce(channel: Channel, body: Json) -> Message | None:
    """Return the bot's message that has the nonce already, if no second one is wanted."""
    nonce = body.get("nonce")
    if nonce is None or not body.get("enforce_nonce"):
        return None
    mine = (one for one in channel.messages.values() if one.author is channel.world.bot)
    return next((one for one in mine if one.nonce == nonce), None)


def edit_message(discord: Discord, call: Call) -> Json:
    channel = seen_channel(discord, call)
    message = discord.world.message(channel, call.number("message_id"))
    if message.author is not discord.world.bot:
        raise not_the_author()
    edit(message, call.fields, call.uploads)
    publish_edit(message)
    return message_json(message)


def delete_message(discord: Discord, call: Call) -> None:
    channel = seen_channel(discord, call)
    message = discord.world.message(channel, call.number("message_id"))
    granted = channel.permissions_of(discord.world.bot)
    if message.author is not discord.world.bot and Permission.MANAGE_MESSAGES not in granted:
        raise missing_permissions()
    remove(message)


def _as_permitted(discord: Discord, channel: Channel, call: Call) -> Json:
    """Return the body without the embeds that the bot may not post here.

    Raises Refused where it may not write, attach files, or reply.
    """
    granted = channel.permissions_of(discord.world.bot)
    if channel.person is not None and not channel.person.accepts_dms:
        raise cannot_message_user()
    if to_write_in(channel) not in granted:
        raise missing_permissions()
    if call.uploads and Permission.ATTACH_FILES not in granted:
        raise missing_permissions()
    if call.fields.get("message_reference") and Permission.READ_MESSAGE_HISTORY not in granted:
        message = "Cannot reply without permission to read message history"
        raise Refused(400, 160002, message)
    if Permission.EMBED_LINKS not in granted:
        return {**call.fields, "embeds": []}
    return call.fields


def _refer(message: Message, reference: Json | None) -> None:
    """Make a message a reply. Raises Refused (50035) if there is nothing to reply to."""
    if reference is None:
        return
    replied = message.channel.messages.get(int(reference["message_id"]))
    if replied is not None and not replied.ephemeral:
        message.reference_id, message.type = replied.id, REPLY
    elif reference.get("fail_if_not_exists") in (True, None):
        complaints = Complaints()
        complaints.add(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        complaints.settle()


def _needs_history(discord: Discord, channel: Channel) -> None:
    if Permission.READ_MESSAGE_HISTORY not in channel.permissions_of(discord.world.bot):
        raise missing_access()


def _as_read(discord: Discord, message: Message) -> Json:
    """Return a message, without its content where the application may not read it."""
    if discord.application.may_read_content:
        return message_json(message)
    return withheld(message_event_json(message), discord.world.bot.id)


def list_commands(discord: Discord, call: Call) -> list[Json]:
    return list(discord.commands.of(_guild(discord, call)).values())


def put_commands(discord: Discord, call: Call) -> list[Json]:
    return discord.commands.replace(_guild(discord, call), call.body or [])


def post_command(discord: Discord, call: Call) -> Json:
    return discord.commands.add(_guild(discord, call), call.fields)


def get_command(discord: Discord, call: Call) -> Json:
    return discord.commands.get(_guild(discord, call), call.number("command_id"))


def patch_command(discord: Discord, call: Call) -> Json:
    return discord.commands.change(_guild(discord, call), call.number("command_id"), call.fields)


def delete_command(discord: Discord, call: Call) -> None:
    discord.commands.delete(_guild(discord, call), call.number("command_id"))


def list_permissions(discord: Discord, call: Call) -> list[Json]:
    guild = discord.world.guild(call.number("guild_id"))
    found = (_permissions(discord, guild, one) for one in discord.commands.usable_in(guild))
    return [one for one in found if one["permissions"]]


def get_permissions(discord: Discord, call: Call) -> Json:
    guild = discord.world.guild(call.number("guild_id"))
    for command in discord.commands.usable_in(guild):
        body = _permissions(discord, guild, command)
        if command["id"] == call.parameters["command_id"] and body["permissions"]:
            return body
    raise unknown("Application Command Permissions")


def _permissions(discord: Discord, guild: Guild, command: Json) -> Json:
    decided = discord.commands.decided(guild, command)
    return {
        "id": command["id"],
        "application_id": str(discord.application.id),
        "guild_id": str(guild.id),
        "permissions": [
            {"id": str(target), "type": kind, "permission": allowed}
            for target, (kind, allowed) in decided.items()
        ],
    }


def _guild(discord: Discord, call: Call) -> int | None:
    """Return the guild of a request, None if there is none. Raises Refused for another's."""
    if call.number("application_id") != discord.application.id:
        raise missing_access()
    if "guild_id" not in call.parameters:
        return None
    guild = discord.world.guilds.get(call.number("guild_id"))
    if guild is None or not guild.has_bot:
        raise missing_access()
    return guild.id


_EVERYWHERE = "/applications/{application_id}/commands"
_IN_A_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"

ROUTES = [
    Route("GET", "/users/@me", me),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/applications/@me", application),
    Route("GET", "/gateway", gateway, open=True),
    Route("GET", "/gateway/bot", gateway_for_bots),
    Route("GET", "/guilds/{guild_id}", get_guild),
    Route("GET", "/guilds/{guild_id}/members/{user_id}", get_member),
    Route("GET", "/guilds/{guild_id}/channels", list_channels),
    Route("DELETE", "/users/@me/guilds/{guild_id}", leave_guild),
    Route("GET", "/channels/{channel_id}", get_channel),
    Route("POST", "/channels/{channel_id}/typing", type_in),
    Route("POST", "/users/@me/channels", open_dm),
    Route("GET", "/channels/{channel_id}/messages", list_messages),
    Route("POST", "/channels/{channel_id}/messages", create_message),
    Route("GET", "/channels/{channel_id}/messages/{message_id}", get_message),
    Route("PATCH", "/channels/{channel_id}/messages/{message_id}", edit_message),
    Route("DELETE", "/channels/{channel_id}/messages/{message_id}", delete_message),
    Route("GET", f"{_IN_A_GUILD}/permissions", list_permissions),
    Route("GET", f"{_IN_A_GUILD}/{{command_id}}/permissions", get_permissions),
    *(
        route
        for base in (_EVERYWHERE, _IN_A_GUILD)
        for route in (
            Route("GET", base, list_commands),
            Route("PUT", base, put_commands),
            Route("POST", base, post_command),
            Route("GET", f"{base}/{{command_id}}", get_command),
            Route("PATCH", f"{base}/{{command_id}}", patch_command),
            Route("DELETE", f"{base}/{{command_id}}", delete_command),
        )
    ),
]
