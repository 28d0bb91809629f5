"""Gates as they are written at the head of a question file."""

from __future__ import annotations

from difflib import get_close_matches

from retrieval.errors import UsageError
from retrieval.evaluation.gates import LIMITS, Gates, Limit
from retrieval.evaluation.measures import MEASURES
from retrieval.evaluation.written import Written


def gates_in(written: Written) -> Gates:
    """Return the gates in a block. Raises UsageError with the line of what cannot be meant."""
    block = written.members("gates with 'floors' or 'at most'", ("floors", "at most"))
    places: dict[object, str] = {}
    floors: dict[tuple[str, str], float] = {}
    if "floors" in block:
        for name, measures in block["floors"].members("floors by set, or 'all'").items():
            for measure, floor in measures.members(f"measures of {name}", MEASURES).items():
                floors[name, measure] = floor.share(measure)
                places[name, measure] = floor.place
    most: dict[Limit, int] = {}
    if "at most" in block:
        said = block["at most"].members("limits by name", LIMITS)
        for limit in LIMITS:
            if limit in said:
                most[limit] = said[limit].number(limit)
                places[limit] = said[limit].place
    return Gates(floors, most, places)


def check_sets(gates: Gates, names: list[str]) -> None:
    """Make sure that each floor is for a set that there is. Raises UsageError otherwise."""
    for name, measure in gates.floors:
        if name not in names:
            close = get_close_matches(name, names, n=1)
            hint = f"; did you mean '{close[0]}'?" if close else ""
            raise UsageError(
                f"{gates.places[name, measure]}: expected floors for {', '.join(names)}, "
                f"got '{name}'{hint}"
            )
