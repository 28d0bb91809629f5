"""The faults by name."""

from __future__ import annotations

from tests.mutation.fault import Fault
from tests.mutation.faults import discord, indexing, measuring, quoting, ranking, reading, terms

NONE = "none"
"""What a fault is called that changes nothing, and wraps what all others would change."""

AREAS = (terms, reading, indexing, ranking, quoting, measuring, discord)
"""The modules that say what is planted, each in a part of the code."""

FAULTS: dict[str, Fault] = {fault.name: fault for area in AREAS for fault in area.FAULTS}
