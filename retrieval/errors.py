"""Everything that Quoth raises on purpose.

    QuothError
    ├── UsageError            a question, option or setting that cannot be meant
    ├── SourcesError          the sources as a whole could not be read
    │   └── UnreadableFile    one file could not be read; the others still can
    └── IndexFault            the index could not be built or opened
        ├── DamagedIndex      an index on disk is not what was written
        └── ClusterFault      the cluster that holds it is away, unfit, or refuses

Each message is one line that says what was wrong and what was expected.
"""

from __future__ import annotations


class QuothError(Exception):
    """The base class: catch this one at the edge.

    >>> try:
    ...     library.ask("")
    ... except QuothError as error:
    ...     print(error)
    expected a question, got nothing
    """


class UsageError(QuothError):
    """A question, an option or a setting that cannot be meant as it stands.

    >>> library.ask("how long are films lent?", within="films.md")
    Traceback (most recent call last):
        ...
    retrieval.errors.UsageError: expected a document of these sources, got 'films.md'
    """


class SourcesError(QuothError):
    """The sources as a whole could not be read: missing, unreadable, or nothing in them.

    >>> Library.open("dosc/")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    retrieval.errors.SourcesError: expected a folder or file, but '...dosc' does not exist...
    """


class UnreadableFile(SourcesError):
    """One file could not be read. The message is the reason, without the file's name.

    It costs no answer from the other files: a library logs the reason, and keeps it.

    >>> [file.problems for file in library.files()]
    [(), ()]
    """


class IndexFault(QuothError):
    """The index could not be built or opened.

    >>> Library.open("docs/", "docs/cards.md/data", must_persist=True)
    Traceback (most recent call last):
        ...
    retrieval.errors.IndexFault: cannot write to docs/cards.md/data: Not a directory
    """


class DamagedIndex(IndexFault):
    """An index on disk is incomplete, altered, or of another format.

    A library logs that in one line, rebuilds it, and answers as if nothing had been.

    >>> stored = Library.open("docs/", "data/")
    >>> for path in Path("data").rglob("manifest.json"):
    ...     path.unlink()
    >>> Library.open("docs/", "data/").ask("how long are films lent?") == answer
    True
    """


class ClusterFault(IndexFault):
    """The cluster that holds the index is away, unfit, or refuses; it may come back.

    >>> issubclass(ClusterFault, IndexFault)
    True
    """
