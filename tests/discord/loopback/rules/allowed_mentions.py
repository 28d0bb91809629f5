"""What `allowed_mentions` may say."""

from __future__ import annotations

from tests.discord.loopback.refusals import Complaints
from tests.discord.loopback.wire import Json

_KINDS = ("users", "roles", "everyone")
_MOST = 100


def check_allowed_mentions(
    complaints: Complaints, place: tuple[str, ...], allowed: Json | None
) -> None:
    """Note unknown kinds, overlong lists, and kinds both parsed and listed."""
    if allowed is None:
        return
    parsed = allowed.get("parse") or []
    for index, kind in enumerate(parsed):
        if kind not in _KINDS:
            complaints.add((*place, "parse", str(index)), "BASE_TYPE_CHOICES", f"one of {_KINDS}")
    for kind in ("users", "roles"):
        listed = allowed.get(kind) or []
        complaints.most((*place, kind), len(listed), _MOST)
        if listed and kind in parsed:
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            complaints.add(place, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)
