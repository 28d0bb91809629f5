"""What a reader finds in a message: text in order, buttons, menus."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from tests.discord.loopback.wire import Json

if TYPE_CHECKING:
    from tests.discord.loopback.messages import Message

BUTTON, SELECT, TEXT_INPUT, TEXT_DISPLAY, LABEL = 2, 3, 4, 10, 18

_CODE = re.compile(r"```.*?```|``.*?``|`[^`]*`", re.DOTALL)
_LINK = re.compile(r"(?<!<)https?://[^\s<>]+")


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


def readable(message: Message) -> str:
    """Return the content, each embed and each text display, a line each."""
    parts = [message.content]
    for embed in message.embeds:
        parts += _of_embed(embed)
    shown = (one for one in walk(message.components) if one["type"] == TEXT_DISPLAY)
    parts += [display["content"] for display in shown]
    return "\n".join(part for part in parts if part)


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


def _of_embed(embed: Json) -> Iterator[str]:
    yield embed.get("author", {}).get("name", "")
    yield embed.get("title", "")
    yield embed.get("description", "")
    for field in embed.get("fields", ()):
        yield field["name"]
        yield field["value"]
    yield embed.get("footer", {}).get("text", "")
