"""What autocompletion may offer."""

from __future__ import annotations

from tests.discord.loopback.refusals import Complaints
from tests.discord.loopback.wire import Json

MOST_CHOICES = 25
LONGEST = 100

Place = tuple[str | int, ...]


def check_choices(complaints: Complaints, place: Place, choices: list[Json]) -> None:
    """Note too many choices, and names and values that are empty or too long."""
    complaints.most(place, len(choices), MOST_CHOICES)
    for index, choice in enumerate(choices):
        here = (*place, index)
        complaints.required((*here, "name"), choice.get("name"))
        complaints.longest((*here, "name"), choice.get("name"), LONGEST)
        complaints.longest((*here, "value"), choice.get("value"), LONGEST)
        if choice.get("value") is None:
            complaints.required((*here, "value"), None)


def check_autocompletion(offer: Json) -> None:
    """Raise Refused (50035) for an offer that Discord would not show."""
    complaints = Complaints()
    check_choices(complaints, ("data", "choices"), offer.get("choices") or [])
    complaints.settle()
