"""What differs between the documents of two libraries, as far as it can be quoted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from retrieval.askable import Askable, ListedDocument


class DocumentChanges(NamedTuple):
    """The ids of documents that are in one library only, or not the same in both, in path order.

    A document has changed where its passages have, or its title, publisher, date or link.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def document_changes(before: Askable, after: Askable) -> DocumentChanges:
    """Return which documents are added, removed and changed from one library to the other."""
    then, now = _listed(before), _listed(after)
    return DocumentChanges(
        added=tuple(name for name in now if name not in then),
        removed=tuple(name for name in then if name not in now),
        changed=tuple(
            name
            for name in now
            if name in then
            # Of files of the same bytes nothing has to be read.
            and then[name].document.sha256 != now[name].document.sha256
            and _told(before, then[name]) != _told(after, now[name])
        ),
    )


def _listed(library: Askable) -> Mapping[str, ListedDocument]:
    return {listed.document.doc_id: listed for listed in library.documents()}


def _told(library: Askable, listed: ListedDocument) -> tuple[object, ...]:
    """Return all that an answer can show of a document."""
    document, corpus = listed.document, library.corpus
    number = corpus.number_of(document.doc_id)
    passages = map(corpus.passage, () if number is None else corpus.passages_of(number))
    named = (document.title, document.publisher, document.published, document.url)
    return (*named, *((passage.heading, passage.text) for passage in passages))
