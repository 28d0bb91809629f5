from __future__ import annotations

from typing import Any

import pytest

from tests.discord.loopback import Discord, Guild, NotAllowed, Permission, Person, Upload
from tests.discord.loopback.clients import RawClient, Standin


def command(**fields: Any) -> dict[str, Any]:
    return {"name": "ask", "description": "x", **fields}


def option(**fields: Any) -> dict[str, Any]:
    return {"type": 3, "name": "o", "description": "x", **fields}


def choices(count: int) -> list[dict[str, str]]:
    return [{"name": f"{n}", "value": f"{n}"} for n in range(count)]


LONG = [{"name": f"{n}".ljust(100, "x"), "value": "x" * 100} for n in range(25)]
SUB = option(type=1, name="sub")
GROUP = option(type=2, name="group", options=[SUB])

REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("no name", command(name="")),
    ("capitals", command(name="Ask")),
    ("a space", command(name="ask me")),
    ("a name over 32", command(name="x" * 33)),
    ("no description", command(description="")),
    ("a description over 100", command(description="x" * 101)),
    ("a menu with a description", {"type": 3, "name": "Ask", "description": "x"}),
    ("a menu with a name over 32", {"type": 3, "name": "x" * 33}),
    ("26 options", command(options=[option(name=f"o{n}") for n in range(26)])),
    ("an option's name with capitals", command(options=[option(name="O")])),
    ("an option without description", command(options=[option(description="")])),
    ("options of one name", command(options=[option(), option()])),
    (
        "required after optional",
        command(options=[option(name="a"), option(name="b", required=True)]),
    ),
    ("26 choices", command(options=[option(choices=choices(26))])),
    ("a choice over 100", command(options=[option(choices=[{"name": "x" * 101, "value": "x"}])])),
    ("choices that complete", command(options=[option(autocomplete=True, choices=choices(1))])),
    ("a yes or no that completes", command(options=[option(type=5, autocomplete=True)])),
    ("subcommands among values", command(options=[SUB, option()])),
    ("a group in a group", command(options=[option(type=2, name="g", options=[GROUP])])),
    ("a subcommand in one", command(options=[option(type=1, name="s", options=[SUB])])),
    ("over 8,000 in all", command(options=[option(name=n, choices=LONG) for n in "ab"])),
]


@pytest.mark.parametrize("body", [case[1] for case in REFUSED], ids=[case[0] for case in REFUSED])
async def test_commands_that_discord_does_not_take_are_refused(
    discord: Discord, raw: RawClient, body: dict[str, Any]
) -> None:
    discord.violations.expect("50035")
    answer = await raw("POST", f"/applications/{discord.application.id}/commands", body)
    assert (answer.status, answer.code) == (400, 50035)
    assert not discord.commands.of(None)


async def test_a_hundred_commands_are_the_most(discord: Discord, raw: RawClient) -> None:
    path = f"/applications/{discord.application.id}/commands"
    many = [command(name=f"ask{n}") for n in range(101)]
    assert (await raw("PUT", path, many[:100])).status == 200
    discord.violations.expect("50035")
    assert (await raw("PUT", path, many)).code == 50035
    assert (await raw("POST", path, many[100])).code == 50035


async def test_two_commands_of_a_name_are_refused(discord: Discord, raw: RawClient) -> None:
    discord.violations.expect("must be unique: ask")
    path = f"/applications/{discord.application.id}/commands"
    assert (await raw("PUT", path, [command(), command()])).code == 50035
    menu = {"type": 3, "name": "ask"}
    assert (await raw("PUT", path, [command(), menu])).status == 200


async def test_commands_are_kept_changed_and_deleted_by_id(
    discord: Discord, raw: RawClient
) -> None:
    path = f"/applications/{discord.application.id}/commands"
    made = (await raw("POST", path, command())).body
    again = (await raw("POST", path, command(description="y"))).body
    assert (again["id"], again["description"]) == (made["id"], "y")
    one = f"{path}/{made['id']}"
    assert (await raw("PATCH", one, {"description": "z"})).body["description"] == "z"
    assert (await raw("GET", one)).body["description"] == "z"
    assert (await raw("DELETE", one)).status == 204
    discord.violations.expect("10063")
    assert (await raw("GET", one)).code == 10063
    assert (await raw("GET", path)).body == []


async def test_commands_of_a_guild_are_its_own(
    discord: Discord, reef: Guild, raw: RawClient
) -> None:
    other = discord.add_guild("Atoll")
    base = f"/applications/{discord.application.id}/guilds"
    made = (await raw("POST", f"{base}/{reef.id}/commands", command())).body
    assert made["guild_id"] == str(reef.id)
    assert [one["name"] for one in discord.commands.usable_in(reef)] == ["ask"]
    assert not list(discord.commands.usable_in(other))
    assert (await raw("GET", f"{base}/{reef.id}/commands/permissions")).body == []
    discord.violations.expect("10066")
    one = f"{base}/{reef.id}/commands/{made['id']}/permissions"
    assert (await raw("GET", one)).code == 10066
    discord.violations.expect("50001")
    assert (await raw("PUT", f"{base}/{discord.world.snowflakes()}/commands", [])).code == 50001
    assert (await raw("GET", "/applications/1/commands")).code == 50001


async def test_people_use_only_what_they_are_shown(
    discord: Discord, ana: Person, reef: Guild, standin: Standin
) -> None:
    with pytest.raises(NotAllowed, match="no command 'nothing'"):
        await ana.slash(reef.general, "nothing")
    with pytest.raises(NotAllowed, match="ana may not use 'notes'"):
        await ana.slash(reef.general, "notes add", text="x")
    reef.add_member(ana, reef.add_role("managers", Permission.MANAGE_GUILD))
    noted = await ana.slash(reef.general, "notes add", text="x")
    assert (await noted.reply()).text == "noted x"
    with pytest.raises(NotAllowed, match="no command 'notes'"):
        await ana.slash(ana.dm_channel, "notes add", text="x")
    reef.general.deny(reef.everyone, Permission.USE_APPLICATION_COMMANDS)
    with pytest.raises(NotAllowed, match="may not use 'echo'"):
        await ana.slash(reef.general, "echo", text="x")
    assert (await (await ana.slash(ana.dm_channel, "echo", text="dm")).reply()).text == "dm"


@pytest.mark.parametrize(
    ("name", "values", "complaint"),
    [
        ("echo", {}, "needs \\['text'\\]"),
        ("echo", {"text": 1}, "takes <class 'str'>"),
        ("echo", {"text": "x" * 6001}, "takes None to 6000"),
        ("echo", {"text": "x", "loud": True}, "no options \\['loud'\\]"),
        ("echo", {"text": "x", "private": 1}, "takes <class 'bool'>"),
        ("echo loudly", {"text": "x"}, "no 'loudly'"),
        ("notes", {}, "needs one of its subcommands"),
        ("think", {"question": "x", "file": "a.txt"}, "Upload"),
    ],
)
async def test_people_send_only_what_the_client_lets_them(
    reef: Guild,
    ana: Person,
    standin: Standin,
    name: str,
    values: dict[str, Any],
    complaint: str,
) -> None:
    reef.add_member(ana, reef.add_role("managers", Permission.MANAGE_GUILD))
    with pytest.raises(NotAllowed, match=complaint):
        await ana.slash(reef.general, name, **values)


async def test_a_file_goes_with_a_command(ana: Person, reef: Guild, standin: Standin) -> None:
    file = Upload("a.txt", b"contents")
    asked = await ana.slash(reef.general, "think", question="what?", file=file)
    assert (await asked.reply()).text == "what? None contents"
    with pytest.raises(NotAllowed, match="Upload"):
        await ana.slash(reef.general, "think", question="x", file=b"contents")


async def test_options_complete_with_what_else_was_typed(
    ana: Person, reef: Guild, standin: Standin
) -> None:
    offered = await ana.autocomplete(
        reef.general, "think", option="source", typed="te", question="who"
    )
    assert offered == [{"name": "te for who", "value": "te"}]
    with pytest.raises(NotAllowed):
        await ana.autocomplete(reef.general, "think", option="nothing", typed="te")


async def test_menus_carry_their_message(ana: Person, reef: Guild, standin: Standin) -> None:
    said = await ana.say(reef.general, "not for the bot")
    assert (await reef.general.next_message(reply_to=said)).text == "heard ''"
    used = await ana.use_menu(reef.general, "Quote it", said)
    assert (await used.reply()).text == "> not for the bot"


async def test_moderators_decide_who_uses_a_command(
    discord: Discord, ana: Person, reef: Guild, raw: RawClient, standin: Standin
) -> None:
    role = reef.add_role("librarians")
    reef.add_member(ana, role)
    with pytest.raises(NotAllowed):
        await ana.slash(reef.general, "notes add", text="x")
    discord.commands.permit(reef, "notes", role, allowed=True)
    assert await (await ana.slash(reef.general, "notes add", text="x")).acknowledgement() == "defer"
    discord.commands.permit(reef, "notes", ana, allowed=False)
    with pytest.raises(NotAllowed):
        await ana.slash(reef.general, "notes add", text="x")
    path = f"/applications/{discord.application.id}/guilds/{reef.id}/commands"
    (answer,) = (await raw("GET", f"{path}/permissions")).body
    assert [one["permission"] for one in answer["permissions"]] == [True, False]
    assert (await raw("GET", f"{path}/{answer['id']}/permissions")).body == answer
