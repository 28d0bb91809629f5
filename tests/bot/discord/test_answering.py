from __future__ import annotations

import asyncio
import logging
import re
from pathlib import Path

import pytest

from bot.discord.answer import CHANGED, AskRequest, answer, page_of
from bot.discord.error_messages import ASK_SOMETHING, ELSEWHERE, LEAVING
from bot.discord.rendering.markdown_escape import escaped
from bot.discord.rendering.message_format import stated_question
from bot.discord.state import BotState
from bot.settings import Settings
from tests.bot.discord.services import AWAY, HOME, MANY, NEARLY, NOWHERE, Heard, state_over, write


def noted(state: BotState, guild: int | None) -> list[str]:
    return [one.question for one in state.journal.unanswered(guild)]


async def test_an_answer_is_begun_and_then_shown_with_its_question(state: BotState) -> None:
    reply = Heard()
    await answer(state, reply, AskRequest(f"  {MANY}\n"))
    (shown,) = reply.shown

    assert reply.calls == ["begin", "show"]
    assert stated_question(shown.content) == MANY
    assert len(shown.embeds) == 3
    assert shown.view is not None
    assert noted(state, HOME) == []


@pytest.mark.parametrize(("question", "cards"), [(NEARLY, 3), (NOWHERE, 0)])
async def test_an_abstention_is_shown_and_noted_for_those_who_moderate(
    state: BotState, question: str, cards: int
) -> None:
    reply = Heard()
    await answer(state, reply, AskRequest(question))

    assert "Nothing in the sources answers this." in reply.shown[0].content
    assert len(reply.shown[0].embeds) == cards
    assert noted(state, HOME) == [question]
    assert noted(state, AWAY) == []


@pytest.mark.parametrize(
    ("settings", "question", "sentence"),
    [
        (Settings(), " ", ASK_SOMETHING),
        (Settings(guilds=frozenset((AWAY,))), MANY, ELSEWHERE),
    ],
)
async def test_what_is_not_answered_is_refused_before_anything_is_done(
    state: BotState, settings: Settings, question: str, sentence: str
) -> None:
    state.settings = settings
    reply = Heard()
    await answer(state, reply, AskRequest(question))

    assert reply.calls == ["refuse"]
    assert reply.said == [sentence]


async def test_more_after_the_sources_changed_says_so_and_quotes_nothing(
    state: BotState, base: Path
) -> None:
    first = page_of(state.libraries.of(HOME), AskRequest(MANY))
    (base / "zebra-0.md").unlink()
    await state.libraries.refresh()
    reply = Heard()
    await answer(state, reply, AskRequest(MANY, None, 4, first.stamp))

    assert [(one.content, one.embeds, one.view) for one in reply.shown] == [(CHANGED, (), None)]
    assert noted(state, HOME) == []


async def test_a_source_that_is_not_there_is_refused_in_words(state: BotState) -> None:
    reply = Heard()
    await answer(state, reply, AskRequest(MANY, "*zebras*"))

    assert reply.calls == ["begin", "fail"]
    assert reply.said == ["There is no source “\\*zebras\\*”."]


async def test_a_failure_is_one_sentence_with_an_id_that_is_in_the_log(
    state: BotState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.discord.answer.page_of", lambda *_: 1 / 0)
    reply = Heard()
    await answer(state, reply, AskRequest("who is secret?"))
    (error_id,) = re.findall(r"[0-9a-f]{8}", reply.said[0])

    assert reply.calls == ["begin", "fail"]
    assert f"id={error_id}" in caplog.text
    assert "secret" not in reply.said[0]


async def test_what_is_logged_holds_nothing_that_was_asked(
    state: BotState, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for question in (MANY, NOWHERE, "x" * 500, " "):
        await answer(state, Heard(), AskRequest(question))

    assert "zebra" not in caplog.text
    assert "pier" not in caplog.text
    assert caplog.text.count("event=answered") == 2
    assert caplog.text.count("event=refused") == 2


async def test_answers_under_way_are_finished_and_new_ones_refused(state: BotState) -> None:
    slow, late = Heard(), Heard()
    answering = asyncio.create_task(answer(state, slow, AskRequest(MANY)))
    await asyncio.sleep(0)
    left = asyncio.create_task(state.finish(30))
    await asyncio.sleep(0)
    await answer(state, late, AskRequest(MANY))

    assert await left == 0
    await answering
    assert slow.calls == ["begin", "show"]
    assert late.said == [LEAVING]


async def test_what_does_not_end_in_time_is_counted(state: BotState) -> None:
    with state.busy(), state.busy():
        assert await state.finish(0.01) == 2
    assert await state.finish(0.01) == 0


async def test_many_questions_at_once_are_all_answered_or_refused(state: BotState) -> None:
    replies = [Heard(person, guild) for person in range(50) for guild in (HOME, AWAY, None)]
    await asyncio.gather(*(answer(state, reply, AskRequest(MANY)) for reply in replies))

    assert all(len(reply.shown) + len(reply.said) == 1 for reply in replies)
    assert sum(len(reply.shown) for reply in replies) > 100


async def test_a_full_queue_is_refused_with_a_sentence(base: Path, tmp_path: Path) -> None:
    state = state_over(base, tmp_path / "data", Settings(queue=1))
    replies = [Heard(person) for person in range(20)]
    await asyncio.gather(*(answer(state, reply, AskRequest(MANY)) for reply in replies))
    refused = [reply for reply in replies if reply.said]

    assert all(len(reply.shown) + len(reply.said) == 1 for reply in replies)
    assert refused
    assert all("Please ask again" in reply.said[0] for reply in refused)
    state.journal.close()


async def test_nothing_in_a_source_acts(state: BotState, base: Path) -> None:
    text = "The yak said @everyone, see [this](https://x.org) or discord.gg/abc, <@1> and ||no||."
    write(base, {"yak.txt": f"{text}\n"})
    await state.libraries.refresh()
    reply = Heard()
    await answer(state, reply, AskRequest("what did the yak say?"))
    description = reply.shown[0].embeds[0].description or ""

    assert escaped(text) in description.replace("**", "")
