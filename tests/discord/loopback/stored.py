"""How Discord keeps what was sent: trimmed, numbered, with the fields that it adds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from tests.discord.loopback.reading import LABEL, SELECT, TEXT_INPUT
from tests.discord.loopback.wire import Json

_CONTAINER = 17
_TRIMMED = " \t\r\n"
_DEFAULTS: dict[int, Json] = {
    SELECT: {"min_values": 1, "max_values": 1},
    TEXT_INPUT: {"min_length": None, "max_length": None, "required": True, "label": None},
    _CONTAINER: {"accent_color": None, "spoiler": False},
}


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
