"""What is kept on disk for the guilds: their own files, and their questions."""

from __future__ import annotations
