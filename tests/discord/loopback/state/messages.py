"""Messages and their files, as Discord keeps them and as a reader sees them."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ..basics import Json, timestamp
from .guilds import partial_member_json

if TYPE_CHECKING:
    from datetime import datetime

    from .channels import Channel
    from .guilds import Role
    from .interactions import Interaction
    from .world import User

DEFAULT, REPLY, CHAT_INPUT, CONTEXT_MENU = 0, 19, 20, 23

SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
LOADING = 1 << 7
COMPONENTS_V2 = 1 << 15

BUTTON, SELECT, TEXT_INPUT, TEXT_DISPLAY, LABEL = 2, 3, 4, 10, 18

LARGEST_UPLOAD = 10 * 1024 * 1024
"""Bytes that a file may have without anybody paying for more."""

_CODE = re.compile(r"```.*?```|``.*?``|`[^`]*`", re.DOTALL)
_LINK = re.compile(r"(?<!<)https?://[^\s<>]+")


@dataclass(eq=False)
class Message:
    """One message. `seen_by` is the only person who sees an ephemeral one.

    `pinged` names whom it rings for: user names, `@role` names, `@everyone` and `@here`, were
    the author allowed to mention everyone. `referenced` is the message that it replies to,
    None if that one is gone. `edits` counts how often it was edited after it first had content.
    """

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    type: int = DEFAULT
    reference_id: int | None = None
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[Role] = field(default_factory=list)
    mention_everyone: bool = False
    pinged: frozenset[str] = frozenset()
    seen_by: User | None = None
    interaction: Interaction | None = None
    nonce: str | int | None = None
    edited_at: datetime | None = None
    edits: int = 0
    deleted: bool = False

    def __repr__(self) -> str:
        shown = self.text if len(self.text) <= 60 else f"{self.text[:59]}…"
        return f"<Message by {self.author.name}: {shown!r}>"

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees the message."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it still says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """Everything that can be read, in order, a line each: content, embeds, text displays.

        Labels of buttons are not in it; `buttons` has them.
        """
        return readable(self)

    @property
    def buttons(self) -> list[Button]:
        """The buttons, in the order in which they stand."""
        return buttons_in(self.components)

    @property
    def selects(self) -> list[Select]:
        """The select menus, in the order in which they stand."""
        return selects_in(self.components)

    @property
    def previews(self) -> list[str]:
        """The links in the content that Discord would show a preview of."""
        return [] if self.flags & SUPPRESS_EMBEDS else previewed(self.content)

    @property
    def files(self) -> dict[str, bytes]:
        """The attached files: their bytes by their names."""
        return {attachment.filename: attachment.content for attachment in self.attachments}

    @property
    def reference(self) -> Message | None:
        """The message that this one replies to."""
        if self.reference_id is None:
            return None
        return self.channel.messages.get(self.reference_id)

    def to_json(self) -> Json:
        """Return Discord's message object."""
        return message_json(self)


class Button(NamedTuple):
    """A button: `custom_id` is None for one that opens `url`; `id` counts the components."""

    id: int
    label: str
    custom_id: str | None
    disabled: bool
    url: str | None
    emoji: str | None


class Select(NamedTuple):
    """A menu and the labels it offers, each with its value; `id` counts the components."""

    id: int
    custom_id: str
    placeholder: str | None
    disabled: bool
    options: dict[str, str]


class Upload(NamedTuple):
    """A file on its way to Discord. The type is guessed from the name where none is given."""

    filename: str
    content: bytes
    content_type: str | None = None
    description: str | None = None

    @property
    def media_type(self) -> str:
        """The MIME type, as a client tells it."""
        guessed = mimetypes.guess_type(self.filename)[0]
        return self.content_type or guessed or "application/octet-stream"


class Attachment(NamedTuple):
    """A file that Discord holds. `url` is where the double serves its bytes."""

    id: int
    upload: Upload
    url: str

    @property
    def filename(self) -> str:
        """The name of the file."""
        return self.upload.filename

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return self.upload.content

    def to_json(self, *, ephemeral: bool = False) -> Json:
        """Return Discord's attachment object."""
        body: Json = {
            "id": str(self.id),
            "filename": self.filename,
            "size": len(self.content),
            "url": self.url,
            "proxy_url": self.url,
            "content_type": self.upload.media_type,
        }
        if self.upload.description is not None:
            body["description"] = self.upload.description
        return {**body, "ephemeral": True} if ephemeral else body


def readable(message: Message) -> str:
    """Return the content, each embed and each text display, a line each."""
    parts = [message.content]
    for embed in message.embeds:
        parts += _of_embed(embed)
    shown = (one for one in walk(message.components) if one["type"] == TEXT_DISPLAY)
    parts += [display["content"] for display in shown]
    return "\n".join(part for part in parts if part)


def _of_embed(embed: Json) -> Iterator[str]:
    yield embed.get("author", {}).get("name", "")
    yield embed.get("title", "")
    yield embed.get("description", "")
    for one in embed.get("fields", ()):
        yield one["name"]
        yield one["value"]
    yield embed.get("footer", {}).get("text", "")


def previewed(content: str) -> list[str]:
    """Return the links in a content that Discord would unfold: outside code and <…>."""
    return _LINK.findall(_CODE.sub("", content))


def buttons_in(components: Iterable[Json]) -> list[Button]:
    """Return the buttons among components, however deep."""
    return [
        Button(
            button["id"],
            button.get("label") or "",
            button.get("custom_id"),
            button.get("disabled") or False,
            button.get("url"),
            (button.get("emoji") or {}).get("name"),
        )
        for button in walk(components)
        if button["type"] == BUTTON
    ]


def selects_in(components: Iterable[Json]) -> list[Select]:
    """Return the string menus among components, however deep."""
    return [
        Select(
            menu["id"],
            menu["custom_id"],
            menu.get("placeholder"),
            menu.get("disabled") or False,
            {option["label"]: option["value"] for option in menu["options"]},
        )
        for menu in walk(components)
        if menu["type"] == SELECT
    ]


def walk(components: Iterable[Json]) -> Iterator[Json]:
    """Yield each component, then those in it: rows, sections with accessory, containers, labels."""
    for component in components:
        yield component
        inner = list(component.get("components") or [])
        inner += [component[key] for key in ("accessory", "component") if component.get(key)]
        yield from walk(inner)


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
