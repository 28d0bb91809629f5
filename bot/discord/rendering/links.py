"""Which addresses Discord takes as the link of a card."""

from __future__ import annotations

import re
from urllib.parse import quote

from bot.discord.rendering.limits import URL, units

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
