"""How an index is made from sources: everything that changes its content besides the files."""

from __future__ import annotations

from hashlib import blake2b
from json import dumps
from typing import NamedTuple

from retrieval.index.engine import BM25
from retrieval.sources.source_file import Limits


class Recipe(NamedTuple):
    """The engine, the stemmer's language, the limits on files, and the weights of fields.

    A title term counts as `title_weight` occurrences in each passage of its document, a
    heading term as `heading_weight`. `analysis` numbers the ways that text was turned to terms.
    """

    engine: str = "sparse"
    language: str = "english"
    limits: Limits = Limits()
    bm25: BM25 = BM25()
    title_weight: int = 3
    heading_weight: int = 2
    analysis: int = 2

    def digest_of(self, *more: object) -> str:
        """Return a short digest of the recipe and what is to go into the index with it."""
        everything = dumps([self, more], default=str)
        return blake2b(everything.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
