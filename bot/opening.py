"""The library that a command asks, opened as its options and the settings say."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.progress import BuildProgress
from bot.seeds import bundled_seeds
from bot.settings import Settings

if TYPE_CHECKING:
    from retrieval.indexing.recipe import Recipe
    from retrieval.library import Library
    from retrieval.sources import Limits


class Place(NamedTuple):
    """Where the sources and the index of a command are."""

    sources: tuple[Path, ...]
    data_dir: Path
    settings: Settings

    @classmethod
    def of(cls, sources: Sequence[Path], data_dir: Path | None, settings: Settings) -> Place:
        """Return what the options say, the settings where they say nothing, or the defaults."""
        folder = (data_dir or settings.data_dir or _default_data_dir()).expanduser()
        return cls(tuple(sources) or settings.sources or (bundled_seeds(),), folder, settings)


class Opened(NamedTuple):
    """An open library; `built` says whether files were read for it, `seconds` how long it took."""

    library: Library
    built: bool
    seconds: float


def open_library(place: Place) -> Library:
    """Return the library of a place, with progress on standard error if it must be built."""
    library, _, _ = open_timed(place)
    return library


def open_timed(place: Place, *, must_persist: bool = False, rebuild: bool = False) -> Opened:
    """Return the library of a place as `open_library` does, and what opening it took."""
    from retrieval.library import Library

    began = time.monotonic()
    with BuildProgress() as progress:
        library = Library.open(
            place.sources,
            place.data_dir,
            recipe_of(place.settings),
            progress=progress,
            must_persist=must_persist,
            rebuild=rebuild,
            weights=place.settings.weights,
            caution=place.settings.caution,
        )
    return Opened(library, progress.built, time.monotonic() - began)


def recipe_of(settings: Settings) -> Recipe:
    """Return how sources become an index."""
    from retrieval.indexing.recipe import Recipe

    return Recipe(settings.engine, settings.language, limits_of(settings))


def limits_of(settings: Settings) -> Limits:
    """Return how much of one file is read."""
    from retrieval.sources import Limits

    return Limits(settings.max_file_mb * 2**20, settings.max_pages)


def _default_data_dir() -> Path:
    from platformdirs import user_data_path

    return user_data_path("quoth", appauthor=False)
