"""Making and changing messages: checked, stored, told to the gateway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tests.discord.loopback.events import Event
from tests.discord.loopback.files import LARGEST_UPLOAD, Attachment, Upload
from tests.discord.loopback.mentions import mentioned
from tests.discord.loopback.message_json import message_event_json
from tests.discord.loopback.messages import COMPONENTS_V2, LOADING, SUPPRESS_EMBEDS, Message
from tests.discord.loopback.refusals import Complaints, file_too_large
from tests.discord.loopback.rules.messages import Draft, check_message
from tests.discord.loopback.stored import stored_components, stored_content, stored_embeds
from tests.discord.loopback.wire import Json, now

if TYPE_CHECKING:
    from tests.discord.loopback.channels import Channel
    from tests.discord.loopback.users import User

Uploads = Mapping[str, Upload]
"""Uploaded files by the number in their form field, `files[n]`."""

SETTABLE = SUPPRESS_EMBEDS | COMPONENTS_V2 | 1 << 12
"""The flags that a bot may set: no previews, Components V2, no notification."""


def new_message(channel: Channel, author: User) -> Message:
    """Return a message that is not in the channel yet."""
    return Message(channel.world.snowflakes(), channel, author)


def fill(message: Message, body: Json, uploads: Uploads, at: tuple[str, ...] = ()) -> None:
    """Give a message its first content.

    Raises Refused for what Discord would not post; `at` is the place of the message in the body.
    """
    draft = Draft(
        stored_content(body.get("content")),
        list(body.get("embeds") or ()),
        list(body.get("components") or ()),
        _checked(uploads),
        (message.flags & ~LOADING) | ((body.get("flags") or 0) & SETTABLE),
    )
    check_message(draft, body, at)
    _store(message, draft, [*_held(message, body, uploads)])
    _mention(message, body)
    message.nonce = body.get("nonce")


def edit(message: Message, body: Json, uploads: Uploads, at: tuple[str, ...] = ()) -> None:
    """Change a message: what the body does not name stays. Raises Refused as `fill` does."""
    if message.loading:
        fill(message, body, uploads, at)
        return
    kept = _kept(message, body)
    flags = body.get("flags")
    draft = Draft(
        stored_content(body["content"]) if "content" in body else message.content,
        list(body.get("embeds", message.embeds) or ()),
        list(body.get("components", message.components) or ()),
        [*kept, *_checked(uploads)],
        message.flags if flags is None else (message.flags & ~SETTABLE) | (flags & SETTABLE),
    )
    check_message(draft, body, at)
    _store(message, draft, [*kept, *_held(message, body, uploads)])
    message.edited_at = now()
    message.edits += 1


def publish(message: Message) -> None:
    """Put a new message into its channel, and tell whoever may see it."""
    message.channel.keep(message)
    _tell("MESSAGE_CREATE", message)


def publish_edit(message: Message) -> None:
    """Tell that a message has changed."""
    message.channel.pulse.beat()
    _tell("MESSAGE_UPDATE", message)


def remove(message: Message) -> None:
    """Delete a message."""
    message.deleted = True
    channel = message.channel
    channel.messages.pop(message.id, None)
    channel.pulse.beat()
    if not message.ephemeral:
        body = {"id": str(message.id), "channel_id": str(channel.id)}
        if channel.guild is not None:
            body["guild_id"] = str(channel.guild.id)
        channel.world.emit(Event("MESSAGE_DELETE", body, channel.guild))


def _store(message: Message, draft: Draft, attachments: list[Attachment]) -> None:
    message.content = draft.content
    message.embeds = stored_embeds(draft.embeds)
    message.components = stored_components(draft.components)
    message.attachments = attachments
    message.flags = draft.flags


def _mention(message: Message, body: Json) -> None:
    replied = message.reference if message.interaction is None else None
    found = mentioned(message.content, message.channel, body.get("allowed_mentions"), replied)
    message.mentions = found.users
    message.mention_roles = found.roles
    message.mention_everyone = bool(found.crowds)
    message.pinged = frozenset() if message.ephemeral else found.names


def _tell(name: str, message: Message) -> None:
    if not message.ephemeral:
        channel = message.channel
        channel.world.emit(Event(name, message_event_json(message), channel.guild))


def _checked(uploads: Uploads) -> Sequence[Upload]:
    if any(len(upload.content) > LARGEST_UPLOAD for upload in uploads.values()):
        raise file_too_large()
    return list(uploads.values())


def _kept(message: Message, body: Json) -> list[Attachment]:
    if "attachments" not in body:
        return list(message.attachments)
    named = {str(one["id"]) for one in body["attachments"] or ()}
    return [one for one in message.attachments if str(one.id) in named]


def _held(message: Message, body: Json, uploads: Uploads) -> list[Attachment]:
    described = {str(one["id"]): one for one in body.get("attachments") or ()}
    known = {str(one.id) for one in message.attachments}
    complaints = Complaints()
    for number in described.keys() - uploads.keys() - known:
        complaints.add(("attachments", number), "ATTACHMENT_NOT_FOUND", "Attachment not found")
    complaints.settle()
    world = message.channel.world
    return [
        world.hold(upload._replace(description=described.get(number, {}).get("description")))
        for number, upload in uploads.items()
    ]
