"""Messages that are meant for the bot, and what they ask."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.discord.commands
from bot import __version__
from bot.discord.answer import AskRequest
from bot.discord.commands import handle_message, help_text, question_in, status_text
from bot.discord.error_messages import ELSEWHERE
from bot.discord.journal import UnansweredQuestion
from bot.discord.rendering.message_limits import CONTENT, units
from bot.discord.reply import MessageReply
from bot.discord.state import BotState
from bot.discord.unanswered import unanswered_text
from bot.discord.uploads import add_upload
from bot.settings import Settings
from retrieval.errors import IndexFault
from tests.bot.discord.small_bots import AWAY, HOME, WHALE, upload, worker_of
from tests.bot.discord.strategies import texts

ME = cast("discord.ClientUser", SimpleNamespace(id=1, name="Quoth"))


def person(number: int, name: str, *, is_bot: bool = False) -> Any:
    return SimpleNamespace(id=number, display_name=name, bot=is_bot)


def message(content: str, **fields: Any) -> discord.Message:
    """Return a message as far as a question is read from it; direct, where no guild is given."""
    empty: dict[str, Any] = {
        "author": person(100, "ana"),
        "guild": None,
        "webhook_id": None,
        "mentions": [],
        "role_mentions": [],
        "channel_mentions": [],
        "is_system": lambda: False,
        "channel": SimpleNamespace(permissions_for=lambda _me: discord.Permissions.all()),
    }
    return cast("discord.Message", SimpleNamespace(content=content, **{**empty, **fields}))


@pytest.mark.parametrize(
    ("content", "question"),
    [
        ("<@1> who left?", "who left?"),
        ("<@!1> who left?", "who left?"),
        ("who left? <@1>", "who left?"),
        ("<@1><@!1>", ""),
        ("did <@2> leave?", "did @Lin \\1 leave?"),
        ("did <@3> leave?", "did <@3> leave?"),
        ("is <@&7> here?", "is @crew here?"),
        ("what of <#8>?", "what of #zoo?"),
        ("<:zebra:9> or <a:whale:9>?", ":zebra: or :whale:?"),
        ("  plain  ", "plain"),
    ],
)
def test_a_question_reads_as_people_see_it(content: str, question: str) -> None:
    named = message(
        content,
        mentions=[person(1, "Quoth"), person(2, "Lin \\1")],
        role_mentions=[SimpleNamespace(id=7, name="crew")],
        channel_mentions=[SimpleNamespace(id=8, name="zoo")],
    )

    assert question_in(named, ME) == question


@given(texts, st.lists(texts, max_size=3))
def test_any_text_can_be_a_question(content: str, names: list[str]) -> None:
    people = [person(number, name) for number, name in enumerate(names, 1)]
    made = question_in(message(content, mentions=people), ME)

    assert made == made.strip()


@given(texts)
def test_the_bots_own_mention_is_never_part_of_a_question(content: str) -> None:
    assert "<@1>" not in question_in(
        message(f"<@1> {content} <@!1>", mentions=[person(1, "Q")]), ME
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the questions that were passed on to be answered."""
    questions: list[str] = []

    async def answer(_state: BotState, reply: MessageReply, one: AskRequest) -> None:
        questions.append(one.question)

    monkeypatch.setattr(bot.discord.commands, "answer", answer)
    return questions


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the sentences that were said without an answer."""
    sentences: list[str] = []

    async def refuse(_reply: MessageReply, sentence: str) -> None:
        sentences.append(sentence)

    monkeypatch.setattr(MessageReply, "refuse", refuse)
    return sentences


GUILD = SimpleNamespace(id=HOME, me=None)
MENTION = [person(1, "Quoth", is_bot=True)]


@pytest.mark.parametrize(
    ("fields", "is_meant"),
    [
        ({}, True),
        ({"guild": GUILD, "mentions": MENTION}, True),
        ({"guild": GUILD}, False),
        ({"guild": GUILD, "mentions": [person(2, "Lin")]}, False),
        ({"author": person(3, "another bot", is_bot=True)}, False),
        ({"guild": GUILD, "mentions": MENTION, "webhook_id": 5}, False),
        ({"guild": GUILD, "mentions": MENTION, "is_system": lambda: True}, False),
    ],
)
async def test_only_what_a_person_means_for_the_bot_is_answered(
    state: BotState, asked: list[str], said: list[str], fields: dict[str, Any], is_meant: bool
) -> None:
    await handle_message(state, message("who left?", **fields), ME)

    assert asked == ["who left?"] * is_meant
    assert said == []


async def test_a_server_that_is_not_served_is_told_so_once(
    state: BotState, asked: list[str], said: list[str]
) -> None:
    state.settings = Settings(guilds=frozenset((999,)))
    for _ in range(3):
        await handle_message(state, message("who left?", guild=GUILD, mentions=MENTION), ME)

    assert said == [ELSEWHERE]
    assert asked == []


def channel(kind: type | None = None, **denied: bool) -> Any:
    permissions = discord.Permissions.all()
    permissions.update(**denied)
    made = SimpleNamespace(permissions_for=lambda _me: permissions)
    if kind is not None:
        made.__class__ = kind
    return made


@pytest.mark.parametrize("guilds", [frozenset(), frozenset((999,))])
async def test_where_the_bot_may_not_write_it_does_not_try(
    state: BotState, asked: list[str], said: list[str], guilds: frozenset[int]
) -> None:
    state.settings = Settings(guilds=guilds)
    silent = channel(send_messages=False)
    await handle_message(state, message("who?", guild=GUILD, mentions=MENTION, channel=silent), ME)

    assert (asked, said) == ([], [])
    assert state.refused_guilds == set()


async def test_where_no_cards_may_be_shown_the_missing_permission_is_named(
    state: BotState, asked: list[str], said: list[str]
) -> None:
    bare = channel(embed_links=False)
    await handle_message(state, message("who?", guild=GUILD, mentions=MENTION, channel=bare), ME)

    assert asked == []
    assert "Embed Links" in said[0]


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
    monkeypatch.setattr("bot.discord.commands.time.monotonic", lambda: seconds)

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
