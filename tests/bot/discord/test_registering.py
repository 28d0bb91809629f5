from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.discord.client import QuothClient, register, same_commands
from bot.discord.state import BotState

Commands = list[dict[str, Any]]


@pytest.fixture
def client(state: BotState) -> QuothClient:
    made = QuothClient(state)
    made._connection.application_id = 77
    return made


@pytest.fixture
def ours(client: QuothClient) -> Commands:
    return [command.to_dict(client.tree) for command in client.tree.get_commands()]


def as_discord_has_them(commands: Commands) -> Commands:
    """Return commands as Discord gives them: with its own fields, and defaults left out or in."""
    theirs: Commands = copy.deepcopy(commands)
    for number, command in enumerate(theirs):
        command.update(
            id=str(number),
            application_id="77",
            version="9",
            name_localizations=None,
            description_localizations=None,
            description=command.get("description", ""),
        )
        command.pop("dm_permission", None)
        permissions = command["default_member_permissions"]
        command["default_member_permissions"] = None if permissions is None else str(permissions)
        for option in command.get("options", ()):
            _as_discord_has(option)
    return theirs[::-1]


def _as_discord_has(option: dict[str, Any]) -> None:
    option.update(name_localizations=None, description_localizations=None)
    if option.get("required") is False:
        del option["required"]
    if option.get("options") == []:
        del option["options"]
    for inner in option.get("options", ()):
        _as_discord_has(inner)


class Http:
    """Discord's side: the commands it has, and those it was sent."""

    def __init__(self, commands: Commands) -> None:
        self.commands = commands
        self.sent: list[Commands] = []

    async def get_global_commands(self, application_id: int) -> Commands:
        assert application_id == 77
        return self.commands

    async def bulk_upsert_global_commands(self, application_id: int, payload: Commands) -> Commands:
        assert application_id == 77
        self.sent.append(payload)
        self.commands = as_discord_has_them(payload)
        return self.commands


async def test_commands_are_sent_once(client: QuothClient, ours: Commands) -> None:
    discord_has = client.http = Http([])  # type: ignore[assignment]

    assert await register(client.tree, client)
    assert not await register(client.tree, client)
    assert discord_has.sent == [ours]


async def test_nothing_is_sent_where_discord_has_the_same(ours: Commands) -> None:
    theirs = as_discord_has_them(ours)

    assert same_commands(ours, theirs)
    assert same_commands(ours, copy.deepcopy(ours))
    for command in theirs:
        command["contexts"] = command["contexts"][::-1]
        command["dm_permission"] = True
        command["nsfw"] = False
    assert same_commands(ours, theirs)


def find(commands: Commands, *path: str) -> dict[str, Any]:
    """Return a command, or one of its options."""
    found = next(one for one in commands if one["name"] == path[0])
    return find(found["options"], *path[1:]) if path[1:] else found


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        (("ask",), "description", "Ask."),
        (("ask",), "contexts", [0]),
        (("ask",), "integration_types", [0, 1]),
        (("ask",), "default_member_permissions", "8"),
        (("ask",), "nsfw", True),
        (("ask",), "type", 2),
        (("ask", "question"), "max_length", 100),
        (("ask", "question"), "min_length", None),
        (("ask", "question"), "required", False),
        (("ask", "private"), "type", 3),
        (("ask", "source"), "autocomplete", False),
        (("ask", "source"), "choices", [{"name": "a", "value": "a"}]),
        (("sources",), "default_member_permissions", None),
        (("sources",), "default_member_permissions", "0"),
        (("sources", "add"), "options", []),
        (("sources", "add", "file"), "description", "A file"),
        (("quoth", "status"), "name", "state"),
        (("Ask the sources",), "name", "Ask"),
        (("Ask the sources",), "type", 2),
    ],
)
async def test_whatever_differs_is_sent(
    client: QuothClient, ours: Commands, path: tuple[str, ...], field: str, value: object
) -> None:
    theirs = as_discord_has_them(ours)
    find(theirs, *path)[field] = value
    discord_has = client.http = Http(theirs)  # type: ignore[assignment]

    assert not same_commands(ours, theirs)
    assert await register(client.tree, client)
    assert discord_has.sent == [ours]


@pytest.mark.parametrize("more", [True, False])
async def test_a_command_too_many_or_too_few_is_a_difference(ours: Commands, more: bool) -> None:
    theirs = as_discord_has_them(ours)
    if more:
        theirs.append({**theirs[0], "name": "old"})
    else:
        del theirs[0]

    assert not same_commands(ours, theirs)


async def test_options_in_another_order_are_a_difference(ours: Commands) -> None:
    theirs = as_discord_has_them(ours)
    find(theirs, "ask")["options"].reverse()

    assert not same_commands(ours, theirs)
