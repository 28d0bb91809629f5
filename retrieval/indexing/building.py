"""An index brought about: found in the data folder, built there, or built in memory."""

from __future__ import annotations

import logging
import shutil
from contextlib import suppress

from retrieval.errors import DamagedIndex, IndexFault, UnreadableFile
from retrieval.index.arrays import Arrays, MemorySink
from retrieval.index.catalog import Catalog, Pointer
from retrieval.index.corpus import Corpus
from retrieval.indexing.indexing import Plan, Previous, Progress, Run, looks
from retrieval.indexing.recipe import Recipe
from retrieval.indexing.snapshot import Snapshot
from retrieval.sources import digest

logger = logging.getLogger(__name__)


def build(
    snapshot: Snapshot,
    recipe: Recipe,
    catalog: Catalog | None,
    progress: Progress | None = None,
    *,
    must_persist: bool = False,
    anew: bool = False,
) -> Arrays:
    """Return the index of a snapshot, kept in the catalog where that can be written.

    Otherwise it is kept in memory and a warning is logged, or with `must_persist` IndexFault
    raised. With `anew`, every file is read and nothing that is stored is trusted. Raises
    SourcesError where nothing in the sources can be quoted, and DamagedIndex where what would
    be taken over from a stored index turns out altered.
    """
    previous = None if catalog is None or anew else _previous(catalog, snapshot, recipe)
    digests = _digests(snapshot, previous)
    if catalog is not None:
        try:
            plan = Plan(snapshot, recipe, digests, previous, progress)
            return _kept(plan, catalog, anew=anew)
        except OSError as error:
            reason = f"cannot write to {catalog.folder}: {error.strerror or error}"
            if must_persist:
                raise IndexFault(reason) from error
            logger.warning("%s; the index is kept in memory this time", reason)
    sink = MemorySink()
    Run(Plan(snapshot, recipe, digests, previous, progress), sink).write()
    return sink.finish()


def _previous(catalog: Catalog, snapshot: Snapshot, recipe: Recipe) -> Previous | None:
    pointer = catalog.pointer(snapshot.key(recipe))
    if pointer is None:
        return None
    try:
        corpus = Corpus(catalog.open(pointer.content))
        entries = {corpus.file(number).path: number for number in range(corpus.files)}
    except (DamagedIndex, KeyError):
        return None
    return Previous(corpus, entries, pointer.settled)


def _digests(snapshot: Snapshot, previous: Previous | None) -> dict[str, str]:
    """Return each file's SHA-256, read anew only where its size or times have changed."""
    found: dict[str, str] = {}
    for _, file in snapshot.all_files():
        path = str(file.path)
        entry = None
        if previous is not None and previous.trusted and path in previous.entries:
            entry = previous.corpus.file(previous.entries[path])
        if entry is not None and looks(entry) == looks(file):
            found[path] = entry.sha256
            continue
        try:
            found[path] = digest(file.path)
        except (OSError, UnreadableFile):
            found[path] = ""
    return found


def _kept(plan: Plan, catalog: Catalog, *, anew: bool) -> Arrays:
    """Return the plan's index from the catalog, built there unless it is there already."""
    content = plan.content(plan.digests)
    if not anew:
        try:
            arrays = catalog.open(content)
        except DamagedIndex:
            pass
        else:
            # Where this cannot be noted, the files are compared again next time.
            with suppress(OSError):
                catalog.keep(content)
                _point(plan, catalog, content)
            return arrays
    folder, sink = catalog.begin()
    try:
        content = plan.content(Run(plan, sink).write())
        sink.finish()
        published = catalog.publish(folder, content, replace=anew)
    finally:
        sink.abandon()
        shutil.rmtree(folder, ignore_errors=True)
    _point(plan, catalog, content)
    return published


def _point(plan: Plan, catalog: Catalog, content: str) -> None:
    snapshot = plan.snapshot
    roots = tuple(str(root) for root in snapshot.roots)
    pointer = Pointer(content, snapshot.looks, snapshot.settled, roots)
    catalog.point(snapshot.key(plan.recipe), pointer)
