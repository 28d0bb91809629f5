"""The libraries that the questions of a session are put to, each opened once."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from bot.opening import recipe_of
from bot.seeds import bundled_seeds
from bot.settings import Settings
from retrieval.errors import QuothError
from retrieval.evaluation.anchors import Anchors
from retrieval.library import Library

_KEY = pytest.StashKey["Libraries"]()


class Opened(NamedTuple):
    """A library, and what looks passages up in it."""

    library: Library
    anchors: Anchors


class Libraries:
    """What is open, by sources.

    Sources are those of `--quoth-sources`, else those that a file of questions names, else those
    of the ini file, of the settings, or the bundled digests. An index is made anew and in memory
    unless `quoth_data_dir` is set: one that is kept may be of another version of the code.
    """

    def __init__(self, config: pytest.Config) -> None:
        folder = config.invocation_params.dir
        self._settings = Settings.load()
        self._given = tuple(folder / path for path in config.getoption("quoth_sources") or ())
        self._default = tuple(config.getini("quoth_sources")) or self._settings.sources
        self._data_dir: Path | None = next(iter(config.getini("quoth_data_dir")), None)
        self._opened: dict[tuple[Path, ...], Opened | QuothError] = {}

    @classmethod
    def of(cls, config: pytest.Config) -> Libraries:
        """Return those of a session. Raises UsageError for a malformed setting."""
        if _KEY not in config.stash:
            config.stash[_KEY] = cls(config)
        return config.stash[_KEY]

    def opened(self, own: tuple[Path, ...]) -> Opened:
        """Return the library for a file that names these sources.

        Raises SourcesError or IndexFault, for every question the same.
        """
        sources = self._given or own or self._default or (bundled_seeds(),)
        if sources not in self._opened:
            self._opened[sources] = self._open(sources)
        found = self._opened[sources]
        if isinstance(found, QuothError):
            raise found
        return found

    def _open(self, sources: tuple[Path, ...]) -> Opened | QuothError:
        try:
            library = Library.open(
                sources,
                self._data_dir,
                recipe_of(self._settings),
                weights=self._settings.weights,
                caution=self._settings.caution,
            )
        except QuothError as error:
            return error
        return Opened(library, Anchors(library))
