"""What the bot says of itself."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import __version__
from bot.discord.commands.quoth_command import help_text, status_text
from bot.discord.rendering.message_limits import CONTENT, units
from bot.discord.state import BotState
from bot.discord.storage.journal import UnansweredQuestion
from bot.discord.unanswered import unanswered_text
from bot.discord.uploads import add_upload
from retrieval.errors import IndexFault
from tests.bot.discord.small_bots import AWAY, HOME, WHALE, upload, worker_of
from tests.bot.discord.strategies import texts


async def test_the_status_says_what_is_quoted_here_and_how_it_goes(state: BotState) -> None:
    await add_upload(state, HOME, upload("whale.txt", WHALE))
    text = status_text(state, HOME, 0.0512)

    assert f"**Quoth {__version__}**" in text
    assert "7 documents, 1 of them added here, 7 passages" in text
    assert "51 ms" in text
    assert re.search(r"^Index: \d+ seconds? old$", text, re.MULTILINE)
    assert "6 documents, 6 passages" in status_text(state, AWAY, 0.05)
    assert "6 documents, 6 passages" in status_text(state, None, 0.05)


@pytest.mark.parametrize("latency", [math.nan, math.inf])
def test_a_latency_that_is_not_known_yet_is_said_to_be(state: BotState, latency: float) -> None:
    assert "not measured yet" in status_text(state, HOME, latency)


async def test_the_status_says_when_the_sources_may_be_out_of_date(state: BotState) -> None:
    assert "out of date" not in status_text(state, HOME, 0.05)
    worker_of(state).fault = IndexFault("cannot write to /secret/place")
    (state.libraries.base.snapshot.roots[0] / "new.txt").write_text("Tea is served at five.")
    with pytest.raises(IndexFault):
        await state.libraries.refresh()

    text = status_text(state, HOME, 0.05)
    assert "out of date" in text
    assert "/secret" not in text

    worker_of(state).fault = None
    assert await state.libraries.refresh()
    assert "out of date" not in status_text(state, HOME, 0.05)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1.9, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (7_199, "1 hour"),
        (7_200, "2 hours"),
        (86_400, "1 day"),
        (10**8, "1,157 days"),
    ],
)
def test_a_span_is_given_in_its_largest_unit(
    state: BotState, monkeypatch: pytest.MonkeyPatch, seconds: float, words: str
) -> None:
    state.began = 0.0
    monkeypatch.setattr("bot.discord.commands.quoth_command.time.monotonic", lambda: seconds)

    assert f"up for {words}\n" in status_text(state, HOME, 0.1)


def test_help_names_every_way_to_ask_and_every_button() -> None:
    text = help_text(None)

    assert units(text) <= CONTENT - 100
    for name in (
        *("/ask", "/quoth status", "/quoth unanswered", "/sources", "Ask the sources"),
        *("In context", "More", "Follow up", "Good", "Not it"),
    ):
        assert name in text


outcomes = st.lists(
    st.builds(
        UnansweredQuestion,
        st.one_of(texts, texts.map(lambda text: (text * 100)[:400])),
        st.integers(1, 10**6),
        st.just("2026-03-04T05:06:07Z"),
        st.just({}),
    ),
    max_size=30,
)


@given(outcomes)
def test_the_list_of_unanswered_questions_fits_one_a_line(asked: list[UnansweredQuestion]) -> None:
    text = unanswered_text(asked)

    assert 1 <= units(text) <= CONTENT
    lines = text.splitlines()
    assert len(lines) <= 1 + len(asked)
    assert all(line.startswith("- ") and line.endswith("2026-03-04") for line in lines[1:])


def test_a_question_is_listed_as_text_with_how_often_and_when() -> None:
    asked = [
        UnansweredQuestion("who is *Lin*?", 1, "2026-03-04T05:06:07Z", {}),
        UnansweredQuestion("@everyone", 12, "2026-03-05T05:06:07Z", {}),
    ]

    assert unanswered_text(asked).splitlines()[1:] == [
        "- who is \\*Lin\\*? · once · last 2026-03-04",
        "- \\@everyone · 12 times · last 2026-03-05",
    ]


def test_where_nothing_is_noted_that_is_said() -> None:
    assert unanswered_text([]).startswith("Nothing is noted here")
