"""Making and changing messages: checked, stored, and announced to the gateway."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from ..basics import Complaints, Event, Json, file_too_large, now
from ..rules.messages import Draft, check_message
from .messages import (
    COMPONENTS_V2,
    LABEL,
    LARGEST_UPLOAD,
    LOADING,
    SELECT,
    SUPPRESS_EMBEDS,
    TEXT_INPUT,
    Attachment,
    Message,
    Upload,
    message_event_json,
)

if TYPE_CHECKING:
    from .channels import Channel
    from .guilds import Role
    from .world import User

Uploads = Mapping[str, Upload]
"""Uploaded files by the number in their form field, `files[n]`."""

SETTABLE = SUPPRESS_EMBEDS | COMPONENTS_V2 | 1 << 12
"""The flags that a bot may set: no previews, Components V2, no notification."""

_USER = re.compile(r"<@!?(\d{1,20})>")
_ROLE = re.compile(r"<@&(\d{1,20})>")
_CROWD = re.compile("@everyone|@here")

_CONTAINER = 17
_TRIMMED = " \t\r\n"
_DEFAULTS: dict[int, Json] = {
    SELECT: {"min_values": 1, "max_values": 1},
    TEXT_INPUT: {"min_length": None, "max_length": None, "required": True, "label": None},
    _CONTAINER: {"accent_color": None, "spoiler": False},
}


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
    _store(message, draft, [*_stored_files(message, body, uploads)])
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
    _store(message, draft, [*kept, *_stored_files(message, body, uploads)])
    message.edited_at = now()
    message.edits += 1


def publish(message: Message) -> None:
    """Put a new message into its channel, and tell whoever may see it."""
    message.channel.keep(message)
    _announce("MESSAGE_CREATE", message)


def publish_edit(message: Message) -> None:
    """Tell that a message has changed."""
    message.channel.changed.notify()
    _announce("MESSAGE_UPDATE", message)


def remove(message: Message) -> None:
    """Delete a message."""
    message.deleted = True
    channel = message.channel
    channel.messages.pop(message.id, None)
    channel.changed.notify()
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


def _announce(name: str, message: Message) -> None:
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


def _stored_files(message: Message, body: Json, uploads: Uploads) -> list[Attachment]:
    described = {str(one["id"]): one for one in body.get("attachments") or ()}
    known = {str(one.id) for one in message.attachments}
    complaints = Complaints()
    for number in described.keys() - uploads.keys() - known:
        complaints.add(("attachments", number), "ATTACHMENT_NOT_FOUND", "Attachment not found")
    complaints.settle()
    world = message.channel.world
    return [
        world.store_file(upload._replace(description=described.get(number, {}).get("description")))
        for number, upload in uploads.items()
    ]


class Mentioned(NamedTuple):
    """Who is mentioned so that it counts: each of them is rung for."""

    users: list[User]
    roles: list[Role]
    crowds: list[str]

    @property
    def names(self) -> frozenset[str]:
        """User names, `@role` names, `@everyone` and `@here`."""
        roles = (f"@{role.name}" for role in self.roles)
        return frozenset({*(user.name for user in self.users), *roles, *self.crowds})


def mentioned(
    content: str, channel: Channel, allowed: Json | None, replied: Message | None
) -> Mentioned:
    """Return whom a content, and the message it replies to, mention.

    Without `allowed` everybody; otherwise those that it parses or lists, and the author replied
    to only if it says so. Code spans and permissions are not looked at: what could ring in
    another guild counts as ringing here.
    """
    users = _users(content, channel, allowed)
    wanted = True if allowed is None else bool(allowed.get("replied_user"))
    if replied is not None and wanted and replied.author not in users:
        users.append(replied.author)
    crowds = list(dict.fromkeys(_CROWD.findall(content)))
    return Mentioned(
        users,
        _roles(content, channel, allowed),
        crowds if _parses(allowed, "everyone") else [],
    )


def _users(content: str, channel: Channel, allowed: Json | None) -> list[User]:
    ids = _permitted(_USER.findall(content), allowed, "users")
    known = channel.world.users
    return [known[one] for one in ids if one in known]


def _roles(content: str, channel: Channel, allowed: Json | None) -> list[Role]:
    if channel.guild is None:
        return []
    roles = channel.guild.roles
    ids = _permitted(_ROLE.findall(content), allowed, "roles")
    return [roles[one] for one in ids if one in roles]


def _permitted(found: list[str], allowed: Json | None, kind: str) -> list[int]:
    ids = list(dict.fromkeys(map(int, found)))
    if _parses(allowed, kind):
        return ids
    listed = {int(one) for one in (allowed or {}).get(kind) or ()}
    return [one for one in ids if one in listed]


def _parses(allowed: Json | None, kind: str) -> bool:
    return allowed is None or kind in (allowed.get("parse") or ())


def stored_content(content: str | None) -> str:
    """Return the content without the spaces around it."""
    return (content or "").strip(_TRIMMED)


def stored_embeds(embeds: Sequence[Json] | None) -> list[Json]:
    """Return embeds as they come back: of type rich, each field inline or not."""
    return [_stored_embed(embed) for embed in embeds or ()]


def stored_components(components: Sequence[Json] | None) -> list[Json]:
    """Return components as they come back: each with an id, counted from 1 through the message."""
    numbers = count(1)
    return [_stored_component(component, numbers) for component in components or ()]


def _stored_embed(embed: Json) -> Json:
    kept = _without_none(embed)
    kept["type"] = "rich"
    if "fields" in kept:
        kept["fields"] = [{"inline": False, **field} for field in kept["fields"]]
    return kept


def _stored_component(component: Json, numbers: Iterator[int]) -> Json:
    kept = {**_DEFAULTS.get(component.get("type", 0), {}), **_without_none(component)}
    kept["id"] = kept.get("id") or next(numbers)
    for key in ("components",):
        if key in kept:
            kept[key] = [_stored_component(inner, numbers) for inner in kept[key]]
    for key in ("accessory", "component"):
        if key in kept:
            kept[key] = _stored_component(kept[key], numbers)
    if kept.get("type") == LABEL:
        kept["component"].pop("label", None)
    return kept


def _without_none(body: Json) -> Json:
    return {key: _pruned(value) for key, value in body.items() if value is not None}


def _pruned(value: Any) -> Any:
    return _without_none(value) if isinstance(value, dict) else value
