from __future__ import annotations

import logging
import sys
from types import TracebackType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.event_log import REDACTED, Redaction
from tests.retrieval.strategies import ANY_TEXT

TOKEN = st.from_regex(r"[A-Za-z0-9_\-]{24}\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{27}", fullmatch=True)
ADDRESS = st.sampled_from(
    [
        "https://discord.com/api/v10/webhooks/123/{}",
        "POST /webhooks/123/{}/messages/@original?thread_id=1",
        "/interactions/456/{}/callback",
        "Authorization: Bot {}",
        "{{'Authorization': 'Bot {}', 'X': 'y'}}",
        '{{"authorization": "{}"}}',
        'event="{{\\"authorization\\": \\"Bot {}\\"}}"',
        "{{'op': 2, 'd': {{'token': '{}', 'intents': 1}}}}",
        '{{"token":"{}"}}',
    ]
)

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def record(message: object, *args: object, exc_info: ExcInfo | None = None) -> logging.LogRecord:
    return logging.LogRecord("any", logging.INFO, __file__, 1, message, args, exc_info)


def raised(message: str) -> ExcInfo:
    with pytest.raises(RuntimeError) as caught:
        raise RuntimeError(message) from ValueError(message)
    return caught.type, caught.value, caught.tb


def everything(of: logging.LogRecord) -> str:
    return logging.Formatter("%(message)s %(msg)s %(args)s").format(of)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("/webhooks/1/abc/messages/2", "/webhooks/1/[redacted]/messages/2"),
        ("/webhooks/1", "/webhooks/1"),
        ("/webhooks/1/abc?wait=1", "/webhooks/1/[redacted]?wait=1"),
        ("/interactions/1/abc/callback", "/interactions/1/[redacted]/callback"),
        ("Authorization: Bot abc", "Authorization: Bot [redacted]"),
        ("Authorization=abc, X=1", "Authorization=[redacted], X=1"),
        ("{'token': 'abc', 'op': 2}", "{'token': '[redacted]', 'op': 2}"),
        ("one my.token two my.token", "one [redacted] two [redacted]"),
        ("a token of trust, and who has the authorization?", None),
    ],
)
def test_a_token_is_replaced_and_nothing_else(raw: str, shown: str | None) -> None:
    assert Redaction(["my.token"]).redacted(raw) == (shown or raw)


@given(TOKEN, ANY_TEXT, ANY_TEXT)
def test_a_secret_is_in_no_part_of_a_record(token: str, before: str, after: str) -> None:
    text = before + token + after
    for one in (
        record(text),
        record("%s %r", text, [text]),
        record("%(a)s", {"a": text}),
        record("%d", text),
        record("no place for", text),
        record("failed", exc_info=raised(text)),
    ):
        assert Redaction([token]).filter(one)
        assert token not in everything(one)


@given(TOKEN, ADDRESS, st.text(st.sampled_from("a /'\"\n"), max_size=5))
def test_a_token_that_nobody_knew_of_is_found_by_its_place(
    token: str, address: str, around: str
) -> None:
    text = around + address.format(token) + " " + around
    for one in (record(text), record("%s", text), record("failed", exc_info=raised(text))):
        Redaction().filter(one)
        assert token not in everything(one)
        assert REDACTED in everything(one)


@given(ANY_TEXT)
def test_a_message_without_tokens_stays_as_it_is(text: str) -> None:
    one = record("%s", text)
    Redaction(["my.token"]).filter(one)

    if not any(word in text.casefold() for word in ("token", "authorization", "/")):
        assert one.getMessage() == text


def test_a_longer_secret_is_replaced_whole_where_another_is_a_part_of_it() -> None:
    assert Redaction(["abc", "abcdef", ""]).redacted("x abcdef abc") == f"x {REDACTED} {REDACTED}"


def test_the_stack_of_a_record_is_redacted_too() -> None:
    one = record("message")
    one.stack_info = "in my.token"
    Redaction(["my.token"]).filter(one)

    assert one.stack_info == f"in {REDACTED}"


def test_a_record_of_an_exception_that_is_none_passes() -> None:
    one: Any = record("message")
    one.exc_info = sys.exc_info()

    assert Redaction().filter(one)
    assert (one.getMessage(), one.exc_text) == ("message", None)
