"""What an index is keyed by: the recipe it is made by, and how the sources look at one moment."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from importlib.util import find_spec
from json import dumps
from pathlib import Path
from typing import NamedTuple

from retrieval.index.engine import BM25
from retrieval.sources.base import Limits, Skipped, SourceFile
from retrieval.sources.folder import scan
from retrieval.sources.registry import library_of


class Recipe(NamedTuple):
    """The engine, the language of the sources, the limits on files, and the weights of fields.

    In the language "auto", each document is read in its own. A title term counts as
    `title_weight` occurrences in each passage of its document, a heading term as
    `heading_weight`. `analysis` numbers the ways that text was turned to terms.

    >>> german = Library.open("docs/", recipe=Recipe(language="german"))
    >>> german.recipe.engine
    'sparse'
    """

    engine: str = "sparse"
    language: str = "auto"
    limits: Limits = Limits()
    bm25: BM25 = BM25()
    title_weight: int = 3
    heading_weight: int = 2
    analysis: int = 5

    def digest_of(self, *more: object) -> str:
        """Return a short digest of the recipe and what is to go into the index with it."""
        everything = dumps([self, more], default=str)
        return blake2b(everything.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


# The coarsest clock of a file system that people use: FAT counts in two seconds.
_CLOCK_TICK_NS = 2_000_000_000


class Snapshot(NamedTuple):
    """The files below each root in path order, what was skipped, and a digest of their looks.

    `readers` names the optional libraries that the files need and that are installed.

    `settled` is False where a file changed so shortly before that it could change once more
    without its times telling.
    """

    roots: tuple[Path, ...]
    files: tuple[tuple[SourceFile, ...], ...]
    skipped: tuple[Skipped, ...]
    looks: str
    settled: bool
    readers: tuple[str, ...]

    @classmethod
    def take(cls, roots: Sequence[Path]) -> Snapshot:
        """Return how the sources look now. Raises SourcesError for a root that cannot be read."""
        taken_at = time.time_ns()
        absolute = tuple(dict.fromkeys(root.expanduser().absolute() for root in roots))
        scans = [scan(root) for root in absolute]
        looks = blake2b(digest_size=16)
        newest = 0
        for found in scans:
            for file in found.files:
                looks.update(repr(file).encode("utf-8", "surrogatepass"))
                newest = max(newest, file.ctime_ns)
        readers = _readers(file for found in scans for file in found.files)
        looks.update(repr(readers).encode())
        return cls(
            roots=absolute,
            files=tuple(found.files for found in scans),
            skipped=tuple(skip for found in scans for skip in found.skipped),
            looks=looks.hexdigest(),
            settled=newest < taken_at - _CLOCK_TICK_NS,
            readers=readers,
        )

    def key(self, recipe: Recipe) -> str:
        """Return the name under which an index of these roots by this recipe is looked up."""
        return recipe.digest_of([str(root) for root in self.roots])

    def all_files(self) -> Iterator[tuple[int, SourceFile]]:
        """Yield each file once, with the number of its root, in order.

        Where roots hold files of the same relative path, the later root's name goes before it.
        """
        paths: set[Path] = set()
        doc_ids: set[str] = set()
        for number, files in enumerate(self.files):
            for file in files:
                if file.path in paths:
                    continue
                doc_id = file.doc_id
                while doc_id in doc_ids:
                    doc_id = f"{self.roots[number].name}/{doc_id}"
                paths.add(file.path)
                doc_ids.add(doc_id)
                yield number, file if doc_id == file.doc_id else file._replace(doc_id=doc_id)


def _readers(files: Iterable[SourceFile]) -> tuple[str, ...]:
    """Return which optional libraries these files need and which of them are installed.

    A file that could not be read for want of one can be read once it is there.
    """
    needed = {library_of(file.doc_id) for file in files}
    return tuple(name for name in sorted(filter(None, needed)) if find_spec(name) is not None)
