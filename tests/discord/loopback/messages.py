"""Messages, as Discord keeps them and as a reader sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.discord.loopback.message_json import message_json
from tests.discord.loopback.reading import (
    Button,
    Select,
    buttons_in,
    previewed,
    readable,
    selects_in,
)

if TYPE_CHECKING:
    from datetime import datetime

    from tests.discord.loopback.channels import Channel
    from tests.discord.loopback.files import Attachment
    from tests.discord.loopback.guilds import Role
    from tests.discord.loopback.interactions import Interaction
    from tests.discord.loopback.users import User
    from tests.discord.loopback.wire import Json

DEFAULT, REPLY, CHAT_INPUT, CONTEXT_MENU = 0, 19, 20, 23

SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
LOADING = 1 << 7
COMPONENTS_V2 = 1 << 15


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
