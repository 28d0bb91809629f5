"""The faults by name."""

from __future__ import annotations

from tests.mutation.fault import Fault
from tests.mutation.faults import (
    discord,
    indexing,
    measuring,
    quoting,
    ranking,
    reading,
    terms,
)

NONE = "none"
"""What a fault is called that changes nothing, and wraps what all others would change."""

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for area in (terms, reading, indexing, ranking, quoting, measuring, discord)
    for fault in area.FAULTS
}
