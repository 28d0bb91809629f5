"""Everything that Quoth raises on purpose.

    QuothError
    ├── UsageError            a question, option or setting that cannot be meant
    ├── SourcesError          the sources as a whole could not be read
    │   └── UnreadableFile    one file could not be read; the others still can
    └── IndexFault            the index could not be built or opened
        └── DamagedIndex      an index on disk is not what was written

Each message is one line that says what was wrong and what was expected.
"""

from __future__ import annotations


class QuothError(Exception):
    """The base class: catch this one at the edge."""


class UsageError(QuothError):
    """A question, an option or a setting that cannot be meant as it stands."""


class SourcesError(QuothError):
    """The sources as a whole could not be read: missing, unreadable, or nothing in them."""


class UnreadableFile(SourcesError):
    """One file could not be read. The message is the reason, without the file's name."""


class IndexFault(QuothError):
    """The index could not be built or opened."""


class DamagedIndex(IndexFault):
    """An index on disk is incomplete, altered, or of another format."""
