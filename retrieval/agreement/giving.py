"""The values that quotes give, if there is something to compare."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from retrieval.agreement.comparing import Comparison
from retrieval.agreement.likeness import are_alike
from retrieval.analysis.analyzer import Analyzer
from retrieval.model import Quote

if TYPE_CHECKING:
    from retrieval.agreement.grouping import Given

_YEAR = r"(?<!\d)(?:1[0-9]|20)\d\d(?!\d)"


def given_values(asked: Comparison, quotes: Sequence[Quote], analyzer: Analyzer) -> list[Given]:
    """Return the values that quotes give, by rank; none where they do not disagree.

    Values are read, and what reads them is imported, only where two quotes could disagree:
    where their texts are alike, or both have a sentence that speaks of all that is asked.
    """
    pairs = [
        (i, j)
        for (i, one), (j, other) in combinations(enumerate(quotes), 2)
        if _may_exclude(asked, one, other)
    ]
    alike = [(i, j) for i, j in pairs if are_alike(quotes[i].text, quotes[j].text)]
    telling = {place for place, quote in enumerate(quotes) if _tells_all(asked, quote, analyzer)}
    both = [(i, j) for i, j in pairs if i in telling and j in telling]
    if not alike and not both:
        return []
    from retrieval.agreement.excluding import excluding

    return excluding(asked, quotes, alike, both, analyzer)


def _tells_all(asked: Comparison, quote: Quote, analyzer: Analyzer) -> bool:
    """Return whether a marked sentence speaks of all that is asked."""
    if not asked.is_specific:
        return False
    for start, end in quote.marks:
        terms = set(analyzer.terms(quote.text[start:end]))
        if all(one.term in terms or not terms.isdisjoint(one.paraphrases) for one in asked.needed):
            return True
    return False


def _may_exclude(asked: Comparison, one: Quote, other: Quote) -> bool:
    """Return whether two quotes are of different documents that could speak of the same time."""
    if one.doc_id == other.doc_id:
        return False
    if asked.is_lasting:
        return True
    first, second = _years(one), _years(other)
    return not first or not second or not first.isdisjoint(second)


def _years(quote: Quote) -> frozenset[str]:
    """Return the years that a document says itself to be of."""
    citation = quote.citation
    told = f"{citation.published or ''} {citation.title} {quote.heading}"
    # Compiled where it is used first, and kept by `re`: most questions never do.
    return frozenset(re.findall(_YEAR, told))
