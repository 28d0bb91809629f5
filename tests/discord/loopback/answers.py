"""HTTP answers as Discord gives them."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

from aiohttp import web

_ROOMY = 1000


def json_answer(
    status: int, body: object, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Return a JSON answer whose Content-Type is exactly `application/json`.

    discord.py takes anything else for text.
    """
    text = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(status=status, body=text, content_type="application/json", headers=headers)


def with_room(bucket: str) -> dict[str, str]:
    """Return the headers of a rate limit that is far away."""
    return {
        "X-RateLimit-Limit": str(_ROOMY),
        "X-RateLimit-Remaining": str(_ROOMY - 1),
        "X-RateLimit-Reset": f"{time.time() + 1:.3f}",
        "X-RateLimit-Reset-After": "1.000",
        "X-RateLimit-Bucket": bucket,
    }


def too_many_requests(seconds: float, *, is_global: bool) -> web.Response:
    """Return the answer to a request too many, as Discord gives it through its proxy.

    Without `Via` discord.py would take it for a ban.
    """
    headers = {
        "Retry-After": str(max(1, round(seconds))),
        "Via": "1.1 google",
        "X-RateLimit-Limit": "5",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": f"{time.time() + seconds:.3f}",
        "X-RateLimit-Reset-After": f"{seconds:.3f}",
        "X-RateLimit-Scope": "global" if is_global else "user",
    }
    if is_global:
        headers["X-RateLimit-Global"] = "true"
    body = {
        "code": 0,
        "message": "You are being rate limited.",
        "retry_after": seconds,
        "global": is_global,
    }
    return json_answer(429, body, headers)
