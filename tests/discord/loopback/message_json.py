"""Messages as Discord writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.guild_json import partial_member_json
from tests.discord.loopback.wire import Json, timestamp

if TYPE_CHECKING:
    from tests.discord.loopback.messages import Message


def message_json(message: Message) -> Json:
    """Return Discord's message object, with the message that it replies to."""
    body = _basic(message)
    if message.reference_id is not None:
        replied = message.reference
        body["message_reference"] = _reference(message)
        body["referenced_message"] = None if replied is None else _basic(replied)
    return body


def message_event_json(message: Message) -> Json:
    """Return the message as the gateway tells of it: with guild and member."""
    body = message_json(message)
    guild = message.channel.guild
    if guild is None:
        return body
    body["guild_id"] = str(guild.id)
    member = guild.members.get(message.author.id)
    return body if member is None else {**body, "member": partial_member_json(member)}


def withheld(body: Json, bot_id: int) -> Json:
    """Return the message without what a bot may not read that lacks the intent for content.

    It reads direct messages, its own messages and those that mention it.
    """
    replied = body.get("referenced_message")
    if replied:
        body = {**body, "referenced_message": withheld({**replied, **_guild_of(body)}, bot_id)}
    me = str(bot_id)
    mentioned = any(user["id"] == me for user in body["mentions"])
    if "guild_id" not in body or body["author"]["id"] == me or mentioned:
        return body
    return {**body, "content": "", "embeds": [], "attachments": [], "components": []}


def _guild_of(body: Json) -> Json:
    return {"guild_id": body["guild_id"]} if "guild_id" in body else {}


def _basic(message: Message) -> Json:
    body: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": message.type,
        "author": message.author.to_json(),
        "content": message.content,
        "timestamp": timestamp(message.channel.world.moment_of(message.id)),
        "edited_timestamp": timestamp(message.edited_at) if message.edited_at else None,
        "tts": False,
        "mention_everyone": message.mention_everyone,
        "mentions": [user.to_json() for user in message.mentions],
        "mention_roles": [str(role.id) for role in message.mention_roles],
        "attachments": [one.to_json(ephemeral=message.ephemeral) for one in message.attachments],
        "embeds": message.embeds,
        "components": message.components,
        "flags": message.flags,
        "pinned": False,
    }
    if message.nonce is not None:
        body["nonce"] = message.nonce
    if message.interaction is not None:
        body |= message.interaction.message_json()
    return body


def _reference(message: Message) -> Json:
    body = {
        "type": 0,
        "channel_id": str(message.channel.id),
        "message_id": str(message.reference_id),
    }
    if message.channel.guild is not None:
        body["guild_id"] = str(message.channel.guild.id)
    return body
