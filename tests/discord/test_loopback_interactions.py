from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.discord.loopback import Discord, Guild, Interaction, NotAllowed, Permission, Person
from tests.discord.loopback.clients import RawClient, Standin

ECHO = {
    "name": "echo",
    "description": "x",
    "options": [
        {"type": 3, "name": "text", "description": "x", "required": True, "autocomplete": True}
    ],
}
BUTTONS = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "a", "custom_id": "a"}]}]
INPUT = {"type": 4, "custom_id": "i", "label": "x", "style": 1}
MODAL = {
    "custom_id": "m",
    "title": "x",
    "components": [{"type": 1, "components": [INPUT]}],
}


def modal(**fields: Any) -> dict[str, Any]:
    return {"type": 9, "data": {**MODAL, **fields}}


def row(**fields: Any) -> dict[str, Any]:
    return {"type": 1, "components": [{**INPUT, **fields}]}


@pytest.fixture
async def asked(discord: Discord, ana: Person, reef: Guild, raw: RawClient) -> Interaction:
    """A command that nobody has answered yet."""
    await raw("POST", f"/applications/{discord.application.id}/commands", ECHO)
    return await ana.slash(reef.general, "echo", text="x")


async def acknowledge(raw: RawClient, interaction: Interaction, body: dict[str, Any]) -> int:
    """Return 0, or the code with which it was refused."""
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    answer = await raw("POST", path, body)
    return 0 if answer.status < 400 else answer.code


def original(interaction: Interaction) -> str:
    application = interaction.channel.world.application.id
    return f"/webhooks/{application}/{interaction.token}/messages/@original"


async def test_an_answer_at_once_is_recorded(ana: Person, reef: Guild, standin: Standin) -> None:
    said = await ana.slash(reef.general, "echo", text="hello", private=True)
    message = await said.reply()
    assert (said.acknowledged, said.ephemeral, message.ephemeral) == ("message", True, True)
    assert message.seen_by is ana
    assert said.seconds_to_ack is not None
    assert message.to_json()["interaction_metadata"]["user"]["username"] == "ana"


async def test_a_deferred_answer_is_filled_by_editing(
    ana: Person, reef: Guild, standin: Standin
) -> None:
    asked = await ana.slash(reef.general, "think", question="who?")
    assert await asked.acknowledgement() == "defer"
    message = await asked.reply()
    assert (message.text, message.loading, message.edits) == ("who? None", False, 0)
    assert message is asked.response


async def test_the_first_followup_fills_what_was_deferred(
    ana: Person, reef: Guild, standin: Standin
) -> None:
    reef.add_member(ana, reef.add_role("managers", Permission.MANAGE_GUILD))
    asked = await ana.slash(reef.general, "notes add", text="x")
    message = await asked.reply()
    assert (message.text, message.ephemeral) == ("noted x", True)
    assert message is asked.response
    assert (await asked.followup()).text == "anything else?"


@pytest.mark.parametrize(
    ("label", "how", "text", "same"),
    [
        ("Update", "update", "updated", True),
        ("Later", "defer_update", "updated later", True),
        ("Whisper", "message", "between us", False),
    ],
)
async def test_buttons_answer_in_their_ways(
    ana: Person, reef: Guild, standin: Standin, label: str, how: str, text: str, same: bool
) -> None:
    shown = await (await ana.slash(reef.general, "buttons")).reply()
    pressed = await ana.press(shown, label=label)
    message = await pressed.reply()
    assert (pressed.acknowledged, message.text, message is shown) == (how, text, same)
    assert same or message.reference is shown


async def test_a_modal_is_filled_in_and_answered(
    ana: Person, reef: Guild, standin: Standin
) -> None:
    asked = await ana.slash(reef.general, "ask")
    opened = await asked.modal()
    assert (opened.title, list(opened.inputs)) == ("A dialog", ["text"])
    submitted = await ana.submit(asked, "something")
    assert (await submitted.reply()).text == "you wrote something"
    with pytest.raises(NotAllowed, match="1 to 20 characters"):
        await ana.submit(asked, "x" * 21)
    with pytest.raises(NotAllowed, match="no inputs"):
        await ana.submit(asked, {"text": "x", "other": "x"})


async def test_a_modal_opened_by_a_button_is_answered_under_it(
    ana: Person, reef: Guild, standin: Standin
) -> None:
    shown = await (await ana.slash(reef.general, "buttons")).reply()
    pressed = await ana.press(shown, custom_id="dialog")
    await pressed.modal()
    submitted = await ana.submit(pressed, {"text": "x"})
    assert (await submitted.reply()).reference is shown


async def test_only_what_is_on_a_message_can_be_pressed_by_who_sees_it(
    discord: Discord, ana: Person, reef: Guild, standin: Standin
) -> None:
    ben = discord.add_user("ben")
    reef.add_member(ben)
    shown = await (await ana.slash(reef.general, "buttons", private=True)).reply()
    with pytest.raises(NotAllowed, match="ben does not see"):
        await ben.press(shown, label="Update")
    for label in ("Nothing", "Off"):
        with pytest.raises(NotAllowed, match=f"no button '{label}'"):
            await ana.press(shown, label=label)
    with pytest.raises(NotAllowed, match="opened no modal"):
        await ana.submit(await ana.press(shown, label="Update"), "x")


async def test_an_interaction_is_acknowledged_once(
    discord: Discord, asked: Interaction, raw: RawClient
) -> None:
    discord.violations.expect("40060")
    assert await acknowledge(raw, asked, {"type": 5}) == 0
    assert await acknowledge(raw, asked, {"type": 5}) == 40060


async def test_an_interaction_is_acknowledged_in_time(
    discord: Discord, asked: Interaction, raw: RawClient
) -> None:
    discord.ack_window = 0.0
    discord.violations.expect("10062")
    discord.violations.expect("silence: .*never acknowledged")
    assert await acknowledge(raw, asked, {"type": 5}) == 10062
    with pytest.raises(TimeoutError, match="an acknowledgement of"):
        await asked.acknowledgement(timeout=0.01)
    with pytest.raises(TimeoutError, match="a reply to"):
        await asked.reply(timeout=0.01)
    with pytest.raises(TimeoutError, match="a modal for"):
        await asked.modal(timeout=0.01)


async def test_interactions_that_there_are_not_are_unknown(
    discord: Discord, asked: Interaction, raw: RawClient
) -> None:
    discord.violations.expect("10062")
    assert (await raw("POST", "/interactions/1/x/callback", {"type": 5})).code == 10062
    assert await acknowledge(raw, asked, {"type": 5}) == 0


async def test_what_was_not_acknowledged_cannot_be_edited_or_followed_up(
    discord: Discord, asked: Interaction, raw: RawClient
) -> None:
    discord.violations.expect("10015")
    assert (await raw("PATCH", original(asked), {"content": "x"})).code == 10015
    hook = original(asked).removesuffix("/messages/@original")
    assert (await raw("POST", hook, {"content": "x"})).code == 10015
    assert await acknowledge(raw, asked, {"type": 4, "data": {"content": "x"}}) == 0
    assert (await raw("PATCH", original(asked), {"content": "y"})).body["content"] == "y"


async def test_a_token_lives_for_a_while(
    discord: Discord, asked: Interaction, raw: RawClient
) -> None:
    assert await acknowledge(raw, asked, {"type": 5}) == 0
    discord.token_life = 0.0
    discord.violations.expect("50027")
    assert (await raw("PATCH", original(asked), {"content": "x"})).code == 50027


async def test_what_was_deferred_publicly_stays_public(
    discord: Discord, asked: Interaction, raw: RawClient
) -> None:
    assert await acknowledge(raw, asked, {"type": 5}) == 0
    hook = original(asked).removesuffix("/messages/@original")
    assert (await raw("POST", hook, {"content": "x", "flags": 64})).status == 200
    assert not (await asked.reply()).ephemeral
    assert (await raw("POST", hook, {"content": "y", "flags": 64})).status == 200
    followup = await asked.followup()
    assert followup.ephemeral
    one = f"{hook}/messages/{followup.id}"
    assert (await raw("GET", one)).body["content"] == "y"
    assert (await raw("DELETE", one)).status == 204
    assert (await raw("DELETE", original(asked))).status == 204
    discord.violations.expect("10008")
    assert (await raw("GET", original(asked))).code == 10008


@pytest.mark.parametrize(
    "body",
    [
        {"type": 6},
        {"type": 7, "data": {"content": "x"}},
        {"type": 8, "data": {"choices": []}},
        {"type": 2},
        {"type": 4, "data": {"content": "x" * 2001}},
        {"type": 4, "data": {"content": "x", "components": BUTTONS * 2}},
        modal(title=""),
        modal(title="x" * 46),
        modal(custom_id="x" * 101),
        modal(components=[]),
        modal(components=[row(custom_id=f"{n}") for n in range(6)]),
        modal(components=[row(), row()]),
        modal(components=[row(label="x" * 46)]),
        modal(components=[row(style=3)]),
        modal(components=[row(placeholder="x" * 101)]),
        modal(components=[row(min_length=5, max_length=4)]),
        modal(components=[{"type": 18, "label": "x" * 46, "component": INPUT}]),
        modal(components=[{"type": 2}]),
    ],
)
async def test_callbacks_that_discord_does_not_take_are_refused(
    discord: Discord, asked: Interaction, raw: RawClient, body: dict[str, Any]
) -> None:
    discord.violations.expect("50035")
    assert await acknowledge(raw, asked, body) == 50035
    assert asked.acknowledged is None


async def test_an_empty_answer_is_refused(
    discord: Discord, asked: Interaction, raw: RawClient
) -> None:
    discord.violations.expect("50006")
    assert await acknowledge(raw, asked, {"type": 4, "data": {"content": ""}}) == 50006
    assert await acknowledge(raw, asked, {"type": 5}) == 0


@pytest.mark.parametrize(
    "choices",
    [
        [{"name": f"{n}", "value": f"{n}"} for n in range(26)],
        [{"name": "x" * 101, "value": "x"}],
        [{"name": "x", "value": "x" * 101}],
        [{"name": "", "value": "x"}],
    ],
    ids=["26", "long name", "long value", "no name"],
)
async def test_choices_that_discord_does_not_show_are_refused(
    discord: Discord,
    ana: Person,
    reef: Guild,
    asked: Interaction,
    raw: RawClient,
    choices: list[dict[str, str]],
) -> None:
    discord.violations.expect("50035")
    typing = asyncio.create_task(ana.autocomplete(reef.general, "echo", option="text", typed="t"))
    await asyncio.sleep(0)
    interaction = list(discord.interactions.values())[-1]
    assert await acknowledge(raw, interaction, {"type": 8, "data": {"choices": choices}}) == 50035
    assert await acknowledge(raw, interaction, {"type": 5}) == 50035
    assert await acknowledge(raw, interaction, {"type": 8, "data": {"choices": []}}) == 0
    assert await typing == []


async def test_a_callback_answers_with_a_body_only_if_asked(
    discord: Discord, asked: Interaction, raw: RawClient
) -> None:
    path = f"/interactions/{asked.id}/{asked.token}/callback"
    answer = await raw("POST", f"{path}?with_response=1", {"type": 5, "data": {"flags": 64}})
    assert answer.status == 200
    assert answer.body["interaction"]["response_message_loading"]
    assert answer.body["interaction"]["response_message_ephemeral"]


async def test_a_menu_on_a_message_is_chosen_from(
    discord: Discord, ana: Person, reef: Guild, raw: RawClient
) -> None:
    options = [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]
    menu = {"type": 3, "custom_id": "m", "options": options}
    body = {"content": "x", "components": [{"type": 1, "components": [menu]}]}
    await raw("POST", f"/channels/{reef.general.id}/messages", body)
    (message,) = reef.general.by_bot()
    assert message.selects[0].options == {"One": "1", "Two": "2"}
    chosen = await ana.choose(message, ["2"], custom_id="m")
    assert chosen.data["values"] == ["2"]
    with pytest.raises(NotAllowed, match="to choose from"):
        await ana.choose(message, ["3"], custom_id="m")


async def test_a_message_that_is_gone_cannot_be_updated(
    discord: Discord, ana: Person, reef: Guild, raw: RawClient
) -> None:
    body = {"content": "x", "components": BUTTONS}
    await raw("POST", f"/channels/{reef.general.id}/messages", body)
    (message,) = reef.general.by_bot()
    pressed = await ana.press(message, label="a")
    await raw("DELETE", f"/channels/{reef.general.id}/messages/{message.id}")
    discord.violations.expect("10008")
    assert await acknowledge(raw, pressed, {"type": 6}) == 10008
    with pytest.raises(NotAllowed, match="does not see"):
        await ana.press(message, label="a")
