"""Where a command reads from and keeps its index, and the library opened there.

The options and the settings say where; without them it is the bundled sources and the user's
data folder.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.settings import Settings
from bot.terminal.progress import BuildProgress
from retrieval.errors import UsageError

if TYPE_CHECKING:
    from retrieval.index.build import Progress
    from retrieval.index.snapshot import Recipe
    from retrieval.library import Library
    from retrieval.reader.reader import TransformerReader
    from retrieval.sources.base import Limits


def bundled_seeds() -> Path:
    """Return the folder of bundled sources: beside this module if installed, else a checkout's."""
    here = Path(__file__).resolve().parent
    installed = here / "bundled_seeds"
    return installed if installed.is_dir() else here.parent / "seeds"


class Workspace(NamedTuple):
    """Where the sources and the index of a command are."""

    sources: tuple[Path, ...]
    data_dir: Path
    settings: Settings

    @classmethod
    def of(cls, sources: Sequence[Path], data_dir: Path | None, settings: Settings) -> Workspace:
        """Return what the options say, the settings where they say nothing, or the defaults."""
        folder = (data_dir or settings.data_dir or _default_data_dir()).expanduser()
        return cls(tuple(sources) or settings.sources or (bundled_seeds(),), folder, settings)

    def with_sources(self, sources: tuple[Path, ...]) -> Workspace:
        """Return the same over other sources, where there are some."""
        return self._replace(sources=sources or self.sources)


class TimedOpening(NamedTuple):
    """An open library; `built` says whether files were read for it, `seconds` how long it took."""

    library: Library
    built: bool
    seconds: float


def open_library(workspace: Workspace) -> Library:
    """Return the library of a workspace, with progress on standard error if it must be built."""
    library, _, _ = open_timed(workspace)
    return library


def open_timed(
    workspace: Workspace, *, must_persist: bool = False, rebuild: bool = False
) -> TimedOpening:
    """Return the library of a workspace as `open_library` does, and what opening it took."""
    began = time.monotonic()
    with BuildProgress() as progress:
        library = _open(workspace, progress, must_persist=must_persist, rebuild=rebuild)
    return TimedOpening(library, progress.built, time.monotonic() - began)


def open_kept(workspace: Workspace) -> Library:
    """Return the library of a workspace, whose index has to be kept, without a word on the way."""
    return _open(workspace, None, must_persist=True)


def recipe_of(settings: Settings) -> Recipe:
    """Return how sources become an index."""
    from retrieval.index.snapshot import Recipe

    return Recipe(settings.engine, settings.language, limits_of(settings))


def local_recipe_of(settings: Settings) -> Recipe:
    """Return how sources become an index on this machine: what a cluster has is not kept there."""
    recipe = recipe_of(settings)
    return recipe if settings.cluster is None else recipe._replace(engine="sparse")


def limits_of(settings: Settings) -> Limits:
    """Return how much of one file is read."""
    from retrieval.sources.base import Limits

    return Limits(settings.max_file_mb * 2**20, settings.max_pages)


def _default_data_dir() -> Path:
    from platformdirs import user_data_path

    return user_data_path("quoth", appauthor=False)


def _open(
    workspace: Workspace, progress: Progress | None, *, must_persist: bool, rebuild: bool = False
) -> Library:
    settings = workspace.settings
    cluster = settings.cluster
    if cluster is None:
        from retrieval.library import Library

        opening = Library.open
    else:
        from retrieval.cluster_library import ClusterLibrary

        opening = partial(ClusterLibrary.open_in, cluster)
    return opening(
        workspace.sources,
        workspace.data_dir,
        recipe_of(settings),
        progress=progress,
        must_persist=must_persist,
        rebuild=rebuild,
        weights=settings.weights,
        caution=settings.caution,
        reader=reader_of(settings),
    )


def checked_encoder(reader: TransformerReader | None, option: str) -> TransformerReader:
    """Return the reader that an option needs. Raises UsageError where there is no encoder."""
    if reader is None:
        raise UsageError(
            f"{option}: expected a reader, got none: pip install 'quoth[semantic]', "
            "or set QUOTH_READER"
        )
    if reader.kind != "encoder":
        raise UsageError(f"{option}: expected an encoder, got {reader.kind or 'none'}")
    return reader


def reader_of(settings: Settings) -> TransformerReader | None:
    """Return the reader that is set or installed, None where there is to be none."""
    if settings.reader == "none" or not (settings.reader or find_spec("onnxruntime")):
        return None
    from retrieval.reader.reader import found_reader

    return found_reader(settings.reader, settings.reader_threads, settings.reader_budget)
