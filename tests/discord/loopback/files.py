"""Attachments: what people and bots upload, kept in memory and served under a URL."""

from __future__ import annotations

import mimetypes
from typing import NamedTuple

from tests.discord.loopback.wire import Json

LARGEST_UPLOAD = 10 * 1024 * 1024
"""Bytes that a file may have without anybody paying for more."""


class Upload(NamedTuple):
    """A file on its way to Discord. The type is guessed from the name where none is given."""

    filename: str
    content: bytes
    content_type: str | None = None
    description: str | None = None

    @property
    def media_type(self) -> str:
        """The MIME type, as a client tells it."""
        guessed = mimetypes.guess_type(self.filename)[0]
        return self.content_type or guessed or "application/octet-stream"


class Attachment(NamedTuple):
    """A file that Discord holds. `url` is where the double serves its bytes."""

    id: int
    upload: Upload
    url: str

    @property
    def filename(self) -> str:
        """The name of the file."""
        return self.upload.filename

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return self.upload.content

    def to_json(self, *, ephemeral: bool = False) -> Json:
        """Return Discord's attachment object."""
        body: Json = {
            "id": str(self.id),
            "filename": self.filename,
            "size": len(self.content),
            "url": self.url,
            "proxy_url": self.url,
            "content_type": self.upload.media_type,
        }
        if self.upload.description is not None:
            body["description"] = self.upload.description
        return {**body, "ephemeral": True} if ephemeral else body
