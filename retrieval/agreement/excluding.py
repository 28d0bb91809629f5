"""The values of quotes that exclude one another, and of the quotes that support them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from retrieval.agreement.comparing import TYPED, Comparison
from retrieval.agreement.grouping import Given, Pair
from retrieval.agreement.parallels import contrast
from retrieval.agreement.statements import Statement, may_contradict, statement
from retrieval.analysis.analyzer import Analyzer
from retrieval.model import Quote
from retrieval.values.found import values
from retrieval.values.reading import Reading, agree, surely_differ

LONG_FRAME = 8
"""Words that two sentences share at least where several names may be right."""

SPOKEN_OF = 1 / 3
"""Share of the question's concepts that a quote with a value in a mark speaks of at least."""

SPOKEN_OF_BESIDE = 0.75
"""The same where the value stands in a sentence next to a mark."""

NEXT_TO = 60
"""Characters from a mark within which a value is next to it."""

_YEAR_DIGITS = 4


def excluding(
    asked: Comparison,
    quotes: Sequence[Quote],
    alike: Sequence[Pair],
    telling: Sequence[Pair],
    analyzer: Analyzer,
) -> list[Given]:
    """Return the values that quotes give, by rank; none where they do not disagree.

    `alike` are the pairs of quotes with texts that are alike, `telling` those that both have a
    sentence that speaks of all that is asked.
    """
    found: dict[int, Given] = {}
    for pair in _contrasted(asked, quotes, alike, analyzer):
        _keep(pair, found)
    if not found:
        for pair in _contradicting(asked, quotes, telling, analyzer):
            _keep(pair, found)
    known = list(found.values())
    for place, quote in enumerate(quotes):
        if known and place not in found and (same := _supported(place, quote, known)):
            found[place] = same
    return [found[place] for place in sorted(found)]


def _keep(pair: tuple[Given, Given], found: dict[int, Given]) -> None:
    """Take the values of a pair of quotes, unless they disagree about something else."""
    if found and not any(agree(one.value, known.value) for one in pair for known in found.values()):
        return
    for one in pair:
        found.setdefault(one.quote, one)


def _contrasted(
    asked: Comparison, quotes: Sequence[Quote], pairs: Sequence[Pair], analyzer: Analyzer
) -> Iterator[tuple[Given, Given]]:
    """Yield what each of two quotes gives whose texts are parallel but for one value."""
    for i, j in pairs:
        one, other = quotes[i], quotes[j]
        told = _told(asked, one, analyzer)
        differ = contrast(one.text, other.text)
        # A title may tell them apart.
        if differ is None or told != _told(asked, other, analyzer):
            continue
        kind = differ.one.value.kind
        is_short = not asked.is_unique and kind == "name" and differ.shared < LONG_FRAME
        least = min(_least(asked, one, differ.one), _least(asked, other, differ.other))
        if kind in asked.kinds and not is_short and len(told) >= least * len(asked.needed):
            yield _given(i, one.text, differ.one), _given(j, other.text, differ.other)


def _least(asked: Comparison, quote: Quote, reading: Reading) -> float:
    """Return the share of the question that a quote has to speak of for a value to answer it."""
    if any(start <= reading.start and reading.end <= end for start, end in quote.marks):
        return SPOKEN_OF
    near = any(
        reading.start <= end + NEXT_TO and start - NEXT_TO <= reading.end
        for start, end in quote.marks
    )
    return SPOKEN_OF_BESIDE if near and asked.expects in TYPED else inf


def _told(asked: Comparison, quote: Quote, analyzer: Analyzer) -> frozenset[str]:
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
    asked: Comparison, quotes: Sequence[Quote], pairs: Sequence[Pair], analyzer: Analyzer
) -> Iterator[tuple[Given, Given]]:
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
            yield _given(i, one_text, one.reading), _given(j, other_text, other.reading)


def _stated(asked: Comparison, quote: Quote, analyzer: Analyzer) -> tuple[str, Statement] | None:
    """Return the first marked sentence that states an answer plainly, and what it states."""
    for start, end in quote.marks:
        sentence = quote.text[start:end]
        found = statement(asked, sentence, quote.citation.published, analyzer)
        if found is not None:
            return sentence, found
    return None


def _given(place: int, text: str, reading: Reading) -> Given:
    return Given(place, reading.value, text[reading.start : reading.end])


def _supported(place: int, quote: Quote, known: Sequence[Given]) -> Given | None:
    """Return the one known value that a quote's marked sentences give; None for several."""
    found: dict[str, Given] = {}
    for start, end in quote.marks:
        sentence = quote.text[start:end]
        for reading in values(known[0].value.kind, sentence, quote.citation.published):
            for one in known:
                if agree(one.value, reading.value):
                    found.setdefault(one.value.normalised, _given(place, sentence, reading))
    return next(iter(found.values())) if len(found) == 1 else None
