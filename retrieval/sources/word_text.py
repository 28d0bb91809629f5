"""The text of a Word paragraph as a reader of the final document sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

_SHOWN_AS = {
    f"{W}tab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
# Deleted text, field codes, properties, and what is written as a block of its own.
_UNSEEN = {
    *(f"{W}{name}" for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "txbxContent")),
    _FALLBACK,
}

Element = Any
"""An lxml element, which is untyped."""


def paragraph_text(element: Element) -> str:
    """The text inside an element: insertions counted in, deletions and text boxes not."""
    if element.tag in (f"{W}t", f"{_MATH}t"):
        return element.text or ""
    if element.tag in _SHOWN_AS:
        return _SHOWN_AS[element.tag]
    return "".join(paragraph_text(child) for child in element if child.tag not in _UNSEEN)


def text_boxes(paragraph: Element) -> Iterator[Element]:
    """Yields the contents of the text boxes anchored in a paragraph, each once."""
    for child in paragraph:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag != _FALLBACK:
            yield from text_boxes(child)
