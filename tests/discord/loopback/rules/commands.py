"""What commands, the choices offered for them, and modals may be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ..basics import Complaints, Json
from ..state.messages import LABEL, TEXT_INPUT
from .messages import ROW, check_custom_id, check_custom_ids_differ

CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2

MOST_COMMANDS = {CHAT_INPUT: 100, USER_MENU: 15, MESSAGE_MENU: 15}
MOST_OPTIONS = 25

MOST_CHOICES = 25
LONGEST = 100

SUM = 8000
"""Characters of a command's names, descriptions and values together."""

TITLE = 45
MOST_INPUTS = 5

_NAME = re.compile(r"[-_'\w]{1,32}")
_COMPLETES = (3, 4, 10)

_AT = ("data",)
_TEXT_DISPLAY = 10
_STYLES = (1, 2)

Place = tuple[str | int, ...]


def check_commands(commands: Sequence[Json]) -> None:
    """Raise Refused (50035) for a list of commands that Discord would not register."""
    complaints = Complaints()
    for index, command in enumerate(commands):
        _check_command(complaints, (index,), command)
    kinds = Counter(kind_of(command) for command in commands)
    for kind, count in kinds.items():
        complaints.most((), count, MOST_COMMANDS.get(kind, 0))
    names = Counter((kind_of(command), command.get("name")) for command in commands)
    for (_, name), count in names.items():
        if count > 1:
            message = f"Application command names must be unique: {name}"
            complaints.add((), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
    complaints.settle()


def check_command(command: Json) -> None:
    """Raise Refused (50035) for a command that Discord would not register."""
    complaints = Complaints()
    _check_command(complaints, (), command)
    complaints.settle()


def kind_of(command: Json) -> int:
    """Return the kind of command: a slash command where nothing else is said."""
    return int(command.get("type") or CHAT_INPUT)


def _check_command(complaints: Complaints, place: Place, command: Json) -> None:
    if kind_of(command) != CHAT_INPUT:
        _check_menu(complaints, place, command)
        return
    _check_name(complaints, place, command)
    _check_description(complaints, place, command)
    _check_options(complaints, (*place, "options"), command.get("options") or [], depth=0)
    if _size(command) > SUM:
        message = f"Command exceeds maximum size ({SUM})"
        complaints.add(place, "APPLICATION_COMMAND_TOO_LARGE", message)


def _check_menu(complaints: Complaints, place: Place, menu: Json) -> None:
    complaints.required((*place, "name"), menu.get("name"))
    complaints.longest((*place, "name"), menu.get("name"), 32)
    for part in ("description", "options"):
        if menu.get(part):
            message = "Context menu commands cannot have this field"
            complaints.add((*place, part), "APPLICATION_COMMAND_CONTEXT_MENU_FIELD", message)


def _check_name(complaints: Complaints, place: Place, named: Json) -> None:
    name = named.get("name") or ""
    if not _NAME.fullmatch(name) or name != name.lower():
        complaints.add((*place, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Name is invalid")


def _check_description(complaints: Complaints, place: Place, described: Json) -> None:
    complaints.required((*place, "description"), described.get("description"))
    complaints.longest((*place, "description"), described.get("description"), 100)


def _check_options(
    complaints: Complaints, place: Place, options: Sequence[Json], *, depth: int
) -> None:
    complaints.most(place, len(options), MOST_OPTIONS)
    _check_order(complaints, place, options)
    if len({option.get("name") for option in options}) < len(options):
        message = "Option names must be unique"
        complaints.add(place, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message)
    nested = [option for option in options if option.get("type") in (SUBCOMMAND, GROUP)]
    if nested and len(nested) != len(options):
        message = "Sub-command and sub-command group option types are mutually exclusive"
        complaints.add(place, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    for index, option in enumerate(options):
        _check_option(complaints, (*place, index), option, depth)


def _check_order(complaints: Complaints, place: Place, options: Sequence[Json]) -> None:
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        message = "Required options must be placed before non-required options"
        complaints.add(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)


def _check_option(complaints: Complaints, place: Place, option: Json, depth: int) -> None:
    _check_name(complaints, place, option)
    _check_description(complaints, place, option)
    kind = option.get("type")
    if kind in (SUBCOMMAND, GROUP):
        if depth > (1 if kind == SUBCOMMAND else 0):
            message = "Sub-commands nest at most two deep, groups stand at the top"
            complaints.add((*place, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
        inner = option.get("options") or []
        wrong = kind == GROUP and any(one.get("type") != SUBCOMMAND for one in inner)
        if wrong or (kind == SUBCOMMAND and any(one.get("type") in (1, 2) for one in inner)):
            message = "A group holds sub-commands, a sub-command holds values"
            complaints.add((*place, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
        _check_options(complaints, (*place, "options"), inner, depth=depth + 1)
    else:
        _check_value(complaints, place, option)


def _check_value(complaints: Complaints, place: Place, option: Json) -> None:
    choices = option.get("choices") or []
    check_choices(complaints, (*place, "choices"), choices)
    if option.get("autocomplete") and (choices or option["type"] not in _COMPLETES):
        message = "Cannot autocomplete this option"
        complaints.add((*place, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE", message)


def _size(named: Json) -> int:
    texts = [named.get("name"), named.get("description"), named.get("value")]
    own = sum(len(text) for text in texts if isinstance(text, str))
    inner = [*(named.get("options") or ()), *(named.get("choices") or ())]
    return own + sum(map(_size, inner))


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
