"""What a message may be: its content, and what it is made of besides."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from tests.discord.loopback.messages import COMPONENTS_V2
from tests.discord.loopback.refusals import Complaints, empty_message
from tests.discord.loopback.rules.allowed_mentions import check_allowed_mentions
from tests.discord.loopback.rules.components import check_components
from tests.discord.loopback.rules.embeds import check_embeds
from tests.discord.loopback.wire import Json

CONTENT = 2000
MOST_FILES = 10


class Draft(NamedTuple):
    """What a message would be: all of it, also the parts that an edit leaves as they were."""

    content: str
    embeds: list[Json]
    components: list[Json]
    files: Collection[object]
    flags: int

    @property
    def is_v2(self) -> bool:
        """Whether it is made of components alone."""
        return bool(self.flags & COMPONENTS_V2)


def check_message(draft: Draft, body: Json, at: tuple[str, ...] = ()) -> None:
    """Raise Refused for what Discord would not post.

    50035 says where it is wrong, `at` being the place of the message in the body; 50006 is an
    empty message.
    """
    complaints = Complaints()
    complaints.longest((*at, "content"), draft.content, CONTENT)
    complaints.most((*at, "attachments"), len(draft.files), MOST_FILES)
    check_embeds(complaints, (*at, "embeds"), draft.embeds)
    check_components(complaints, (*at, "components"), draft.components, v2=draft.is_v2)
    check_allowed_mentions(complaints, (*at, "allowed_mentions"), body.get("allowed_mentions"))
    if draft.is_v2:
        _check_v2(complaints, at, draft)
    complaints.settle()
    refuse_empty(draft)


def refuse_empty(draft: Draft) -> None:
    """Raise Refused (50006) for a message in which there is nothing to see."""
    shown = draft.components if draft.is_v2 else draft.embeds
    if not (draft.content.strip() or shown or draft.files):
        raise empty_message()


def _check_v2(complaints: Complaints, at: tuple[str, ...], draft: Draft) -> None:
    for name, part in (("content", draft.content), ("embeds", draft.embeds)):
        if part:
            message = "The 'MessageFlags.IS_COMPONENTS_V2' flag cannot be used with this field"
            complaints.add((*at, name), "MESSAGE_CANNOT_USE_LEGACY_FIELDS", message)
