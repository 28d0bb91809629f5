"""Messages that are meant for the bot, and what they ask."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.discord.commands.ask_command
from bot.discord.answer import AskRequest
from bot.discord.commands.ask_command import handle_message, question_in
from bot.discord.error_messages import ELSEWHERE
from bot.discord.reply import MessageReply
from bot.discord.state import BotState
from bot.settings import Settings
from tests.bot.discord.small_bots import HOME
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

    monkeypatch.setattr(bot.discord.commands.ask_command, "answer", answer)
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
