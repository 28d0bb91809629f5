"""Who says the same, who disagrees: the values that sources give, counted by document.

Two sources disagree where their sentences are parallel but for one value, or where both state
plainly what was asked and the values exclude one another. All else is left unsaid: to report
a disagreement that there is not accuses sources of contradicting each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from retrieval.agreement.comparing import comparison
from retrieval.analysis.analyzer import Analyzer
from retrieval.model import Disagreement, Quote
from retrieval.question.question import Question

if TYPE_CHECKING:
    from retrieval.agreement.grouping import Given

COMPARED = 12
"""Quotes that are compared at most, those beyond the ones shown included."""


class Compared(NamedTuple):
    """A disagreement, and the quotes beyond those shown that have to be shown with them."""

    disagreement: Disagreement | None
    added: tuple[Quote, ...] = ()


def may_disagree(question: Question) -> bool:
    """Return whether sources can disagree about a question: whether comparing is worth while."""
    return comparison(question) is not None


def disagreement(
    question: Question, quotes: Sequence[Quote], analyzer: Analyzer
) -> Disagreement | None:
    """Return what quotes disagree about, None where they do not."""
    return compared(question, quotes, (), analyzer).disagreement


def compared(
    question: Question, shown: Sequence[Quote], further: Sequence[Quote], analyzer: Analyzer
) -> Compared:
    """Return what the quotes shown and further ones, in rank order, disagree about.

    `added` are those of the further quotes that must be shown as well for each value to have
    one; they carry the numbers that follow. Documents are counted over all that is compared:
    `COMPARED` quotes at most, unless more are shown.
    """
    asked = comparison(question)
    quotes = [*shown, *further][: max(COMPARED, len(shown))]
    if asked is None or len(quotes) < 2:
        return Compared(None)
    # What reads values is imported where there is something to compare.
    from retrieval.agreement.giving import given_values

    given = given_values(asked, quotes, analyzer)
    if not given:
        return Compared(None)
    from retrieval.agreement.grouping import grouped, reading

    groups = grouped(given, quotes)
    numbers = {place: place + 1 for place in range(len(shown))}
    added = _added(groups, quotes, numbers)
    values = tuple(reading(group, quotes, numbers) for group in groups)
    about = asked.about(groups[0][0].value.kind)
    return Compared(Disagreement(about, values), added)


def _added(
    groups: Sequence[Sequence[Given]], quotes: Sequence[Quote], numbers: dict[int, int]
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
