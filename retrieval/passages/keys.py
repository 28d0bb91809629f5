"""Short names for passages, for where a passage id is too long or holds the wrong characters.

A key is a digest of the document's id and the passage's own name, which is a digest of its
text: it stays the same as long as the passage stands in the document, whatever else changes.
"""

from __future__ import annotations

import re
from hashlib import blake2b

_KEY = re.compile(r"[0-9a-f]{12}-([0-9a-f]{10})(?:-([0-9]{1,10}))?", re.ASCII)


def passage_key(passage_id: str) -> str:
    """Return at most 34 characters of 0-9, a-z and "-" that stand for a passage's id."""
    doc_id, _, name = passage_id.rpartition("#")
    digest = blake2b(doc_id.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return f"{digest}-{name}"


def name_in(key: str) -> tuple[int, int] | None:
    """Return the passage's name in a key, and its twin (0 without); None if it is no key."""
    match = _KEY.fullmatch(key)
    return None if match is None else (int(match[1], 16), int(match[2] or 0))
