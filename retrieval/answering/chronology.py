"""Quotes in order of the dates that they give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from retrieval.disagreement.statements import CLAUSE
from retrieval.model import Quote
from retrieval.text.analyzer import Analyzer
from retrieval.text.dates import Date
from retrieval.text.tokens import Token
from retrieval.text.values import Value, ValueSpan, dates_in


class DatedQuote(NamedTuple):
    """A quote with its date.

    `as_written` is what a marked sentence says of it, None where none of them has a date: then
    the date is that of the document's publication.
    """

    date: Date
    as_written: str | None
    quote: Quote


def timeline(question: str, quotes: Sequence[Quote], analyzer: Analyzer) -> list[DatedQuote]:
    """Return the quotes that have a date, in order of their dates, equal ones by rank.

    Of several dates in a sentence, the one that stands closest to a word of the question counts.
    A date of no year takes that of the publication; where there is none, it comes after the
    others.
    """
    asked = set(analyzer.terms(question))
    found = [dated for quote in quotes if (dated := _dated_quote(quote, asked, analyzer))]
    return sorted(found, key=lambda one: (not one.date.has_year, one.date.first, one.date.last))


def _dated_quote(quote: Quote, asked: set[str], analyzer: Analyzer) -> DatedQuote | None:
    published = quote.citation.published
    value: Value | None
    for start, end in quote.marks:
        sentence = quote.text[start:end]
        told = dates_in(sentence, published)
        if told:
            best = _closest(told, sentence, asked, analyzer)
            value = best.value
            assert isinstance(value, Date)  # noqa: S101  # dates() reads nothing else
            return DatedQuote(_with_year(value, published), sentence[best.start : best.end], quote)
    days = dates_in(published) if published else []
    value = days[0].value if days else None
    return DatedQuote(value, None, quote) if isinstance(value, Date) else None


def _closest(
    told: Sequence[ValueSpan], sentence: str, asked: set[str], analyzer: Analyzer
) -> ValueSpan:
    spoken = [token for token in analyzer.tokens(sentence) if token.term in asked]

    def distance(one: ValueSpan) -> int:
        return min((_between(sentence, one, token) for token in spoken), default=0)

    return min(told, key=distance)


def _between(sentence: str, one: ValueSpan, token: Token) -> int:
    """Return how many characters stand between, another clause's for more than any of its own."""
    first, last = sorted(((one.start, one.end), (token.start, token.end)))
    gap = max(last[0] - first[1], 0)
    clauses = len(CLAUSE.findall(sentence, first[1], last[0])) if gap else 0
    return gap + clauses * len(sentence)


def _with_year(value: Date, published: str | None) -> Date:
    """Return a date of no year in the year of a publication."""
    year = int(published[:4]) if published and published[:4].isdecimal() else 0
    if value.has_year or not year:
        return value
    return Date((year, *value.first[1:]), (year, *value.last[1:]))
