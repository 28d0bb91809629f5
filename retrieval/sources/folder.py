"""The files that a sources folder, or a single file, offers for loading."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from retrieval.errors import SourcesError, UnreadableFile
from retrieval.sources.base import Skipped, SourceFile, why
from retrieval.sources.registry import loader_of, suffix_of


class FolderWalk:
    """Gathers the files and the skipped entries under `root`, a path free of links.

    Call `folder(root)` first and `links()` once after it: a link is worth following only to
    what the plain walk did not reach.
    """

    def __init__(self, root: str) -> None:
        self.files: list[SourceFile] = []
        self.skipped: list[Skipped] = []
        self._root = root
        self._seen: set[str] = set()
        self._links: list[tuple[str, str]] = []

    def folder(self, path: str, prefix: str = "") -> None:
        """Walks a folder; `prefix` is its path relative to the root, ending in a slash."""
        waiting = [(path, prefix)]
        while waiting:
            here, prefix = waiting.pop()
            if here in self._seen:
                self._skip(here, "read already under another name")
                continue
            self._seen.add(here)
            for entry in self._entries(here):
                relative = prefix + entry.name
                if reason := _unfit(entry.name):
                    self._skip(entry.path, reason)
                elif entry.is_symlink():
                    self._links.append((entry.path, relative))
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, relative + "/"))
                else:
                    self._file(entry.path, relative)

    def links(self) -> None:
        """Follows the links that stay inside the root, those found on the way included."""
        while self._links:
            waiting, self._links = sorted(self._links), []
            for path, relative in waiting:
                self._link(path, relative)

    def _link(self, path: str, relative: str) -> None:
        try:
            target = os.path.realpath(path, strict=True)
        except OSError:
            self._skip(path, "broken symbolic link")
            return
        if not Path(target).is_relative_to(self._root):
            self._skip(path, "symbolic link leaves the folder")
        elif target in self._seen:
            self._skip(path, "symbolic link to what is read already")
        elif Path(target).is_dir():
            self.folder(target, relative + "/")
        else:
            self._file(target, relative)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return list(entries)
        except OSError as fault:
            self._skip(folder, why(fault))
            return []

    def _file(self, path: str, relative: str) -> None:
        try:
            status = os.lstat(path)
        except OSError as fault:
            self._skip(path, why(fault))
            return
        if not stat.S_ISREG(status.st_mode):
            self._skip(path, "not a regular file")
        elif path in self._seen:
            self._skip(path, "read already under another name")
        elif reason := _unread(path, relative, status):
            self._skip(path, reason, suffix_of(relative))
        else:
            self._seen.add(path)
            self.files.append(source_file(path, relative, status))

    def _skip(self, path: str, reason: str, suffix: str | None = None) -> None:
        printable = os.fsencode(path).decode("utf-8", "backslashreplace")
        self.skipped.append(Skipped(printable, reason, suffix))


def _unread(path: str, name: str, status: os.stat_result) -> str | None:
    """Why a file is not read; what is empty is not opened to find out."""
    if not status.st_size and not suffix_of(name):
        return None
    try:
        loader_of(Path(path), name)
    except UnreadableFile as fault:
        return str(fault)
    return None


def source_file(path: str, doc_id: str, status: os.stat_result) -> SourceFile:
    """The record of a file from its status."""
    return SourceFile(
        path=Path(path),
        doc_id=doc_id,
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        ctime_ns=status.st_ctime_ns,
        inode=status.st_ino,
    )


def _unfit(name: str) -> str | None:
    """Why an entry is not even looked at, by its name alone."""
    if name.startswith("."):
        return "hidden"
    if name.startswith("~$"):
        return "lock file of an open document"
    if not name.isascii() and any("\ud800" <= character <= "\udfff" for character in name):
        return "name is not UTF-8"
    return None


class Scan(NamedTuple):
    """What was found under a root: the files to load and what is left out, in path order."""

    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...] = ()


def counted_by_type(skipped: Iterable[Skipped]) -> dict[str, int]:
    """How many files of each suffix are not read, the most frequent first.

    The empty suffix stands for names without one. Hidden files, links and locks do not count:
    nobody expects them to be read.
    """
    counts = Counter(skip.suffix for skip in skipped if skip.suffix is not None)
    return dict(sorted(counts.items(), key=lambda counted: (-counted[1], counted[0])))


def scan(root: Path) -> Scan:
    """The files under a folder, recursively, in the order of their relative paths' parts.

    A file is opened only where its name does not tell its type, and then only its beginning is
    read. Left out, each with its reason: hidden names, types that are not read, binary files,
    names that are not UTF-8, what is not a regular file, folders that cannot be read, and
    symbolic links that lead out of the folder or to what is read anyway. A root that is a file
    is taken even if hidden, under its own name.

    Raises:
        SourcesError: the root is missing, unreadable, neither file nor folder, or a file that
            is not read.
    """
    try:
        status = root.stat()
        real = Path(os.path.realpath(root))
        if stat.S_ISDIR(status.st_mode):
            os.scandir(real).close()
            return _scan_folder(real)
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise SourcesError(_missing(root)) from fault
    except OSError as fault:
        raise SourcesError(f"cannot read '{root}': {why(fault)}") from fault
    except ValueError as fault:
        raise SourcesError(f"expected a folder or file, got {str(root)!r}: {fault}") from fault
    if not stat.S_ISREG(status.st_mode):
        raise SourcesError(f"expected a folder or file, but '{root}' is neither")
    if reason := _unread(str(real), root.name, status):
        raise SourcesError(f"cannot read '{root}': {reason}")
    return Scan((source_file(str(real), root.name, status),))


def _scan_folder(root: Path) -> Scan:
    walk = FolderWalk(str(root))
    walk.folder(str(root))
    walk.links()
    walk.files.sort(key=lambda file: file.doc_id.split("/"))
    walk.skipped.sort(key=lambda skipped: Path(skipped.path).parts)
    return Scan(tuple(walk.files), tuple(walk.skipped))


def _missing(root: Path) -> str:
    """One line that says what is not there and, where a sibling is close, what is."""
    import difflib

    line = f"expected a folder or file, but '{root}' does not exist"
    missing = next(
        (path for path in reversed((root, *root.parents)) if not os.path.lexists(path)), None
    )
    if missing is None:
        return line
    try:
        siblings = [path.name for path in missing.parent.iterdir()]
    except OSError:
        return line
    close = difflib.get_close_matches(missing.name, siblings, n=1)
    return f"{line}; did you mean '{missing.with_name(close[0])}'?" if close else line
