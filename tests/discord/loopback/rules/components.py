"""What components may be: rows of buttons and menus, and the layouts of Components V2."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.discord.loopback.reading import walk
from tests.discord.loopback.refusals import Complaints
from tests.discord.loopback.rules.urls import LINK, check_url
from tests.discord.loopback.wire import Json

ROW, BUTTON, STRING_SELECT, TEXT_DISPLAY = 1, 2, 3, 10
SELECTS = (3, 5, 6, 7, 8)

MOST_ROWS = 5
MOST_BUTTONS = 5
MOST_OPTIONS = 25
MOST_IN_A_LAYOUT = 40
TEXT_IN_A_LAYOUT = 4000

_LINK_STYLE = 5
_PREMIUM_STYLE = 6

Place = tuple[str | int, ...]


def check_components(
    complaints: Complaints, place: Place, components: Sequence[Json], *, v2: bool = False
) -> None:
    """Note what is wrong with the components of a message."""
    if v2:
        _check_layout(complaints, place, components)
    else:
        complaints.most(place, len(components), MOST_ROWS)
        for index, component in enumerate(components):
            if component.get("type") != ROW:
                complaints.add((*place, index, "type"), "UNION_TYPE_CHOICES", "must be a row (1)")
    _check_each(complaints, place, components)
    check_custom_ids_differ(complaints, place, components)


def check_custom_ids_differ(
    complaints: Complaints, place: Place, components: Sequence[Json]
) -> None:
    """Note custom ids that stand on more than one component."""
    ids = Counter(one["custom_id"] for one in walk(components) if one.get("custom_id"))
    for custom_id, count in ids.items():
        if count > 1:
            message = f"Component custom id cannot be duplicated: {custom_id}"
            complaints.add(place, "COMPONENT_CUSTOM_ID_DUPLICATED", message)


def check_custom_id(complaints: Complaints, place: Place, component: Json) -> None:
    """Note a custom id that is missing, empty or longer than 100 characters."""
    custom_id = component.get("custom_id")
    complaints.required((*place, "custom_id"), custom_id)
    complaints.longest((*place, "custom_id"), custom_id, 100)


def _check_layout(complaints: Complaints, place: Place, components: Sequence[Json]) -> None:
    everything = list(walk(components))
    complaints.most(place, len(everything), MOST_IN_A_LAYOUT)
    shown = (one for one in everything if one["type"] == TEXT_DISPLAY)
    if sum(len(display.get("content") or "") for display in shown) > TEXT_IN_A_LAYOUT:
        message = f"Displayable text exceeds maximum size of {TEXT_IN_A_LAYOUT}"
        complaints.add(place, "COMPONENT_MAX_TOTAL_TEXT_LENGTH_EXCEEDED", message)


def _check_each(complaints: Complaints, place: Place, components: Sequence[Json]) -> None:
    for index, component in enumerate(components):
        here = (*place, index)
        kind = component.get("type")
        if kind == ROW:
            _check_row(complaints, (*here, "components"), component.get("components") or [])
        elif kind == BUTTON:
            _check_button(complaints, here, component)
        elif kind in SELECTS:
            _check_select(complaints, here, component)
        elif kind == TEXT_DISPLAY:
            complaints.required((*here, "content"), component.get("content"))
        _check_each(complaints, (*here, "components"), component.get("components") or [])
        if (accessory := component.get("accessory")) is not None:
            _check_each(complaints, (*here, "accessory"), [accessory])


def _check_row(complaints: Complaints, place: Place, row: Sequence[Json]) -> None:
    kinds = [component.get("type") for component in row]
    if not row:
        complaints.required(place, None)
    elif any(kind in SELECTS for kind in kinds):
        complaints.most(place, len(row), 1)
    elif all(kind == BUTTON for kind in kinds):
        complaints.most(place, len(row), MOST_BUTTONS)
    else:
        complaints.add(place, "UNION_TYPE_CHOICES", "must be buttons, or one select menu")


def _check_button(complaints: Complaints, place: Place, button: Json) -> None:
    complaints.longest((*place, "label"), button.get("label"), 80)
    style = button.get("style")
    if style == _LINK_STYLE:
        complaints.required((*place, "url"), button.get("url"))
        check_url(complaints, (*place, "url"), button.get("url"), schemes=LINK, longest=512)
    elif style in range(1, _LINK_STYLE):
        check_custom_id(complaints, place, button)
    elif style != _PREMIUM_STYLE:
        complaints.add((*place, "style"), "BASE_TYPE_CHOICES", "must be 1 to 6")
    if bool(button.get("url")) and button.get("custom_id") is not None:
        message = "A custom id and url cannot both be specified"
        complaints.add((*place, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL", message)
    if style != _PREMIUM_STYLE and not (button.get("label") or button.get("emoji")):
        complaints.required((*place, "label"), None)


def _check_select(complaints: Complaints, place: Place, menu: Json) -> None:
    check_custom_id(complaints, place, menu)
    complaints.longest((*place, "placeholder"), menu.get("placeholder"), 150)
    if menu["type"] != STRING_SELECT:
        return
    options = menu.get("options") or []
    if not options:
        complaints.required((*place, "options"), None)
    complaints.most((*place, "options"), len(options), MOST_OPTIONS)
    for index, option in enumerate(options):
        for part in ("label", "value"):
            complaints.required((*place, "options", index, part), option.get(part))
        for part in ("label", "value", "description"):
            complaints.longest((*place, "options", index, part), option.get(part), 100)
    if len({option.get("value") for option in options}) < len(options):
        message = "The specified option value is already used"
        complaints.add((*place, "options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
