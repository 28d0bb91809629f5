"""What a modal may be."""

from __future__ import annotations

from tests.discord.loopback.reading import LABEL, TEXT_INPUT
from tests.discord.loopback.refusals import Complaints
from tests.discord.loopback.rules.components import ROW, check_custom_id, check_custom_ids_differ
from tests.discord.loopback.wire import Json

TITLE = 45
MOST_INPUTS = 5

_AT = ("data",)
_TEXT_DISPLAY = 10
_STYLES = (1, 2)


def check_modal(modal: Json) -> None:
    """Raise Refused (50035) for a modal that Discord would not open."""
    complaints = Complaints()
    complaints.required((*_AT, "title"), modal.get("title"))
    complaints.longest((*_AT, "title"), modal.get("title"), TITLE)
    check_custom_id(complaints, _AT, modal)
    components = modal.get("components") or []
    if not components:
        complaints.required((*_AT, "components"), None)
    complaints.most((*_AT, "components"), len(components), MOST_INPUTS)
    for index, component in enumerate(components):
        _check_part(complaints, (*_AT, "components", index), component)
    check_custom_ids_differ(complaints, (*_AT, "components"), components)
    complaints.settle()


def _check_part(complaints: Complaints, place: tuple[str | int, ...], part: Json) -> None:
    if part["type"] == ROW:
        inputs = part.get("components") or []
        if len(inputs) != 1 or inputs[0]["type"] != TEXT_INPUT:
            complaints.add((*place, "components"), "BASE_TYPE_BAD_LENGTH", "must be one input")
        for index, component in enumerate(inputs):
            here = (*place, "components", index)
            complaints.required((*here, "label"), component.get("label"))
            complaints.longest((*here, "label"), component.get("label"), 45)
            _check_input(complaints, here, component)
    elif part["type"] == LABEL:
        complaints.required((*place, "label"), part.get("label"))
        complaints.longest((*place, "label"), part.get("label"), 45)
        complaints.longest((*place, "description"), part.get("description"), 100)
        _check_input(complaints, (*place, "component"), part.get("component") or {})
    elif part["type"] != _TEXT_DISPLAY:
        complaints.add((*place, "type"), "UNION_TYPE_CHOICES", "must be 1, 10 or 18")


def _check_input(complaints: Complaints, place: tuple[str | int, ...], part: Json) -> None:
    check_custom_id(complaints, place, part)
    if part.get("type") != TEXT_INPUT:
        return
    if part.get("style") not in _STYLES:
        complaints.add((*place, "style"), "BASE_TYPE_CHOICES", f"one of {_STYLES}")
    complaints.longest((*place, "placeholder"), part.get("placeholder"), 100)
    longest = part.get("max_length") or 4000
    complaints.longest((*place, "value"), part.get("value"), longest)
    if not 0 <= (part.get("min_length") or 0) <= longest <= 4000:
        complaints.add((*place, "min_length"), "NUMBER_TYPE_MAX", "0 to max_length, at most 4000")
