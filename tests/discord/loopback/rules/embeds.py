"""What embeds may hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tests.discord.loopback.refusals import Complaints
from tests.discord.loopback.rules.urls import MEDIA, WEB, check_url
from tests.discord.loopback.wire import Json

MOST_EMBEDS = 10
MOST_FIELDS = 25
SUM = 6000
"""Characters of all embeds of a message together."""

Place = tuple[str | int, ...]

_LIMITS = (
    (("title",), 256),
    (("description",), 4096),
    (("footer", "text"), 2048),
    (("author", "name"), 256),
)
_URLS = (
    (("url",), WEB),
    (("author", "url"), WEB),
    (("author", "icon_url"), MEDIA),
    (("footer", "icon_url"), MEDIA),
    (("image", "url"), MEDIA),
    (("thumbnail", "url"), MEDIA),
)
_VISIBLE = ("title", "description", "fields", "author", "footer", "image", "thumbnail")


def check_embeds(complaints: Complaints, place: Place, embeds: Sequence[Json]) -> None:
    """Note every limit that an embed exceeds, alone or with the others."""
    complaints.most(place, len(embeds), MOST_EMBEDS)
    for index, embed in enumerate(embeds):
        _check_embed(complaints, (*place, index), embed)
    if sum(map(size, embeds)) > SUM:
        message = f"Embed size exceeds maximum size of {SUM}"
        complaints.add(place, "MAX_EMBED_SIZE_EXCEEDED", message)


def size(embed: Json) -> int:
    """Return how many characters of an embed count towards the sum."""
    texts = [_at(embed, path) for path, _ in _LIMITS]
    for field in embed.get("fields") or ():
        texts += [field.get("name"), field.get("value")]
    return sum(len(text) for text in texts if isinstance(text, str))


def _check_embed(complaints: Complaints, place: Place, embed: Json) -> None:
    for path, limit in _LIMITS:
        complaints.longest((*place, *path), _at(embed, path), limit)
    for path, schemes in _URLS:
        check_url(complaints, (*place, *path), _at(embed, path), schemes=schemes)
    if not any(embed.get(part) for part in _VISIBLE):
        complaints.required((*place, "description"), None)
    _check_fields(complaints, (*place, "fields"), embed.get("fields") or [])
    _check_color(complaints, (*place, "color"), embed.get("color"))
    _check_timestamp(complaints, (*place, "timestamp"), embed.get("timestamp"))


def _check_fields(complaints: Complaints, place: Place, fields: Sequence[Json]) -> None:
    complaints.most(place, len(fields), MOST_FIELDS)
    for index, field in enumerate(fields):
        for part, limit in (("name", 256), ("value", 1024)):
            complaints.required((*place, index, part), field.get(part))
            complaints.longest((*place, index, part), field.get(part), limit)


def _check_color(complaints: Complaints, place: Place, color: object) -> None:
    if color is not None and not (isinstance(color, int) and 0 <= color <= 0xFFFFFF):
        complaints.add(place, "NUMBER_TYPE_MAX", f"int value should be at most {0xFFFFFF}.")


def _check_timestamp(complaints: Complaints, place: Place, moment: object) -> None:
    if moment is None:
        return
    try:
        datetime.fromisoformat(str(moment))
    except ValueError:
        message = f"Could not parse {moment}. Should be ISO8601."
        complaints.add(place, "DATE_TIME_TYPE_PARSE", message)


def _at(embed: Json, path: tuple[str, ...]) -> object:
    node: object = embed
    for step in path:
        node = node.get(step) if isinstance(node, dict) else None
    return node
