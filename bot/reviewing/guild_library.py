"""What was asked when a question was noted: the sources, and what a guild has added to them."""

from __future__ import annotations

from pathlib import Path

from bot.discord.storage.guild_files import added_folder
from bot.opening import Place, open_library, recipe_of
from bot.seeds import bundled_seeds
from retrieval.askable import Askable


def library_of(place: Place, guild: int | None) -> Askable:
    """Return what is asked: with a guild, what that is answered from."""
    library, added = open_library(place), _added(place, guild)
    if added is None:
        return library
    from retrieval.joined import JoinedLibrary
    from retrieval.library import Library

    # In memory: what a guild has added goes when the guild does.
    return JoinedLibrary([library, Library.open([added], None, recipe_of(place.settings))])


def named_sources(place: Place, guild: int | None) -> list[Path]:
    """Return the sources that a new file of questions names; the bundled digests need no naming."""
    added = _added(place, guild)
    if added is None:
        return [] if place.sources == (bundled_seeds(),) else list(place.sources)
    return [*place.sources, added]


def _added(place: Place, guild: int | None) -> Path | None:
    """Return the folder of what a guild has added, None where that is nothing."""
    added = None if guild is None else added_folder(place.data_dir, guild)
    return added if added is not None and added.is_dir() and any(added.iterdir()) else None
