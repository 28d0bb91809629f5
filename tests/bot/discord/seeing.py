"""What a reader sees of a quote, and what there is to be seen, character by character."""

from __future__ import annotations

from bot.discord.rendering.markdown_escape import pieces
from retrieval.model import Span
from tests.discord.markdown import shown


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
