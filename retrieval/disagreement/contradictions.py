"""The values of quotes that exclude one another, the quotes that support each, grouped by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import NamedTuple

from retrieval.disagreement.comparability import TYPED, ComparableQuestion
from retrieval.disagreement.parallel_texts import contrast
from retrieval.disagreement.statements import Statement, may_contradict, statement
from retrieval.model import Quote, ValueReading
from retrieval.text.analyzer import Analyzer
from retrieval.text.values import Value, ValueSpan, agree, surely_differ, values_in

QuotePair = tuple[int, int]
"""The places of two quotes among those compared."""


class QuotedValue(NamedTuple):
    """A value that a quote gives: `quote` is its place among those compared, from 0."""

    quote: int
    value: Value
    written: str


def grouped_by_value(
    given: Sequence[QuotedValue], quotes: Sequence[Quote]
) -> list[list[QuotedValue]]:
    """Return what is given by value, the best supported first, then the best ranked.

    A coarse value ("2026") goes with a finer one that it agrees with, the best supported.
    """
    groups: list[list[QuotedValue]] = []
    for one in sorted(given, key=lambda one: one.value.detail, reverse=True):
        homes = [group for group in groups if agree(group[0].value, one.value)]
        if homes:
            max(homes, key=lambda group: _support(group, quotes)).append(one)
        else:
            groups.append([one])
    for group in groups:
        group.sort(key=lambda one: one.quote)
    return sorted(groups, key=lambda group: (-_support(group, quotes), group[0].quote))


def _support(group: Sequence[QuotedValue], quotes: Sequence[Quote]) -> int:
    return len({quotes[one.quote].doc_id for one in group})


def value_reading(
    group: Sequence[QuotedValue], quotes: Sequence[Quote], ranks: Mapping[int, int]
) -> ValueReading:
    """Return a group as one value; `ranks` are the numbers of the quotes that are shown."""
    fullest = max(group, key=lambda one: one.value.detail)
    return ValueReading(
        value=fullest.value.normalised,
        as_written=tuple(dict.fromkeys((fullest.written, *(one.written for one in group)))),
        documents=tuple(dict.fromkeys(quotes[one.quote].doc_id for one in group)),
        quotes=tuple(sorted(ranks[one.quote] for one in group if one.quote in ranks)),
    )


LONG_FRAME = 8
"""Words that two sentences share at least where several names may be right."""

SPOKEN_OF = 1 / 3
"""Share of the question's concepts that a quote with a value in a mark speaks of at least."""

SPOKEN_OF_BESIDE = 0.75
"""The same where the value stands in a sentence next to a mark."""

NEXT_TO = 60
"""Characters from a mark within which a value is next to it."""

_YEAR_DIGITS = 4


def contradicting_values(
    asked: ComparableQuestion,
    quotes: Sequence[Quote],
    alike: Sequence[QuotePair],
    covering: Sequence[QuotePair],
    analyzer: Analyzer,
) -> list[QuotedValue]:
    """Return the values that quotes give, by rank; none where they do not disagree.

    `alike` are the pairs of quotes with texts that are alike, `covering` those that both have a
    sentence that speaks of all that is asked.
    """
    found: dict[int, QuotedValue] = {}
    for pair in _contrasted(asked, quotes, alike, analyzer):
        _keep(pair, found)
    if not found:
        for pair in _contradicting(asked, quotes, covering, analyzer):
            _keep(pair, found)
    known = list(found.values())
    for place, quote in enumerate(quotes):
        if known and place not in found and (same := _supported(place, quote, known)):
            found[place] = same
    return [found[place] for place in sorted(found)]


def _keep(pair: tuple[QuotedValue, QuotedValue], found: dict[int, QuotedValue]) -> None:
    """Take the values of a pair of quotes, unless they disagree about something else."""
    if found and not any(agree(one.value, known.value) for one in pair for known in found.values()):
        return
    for one in pair:
        found.setdefault(one.quote, one)


def _contrasted(
    asked: ComparableQuestion,
    quotes: Sequence[Quote],
    pairs: Sequence[QuotePair],
    analyzer: Analyzer,
) -> Iterator[tuple[QuotedValue, QuotedValue]]:
    """Yield what each of two quotes gives whose texts are parallel but for one value."""
    for i, j in pairs:
        one, other = quotes[i], quotes[j]
        concepts = _concepts_of(asked, one, analyzer)
        differ = contrast(one.text, other.text)
        # A title may set them apart.
        if differ is None or concepts != _concepts_of(asked, other, analyzer):
            continue
        kind = differ.one.value.kind
        is_short = not asked.is_unique and kind == "name" and differ.shared < LONG_FRAME
        least = min(_least(asked, one, differ.one), _least(asked, other, differ.other))
        if kind in asked.kinds and not is_short and len(concepts) >= least * len(asked.needed):
            yield _quoted_value(i, one.text, differ.one), _quoted_value(j, other.text, differ.other)


def _least(asked: ComparableQuestion, quote: Quote, reading: ValueSpan) -> float:
    """Return the share of the question that a quote has to speak of for a value to answer it."""
    if any(start <= reading.start and reading.end <= end for start, end in quote.marks):
        return SPOKEN_OF
    near = any(
        reading.start <= end + NEXT_TO and start - NEXT_TO <= reading.end
        for start, end in quote.marks
    )
    return SPOKEN_OF_BESIDE if near and asked.expects in TYPED else inf


def _concepts_of(asked: ComparableQuestion, quote: Quote, analyzer: Analyzer) -> frozenset[str]:
    """Return the concepts of the question that a quote speaks of, its title and heading too."""
    terms = set(analyzer.terms(quote.text))
    above = analyzer.terms(f"{quote.citation.title} . {quote.heading}")
    # The number in "Part 2" is none that the question speaks of.
    terms.update(term for term in above if not term.isdecimal() or len(term) == _YEAR_DIGITS)
    return frozenset(
        concept.term
        for concept in asked.needed
        if concept.term in terms or not terms.isdisjoint(concept.paraphrases)
    )


def _contradicting(
    asked: ComparableQuestion,
    quotes: Sequence[Quote],
    pairs: Sequence[QuotePair],
    analyzer: Analyzer,
) -> Iterator[tuple[QuotedValue, QuotedValue]]:
    """Yield what each of two quotes states whose statements exclude one another."""
    stated = {
        place: _stated(asked, quotes[place], analyzer)
        for place in dict.fromkeys(place for pair in pairs for place in pair)
    }
    for i, j in pairs:
        first, second = stated[i], stated[j]
        if first is None or second is None:
            continue
        (one_text, one), (other_text, other) = first, second
        if may_contradict(asked, one, other) and all(
            surely_differ(a, b) for a in one.values for b in other.values
        ):
            yield (
                _quoted_value(i, one_text, one.reading),
                _quoted_value(j, other_text, other.reading),
            )


def _stated(
    asked: ComparableQuestion, quote: Quote, analyzer: Analyzer
) -> tuple[str, Statement] | None:
    """Return the first marked sentence that states an answer plainly, and what it states."""
    for start, end in quote.marks:
        sentence = quote.text[start:end]
        found = statement(asked, sentence, quote.citation.published, analyzer)
        if found is not None:
            return sentence, found
    return None


def _quoted_value(place: int, text: str, reading: ValueSpan) -> QuotedValue:
    return QuotedValue(place, reading.value, text[reading.start : reading.end])


def _supported(place: int, quote: Quote, known: Sequence[QuotedValue]) -> QuotedValue | None:
    """Return the one known value that a quote's marked sentences give; None for several."""
    found: dict[str, QuotedValue] = {}
    for start, end in quote.marks:
        sentence = quote.text[start:end]
        for reading in values_in(known[0].value.kind, sentence, quote.citation.published):
            for one in known:
                if agree(one.value, reading.value):
                    found.setdefault(one.value.normalised, _quoted_value(place, sentence, reading))
    return next(iter(found.values())) if len(found) == 1 else None
