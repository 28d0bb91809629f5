"""The documents of a library with their texts, read from their files once more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from retrieval.library import Library
from retrieval.model import Document
from retrieval.sources import SourceFile, load


def documents(library: Library) -> Iterator[Document]:
    """Yield each document of a library with its text, in path order, as its file is now.

    Raises UnreadableFile for a file that cannot be read any more.
    """
    seen: set[str] = set()
    for entry in library.files():
        looks = (entry.size, entry.mtime_ns, entry.ctime_ns, entry.inode)
        file = SourceFile(Path(entry.path), entry.doc_id, *looks)
        for parsed in load(file, library.recipe.limits):
            document = parsed.document
            # Of records with the same id the first is quoted.
            if document.doc_id not in seen and library.has(document.doc_id):
                seen.add(document.doc_id)
                yield document
