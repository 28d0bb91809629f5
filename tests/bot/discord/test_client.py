"""The client: its commands as Discord is sent them, its intents and its buttons."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.discord.buttons import BUTTONS, FollowUpModal, UnansweredMenu
from bot.discord.client import QuothClient, _shards, needed_intents, register, same_commands
from bot.discord.commands import COMMANDS, GROUPS
from bot.discord.interactions import PressedButton
from bot.discord.rendering import message_limits
from bot.discord.rendering.custom_ids import FOLLOW_UP_MODAL
from bot.discord.state import BotState
from bot.settings import Settings

# What Discord lists by "/", and how long its parts may be.
NAME = re.compile(r"[a-z0-9_-]{1,32}")
LONGEST_DESCRIPTION = 100
MOST_OPTIONS = 25
MOST_CHARACTERS = 8_000
CHAT_INPUT, MESSAGE_MENU = 1, 3
SUBCOMMAND = 1
GUILD, DIRECT_MESSAGE = 0, 1

Json = dict[str, Any]


@pytest.fixture
def client(state: BotState) -> QuothClient:
    made = QuothClient(state)
    made._connection.application_id = 77
    return made


@pytest.fixture
def sent(client: QuothClient) -> list[Json]:
    """Return the commands as Discord is sent them."""
    return [command.to_dict(client.tree) for command in client.tree.get_commands()]


def parts(command: Json) -> Iterator[Json]:
    """Yield a slash command, its subcommands and their options."""
    yield command
    for option in command.get("options", ()):
        yield from parts(option)


def slash(sent: list[Json]) -> list[Json]:
    return [command for command in sent if command["type"] == CHAT_INPUT]


def test_the_commands_are_these(client: QuothClient) -> None:
    names = [
        command.qualified_name
        for command in client.tree.walk_commands()
        if isinstance(command, app_commands.Command)
    ]
    menus = client.tree.get_commands(type=discord.AppCommandType.message)

    assert names == [
        "ask",
        *("sources list", "sources show", "sources add", "sources remove", "sources reload"),
        *("quoth status", "quoth sources", "quoth help", "quoth unanswered"),
    ]
    assert [menu.name for menu in menus] == ["Ask the sources"]
    assert len(COMMANDS) + len(GROUPS) == len(client.tree.get_commands())


def test_every_name_is_unique_among_its_like(sent: list[Json]) -> None:
    keys = [(command["type"], command["name"]) for command in sent]
    assert len(set(keys)) == len(keys)
    for command in slash(sent):
        for part in parts(command):
            names = [option["name"] for option in part.get("options", ())]
            assert len(set(names)) == len(names)


def test_every_slash_command_and_option_is_named_and_described_as_discord_wants(
    sent: list[Json],
) -> None:
    for command in slash(sent):
        for part in parts(command):
            assert NAME.fullmatch(part["name"])
            assert 1 <= len(part["description"]) <= LONGEST_DESCRIPTION
            assert len(part.get("options", ())) <= MOST_OPTIONS
            assert len(part.get("choices", ())) <= message_limits.CHOICES
            wanted = [option.get("required", False) for option in part.get("options", ())]
            assert wanted == sorted(wanted, reverse=True)


def test_every_slash_command_is_short_enough_altogether(sent: list[Json]) -> None:
    for command in slash(sent):
        texts = (part["name"] + part["description"] for part in parts(command))
        assert sum(map(len, texts)) <= MOST_CHARACTERS


def test_every_description_is_a_sentence_and_every_option_a_phrase(sent: list[Json]) -> None:
    for command in slash(sent):
        for part in parts(command):
            is_option = part is not command and part["type"] != SUBCOMMAND
            assert part["description"].rstrip(")").endswith(".") != is_option


def test_a_menus_entry_is_named_as_discord_wants(sent: list[Json]) -> None:
    (menu,) = [command for command in sent if command["type"] == MESSAGE_MENU]

    assert 1 <= len(menu["name"]) <= 32
    assert menu["name"] == menu["name"].strip()
    assert not menu.get("description")


def test_every_command_works_on_servers_and_in_direct_messages_where_the_bot_is_in(
    sent: list[Json],
) -> None:
    for command in sent:
        assert command["contexts"] == [GUILD, DIRECT_MESSAGE]
        assert command["integration_types"] == [0]


def test_sources_are_for_those_who_manage_the_server_and_the_rest_for_everybody(
    sent: list[Json],
) -> None:
    by_default = {command["name"]: command["default_member_permissions"] for command in sent}

    assert by_default == {
        "ask": None,
        "sources": discord.Permissions(manage_guild=True).value,
        "quoth": None,
        "Ask the sources": None,
    }


def test_no_option_takes_more_text_than_a_question_may_have(sent: list[Json]) -> None:
    (ask,) = [command for command in sent if command["name"] == "ask"]
    question = ask["options"][0]

    assert (question["min_length"], question["max_length"]) == (1, 400)


def test_no_privileged_intent_is_asked_for_and_none_that_is_not_used(client: QuothClient) -> None:
    intents = needed_intents()
    privileged = discord.Intents(members=True, presences=True, message_content=True)

    assert client.intents == intents
    assert not intents.value & privileged.value
    assert {name for name, is_on in intents if is_on} == {
        *("guilds", "guild_messages", "dm_messages"),
    }


def test_nobody_is_ever_pinged(client: QuothClient) -> None:
    assert client.allowed_mentions is not None
    allowed = client.allowed_mentions.to_dict()

    assert not any(allowed.values())


def test_every_kind_of_button_is_listed_and_has_a_template_of_its_own() -> None:
    templates = [button.__discord_ui_compiled_template__.pattern for button in BUTTONS]

    assert set(BUTTONS) == {UnansweredMenu, *PressedButton.__subclasses__()}
    assert len(set(templates)) == len(templates)
    assert all(template.startswith("quoth:") for template in templates)


def test_every_button_is_known_to_the_client(client: QuothClient) -> None:
    known = client._connection._view_store._dynamic_items

    assert {button.__discord_ui_compiled_template__ for button in BUTTONS} == set(known)


async def test_the_modal_is_what_discord_takes() -> None:
    modal = FollowUpModal()
    made: Any = modal.to_dict()
    (label,) = made["components"]

    assert modal.custom_id == FOLLOW_UP_MODAL
    assert len(modal.custom_id) <= message_limits.CUSTOM_ID
    assert 1 <= len(made["title"]) <= message_limits.MODAL_TITLE
    assert 1 <= len(label["label"]) <= 45
    assert label["component"]["max_length"] <= 4_000


Commands = list[dict[str, Any]]


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


@pytest.mark.parametrize(
    ("settings", "taken"),
    [
        (Settings(), {}),
        (Settings(shard_count=4), {"shard_count": 4}),
        (
            Settings(shard_ids=(0, 1), shard_count=4),
            {"shard_count": 4, "shard_ids": [0, 1]},
        ),
    ],
)
def test_a_process_takes_the_shards_that_are_set(
    settings: Settings, taken: dict[str, object]
) -> None:
    assert _shards(settings) == taken
