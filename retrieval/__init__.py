"""Answers in verbatim quotes: from files to the passages that answer, each with its source.

    >>> from retrieval import Library
    >>> library = Library.open("docs/")
    >>> answer = library.ask("how long are films lent?")
    >>> for quote in answer.quotes:
    ...     print(quote.text, f"({quote.citation.title}, line {quote.citation.locator.first_line})")
    Books are lent for four weeks, films for one. (Loans, line 3)

A question is asked with what was said before it:

    >>> from retrieval import Turn
    >>> before = [Turn("user", "What does a lost card cost?")]
    >>> library.ask("how do I renew it?", history=before).read_as
    'how do I renew a lost card?'

What `__all__` lists is what others may use; the rest is private to the project. A name is
imported when it is first asked for: importing this package imports nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.askable import ListedDocument
    from retrieval.conversation.turns import Turn
    from retrieval.errors import (
        ClusterFault,
        DamagedIndex,
        IndexFault,
        QuothError,
        SourcesError,
        UnreadableFile,
        UsageError,
    )
    from retrieval.index.corpus import FileEntry
    from retrieval.index.snapshot import Recipe
    from retrieval.joined_library import JoinedLibrary
    from retrieval.library import Library
    from retrieval.model import (
        Answer,
        Citation,
        Disagreement,
        Document,
        Evidence,
        Hit,
        Locator,
        Passage,
        Quote,
        Surroundings,
        ValueReading,
    )

__all__ = [
    "Answer",
    "Citation",
    "ClusterFault",
    "DamagedIndex",
    "Disagreement",
    "Document",
    "Evidence",
    "FileEntry",
    "Hit",
    "IndexFault",
    "JoinedLibrary",
    "Library",
    "ListedDocument",
    "Locator",
    "Passage",
    "Quote",
    "QuothError",
    "Recipe",
    "SourcesError",
    "Surroundings",
    "Turn",
    "UnreadableFile",
    "UsageError",
    "ValueReading",
]

_HOMES = {
    "retrieval.askable": "ListedDocument",
    "retrieval.conversation.turns": "Turn",
    "retrieval.errors": "ClusterFault DamagedIndex IndexFault QuothError SourcesError "
    "UnreadableFile UsageError",
    "retrieval.index.corpus": "FileEntry",
    "retrieval.index.snapshot": "Recipe",
    "retrieval.joined_library": "JoinedLibrary",
    "retrieval.library": "Library",
    "retrieval.model": "Answer Citation Disagreement Document Evidence Hit Locator Passage Quote "
    "Surroundings ValueReading",
}


def __dir__() -> list[str]:
    """Return the public names as well, whether they were asked for yet or not."""
    return sorted({*globals(), *__all__})


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Return a public name from the module that defines it, as PEP 562 has it."""
        from importlib import import_module

        for home, names in _HOMES.items():
            if name in names.split():
                return getattr(import_module(home), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
