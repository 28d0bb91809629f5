"""A value where it stands in a text."""

from __future__ import annotations

from typing import NamedTuple

from retrieval.values.amounts import Amount
from retrieval.values.clock import Clock
from retrieval.values.dates import Date
from retrieval.values.names import Name
from retrieval.values.polarity import Polarity

Value = Date | Clock | Amount | Name | Polarity


class Reading(NamedTuple):
    """A value, and the span of the text that it was read from."""

    start: int
    end: int
    value: Value


def agree(one: Value, other: Value) -> bool:
    """Return whether two values may be the same; those of different kinds never are."""
    return one.kind == other.kind and one.agrees(other)  # type: ignore[arg-type]  # of its own kind


def surely_differ(one: Value, other: Value) -> bool:
    """Return whether two values of one kind cannot be the same.

    Names that share a word are not the same for certain, nor surely others: it may be one
    person, named in two ways. Nor are amounts in two units, such as two currencies.
    """
    if isinstance(one, Name) and isinstance(other, Name):
        return not one.may_agree(other)
    if isinstance(one, Amount) and isinstance(other, Amount) and one.unit != other.unit:
        return False
    return one.kind == other.kind and not agree(one, other)
