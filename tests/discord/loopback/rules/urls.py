"""Which URLs Discord takes."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.discord.loopback.refusals import Complaints

WEB = ("http", "https")
MEDIA = (*WEB, "attachment")
LINK = (*WEB, "discord")


def check_url(
    complaints: Complaints,
    place: tuple[str | int, ...],
    url: object,
    *,
    schemes: tuple[str, ...] = WEB,
    longest: int = 2048,
) -> None:
    """Note a URL that is overlong, of another scheme, without a host, or with spaces in it."""
    if url is None:
        return
    complaints.longest(place, url, longest)
    try:
        parts = urlsplit(str(url))
    except ValueError:
        complaints.add(place, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        return
    if parts.scheme not in schemes:
        message = f"Scheme {parts.scheme!r} is not supported. Scheme must be one of {schemes}."
        complaints.add(place, "URL_TYPE_INVALID_SCHEME", message)
    elif not parts.netloc or any(character.isspace() for character in str(url)):
        complaints.add(place, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
