"""Messages that the bot posts, reads, changes and deletes as itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.message_json import message_event_json, message_json, withheld
from tests.discord.loopback.messages import REPLY
from tests.discord.loopback.permissions import Permission, to_write_in
from tests.discord.loopback.posting import edit, fill, new_message, publish, publish_edit, remove
from tests.discord.loopback.refusals import (
    Complaints,
    Refused,
    cannot_message_user,
    missing_access,
    missing_permissions,
    not_the_author,
)
from tests.discord.loopback.rest.calls import Call, Route
from tests.discord.loopback.rest.channels import seen_channel

if TYPE_CHECKING:
    from tests.discord.loopback.channels import Channel
    from tests.discord.loopback.messages import Message
    from tests.discord.loopback.server import Discord
    from tests.discord.loopback.wire import Json


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


ROUTES = [
    Route("GET", "/channels/{channel_id}/messages", list_messages),
    Route("POST", "/channels/{channel_id}/messages", create_message),
    Route("GET", "/channels/{channel_id}/messages/{message_id}", get_message),
    Route("PATCH", "/channels/{channel_id}/messages/{message_id}", edit_message),
    Route("DELETE", "/channels/{channel_id}/messages/{message_id}", delete_message),
]
