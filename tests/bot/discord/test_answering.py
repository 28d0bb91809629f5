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
from tests.bot.discord.services import AWAY, HOME, MANY, NEARLY, NOWHERE, Heard, service_over, write


def noted(service: BotState, guild: int | None) -> list[str]:
    return [one.question for one in service.journal.unanswered(guild)]


async def test_an_answer_is_begun_and_then_shown_with_its_question(service: BotState) -> None:
    reply = Heard()
    await answer(service, reply, AskRequest(f"  {MANY}\n"))
    (shown,) = reply.shown

    assert reply.calls == ["begin", "show"]
    assert stated_question(shown.content) == MANY
    assert len(shown.embeds) == 3
    assert shown.view is not None
    assert noted(service, HOME) == []


@pytest.mark.parametrize(("question", "cards"), [(NEARLY, 3), (NOWHERE, 0)])
async def test_an_abstention_is_shown_and_noted_for_those_who_moderate(
    service: BotState, question: str, cards: int
) -> None:
    reply = Heard()
    await answer(service, reply, AskRequest(question))

    assert "Nothing in the sources answers this." in reply.shown[0].content
    assert len(reply.shown[0].embeds) == cards
    assert noted(service, HOME) == [question]
    assert noted(service, AWAY) == []


@pytest.mark.parametrize(
    ("settings", "question", "sentence"),
    [
        (Settings(), " ", ASK_SOMETHING),
        (Settings(guilds=frozenset((AWAY,))), MANY, ELSEWHERE),
    ],
)
async def test_what_is_not_answered_is_refused_before_anything_is_done(
    service: BotState, settings: Settings, question: str, sentence: str
) -> None:
    service.settings = settings
    reply = Heard()
    await answer(service, reply, AskRequest(question))

    assert reply.calls == ["refuse"]
    assert reply.said == [sentence]


async def test_more_after_the_sources_changed_says_so_and_quotes_nothing(
    service: BotState, base: Path
) -> None:
    first = page_of(service.shelves.of(HOME), AskRequest(MANY))
    (base / "zebra-0.md").unlink()
    await service.shelves.refresh()
    reply = Heard()
    await answer(service, reply, AskRequest(MANY, None, 4, first.stamp))

    assert [(one.content, one.embeds, one.view) for one in reply.shown] == [(CHANGED, (), None)]
    assert noted(service, HOME) == []


async def test_a_source_that_is_not_there_is_refused_in_words(service: BotState) -> None:
    reply = Heard()
    await answer(service, reply, AskRequest(MANY, "*zebras*"))

    assert reply.calls == ["begin", "give_up"]
    assert reply.said == ["There is no source “\\*zebras\\*”."]


async def test_a_failure_is_one_sentence_with_an_id_that_is_in_the_log(
    service: BotState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.discord.answer.page_of", lambda *_: 1 / 0)
    reply = Heard()
    await answer(service, reply, AskRequest("who is secret?"))
    (error_id,) = re.findall(r"[0-9a-f]{8}", reply.said[0])

    assert reply.calls == ["begin", "give_up"]
    assert f"id={error_id}" in caplog.text
    assert "secret" not in reply.said[0]


async def test_what_is_logged_holds_nothing_that_was_asked(
    service: BotState, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for question in (MANY, NOWHERE, "x" * 500, " "):
        await answer(service, Heard(), AskRequest(question))

    assert "zebra" not in caplog.text
    assert "pier" not in caplog.text
    assert caplog.text.count("event=answered") == 2
    assert caplog.text.count("event=refused") == 2


async def test_answers_under_way_are_finished_and_new_ones_refused(service: BotState) -> None:
    slow, late = Heard(), Heard()
    answering = asyncio.create_task(answer(service, slow, AskRequest(MANY)))
    await asyncio.sleep(0)
    left = asyncio.create_task(service.finish(30))
    await asyncio.sleep(0)
    await answer(service, late, AskRequest(MANY))

    assert await left == 0
    await answering
    assert slow.calls == ["begin", "show"]
    assert late.said == [LEAVING]


async def test_what_does_not_end_in_time_is_counted(service: BotState) -> None:
    with service.busy(), service.busy():
        assert await service.finish(0.01) == 2
    assert await service.finish(0.01) == 0


async def test_many_questions_at_once_are_all_answered_or_refused(service: BotState) -> None:
    replies = [Heard(person, guild) for person in range(50) for guild in (HOME, AWAY, None)]
    await asyncio.gather(*(answer(service, reply, AskRequest(MANY)) for reply in replies))

    assert all(len(reply.shown) + len(reply.said) == 1 for reply in replies)
    assert sum(len(reply.shown) for reply in replies) > 100


async def test_a_full_queue_is_refused_with_a_sentence(base: Path, tmp_path: Path) -> None:
    service = service_over(base, tmp_path / "data", Settings(queue=1))
    replies = [Heard(person) for person in range(20)]
    await asyncio.gather(*(answer(service, reply, AskRequest(MANY)) for reply in replies))
    refused = [reply for reply in replies if reply.said]

    assert all(len(reply.shown) + len(reply.said) == 1 for reply in replies)
    assert refused
    assert all("Please ask again" in reply.said[0] for reply in refused)
    service.journal.close()


async def test_nothing_in_a_source_acts(service: BotState, base: Path) -> None:
    text = "The yak said @everyone, see [this](https://x.org) or discord.gg/abc, <@1> and ||no||."
    write(base, {"yak.txt": f"{text}\n"})
    await service.shelves.refresh()
    reply = Heard()
    await answer(service, reply, AskRequest("what did the yak say?"))
    description = reply.shown[0].embeds[0].description or ""

    assert escaped(text) in description.replace("**", "")
