"""An index brought about: found in the data folder, built there, or built in memory.

One pass over the files loads, cuts, analyses, counts and writes. What did not change since the
previous index is taken over from it and not parsed again.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from retrieval.errors import DamagedIndex, IndexFault, SourcesError, UnreadableFile
from retrieval.index.catalog import Catalog, Pointer
from retrieval.index.corpus import Corpus, CorpusWriter, FileEntry
from retrieval.index.engine import engine_named
from retrieval.index.parsed_files import KeptFiles, ParsedFile, documents_of
from retrieval.index.readers import WORTHWHILE, is_streamed, read_ahead
from retrieval.index.snapshot import Recipe, Snapshot
from retrieval.index.storage import FORMAT, Arrays, MemorySink, Sink
from retrieval.model import Document, Passage
from retrieval.sources.base import SourceFile, digest
from retrieval.sources.registry import TYPES
from retrieval.text.analyzer import analyzer_of_document

logger = logging.getLogger(__name__)

_PROBLEMS_KEPT = 20
_TELLING_LANGUAGE = 12


class Progress(Protocol):
    """Called again and again with how far a build has come."""

    def __call__(self, read: int, total: int, passages: int) -> None:
        """Take note: bytes of source files read, of how many, and passages made so far."""


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
            kept = KeptFiles(catalog.folder, snapshot.key(recipe), recipe.limits, snapshot.readers)
            if anew:
                kept.remove()
            plan = BuildPlan(snapshot, recipe, digests, previous, progress, kept)
            return _in_catalog(plan, catalog, anew=anew)
        except OSError as error:
            reason = f"cannot write to {catalog.folder}: {error.strerror or error}"
            if must_persist:
                raise IndexFault(reason) from error
            logger.warning("%s; the index is kept in memory this time", reason)
    sink = MemorySink()
    IndexBuild(BuildPlan(snapshot, recipe, digests, previous, progress), sink).write()
    return sink.finish()


@dataclass(frozen=True, slots=True)
class PreviousIndex:
    """What served the same sources before; `trusted` says that unchanged times mean unchanged."""

    corpus: Corpus
    entries: dict[str, int]
    trusted: bool


def _previous(catalog: Catalog, snapshot: Snapshot, recipe: Recipe) -> PreviousIndex | None:
    pointer = catalog.pointer(snapshot.key(recipe))
    if pointer is None:
        return None
    try:
        corpus = Corpus(catalog.open(pointer.content))
        entries = {corpus.file(number).path: number for number in range(corpus.files)}
    except (DamagedIndex, KeyError):
        return None
    return PreviousIndex(corpus, entries, pointer.settled)


def file_state(file: FileEntry | SourceFile) -> tuple[int, int, int, int]:
    """Return what tells cheaply whether a file changed: its size, times and inode."""
    return file.size, file.mtime_ns, file.ctime_ns, file.inode


def _digests(snapshot: Snapshot, previous: PreviousIndex | None) -> dict[str, str]:
    """Return each file's SHA-256, read anew only where its size or times have changed."""
    found: dict[str, str] = {}
    for _, file in snapshot.all_files():
        path = str(file.path)
        entry = None
        if previous is not None and previous.trusted and path in previous.entries:
            entry = previous.corpus.file(previous.entries[path])
        if entry is not None and file_state(entry) == file_state(file):
            found[path] = entry.sha256
            continue
        try:
            found[path] = digest(file.path)
        except (OSError, UnreadableFile):
            found[path] = ""
    return found


def _in_catalog(plan: BuildPlan, catalog: Catalog, *, anew: bool) -> Arrays:
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
        content = plan.content(IndexBuild(plan, sink).write())
        sink.finish()
        published = catalog.publish(folder, content, replace=anew)
    finally:
        sink.abandon()
        shutil.rmtree(folder, ignore_errors=True)
    _point(plan, catalog, content)
    if plan.kept is not None:
        plan.kept.remove()
    return published


def _point(plan: BuildPlan, catalog: Catalog, content: str) -> None:
    snapshot = plan.snapshot
    roots = tuple(str(root) for root in snapshot.roots)
    pointer = Pointer(content, snapshot.looks, snapshot.settled, roots)
    catalog.point(snapshot.key(plan.recipe), pointer)


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """What is to be built. `digests` is the SHA-256 of each file by path, "" if unreadable.

    `kept` is where parsed files are kept until the index is complete, if they are.
    """

    snapshot: Snapshot
    recipe: Recipe
    digests: dict[str, str]
    previous: PreviousIndex | None
    progress: Progress | None
    kept: KeptFiles | None = None

    def content(self, digests: dict[str, str]) -> str:
        """Return the name of the index that these files give."""
        roots = [str(root) for root in self.snapshot.roots]
        files = [
            (file.doc_id, str(file.path), digests[str(file.path)])
            for _, file in self.snapshot.all_files()
        ]
        return self.recipe.digest_of(FORMAT, roots, files, self.snapshot.readers)


@dataclass(slots=True)
class IndexBuild:
    """One pass over the files of a plan, in order, into a sink."""

    plan: BuildPlan
    sink: Sink
    writer: CorpusWriter = field(init=False)
    digests: dict[str, str] = field(init=False)
    seen: set[str] = field(init=False, default_factory=set)
    ahead: set[Path] = field(init=False, default_factory=set)
    read_ahead: Generator[ParsedFile, None, None] = field(init=False)
    read: int = field(init=False, default=0)

    def write(self) -> dict[str, str]:
        """Write everything; return the SHA-256 of each file as it was when it was parsed."""
        recipe = self.plan.recipe
        self.writer = CorpusWriter(self.sink)
        self.digests = dict(self.plan.digests)
        files = self._worth_reading_ahead()
        self.ahead = {file.path for file, _ in files}
        with closing(read_ahead(files, recipe.limits, self.plan.kept)) as self.read_ahead:
            engine_named(recipe.engine).build(self._term_lists(), self.sink, recipe.bm25)
        self.writer.finish()
        if not self.writer.passages:
            raise SourcesError(_nothing_in(self.plan.snapshot))
        return self.digests

    def _term_lists(self) -> Iterator[list[str]]:
        total = sum(file.size for _, file in self.plan.snapshot.all_files())
        for root, file in self.plan.snapshot.all_files():
            before = self.read
            problems: list[str] = []
            for document, passages in self._documents(file, problems):
                yield from self._added(document, passages, problems)
                self.read = min(self.read + len(document.text), before + file.size)
                self._report_progress(total)
            self.read = before + file.size
            self._report_progress(total)
            self._close(root, file, problems)

    def _worth_reading_ahead(self) -> list[tuple[SourceFile, str]]:
        """Return the files to parse, in order, with their SHA-256: none of a small folder."""
        files = [
            (file, self.digests[str(file.path)])
            for _, file in self.plan.snapshot.all_files()
            if not is_streamed(file) and self._unchanged(file) is None
        ]
        return files if sum(file.size for file, _ in files) >= WORTHWHILE else []

    def _parsed(
        self, file: SourceFile, problems: list[str]
    ) -> Iterator[tuple[Document, list[Passage]]]:
        if file.path not in self.ahead:
            yield from documents_of(file, self.plan.recipe.limits, problems)
            return
        parsed = next(self.read_ahead)
        problems += parsed.problems
        yield from parsed.documents

    def _documents(
        self, file: SourceFile, problems: list[str]
    ) -> Iterator[tuple[Document, list[Passage]]]:
        unchanged = self._unchanged(file)
        if unchanged is not None:
            yield from self._taken_over(unchanged)
            return
        try:
            for document, passages in self._parsed(file, problems):
                self.digests[str(file.path)] = document.sha256
                yield document, passages
        except UnreadableFile as error:
            problems.append(str(error))

    def _unchanged(self, file: SourceFile) -> int | None:
        """Return the number of a file in the previous corpus where it is the same still."""
        previous = self.plan.previous
        number = previous.entries.get(str(file.path)) if previous else None
        if previous is None or number is None:
            return None
        entry = previous.corpus.file(number)
        same = entry.sha256 == self.digests[str(file.path)] and entry.doc_id == file.doc_id
        # What could not be read may be readable now, and what was there twice only once.
        whole = previous.corpus.documents_of(number) and not entry.problems
        return number if same and whole else None

    def _taken_over(self, number: int) -> Iterator[tuple[Document, list[Passage]]]:
        assert self.plan.previous is not None  # noqa: S101  # only then is anything unchanged
        corpus = self.plan.previous.corpus
        for document in corpus.documents_of(number):
            passages = [corpus.passage(passage) for passage in corpus.passages_of(document)]
            yield corpus.document(document), passages

    def _added(
        self, document: Document, passages: list[Passage], problems: list[str]
    ) -> Iterator[list[str]]:
        if document.doc_id in self.seen:
            problems.append(f"a document {document.doc_id!r} was there already; the first is kept")
            return
        self.seen.add(document.doc_id)
        self.writer.add_document(document, passages)
        recipe = self.plan.recipe
        analyzer, marks = analyzer_of_document(recipe.language, _beginning(passages))
        terms = analyzer.terms
        title = marks + terms(document.title) * recipe.title_weight
        heading_text, heading = "", []
        for passage in passages:
            if passage.heading != heading_text:
                heading_text = passage.heading
                heading = terms(heading_text) * recipe.heading_weight
            yield title + heading + terms(passage.text)

    def _close(self, root: int, file: SourceFile, problems: list[str]) -> None:
        for problem in problems[:_PROBLEMS_KEPT]:
            logger.warning("%s: %s", file.path, problem)
        if len(problems) > _PROBLEMS_KEPT:
            logger.warning("%s: %d more problems", file.path, len(problems) - _PROBLEMS_KEPT)
        entry = FileEntry(
            str(file.path),
            root,
            file.doc_id,
            *file_state(file),
            self.digests[str(file.path)],
            tuple(problems[:_PROBLEMS_KEPT]),
        )
        self.writer.close_file(entry)

    def _report_progress(self, total: int) -> None:
        if self.plan.progress is not None:
            self.plan.progress(self.read, total, self.writer.passages)


def _beginning(passages: Sequence[Passage]) -> str:
    return "\n".join(passage.text for passage in passages[:_TELLING_LANGUAGE])


def _nothing_in(snapshot: Snapshot) -> str:
    where = ", ".join(str(root) for root in snapshot.roots)
    files = sum(1 for _ in snapshot.all_files())
    skipped = f"; {len(snapshot.skipped)} skipped" if snapshot.skipped else ""
    if not files:
        return f"nothing to quote in {where}: no file of a type that is read ({TYPES}){skipped}"
    counted = "the one file has no text" if files == 1 else f"none of {files} files has text"
    return f"nothing to quote in {where}: {counted} that could be read{skipped}"
