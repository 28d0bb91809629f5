"""What Discord takes: the sizes of a message's parts, how text is cut to them, and which links.

Discord counts code points; others that stand between count UTF-16 code units. Here the larger
of the two is taken, so a character outside the Basic Multilingual Plane counts as two.
"""

from __future__ import annotations

import re
from urllib.parse import quote

CONTENT = 2_000
"""Units of a message's own text."""

EMBEDS = 10
"""Embeds of one message."""

EMBEDS_TOTAL = 6_000
"""Units of all embeds of one message: authors, titles, descriptions, fields, footers."""

TITLE = 256
DESCRIPTION = 4_096
FOOTER = 2_048
AUTHOR = 256
FIELDS = 25
URL = 2_048

ROWS = 5
BUTTONS_IN_ROW = 5
OPTIONS = 25
BUTTON_LABEL = 80
CUSTOM_ID = 100
MODAL_TITLE = 45
CHOICES = 25
CHOICE = 100

ELLIPSIS = "…"

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def units(text: str) -> int:
    """Return how much of a limit a text takes, in UTF-16 code units."""
    return len(text) + len(_ASTRAL.findall(text))


def clipped(text: str, limit: int) -> str:
    """Return a text of at most `limit` units, its end replaced by an ellipsis where it is cut."""
    if units(text) <= limit:
        return text
    return _head(text, limit - 1).rstrip() + ELLIPSIS if limit > 0 else ""


def clipped_inside(text: str, limit: int) -> str:
    """Return a text of at most `limit` units that keeps its beginning and, more of it, its end.

    A path keeps its file's name and the line that way.
    """
    if units(text) <= limit:
        return text
    if limit < 1:
        return ""
    head = _head(text, (limit - 1) // 3)
    tail = _head(text[::-1], limit - 1 - units(head))[::-1]
    return head + ELLIPSIS + tail


def _head(text: str, limit: int) -> str:
    """Return the most that stands at the beginning of a text and takes at most `limit` units."""
    taken = 0
    for place, character in enumerate(text):
        taken += 2 if character > "\uffff" else 1
        if taken > limit:
            return text[:place]
    return text


# Discord refuses the whole message for a link it finds malformed: a host without a dot or with
# anything else than a name in it is such a one, and credentials in a link are a trap besides.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_WELL_FORMED = re.compile(
    rf"(?i:https?://(?=[^/?#:]{{1,253}}(?:[/?#:]|\Z))(?:{_LABEL}\.)+(?!xn--\Z)[a-z][a-z0-9-]{{0,61}}[a-z0-9])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:[/?#][!#$&'()*+,/:;=?@\[\]~\w.%-]*)?",
    re.ASCII,
)
_KEPT = "!#$%&'()*+,/:;=?@[]~"


def link(url: str | None) -> str | None:
    """Return the address as Discord takes it for a link, None where it would refuse it.

    What is not ASCII is percent-encoded, as browsers do.
    """
    if not url:
        return None
    try:
        address = quote(url.strip(), safe=_KEPT)
    except UnicodeEncodeError:
        return None
    found = _WELL_FORMED.fullmatch(address)
    if found is None or units(address) > URL:
        return None
    return address if int(found["port"] or 80) in range(1, 65536) else None
