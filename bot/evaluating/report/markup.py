"""HTML that cannot be put together wrongly: text is escaped unless it is markup already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from bot.visible import visible

_VOID = frozenset(("br", "link", "meta"))


class Markup(str):
    """A text that is HTML; every other text is shown as it stands."""

    __slots__ = ()


def markup(text: str) -> Markup:
    """Return a text as HTML that shows it, what acts or hides in it as pictures of that.

    A browser would take a carriage return for a line feed, so that is spelled out.
    """
    if isinstance(text, Markup):
        return text
    return Markup(escape(visible(text)).replace("\r", "&#13;"))


def joined(parts: Iterable[str]) -> Markup:
    """Return texts and markup as one piece of markup."""
    return Markup("".join(map(markup, parts)))


def dotted(parts: Sequence[str]) -> list[str]:
    """Return parts of a line with a dot between them."""
    return [piece for part in parts for piece in (" · ", part)][1:]


def tag(name: str, /, *content: str, **attributes: str | bool) -> Markup:
    """Return an element.

    An underscore at the end of an attribute's name is dropped, others become hyphens. True
    stands for an attribute without a value, False for none.
    """
    told = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{markup(value)}"')
        for key, value in attributes.items()
        if value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{joined(content)}</{name}>")


def given(text: str, name: str = "span", /, **attributes: str | bool) -> Markup:
    """Return an element with a text from outside, in whichever direction its script runs."""
    return tag(name, text, dir="auto", **attributes)
