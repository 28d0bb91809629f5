from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.discord.loopback import Channel, Discord, Guild, NotAllowed, Permission, Person, Upload
from tests.discord.loopback.basics import Complaints, Refused
from tests.discord.loopback.clients import RawAnswer, RawClient, Standin
from tests.discord.loopback.rules.messages import Draft, check_embeds, check_message, size
from tests.discord.loopback.state.posting import stored_content

ROW = {"type": 1, "components": [{"type": 2, "style": 1, "label": "a", "custom_id": "a"}]}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def button(**fields: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "x", "custom_id": "x", **fields}


def menu(options: int, **fields: Any) -> dict[str, Any]:
    offered = [{"label": f"{n}", "value": f"{n}"} for n in range(options)]
    return {"type": 3, "custom_id": "m", "options": offered, **fields}


def embed(**fields: Any) -> dict[str, Any]:
    return {"embeds": [fields]}


def components(*rows: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"content": "x", "components": list(rows), **fields}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("content over 2,000 characters", {"content": "x" * 2001}, "content"),
    ("eleven embeds", {"embeds": [{"title": "x"}] * 11}, "embeds"),
    ("an embed with nothing in it", {"embeds": [{}]}, "embeds.0.description"),
    ("an embed's title over 256", embed(title="x" * 257), "embeds.0.title"),
    ("a description over 4,096", embed(description="x" * 4097), "embeds.0.description"),
    ("26 fields", embed(fields=[{"name": "x", "value": "x"}] * 26), "embeds.0.fields"),
    ("a field without a name", embed(fields=[{"name": " ", "value": "x"}]), "fields.0.name"),
    ("a field without a value", embed(fields=[{"name": "x", "value": ""}]), "fields.0.value"),
    ("a field's name over 256", embed(fields=[{"name": "x" * 257, "value": "x"}]), "0.name"),
    ("a field's value over 1,024", embed(fields=[{"name": "x", "value": "x" * 1025}]), "0.value"),
    ("a footer over 2,048", embed(footer={"text": "x" * 2049}), "embeds.0.footer.text"),
    ("an author over 256", embed(author={"name": "x" * 257}), "embeds.0.author.name"),
    ("embeds over 6,000 in all", {"embeds": [{"description": "x" * 3001}] * 2}, "embeds"),
    ("a URL without a scheme", embed(title="x", url="example.com"), "embeds.0.url"),
    ("a URL of a file", embed(title="x", url="file:///etc/passwd"), "embeds.0.url"),
    ("a URL without a host", embed(title="x", url="https://"), "embeds.0.url"),
    ("a URL with a space", embed(title="x", url="https://a/b c"), "embeds.0.url"),
    ("a URL with half a bracket", embed(title="x", url="https://[a"), "embeds.0.url"),
    ("a colour beyond white", embed(title="x", color=0x1000000), "embeds.0.color"),
    ("a moment that is none", embed(title="x", timestamp="yesterday"), "embeds.0.timestamp"),
    ("six rows", components(*(row(button(custom_id=f"{n}")) for n in range(6))), "components"),
    ("a row of nothing", components(row()), "components.0.components"),
    ("a button outside a row", components(button()), "components.0.type"),
    ("six buttons", components(row(*(button(custom_id=f"{n}") for n in range(6)))), "components"),
    ("a button and a menu", components(row(button(), menu(1))), "components.0.components"),
    ("26 options", components(row(menu(26))), "components.0.components.0.options"),
    ("a menu without options", components(row(menu(0))), "components.0.components.0.options"),
    ("a label over 80", components(row(button(label="x" * 81))), "components.0.components.0.label"),
    ("a button without a label", components(row(button(label=""))), "0.components.0.label"),
    ("a custom id over 100", components(row(button(custom_id="x" * 101))), "0.custom_id"),
    ("no custom id", components(row(button(custom_id=""))), "components.0.custom_id"),
    ("one custom id twice", components(row(button(), button())), "components"),
    ("a link without a URL", components(row(button(style=5, custom_id=None))), "0.url"),
    (
        "a link with a custom id",
        components(row(button(style=5, url="https://a.b/"))),
        "components.0.custom_id",
    ),
    ("a style that is none", components(row(button(style=9))), "components.0.style"),
    (
        "people both parsed and listed",
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions",
    ),
    (
        "a reply to nothing",
        {"content": "x", "message_reference": {"message_id": "1"}},
        "message_reference",
    ),
    (
        "a layout with content",
        components({"type": 10, "content": "x"}, flags=1 << 15),
        "content",
    ),
    (
        "a layout with over 4,000 characters",
        {"components": [{"type": 10, "content": "x" * 2001}] * 2, "flags": 1 << 15},
        "components",
    ),
    (
        "a file that is described but not there",
        {"content": "x", "attachments": [{"id": 0, "filename": "a.txt"}]},
        "attachments.0",
    ),
]


def places(answer: RawAnswer) -> list[str]:
    found: list[str] = []

    def walk(node: dict[str, Any], path: str) -> None:
        for key, inner in node.items():
            if key == "_errors":
                found.append(path.strip("."))
            else:
                walk(inner, f"{path}.{key}")

    walk(answer.body["errors"], "")
    return found


@pytest.mark.parametrize(
    ("body", "place"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED]
)
async def test_what_discord_does_not_post_is_refused_where_it_is_wrong(
    discord: Discord, reef: Guild, raw: RawClient, body: dict[str, Any], place: str
) -> None:
    discord.violations.expect("50035")
    answer = await raw("POST", f"/channels/{reef.general.id}/messages", body)
    assert (answer.status, answer.code) == (400, 50035)
    assert any(found.endswith(place) for found in places(answer)), places(answer)
    assert not reef.general.by_bot()


@pytest.mark.parametrize(
    "body",
    [{}, {"content": " \n"}, {"components": [ROW]}, {"content": "", "embeds": []}],
    ids=["nothing", "spaces", "buttons alone", "no embeds"],
)
async def test_an_empty_message_is_refused(
    discord: Discord, reef: Guild, raw: RawClient, body: dict[str, Any]
) -> None:
    discord.violations.expect("50006")
    answer = await raw("POST", f"/channels/{reef.general.id}/messages", body)
    assert (answer.status, answer.code) == (400, 50006)


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        embed(title="x" * 256, description="x" * 4096, footer={"text": "x" * 1648}),
        embed(title="x", url="https://example.com/a?b#c", timestamp="2026-01-02T03:04:05Z"),
        components(*(row(*(button(custom_id=f"{r}{n}") for n in range(5))) for r in range(5))),
        components(row(menu(25, placeholder="x"))),
        components(row(button(style=5, url="https://a.b/", custom_id=None))),
        {"components": [{"type": 10, "content": "x" * 4000}], "flags": 1 << 15},
        {"content": "x", "message_reference": {"message_id": "1", "fail_if_not_exists": False}},
    ],
    ids=["content", "embed", "link", "25 buttons", "menu", "link button", "layout", "no reply"],
)
async def test_what_is_just_within_the_limits_is_posted(
    reef: Guild, raw: RawClient, body: dict[str, Any]
) -> None:
    answer = await raw("POST", f"/channels/{reef.general.id}/messages", body)
    assert answer.status == 200, answer.body


@pytest.mark.parametrize(
    ("denied", "body", "code"),
    [
        (Permission.VIEW_CHANNEL, {"content": "x"}, 50001),
        (Permission.SEND_MESSAGES, {"content": "x"}, 50013),
        (Permission.EMBED_LINKS, {"embeds": [{"title": "x"}]}, 50006),
    ],
    ids=["see", "write", "embed"],
)
async def test_what_the_bot_may_not_do_in_a_channel_is_refused(
    discord: Discord,
    reef: Guild,
    raw: RawClient,
    denied: Permission,
    body: dict[str, Any],
    code: int,
) -> None:
    discord.violations.expect(str(code))
    reef.general.deny(reef.everyone, denied)
    answer = await raw("POST", f"/channels/{reef.general.id}/messages", body)
    assert answer.code == code


async def test_embeds_vanish_silently_where_they_are_not_allowed(
    discord: Discord, reef: Guild, raw: RawClient
) -> None:
    reef.general.deny(discord.bot, Permission.EMBED_LINKS)
    body = {"content": "x", "embeds": [{"title": "gone"}]}
    await raw("POST", f"/channels/{reef.general.id}/messages", body)
    assert reef.general.by_bot()[0].text == "x"


async def test_files_and_replies_take_permissions_of_their_own(
    discord: Discord, ana: Person, reef: Guild, raw: RawClient
) -> None:
    discord.violations.expect("50013")
    discord.violations.expect("160002")
    said = await ana.say(reef.general, "hello")
    reef.general.deny(discord.bot, Permission.ATTACH_FILES | Permission.READ_MESSAGE_HISTORY)
    path = f"/channels/{reef.general.id}/messages"
    assert (await raw("POST", path, {"content": "x"}, files={"a.txt": b""})).code == 50013
    reply = {"content": "x", "message_reference": {"message_id": str(said.id)}}
    assert (await raw("POST", path, reply)).code == 160002


async def test_threads_take_their_own_permission_to_write(
    discord: Discord, reef: Guild, raw: RawClient
) -> None:
    discord.violations.expect("50013")
    reef.general.deny(discord.bot, Permission.SEND_MESSAGES)
    thread = reef.general.add_thread("aside")
    assert (await raw("POST", f"/channels/{thread.id}/messages", {"content": "x"})).status == 200
    reef.general.deny(discord.bot, Permission.SEND_MESSAGES_IN_THREADS)
    answer = await raw("POST", f"/channels/{thread.id}/messages", {"content": "x"})
    assert answer.code == 50013


async def test_a_role_and_a_person_are_allowed_what_everyone_is_denied(
    discord: Discord, ana: Person, reef: Guild
) -> None:
    mods = reef.add_role("mods")
    reef.general.deny(reef.everyone, Permission.SEND_MESSAGES)
    with pytest.raises(NotAllowed, match="SEND_MESSAGES"):
        await ana.say(reef.general, "hello")
    reef.general.allow(mods, Permission.SEND_MESSAGES)
    reef.add_member(ana, mods)
    assert (await ana.say(reef.general, "hello")).content == "hello"
    reef.general.deny(ana, Permission.SEND_MESSAGES)
    with pytest.raises(NotAllowed):
        await ana.say(reef.general, "hello")


async def test_administrators_and_owners_may_do_everything(discord: Discord, ana: Person) -> None:
    ben = discord.add_user("ben")
    guild = discord.add_guild("Own", members=[ben], owner=ana)
    guild.add_member(ben, guild.add_role("admins", Permission.ADMINISTRATOR))
    guild.general.deny(guild.everyone, Permission.VIEW_CHANNEL)
    assert Permission.MANAGE_GUILD in guild.general.permissions_of(ana)
    assert Permission.MANAGE_GUILD in guild.general.permissions_of(ben)
    assert guild.general.permissions_of(discord.bot) == Permission.NONE


async def test_files_travel_both_ways(ana: Person, reef: Guild, raw: RawClient) -> None:
    body = {"content": "x", "attachments": [{"id": 0, "description": "a file"}]}
    path = f"/channels/{reef.general.id}/messages"
    answer = await raw("POST", path, body, files={"a.txt": b"read me"})
    (attachment,) = answer.body["attachments"]
    assert (attachment["filename"], attachment["description"]) == ("a.txt", "a file")
    assert await raw.get(attachment["url"]) == b"read me"
    assert reef.general.by_bot()[0].files == {"a.txt": b"read me"}
    said = await ana.say(reef.general, "look", files=[Upload("b.md", b"# b")])
    assert await raw.get(said.attachments[0].url) == b"# b"
    assert said.attachments[0].to_json()["content_type"] == "text/markdown"


async def test_a_file_that_is_too_large_is_refused(
    discord: Discord, reef: Guild, raw: RawClient
) -> None:
    discord.violations.expect("40005")
    huge = {"a.bin": bytes(10 * 1024 * 1024 + 1)}
    answer = await raw(
        "POST", f"/channels/{reef.general.id}/messages", {"content": "x"}, files=huge
    )
    assert (answer.status, answer.code) == (413, 40005)


async def test_the_bot_edits_and_deletes_what_it_said_and_nothing_else(
    discord: Discord, ana: Person, reef: Guild, raw: RawClient
) -> None:
    said = await ana.say(reef.general, "mine")
    path = f"/channels/{reef.general.id}/messages"
    posted = await raw("POST", path, {"content": "x", "components": [ROW]})
    own = f"{path}/{posted.body['id']}"
    assert (await raw("PATCH", own, {"content": "y"})).body["components"]
    assert reef.general.by_bot()[0].edits == 1
    discord.violations.expect("50006")
    assert (await raw("PATCH", own, {"content": ""})).code == 50006
    discord.violations.expect("50005")
    assert (await raw("PATCH", f"{path}/{said.id}", {"content": "y"})).code == 50005
    discord.violations.expect("50013")
    assert (await raw("DELETE", f"{path}/{said.id}")).code == 50013
    assert (await raw("DELETE", own)).status == 204
    discord.violations.expect("10008")
    assert (await raw("GET", own)).code == 10008


async def test_reading_withholds_content_without_the_privilege(
    discord: Discord, ana: Person, reef: Guild, raw: RawClient
) -> None:
    said = await ana.say(reef.general, "secret")
    path = f"/channels/{reef.general.id}/messages"
    assert (await raw("GET", f"{path}/{said.id}")).body["content"] == ""
    discord.application.may_read_content = True
    assert (await raw("GET", path)).body[0]["content"] == "secret"


async def test_typing_is_seen(ana: Person, reef: Guild, raw: RawClient) -> None:
    assert (await raw("POST", f"/channels/{reef.general.id}/typing")).status == 204
    assert len(reef.general.typing) == 1


async def test_direct_messages_can_be_opened_and_refused(
    discord: Discord, ana: Person, raw: RawClient
) -> None:
    opened = await raw("POST", "/users/@me/channels", {"recipient_id": ana.id})
    path = f"/channels/{opened.body['id']}/messages"
    assert (await raw("POST", path, {"content": "hello"})).status == 200
    assert (await ana.dm_channel.next_message()).content == "hello"
    ana.accepts_dms = False
    discord.violations.expect("50007")
    assert (await raw("POST", path, {"content": "hello"})).code == 50007


async def test_guilds_and_members_can_be_looked_up_and_left(
    discord: Discord, ana: Person, reef: Guild, raw: RawClient
) -> None:
    answer = await raw("GET", f"/guilds/{reef.id}?with_counts=1")
    assert (answer.body["name"], answer.body["approximate_member_count"]) == ("Reef", 3)
    member = await raw("GET", f"/guilds/{reef.id}/members/{ana.id}")
    assert member.body["user"]["username"] == "ana"
    assert len((await raw("GET", f"/guilds/{reef.id}/channels")).body) == 1
    discord.violations.expect("10007")
    stranger = discord.add_user("ben")
    assert (await raw("GET", f"/guilds/{reef.id}/members/{stranger.id}")).code == 10007
    assert (await raw("DELETE", f"/users/@me/guilds/{reef.id}")).status == 204
    discord.violations.expect("10004")
    assert (await raw("GET", f"/guilds/{reef.id}")).code == 10004
    discord.violations.expect("10003")
    assert (await raw("GET", f"/channels/{reef.general.id}")).code == 10003


async def test_a_reader_gets_everything_in_order(reef: Guild, raw: RawClient) -> None:
    shown = {
        "author": {"name": "author"},
        "title": "title",
        "description": "description",
        "fields": [{"name": "name", "value": "value"}],
        "footer": {"text": "footer"},
    }
    link = button(style=5, url="https://a.b/", custom_id=None, label="Link")
    body = {"content": "content", "embeds": [shown], "components": [row(button(), link)]}
    await raw("POST", f"/channels/{reef.general.id}/messages", body)
    (message,) = reef.general.by_bot()
    lines = ["content", "author", "title", "description", "name", "value", "footer"]
    assert message.text.splitlines() == lines
    assert [one.label for one in message.buttons] == ["x", "Link"]


@pytest.mark.parametrize(
    ("content", "previews"),
    [
        ("see https://a.b/c", ["https://a.b/c"]),
        ("see <https://a.b/c>", []),
        ("`https://a.b/c`", []),
        ("```\nhttps://a.b/c\n```", []),
    ],
)
async def test_links_that_would_unfold_are_known(
    reef: Guild, raw: RawClient, content: str, previews: list[str]
) -> None:
    await raw("POST", f"/channels/{reef.general.id}/messages", {"content": content})
    assert reef.general.by_bot()[0].previews == previews


async def test_the_next_message_is_the_one_that_was_waited_for(
    discord: Discord, ana: Person, reef: Guild, standin: Standin
) -> None:
    first = await ana.say(reef.general, "one", mention_bot=True)
    second = await ana.say(reef.general, "two", mention_bot=True)
    answer = await reef.general.next_message(reply_to=first)
    assert answer.reference is first
    assert (await reef.general.next_message(after=answer)).reference is second
    assert (await reef.general.next_message()).author is discord.bot
    with pytest.raises(TimeoutError, match="a message of the bot in general"):
        await reef.general.next_message(after=reef.general.by_bot()[-1], timeout=0.01)


async def test_strangers_see_nothing(discord: Discord, reef: Guild) -> None:
    stranger = discord.add_user("ben")
    channel: Channel = reef.general
    with pytest.raises(NotAllowed):
        await stranger.say(channel, "hello")


@pytest.mark.parametrize("body", [[], {"embeds": 1}, {"components": ["x"]}, {"content": 7}])
async def test_a_body_that_makes_no_sense_is_refused(
    discord: Discord, reef: Guild, raw: RawClient, body: object
) -> None:
    discord.violations.expect("refused")
    answer = await raw("POST", f"/channels/{reef.general.id}/messages", body)
    assert answer.status == 400


async def test_people_have_the_limits_of_the_client(ana: Person, reef: Guild) -> None:
    with pytest.raises(NotAllowed, match="50035"):
        await ana.say(reef.general, "x" * 2001)
    with pytest.raises(NotAllowed, match="50006"):
        await ana.say(reef.general, "")


async def test_files_have_urls_whatever_their_name(
    ana: Person, reef: Guild, raw: RawClient
) -> None:
    said = await ana.say(reef.general, "x", files=[Upload("ä b#c?.md", b"contents")])
    assert await raw.get(said.attachments[0].url) == b"contents"


@given(st.text(max_size=2010))
def test_a_content_is_posted_if_something_is_left_of_it_and_not_too_much(text: str) -> None:
    kept = stored_content(text)
    posted = True
    try:
        check_message(Draft(kept, [], [], [], 0), {})
    except Refused:
        posted = False
    assert posted is (bool(kept.strip()) and len(kept) <= 2000)


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_embeds_of_any_text_are_refused_or_within_the_sum(field: Any) -> None:
    shown = {"title": "x", "fields": [{"name": str(field), "value": str(field)}]}
    complaints = Complaints()
    check_embeds(complaints, ("embeds",), [shown] * 3)
    assert complaints.errors or 3 * size(shown) <= 6000
