"""A passage looked up by what stands for it, and what stands around it in its document."""

from __future__ import annotations

from collections.abc import Callable

from retrieval.errors import UsageError
from retrieval.index.collection import Collection
from retrieval.model import Passage, Surroundings
from retrieval.passages.keys import name_in, passage_key


def number_of_key(corpus: Collection, key: str) -> int | None:
    """Return the number of the passage with a key; None where no passage has it."""
    return _number(corpus, key, lambda passage: passage_key(passage.passage_id) == key)


def surroundings(corpus: Collection, passage: Passage) -> Surroundings:
    """Return a passage with its neighbours. Raises UsageError where the corpus has it not."""
    key = passage_key(passage.passage_id)
    number = _number(corpus, key, lambda one: one.passage_id == passage.passage_id)
    if number is None:
        raise UsageError(f"expected a passage of these sources, got {passage.passage_id!r}")
    document = corpus.document_number(number)
    own = corpus.passages_of(document)
    return Surroundings(
        before=corpus.passage(number - 1) if number - 1 in own else None,
        passage=corpus.passage(number),
        after=corpus.passage(number + 1) if number + 1 in own else None,
        document=corpus.document(document),
    )


def _number(corpus: Collection, key: str, is_meant: Callable[[Passage], bool]) -> int | None:
    name = name_in(key)
    found = corpus.passages_named(*name) if name else ()
    return next((number for number in found if is_meant(corpus.passage(number))), None)
