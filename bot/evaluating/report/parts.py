"""What the sections of the report are put together from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from bot.evaluating.report.markup import Markup, joined, tag

MOST_OF_A_KIND = 50
"""Questions of one kind that are shown one by one; the rest is counted."""

NONE = "–"


def section(name: str, title: str, *content: str) -> Markup:
    """Return a part of the page with a heading, which `#name` leads to."""
    heading = tag("h2", title, id=f"{name}-heading")
    return tag("section", heading, *content, id=name, aria_labelledby=f"{name}-heading")


def table(
    caption: str, header: Sequence[str], rows: Iterable[Sequence[str]], words: Sequence[str] = ()
) -> Markup:
    """Return a table of which the first column names the rows; it scrolls where it is too wide.

    `words` names the other columns that hold no figures.
    """
    kinds: list[str | bool] = [name in words and "words" for name in header]
    cells = zip(header, kinds, strict=True)
    head = tag("tr", *(tag("th", name, scope="col", class_=kind) for name, kind in cells))
    body = joined(_row(row, kinds) for row in rows)
    whole = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", body))
    return tag("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _row(row: Sequence[str], kinds: Sequence[str | bool]) -> Markup:
    cells = zip(row[1:], kinds[1:], strict=True)
    name = tag("th", row[0], scope="row", dir="auto")
    return tag("tr", name, *(tag("td", cell, class_=kind) for cell, kind in cells))


def figure(drawing: Markup, title: str, *more: str) -> Markup:
    """Return a plot under its title, with what there is to say about it."""
    return tag("figure", tag("figcaption", tag("h3", title)), drawing, *more, class_="plot")


def told(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Return names with what they stand for; what is empty is left out."""
    shown = ((tag("dt", name), tag("dd", text)) for name, text in pairs if text)
    return tag("dl", *chain.from_iterable(shown))


def folded(title: str, *content: str, **attributes: str | bool) -> Markup:
    """Return what is shown when somebody opens it."""
    return tag("details", tag("summary", title), *content, **attributes)


def share(value: float | None) -> str:
    """Return a value from 0 to 1 with three digits, a dash for none."""
    return NONE if value is None else f"{value:.3f}"
