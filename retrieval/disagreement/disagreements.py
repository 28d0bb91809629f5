"""Who says the same, who disagrees: the values that sources give, counted by document.

Two sources disagree where their sentences are parallel but for one value, or where both state
plainly what was asked and the values exclude one another. All else is left unsaid: to report
a disagreement that there is not accuses sources of contradicting each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from retrieval.disagreement.comparability import ComparableQuestion, are_alike, comparable_question
from retrieval.model import Disagreement, Quote
from retrieval.question.question import Question
from retrieval.text.analyzer import Analyzer

if TYPE_CHECKING:
    from retrieval.disagreement.contradictions import QuotedValue

COMPARED_QUOTES = 12
"""Quotes that are compared at most, those beyond the ones shown included."""


class ComparedQuotes(NamedTuple):
    """A disagreement, and the quotes beyond those shown that have to be shown with them."""

    disagreement: Disagreement | None
    added: tuple[Quote, ...] = ()


def may_disagree(question: Question) -> bool:
    """Return whether sources can disagree about a question: whether comparing is worth while."""
    return comparable_question(question) is not None


def disagreement(
    question: Question, quotes: Sequence[Quote], analyzer: Analyzer
) -> Disagreement | None:
    """Return what quotes disagree about, None where they do not."""
    return compare_quotes(question, quotes, (), analyzer).disagreement


def compare_quotes(
    question: Question, shown: Sequence[Quote], further: Sequence[Quote], analyzer: Analyzer
) -> ComparedQuotes:
    """Return what the quotes shown and further ones, in rank order, disagree about.

    `added` are those of the further quotes that must be shown as well for each value to have
    one; they carry the numbers that follow. Documents are counted over all that is compared:
    `COMPARED_QUOTES` quotes at most, unless more are shown.
    """
    asked = comparable_question(question)
    quotes = [*shown, *further][: max(COMPARED_QUOTES, len(shown))]
    if asked is None or len(quotes) < 2:
        return ComparedQuotes(None)
    given = given_values(asked, quotes, analyzer)
    if not given:
        return ComparedQuotes(None)
    # What reads values is imported where there is something to compare.
    from retrieval.disagreement.contradictions import grouped_by_value, value_reading

    groups = grouped_by_value(given, quotes)
    numbers = {place: place + 1 for place in range(len(shown))}
    added = _added(groups, quotes, numbers)
    values = tuple(value_reading(group, quotes, numbers) for group in groups)
    about = asked.about(groups[0][0].value.kind)
    return ComparedQuotes(Disagreement(about, values), added)


def _added(
    groups: Sequence[Sequence[QuotedValue]], quotes: Sequence[Quote], numbers: dict[int, int]
) -> tuple[Quote, ...]:
    """Return a quote for each group that none is shown of, and add their numbers."""
    added: list[Quote] = []
    for group in groups:
        if numbers.keys().isdisjoint(one.quote for one in group):
            number = len(numbers) + 1
            numbers[group[0].quote] = number
            quote = quotes[group[0].quote]
            added.append(quote._replace(citation=quote.citation._replace(number=number)))
    return tuple(added)


_YEAR = r"(?<!\d)(?:1[0-9]|20)\d\d(?!\d)"


def given_values(
    asked: ComparableQuestion, quotes: Sequence[Quote], analyzer: Analyzer
) -> list[QuotedValue]:
    """Return the values that quotes give, by rank; none where they do not disagree.

    Values are read, and what reads them is imported, only where two quotes could disagree:
    where their texts are alike, or both have a sentence that speaks of all that is asked.
    """
    pairs = [
        (i, j)
        for (i, one), (j, other) in combinations(enumerate(quotes), 2)
        if _may_contradict(asked, one, other)
    ]
    alike = [(i, j) for i, j in pairs if are_alike(quotes[i].text, quotes[j].text)]
    covering = {place for place, quote in enumerate(quotes) if _covers_all(asked, quote, analyzer)}
    both = [(i, j) for i, j in pairs if i in covering and j in covering]
    if not alike and not both:
        return []
    from retrieval.disagreement.contradictions import contradicting_values

    return contradicting_values(asked, quotes, alike, both, analyzer)


def _covers_all(asked: ComparableQuestion, quote: Quote, analyzer: Analyzer) -> bool:
    """Return whether a marked sentence speaks of all that is asked."""
    if not asked.is_specific:
        return False
    for start, end in quote.marks:
        terms = set(analyzer.terms(quote.text[start:end]))
        if all(one.term in terms or not terms.isdisjoint(one.paraphrases) for one in asked.needed):
            return True
    return False


def _may_contradict(asked: ComparableQuestion, one: Quote, other: Quote) -> bool:
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
    stated = f"{citation.published or ''} {citation.title} {quote.heading}"
    # Compiled where it is used first, and kept by `re`: most questions never do.
    return frozenset(re.findall(_YEAR, stated))
