"""What is said in place of an answer."""

from __future__ import annotations

import logging
import re
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.error_messages import (
    ASK_SOMETHING,
    BUSY,
    ELSEWHERE,
    LEAVING,
    NO_DIRECT_MESSAGES,
    apology,
    not_here,
    reason_of,
    refusal,
)
from bot.discord.event_log import log_error
from bot.discord.guild_libraries import GuildLibraries
from bot.discord.journal import NoJournal
from bot.discord.queue import QueueClosed, QueueFull
from bot.discord.rendering.markdown_escape import unescaped
from bot.discord.rendering.message_format import LONGEST_QUESTION
from bot.discord.rendering.message_limits import CONTENT, units
from bot.discord.state import BotState
from bot.settings import Settings
from retrieval.errors import IndexFault, SourcesError, UsageError
from tests.bot.discord.small_bots import ANA, AWAY, BEN, HOME
from tests.bot.discord.strategies import texts


def state(**settings: Any) -> BotState:
    """Return the parts of a bot that is never asked for its sources."""
    return BotState.of(Settings(**settings), cast(GuildLibraries, None), NoJournal())


@pytest.mark.parametrize(
    ("settings", "guild", "sentence"),
    [
        ({}, HOME, None),
        ({}, None, None),
        ({"guilds": frozenset((HOME,))}, HOME, None),
        ({"guilds": frozenset((HOME,))}, AWAY, ELSEWHERE),
        ({"guilds": frozenset((HOME,))}, None, NO_DIRECT_MESSAGES),
        ({"guilds": frozenset((HOME,)), "direct_messages": True}, None, None),
        ({"direct_messages": False}, None, NO_DIRECT_MESSAGES),
        ({"direct_messages": False}, HOME, None),
    ],
)
def test_the_settings_say_where_questions_are_answered(
    settings: dict[str, Any], guild: int | None, sentence: str | None
) -> None:
    assert not_here(state(**settings), guild) == sentence
    assert refusal(state(**settings), ANA, guild, "who?") == sentence
    assert refusal(state(**settings), ANA, guild, None) == sentence


def test_nothing_new_is_begun_while_the_bot_leaves() -> None:
    leaving = state()
    leaving.closing = True

    assert refusal(leaving, ANA, HOME, "who?") == LEAVING


@pytest.mark.parametrize("question", ["", "  ", "\n\t"])
def test_who_asks_nothing_is_told_how_to_ask(question: str) -> None:
    assert refusal(state(), ANA, HOME, question) == ASK_SOMETHING


def test_a_question_that_is_too_long_is_refused_with_both_lengths() -> None:
    longest = "x" * LONGEST_QUESTION
    refused = refusal(state(), ANA, HOME, longest + "x")

    assert refusal(state(), ANA, HOME, longest) is None
    assert refused is not None
    assert str(LONGEST_QUESTION) in refused
    assert str(LONGEST_QUESTION + 1) in refused


def test_a_person_who_asks_too_often_is_told_the_seconds_and_others_are_not() -> None:
    busy = state(person_cooldown=(2, 60))

    assert [refusal(busy, ANA, HOME, "who?") for _ in range(2)] == [None, None]
    text = refusal(busy, ANA, HOME, "who?")
    assert text is not None
    assert text.endswith(("in 60 seconds.", "in 59 seconds."))
    assert refusal(busy, ANA, None, None) is not None
    assert refusal(busy, BEN, HOME, "who?") is None


def test_a_guild_that_asks_too_often_does_not_hold_up_another() -> None:
    busy = state(guild_cooldown=(1, 60))

    assert refusal(busy, ANA, HOME, "who?") is None
    assert refusal(busy, BEN, HOME, "who?") is not None
    assert refusal(busy, BEN, AWAY, "who?") is None
    assert refusal(busy, BEN, None, "who?") is None


def test_only_what_may_be_answered_counts() -> None:
    busy = state(person_cooldown=(1, 60), guilds=frozenset((HOME,)))
    for guild, question in ((AWAY, "who?"), (HOME, " "), (HOME, "x" * 5000)):
        assert refusal(busy, ANA, guild, question) is not None

    assert refusal(busy, ANA, HOME, "who?") is None


def test_one_second_is_written_in_the_singular() -> None:
    busy = state(person_cooldown=(1, 1))
    refusal(busy, ANA, HOME, "who?")
    text = refusal(busy, ANA, HOME, "who?")

    assert text is None or text.endswith("in 1 second.")


ERROR_ID = re.compile(r"\b[0-9a-f]{8}\b")


@pytest.mark.parametrize(
    "error",
    [ValueError("secret"), IndexFault("secret"), SourcesError("secret"), KeyError("x"), OSError()],
)
def test_a_fault_is_named_by_an_id_that_is_in_the_log_and_by_nothing_else(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    text = apology(error, guild=5, doing="ask")
    (error_id,) = ERROR_ID.findall(text)

    assert "secret" not in text
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
    sentence = apology(UsageError(text * times))

    assert units(sentence) <= CONTENT
    assert len(sentence.splitlines()) == 1
    assert sentence
    assert not re.search(r"(?<!\\)@everyone", sentence)


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


def test_each_failure_has_an_id_of_its_own() -> None:
    assert len({log_error(ValueError()) for _ in range(20)}) == 20
