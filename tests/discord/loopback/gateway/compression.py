"""How frames are packed, as the client's URL asks."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable

from aiohttp import web

Pack = Callable[[bytes], bytes]


def packer(name: str | None) -> Pack | None:
    """Return what packs each payload for `zlib-stream` or `zstd-stream`; None sends text.

    Raises web.HTTPBadRequest for another name, or where zstandard is not installed.
    """
    if name is None:
        return None
    if name == "zlib-stream":
        return _zlib_stream()
    if name == "zstd-stream":
        return _zstd_stream()
    raise web.HTTPBadRequest(reason=f"no such compression: {name}")


def _zlib_stream() -> Pack:
    stream = zlib.compressobj()

    def pack(payload: bytes) -> bytes:
        return stream.compress(payload) + stream.flush(zlib.Z_SYNC_FLUSH)

    return pack


def _zstd_stream() -> Pack:
    """Return what packs with python-zstandard, which discord.py asks for if it has it itself."""
    try:
        zstandard = importlib.import_module("zstandard")
    except ImportError:
        raise web.HTTPBadRequest(reason="zstandard is not installed") from None
    stream = zstandard.ZstdCompressor().compressobj()

    def pack(payload: bytes) -> bytes:
        packed: bytes = stream.compress(payload)
        packed += stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        return packed

    return pack
