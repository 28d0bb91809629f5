from __future__ import annotations

import io
import json
import logging
import re
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.event_log import LineFormatter, LogHandler, event, log_lines, logfmt
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
