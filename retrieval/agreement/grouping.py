"""What quotes give, grouped by value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from retrieval.model import Quote, ValueReading
from retrieval.values.reading import Value, agree

Pair = tuple[int, int]
"""The places of two quotes among those compared."""


class Given(NamedTuple):
    """A value that a quote gives: `quote` is its place among those compared, from 0."""

    quote: int
    value: Value
    written: str


def grouped(given: Sequence[Given], quotes: Sequence[Quote]) -> list[list[Given]]:
    """Return what is given by value, the best supported first, then the best ranked.

    A coarse value ("2026") goes with a finer one that it agrees with, the best supported.
    """
    groups: list[list[Given]] = []
    for one in sorted(given, key=lambda one: one.value.detail, reverse=True):
        homes = [group for group in groups if agree(group[0].value, one.value)]
        if homes:
            max(homes, key=lambda group: _support(group, quotes)).append(one)
        else:
            groups.append([one])
    for group in groups:
        group.sort(key=lambda one: one.quote)
    return sorted(groups, key=lambda group: (-_support(group, quotes), group[0].quote))


def _support(group: Sequence[Given], quotes: Sequence[Quote]) -> int:
    return len({quotes[one.quote].doc_id for one in group})


def reading(
    group: Sequence[Given], quotes: Sequence[Quote], ranks: Mapping[int, int]
) -> ValueReading:
    """Return a group as one value; `ranks` are the numbers of the quotes that are shown."""
    fullest = max(group, key=lambda one: one.value.detail)
    return ValueReading(
        value=fullest.value.normalised,
        as_written=tuple(dict.fromkeys((fullest.written, *(one.written for one in group)))),
        documents=tuple(dict.fromkeys(quotes[one.quote].doc_id for one in group)),
        quotes=tuple(sorted(ranks[one.quote] for one in group if one.quote in ranks)),
    )
