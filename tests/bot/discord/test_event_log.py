"""Events as lines of a log, without a token in them."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.event_log import (
    REDACTED,
    LineFormatter,
    LogHandler,
    Redaction,
    event,
    log_lines,
    logfmt,
)
from bot.terminal.streams import start_logging
from tests.retrieval.strategies import ANY_TEXT

NAME = st.from_regex(r"[a-z_]{1,10}", fullmatch=True)
PAIR = re.compile(r'([^\s=]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?: |$)')
STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"

Lines = Callable[[], list[str]]


def parsed(line: str) -> dict[str, str]:
    assert PAIR.sub("", line) == ""
    return {
        name: json.loads(value) if value.startswith('"') else value
        for name, value in PAIR.findall(line)
    }


def joined_halves(text: str) -> str:
    """JSON cannot tell two halves of a surrogate pair from the character that they make."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def raised(message: str) -> ValueError:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        raise ValueError(message)
    return caught.value


@pytest.fixture
def lines(clean_logging: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Lines]:
    def start(level: int = logging.INFO, *secrets: str) -> Lines:
        stream = io.StringIO()
        monkeypatch.setattr(sys, "stderr", stream)
        log_lines(level, secrets)
        return lambda: stream.getvalue().splitlines()

    return start


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1, "1"),
        (0.25, "0.25"),
        (True, "true"),
        ("answered", "answered"),
        ("größer", "größer"),
        ("", '""'),
        ("two words", '"two words"'),
        ("a=b", '"a=b"'),
        ('say "hi"', r'"say \"hi\""'),
        ("a\\b", r'"a\\b"'),
        ("one\ntwo\u2028three", r'"one\ntwo\u2028three"'),
        ("evil\u202e\x1b[2J", r'"evil\u202e\u001b[2J"'),
    ],
)
def test_a_value_is_quoted_where_it_must_be(value: object, written: str) -> None:
    assert logfmt({"name": value}) == f"name={written}"


def test_fields_keep_their_order_and_those_without_a_value_are_left_out() -> None:
    assert logfmt({"b": 1, "guild": None, "a": 2}) == "b=1 a=2"


@given(st.dictionaries(NAME, ANY_TEXT))
def test_any_fields_are_one_line_that_can_be_read_back(fields: dict[str, str]) -> None:
    line = logfmt(fields)

    assert len(line.splitlines()) <= 1
    assert line.isprintable()
    assert parsed(line) == {name: joined_halves(text) for name, text in fields.items()}


def test_an_event_is_one_line_with_its_time_level_and_logger(lines: Callable[..., Lines]) -> None:
    written = lines()
    event("answered", guild=1, status="no answer", source=None, ms=12)
    event("trouble", level=logging.WARNING)

    first, second = written()
    said = 'INFO bot.discord event=answered guild=1 status="no answer" ms=12'
    assert re.fullmatch(f"{STAMP} {re.escape(said)}", first)
    assert re.fullmatch(f"{STAMP} WARNING bot.discord event=trouble", second)


def test_events_below_the_level_are_not_even_written_out(lines: Callable[..., Lines]) -> None:
    class Loud:
        def __str__(self) -> str:
            raise AssertionError

    written = lines(logging.WARNING)
    event("answered", loud=Loud())

    assert written() == []


def test_an_error_comes_with_its_traceback_on_the_same_line(lines: Callable[..., Lines]) -> None:
    written = lines()
    event("error", level=logging.ERROR, error=raised("two\nlines"), id="0a")

    (line,) = written()
    fields = parsed(line.split(" ", 3)[3])
    assert (fields["event"], fields["error"], fields["id"]) == ("error", "two\nlines", "0a")
    assert fields["traceback"].startswith("Traceback (most recent call last):\n  File ")
    assert fields["traceback"].endswith("ValueError: two\nlines")


def test_records_of_other_loggers_are_lines_as_well(lines: Callable[..., Lines]) -> None:
    written = lines()
    logging.getLogger("discord.gateway").info("Shard %s\nresumed", 3)
    logging.getLogger("discord.http").info("hidden", stack_info=True)

    first, second = written()
    assert first.endswith(r" INFO discord.gateway Shard 3\nresumed")
    assert re.search(r' INFO discord\.http hidden stack="Stack \(most recent', second)


@given(ANY_TEXT, ANY_TEXT)
def test_every_record_is_one_line(message: str, argument: str) -> None:
    record = logging.LogRecord("any", logging.INFO, __file__, 1, message, (), None)
    record.exc_text = argument

    assert len(LineFormatter().format(record).splitlines()) == 1
    assert LineFormatter().format(record).isprintable()


def test_starting_again_replaces_the_handlers_of_before(lines: Callable[..., Lines]) -> None:
    start_logging()
    lines()
    written = lines()
    event("once")

    assert len(written()) == 1


def test_the_secrets_never_reach_the_stream(lines: Callable[..., Lines]) -> None:
    written = lines(logging.DEBUG, "s3cr3t.token")
    logging.getLogger("discord.client").info("logging in with %s", "s3cr3t.token")
    event("error", error=raised("bad s3cr3t.token"))

    assert "s3cr3t" not in "".join(written())
    assert len(written()) == 2


def test_a_stream_that_takes_nothing_is_no_failure(
    capsys: pytest.CaptureFixture[str], clean_logging: None
) -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(28, "full")

    handler = LogHandler(Full())
    handler.handle(logging.LogRecord("any", logging.INFO, __file__, 1, "x", (), None))

    assert capsys.readouterr().err == ""


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


def raised_from(message: str) -> ExcInfo:
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
        record("failed", exc_info=raised_from(text)),
    ):
        assert Redaction([token]).filter(one)
        assert token not in everything(one)


@given(TOKEN, ADDRESS, st.text(st.sampled_from("a /'\"\n"), max_size=5))
def test_a_token_that_nobody_knew_of_is_found_by_its_place(
    token: str, address: str, around: str
) -> None:
    text = around + address.format(token) + " " + around
    for one in (record(text), record("%s", text), record("failed", exc_info=raised_from(text))):
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
