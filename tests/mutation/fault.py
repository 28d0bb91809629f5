"""A fault that can be planted, and what ought to notice it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tests.mutation.seams import Replacement, Seams


class Fault(NamedTuple):
    """`breaks` says in a sentence what goes wrong; `seams` replaces functions by their place.

    `targets` are the tests run against it, in order, as pytest is given them.
    """

    name: str
    breaks: str
    seams: Mapping[str, Replacement]
    targets: tuple[str, ...]

    def plant(self, seams: Seams) -> None:
        """Wrap its functions."""
        for place, replacement in self.seams.items():
            seams.wrap(place, replacement)
