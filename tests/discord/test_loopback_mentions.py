from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.discord.loopback import Discord, Guild, Person
from tests.discord.loopback.clients import RawClient
from tests.discord.loopback.state.posting import mentioned

NONE: dict[str, Any] = {"parse": []}


@pytest.mark.parametrize(
    ("content", "allowed", "pinged"),
    [
        ("{ana} {mods} @everyone @here", None, {"ana", "@mods", "@everyone", "@here"}),
        ("{ana} {mods} @everyone @here", NONE, set()),
        ("{ana} {mods} @everyone", {"parse": ["users"]}, {"ana"}),
        ("{ana} {mods} @everyone", {"parse": ["roles", "everyone"]}, {"@mods", "@everyone"}),
        ("{ana} {ben}", {"parse": [], "users": ["{ben_id}"]}, {"ben"}),
        ("<@!{ana_id}> <@1> <@&1>", None, {"ana"}),
        ("@\u200beveryone @ana ana", None, set()),
        ("`@everyone`", None, {"@everyone"}),
    ],
)
async def test_a_message_rings_for_whom_it_mentions_and_may(
    discord: Discord,
    ana: Person,
    reef: Guild,
    raw: RawClient,
    content: str,
    allowed: dict[str, Any] | None,
    pinged: set[str],
) -> None:
    ben, mods = discord.add_user("ben"), reef.add_role("mods")
    names = {"ana": ana.mention, "ben": ben.mention, "mods": mods.mention, "ana_id": ana.id}
    body: dict[str, Any] = {"content": content.format(**names)}
    if allowed is not None:
        users = [one.format(ben_id=ben.id) for one in allowed.get("users", [])]
        body["allowed_mentions"] = {**allowed, "users": users}
    await raw("POST", f"/channels/{reef.general.id}/messages", body)
    assert reef.general.by_bot()[0].pinged == pinged


@pytest.mark.parametrize(
    ("allowed", "pinged"),
    [
        (None, {"ana"}),
        ({"parse": []}, set()),
        ({"parse": [], "replied_user": True}, {"ana"}),
        ({"parse": [], "replied_user": False}, set()),
    ],
)
async def test_a_reply_rings_for_whom_it_answers_unless_told_not_to(
    ana: Person, reef: Guild, raw: RawClient, allowed: dict[str, Any] | None, pinged: set[str]
) -> None:
    said = await ana.say(reef.general, "hello")
    body: dict[str, Any] = {"content": "x", "message_reference": {"message_id": said.id}}
    if allowed is not None:
        body["allowed_mentions"] = allowed
    await raw("POST", f"/channels/{reef.general.id}/messages", body)
    assert reef.general.by_bot()[0].pinged == pinged


async def test_people_ring_for_the_bot_by_mention_and_by_reply(
    discord: Discord, ana: Person, reef: Guild, raw: RawClient
) -> None:
    posted = await raw("POST", f"/channels/{reef.general.id}/messages", {"content": "x"})
    answer = reef.general.messages[int(posted.body["id"])]
    assert (await ana.say(reef.general, "x", mention_bot=True)).pinged == {"quoth"}
    assert (await ana.say(reef.general, "x", reply_to=answer)).pinged == {"quoth"}
    assert (await ana.say(reef.general, "x", reply_to=answer, ping=False)).pinged == set()
    assert (await ana.say(reef.general, "@everyone")).pinged == set()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("<@&!>0123everyonhs ")))
def test_nothing_is_mentioned_that_is_not_allowed(discord: Discord, content: str) -> None:
    guild = next(iter(discord.world.guilds.values()), None) or discord.add_guild("Reef")
    assert mentioned(content, guild.general, NONE, None).names == frozenset()
