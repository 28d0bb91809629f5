"""Where the files of a guild are, below a data folder.

    guilds/<guild>/added/<name>             quoted in this guild, and nowhere else
    guilds/<guild>/staged/<token>/<name>    not quoted yet: looked at, then kept or discarded
    guilds/<guild>/questions.yaml           the guild's own regression questions
    guild-indexes/<guild>/                  what the added files are searched by

All of it goes when the guild sends the bot away.
"""

from __future__ import annotations

from pathlib import Path

GUILDS, ADDED, STAGED, INDEXES = "guilds", "added", "staged", "guild-indexes"
QUESTIONS = "questions.yaml"


def questions_path(data_dir: Path, guild: int) -> Path:
    """Return the file of a guild's regression questions."""
    return data_dir / GUILDS / str(guild) / QUESTIONS


def added_folder(data_dir: Path, guild: int) -> Path:
    """Return the folder of the files that a guild has added."""
    return data_dir / GUILDS / str(guild) / ADDED
