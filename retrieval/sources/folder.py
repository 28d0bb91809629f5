"""The files that a sources folder, or a single file, offers for loading."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from retrieval.errors import SourcesError
from retrieval.sources.reading import why
from retrieval.sources.registry import SUFFIXES, suffix_of
from retrieval.sources.source_file import Skipped, SourceFile
from retrieval.sources.walk import Walk, source_file


class Scan(NamedTuple):
    """What was found under a root: the files to load and what is left out, in path order."""

    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...] = ()


def scan(root: Path) -> Scan:
    """The files under a folder, recursively, in the order of their relative paths' parts.

    No file is opened. Left out, each with its reason: hidden names, unknown types, names that
    are not UTF-8, what is not a regular file, folders that cannot be read, and symbolic links
    that lead out of the folder or to what is read anyway. A root that is a file is taken even
    if hidden, under its own name.

    Raises:
        SourcesError: the root is missing, unreadable, neither file nor folder, or a file of
            an unknown type.
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
    if suffix_of(root.name) not in SUFFIXES:
        known = ", ".join(sorted(SUFFIXES))
        raise SourcesError(f"cannot read '{root}': expected one of {known}")
    return Scan((source_file(str(real), root.name, status),))


def _scan_folder(root: Path) -> Scan:
    walk = Walk(str(root))
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
