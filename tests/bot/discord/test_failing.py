from __future__ import annotations

import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.error_messages import BUSY, LEAVING, apology, reason_of, with_full_stop
from bot.discord.event_log import log_error
from bot.discord.queue import QueueClosed, QueueFull
from bot.discord.rendering.markdown_escape import unescaped
from bot.discord.rendering.message_limits import CONTENT, units
from retrieval.errors import IndexFault, SourcesError, UsageError
from tests.bot.discord.texts import texts

ERROR_ID = re.compile(r"\b[0-9a-f]{8}\b")


@pytest.mark.parametrize(
    "error",
    [ValueError("secret"), IndexFault("secret"), SourcesError("secret"), KeyError("x"), OSError()],
)
def test_a_fault_is_told_by_an_id_that_is_in_the_log_and_by_nothing_else(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    told = apology(error, guild=5, doing="ask")
    (error_id,) = ERROR_ID.findall(told)

    assert "secret" not in told
    assert f"id={error_id}" in caplog.messages[0]
    assert "guild=5" in caplog.messages[0]
    assert f"kind={type(error).__name__}" in caplog.messages[0]
    assert caplog.records[0].levelno == logging.ERROR
    assert caplog.records[0].exc_info


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (QueueFull(), BUSY),
        (QueueClosed(), LEAVING),
        (UsageError("there is no source “a”"), "There is no source “a”."),
        (UsageError("did you mean “b”?"), "Did you mean “b”?"),
    ],
)
def test_what_is_nobodys_fault_has_no_id(
    error: Exception, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert apology(error) == sentence
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@given(texts, st.sampled_from((1, 300)))
def test_what_an_error_repeats_is_shown_as_text_within_the_limit(text: str, times: int) -> None:
    told = apology(UsageError(text * times))

    assert units(told) <= CONTENT
    assert len(told.splitlines()) == 1
    assert told
    assert not re.search(r"(?<!\\)@everyone", told)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("@everyone", "\\@everyone"),
        ("my_notes_here.md", "my\\_notes\\_here.md"),
        ("[a](https://x.org)", "[a]\\(https\\://x.org)"),
    ],
)
def test_a_reason_neither_pings_nor_formats(raw: str, shown: str) -> None:
    assert reason_of(UsageError(raw)) == shown
    assert unescaped(shown) == raw


@pytest.mark.parametrize(
    ("text", "sentence"), [("a", "a."), ("a.", "a."), ("a?", "a?"), ("a!", "a!")]
)
def test_a_sentence_ends_once(text: str, sentence: str) -> None:
    assert with_full_stop(text) == sentence


def test_each_failure_has_an_id_of_its_own() -> None:
    assert len({log_error(ValueError()) for _ in range(20)}) == 20
