"""HTML that cannot be put together wrongly, and the parts that sections of the report are made of.

Text is escaped unless it is markup already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import chain

from bot.terminal.layout import visible

_VOID_ELEMENTS = frozenset(("br", "link", "meta"))


class Markup(str):
    """A text that is HTML; every other text is shown as it stands."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    """Return a text as HTML that shows it, what acts or hides in it as pictures of that.

    A browser would take a carriage return for a line feed, so that is spelled out.
    """
    if isinstance(text, Markup):
        return text
    return Markup(escape(visible(text)).replace("\r", "&#13;"))


def joined_markup(parts: Iterable[str]) -> Markup:
    """Return texts and markup as one piece of markup."""
    return Markup("".join(map(escaped, parts)))


def dot_separated(parts: Sequence[str]) -> list[str]:
    """Return parts of a line with a dot between them."""
    return [piece for part in parts for piece in (" · ", part)][1:]


def tag(name: str, /, *content: str, **attributes: str | bool) -> Markup:
    """Return an element.

    An underscore at the end of an attribute's name is dropped, others become hyphens. True
    stands for an attribute without a value, False for none.
    """
    told = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escaped(value)}"')
        for key, value in attributes.items()
        if value is not False
    )
    if name in _VOID_ELEMENTS:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{joined_markup(content)}</{name}>")


def outside_text(text: str, name: str = "span", /, **attributes: str | bool) -> Markup:
    """Return an element with a text from outside, in whichever direction its script runs."""
    return tag(name, text, dir="auto", **attributes)


MOST_OF_A_KIND = 50
"""Questions of one kind that are shown one by one; the rest is counted."""

NO_VALUE = "–"


def section(name: str, title: str, *content: str) -> Markup:
    """Return a part of the page with a heading, which `#name` leads to."""
    heading = tag("h2", title, id=f"{name}-heading")
    return tag("section", heading, *content, id=name, aria_labelledby=f"{name}-heading")


def html_table(
    caption: str, header: Sequence[str], rows: Iterable[Sequence[str]], words: Sequence[str] = ()
) -> Markup:
    """Return a table of which the first column names the rows; it scrolls where it is too wide.

    `words` names the other columns that hold no figures.
    """
    kinds: list[str | bool] = [name in words and "words" for name in header]
    cells = zip(header, kinds, strict=True)
    head = tag("tr", *(tag("th", name, scope="col", class_=kind) for name, kind in cells))
    body = joined_markup(_row(row, kinds) for row in rows)
    whole = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", body))
    return tag("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _row(row: Sequence[str], kinds: Sequence[str | bool]) -> Markup:
    cells = zip(row[1:], kinds[1:], strict=True)
    name = tag("th", row[0], scope="row", dir="auto")
    return tag("tr", name, *(tag("td", cell, class_=kind) for cell, kind in cells))


def figure(drawing: Markup, title: str, *more: str) -> Markup:
    """Return a plot under its title, with what there is to say about it."""
    return tag("figure", tag("figcaption", tag("h3", title)), drawing, *more, class_="plot")


def definitions(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Return names with what they stand for; what is empty is left out."""
    shown = ((tag("dt", name), tag("dd", text)) for name, text in pairs if text)
    return tag("dl", *chain.from_iterable(shown))


def disclosure(title: str, *content: str, **attributes: str | bool) -> Markup:
    """Return what is shown when somebody opens it."""
    return tag("details", tag("summary", title), *content, **attributes)


def share_text(value: float | None) -> str:
    """Return a value from 0 to 1 with three digits, a dash for none."""
    return NO_VALUE if value is None else f"{value:.3f}"
