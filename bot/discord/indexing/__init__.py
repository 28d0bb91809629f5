"""Sources read and indexed by processes of their own, whenever they change."""

from __future__ import annotations
