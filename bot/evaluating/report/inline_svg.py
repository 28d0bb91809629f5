"""A drawing of matplotlib as SVG inside of a page: in its colours and fonts, ids of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from bot.evaluating.report.colours import VARIABLES
from bot.evaluating.report.markup import Markup
from bot.visible import one_line

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_FONT_FAMILY = re.compile(r"\s*font-family:[^;]*;?")
_COLOUR = re.compile("|".join(VARIABLES))
_REFERENCE = re.compile(r"#([\w.-]+)")
_BLANK = re.compile(r"\s+")
_NEEDLESS = ("metadata", "style")


def inline(drawing: bytes, name: str, alt: str) -> Markup:
    """Return a drawing as an element that fits the width it is given.

    `drawing` is what matplotlib wrote itself. It loses what would act on the rest of the page,
    and whatever tells of the time or of the version that wrote it.
    """
    root = ET.fromstring(drawing)  # noqa: S314  # matplotlib wrote it, a moment ago
    used = set(_references(root))
    for element in root.iter():
        _without_needless(element)
        _renamed(element, name, used)
        element.tag = element.tag.removeprefix(_SVG)
    for attribute in ("width", "height", "version"):
        del root.attrib[attribute]
    root.attrib |= {"role": "img", "aria-label": one_line(alt)}
    return Markup(_written(root))


def _references(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        for value in element.attrib.values():
            yield from _REFERENCE.findall(value)


def _without_needless(element: ET.Element) -> None:
    for child in list(element):
        kind = child.tag.removeprefix(_SVG).rpartition("}")[2]
        if kind in _NEEDLESS or (kind == "defs" and all(_is_style(one) for one in child)):
            element.remove(child)


def _is_style(element: ET.Element) -> bool:
    return element.tag == f"{_SVG}style"


def _renamed(element: ET.Element, name: str, used: set[str]) -> None:
    own = element.attrib
    if own.get("id") in used:
        own["id"] = f"{name}-{own['id']}"
    else:
        own.pop("id", None)
    if _HREF in own:
        own["href"] = f"#{name}-{own.pop(_HREF)[1:]}"
    if "clip-path" in own:
        own["clip-path"] = own["clip-path"].replace("url(#", f"url(#{name}-")
    if "style" in own:
        own["style"] = _COLOUR.sub(_variable, _FONT_FAMILY.sub("", own["style"])).strip("; ")
    if "d" in own:
        own["d"] = _BLANK.sub(" ", own["d"]).strip()


def _variable(found: re.Match[str]) -> str:
    return f"var({VARIABLES[found.group()]})"


def _written(root: ET.Element) -> str:
    for element in root.iter():
        if element.tag != "text":
            element.text = None
        element.tail = None
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)
