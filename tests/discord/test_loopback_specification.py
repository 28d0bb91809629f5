from __future__ import annotations

from typing import Any

import pytest

from tests.discord.loopback import Discord, Guild
from tests.discord.loopback.clients import RawClient
from tests.discord.loopback.server import ROUTES
from tests.discord.loopback.violations import (
    PATH,
    Shapes,
    reply_errors,
    request_errors,
    schema_errors,
    specification,
)

pytestmark = pytest.mark.skipif(not PATH.is_file(), reason="Discord's specification is not here")

MESSAGES = "/channels/{channel_id}/messages"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"content": "x", "tts": False}, []),
        ({"content": "x", "message_reference": {"message_id": 1}}, []),
        ({"content": 1}, ["content: 1 is not of type"]),
        ({"content": "x", "flags": "64"}, ["flags: '64' is not of type"]),
        ({"embeds": [{"title": "x" * 257}]}, ["embeds/0/title: "]),
        (
            {"components": [{"type": 1, "components": [{"type": 2, "style": 9}]}]},
            ["components/0/components/0/style: 9 is not one of"],
        ),
        ({"components": [{"type": 99}]}, ["components/0/type: 99 is not one of"]),
        (None, ["expected a body"]),
    ],
)
def test_requests_are_held_against_the_specification(
    body: dict[str, Any] | None, wrong: list[str]
) -> None:
    errors = request_errors("POST", MESSAGES, body)
    assert len(errors) == len(wrong)
    assert all(error.startswith(start) for error, start in zip(errors, wrong, strict=True))


def test_a_body_where_there_should_be_none_is_wrong() -> None:
    assert request_errors("GET", "/users/@me", {"a": 1}) == ["expected no body"]
    assert request_errors("GET", "/users/@me", None) == []


def test_false_tts_is_dropped_also_inside_a_callback() -> None:
    path = "/interactions/{interaction_id}/{interaction_token}/callback"
    assert request_errors("POST", path, {"type": 4, "data": {"content": "x", "tts": False}}) == []


@pytest.mark.parametrize(
    ("status", "body", "wrong"),
    [
        (200, {"url": "wss://x"}, 0),
        (200, {}, 1),
        (404, {"code": 10003, "message": "Unknown Channel"}, 0),
        (404, {"message": "Unknown Channel"}, 1),
        (429, {"code": 0, "message": "x", "retry_after": 1.0, "global": False}, 0),
        (429, {"code": 0, "message": "x"}, 1),
        (500, "anything", 0),
        (302, None, 1),
    ],
)
def test_replies_are_held_against_the_specification(status: int, body: Any, wrong: int) -> None:
    errors = reply_errors("GET", "/gateway", status, body)
    assert len(errors) >= wrong
    assert bool(errors) == bool(wrong)


def test_a_reply_without_a_body_has_none() -> None:
    typing = "/channels/{channel_id}/typing"
    assert reply_errors("POST", typing, 204, None) == []
    assert reply_errors("POST", typing, 204, {}) == ["expected no body"]


def test_replies_have_their_snowflakes_as_strings() -> None:
    errors = schema_errors("GatewayBotResponse", {"url": "x"})
    assert "'shards' is a required property" in " ".join(errors)
    assert schema_errors("SnowflakeType", 1)
    assert not schema_errors("SnowflakeType", "1")


def test_every_route_of_the_double_is_in_the_specification() -> None:
    spec = specification(of_requests=False)
    assert spec is not None
    for route in ROUTES:
        assert route.method.lower() in spec["paths"][route.template], route


async def test_what_the_specification_does_not_allow_is_a_violation(
    discord: Discord, reef: Guild, raw: RawClient
) -> None:
    discord.violations.expect(r"request: POST .*/messages: (sticker_ids|poll)")
    path = f"/channels/{reef.general.id}/messages"
    body = {"content": "x", "sticker_ids": ["x"], "poll": 1}
    assert (await raw("POST", path, body)).status == 200
    kinds = {violation.kind for violation in discord.violations.all()}
    assert kinds == {"request"}


async def test_replies_that_the_specification_does_not_know_are_a_violation(
    discord: Discord, raw: RawClient
) -> None:
    discord.violations.expect("reply: GET /gateway/bot 200: shards: 'many'")
    discord.shards = "many"  # type: ignore[assignment]
    await raw("GET", "/gateway/bot")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({"content": "who?"}, {"content": "what?"}, True),
        ({"content": "x" * 100}, {"content": "x" * 101}, False),
        ({"id": "12345"}, {"id": "67890"}, True),
        ({"id": "12345"}, {"id": "x7890"}, False),
        ({"parse": ["users", "roles"]}, {"parse": ["users", "users"]}, False),
        ({"flags": 1}, {"flags": True}, False),
        ({"content": None}, {}, False),
    ],
)
def test_bodies_of_one_shape_are_valid_alike(one: Any, other: Any, alike: bool) -> None:
    shape = Shapes(specification(of_requests=True))
    assert (shape(one) == shape(other)) is alike
