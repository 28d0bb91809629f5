from __future__ import annotations

from typing import Any, cast

import pytest

from bot.discord.error_messages import (
    ASK_SOMETHING,
    ELSEWHERE,
    LEAVING,
    NO_DIRECT_MESSAGES,
    not_here,
    refusal,
)
from bot.discord.guild_libraries import GuildLibraries
from bot.discord.rendering.message_format import LONGEST_QUESTION
from bot.discord.state import BotState
from bot.discord.storage.journal import NoJournal
from bot.settings import Settings
from tests.bot.discord.services import ANA, AWAY, BEN, HOME


def state(**settings: Any) -> BotState:
    """Return a service that is never asked for its sources."""
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
    told = refusal(busy, ANA, HOME, "who?")
    assert told is not None
    assert told.endswith(("in 60 seconds.", "in 59 seconds."))
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


def test_one_second_is_told_in_the_singular() -> None:
    busy = state(person_cooldown=(1, 1))
    refusal(busy, ANA, HOME, "who?")
    told = refusal(busy, ANA, HOME, "who?")

    assert told is None or told.endswith("in 1 second.")
