"""What Discord would refuse of a message, and what a reader sees of a quote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from bot.discord.rendering import message_limits
from bot.discord.rendering.answer_message import RenderedMessage
from bot.discord.rendering.markdown_escape import pieces
from retrieval.model import Span
from tests.discord.markdown import shown


def refusals(message: RenderedMessage) -> list[str]:
    """Return what Discord would refuse of a message; none where it takes it."""
    return list(_refusals(message.content, [dict(embed.to_dict()) for embed in message.embeds]))


def total(embeds: list[dict[str, Any]]) -> int:
    """Return the units of all that counts in embeds."""
    return sum(message_limits.units(text) for embed in embeds for text, _ in _texts(embed))


def _refusals(content: str, embeds: list[dict[str, Any]]) -> Iterator[str]:
    if message_limits.units(content) > message_limits.CONTENT:
        yield f"content of {message_limits.units(content)}"
    if not content.strip() and not embeds:
        yield "an empty message"
    if len(embeds) > message_limits.EMBEDS:
        yield f"{len(embeds)} embeds"
    if total(embeds) > message_limits.EMBEDS_TOTAL:
        yield f"embeds of {total(embeds)}"
    for embed in embeds:
        yield from _embed(embed)


def _embed(embed: dict[str, Any]) -> Iterator[str]:
    for text, limit in _texts(embed):
        if not text.strip():
            yield "an empty text"
        if message_limits.units(text) > limit:
            yield f"{message_limits.units(text)} where {limit} are taken"
        text.encode("utf-8")
    url = embed.get("author", {}).get("url")
    if url is not None and (
        urlsplit(url).scheme.lower() not in ("http", "https")
        or "." not in (urlsplit(url).hostname or "")
        or not url.isascii()
        or " " in url
        or len(url) > message_limits.URL
    ):
        yield f"the link {url}"


def _texts(embed: dict[str, Any]) -> Iterator[tuple[str, int]]:
    parts = (
        (embed.get("description"), message_limits.DESCRIPTION),
        (embed.get("author", {}).get("name"), message_limits.AUTHOR),
        (embed.get("footer", {}).get("text"), message_limits.FOOTER),
    )
    yield from ((text, limit) for text, limit in parts if text is not None)


def seen_characters(markup: str) -> list[tuple[str, bool]]:
    """The visible characters that a reader sees, and whether they are bold."""
    return [
        (character, "bold" in styles)
        for character, styles in shown(markup).characters()
        if not character.isspace()
    ]


def marked_characters(text: str, marks: tuple[Span, ...]) -> list[tuple[str, bool]]:
    """The visible characters of a text, and whether they are marked."""
    return [
        (piece[-1], any(start <= place < end for start, end in marks))
        for place, piece in enumerate(pieces(text))
        if piece and not piece.isspace()
    ]
