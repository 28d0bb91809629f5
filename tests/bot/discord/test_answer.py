"""Questions answered page by page, wherever they were asked."""

from __future__ import annotations

import asyncio
import logging
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.answer import CHANGED, PAGE_SIZE, AnswerPage, AskRequest, answer, page_of, stamp_of
from bot.discord.error_messages import ASK_SOMETHING, ELSEWHERE, LEAVING
from bot.discord.rendering.markdown_escape import escaped
from bot.discord.rendering.message_format import stated_question
from bot.discord.state import BotState
from bot.settings import Settings
from retrieval.askable import Askable
from retrieval.errors import UsageError
from retrieval.model import Citation, Locator, Quote
from tests.bot.discord.small_bots import (
    AWAY,
    FILES,
    HOME,
    MANY,
    NEARLY,
    NOWHERE,
    ZEBRAS,
    RecordedReply,
    state_over,
    write,
)


def noted(state: BotState, guild: int | None) -> list[str]:
    return [one.question for one in state.journal.unanswered(guild)]


async def test_an_answer_is_begun_and_then_shown_with_its_question(state: BotState) -> None:
    reply = RecordedReply()
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
    reply = RecordedReply()
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
    reply = RecordedReply()
    await answer(state, reply, AskRequest(question))

    assert reply.calls == ["refuse"]
    assert reply.said == [sentence]


async def test_more_after_the_sources_changed_says_so_and_quotes_nothing(
    state: BotState, base: Path
) -> None:
    first = page_of(state.libraries.of(HOME), AskRequest(MANY))
    (base / "zebra-0.md").unlink()
    await state.libraries.refresh()
    reply = RecordedReply()
    await answer(state, reply, AskRequest(MANY, None, 4, first.stamp))

    assert [(one.content, one.embeds, one.view) for one in reply.shown] == [(CHANGED, (), None)]
    assert noted(state, HOME) == []


async def test_a_source_that_is_not_there_is_refused_in_words(state: BotState) -> None:
    reply = RecordedReply()
    await answer(state, reply, AskRequest(MANY, "*zebras*"))

    assert reply.calls == ["begin", "fail"]
    assert reply.said == ["There is no source “\\*zebras\\*”."]


async def test_a_failure_is_one_sentence_with_an_id_that_is_in_the_log(
    state: BotState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.discord.answer.page_of", lambda *_: 1 / 0)
    reply = RecordedReply()
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
        await answer(state, RecordedReply(), AskRequest(question))

    assert "zebra" not in caplog.text
    assert "pier" not in caplog.text
    assert caplog.text.count("event=answered") == 2
    assert caplog.text.count("event=refused") == 2


async def test_answers_under_way_are_finished_and_new_ones_refused(state: BotState) -> None:
    slow, late = RecordedReply(), RecordedReply()
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
    replies = [RecordedReply(person, guild) for person in range(50) for guild in (HOME, AWAY, None)]
    await asyncio.gather(*(answer(state, reply, AskRequest(MANY)) for reply in replies))

    assert all(len(reply.shown) + len(reply.said) == 1 for reply in replies)
    assert sum(len(reply.shown) for reply in replies) > 100


async def test_a_full_queue_is_refused_with_a_sentence(base: Path, tmp_path: Path) -> None:
    state = state_over(base, tmp_path / "data", Settings(queue=1))
    replies = [RecordedReply(person) for person in range(20)]
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
    reply = RecordedReply()
    await answer(state, reply, AskRequest("what did the yak say?"))
    description = reply.shown[0].embeds[0].description or ""

    assert escaped(text) in description.replace("**", "")


def quote(passage_id: str) -> Quote:
    citation = Citation(1, "d", "D", None, None, Locator(0, 1, 1, 1, None), "/d", None, "0" * 64)
    return Quote(passage_id, "d", 0, 1, "x", (), 1.0, "", citation)


passage_ids = st.lists(st.text(st.characters(), max_size=5).map("{}#ab".format), max_size=4)


@given(passage_ids, passage_ids)
def test_a_stamp_differs_where_the_passages_or_their_order_differ(
    one: list[str], other: list[str]
) -> None:
    first, second = (stamp_of(tuple(map(quote, ids))) for ids in (one, other))

    assert (first == second) == (one == other)
    assert len(first) == 8


def test_a_stamp_does_not_depend_on_scores_or_marks() -> None:
    shown = quote("d#ab")

    assert stamp_of((shown,)) == stamp_of((shown._replace(score=2.0, marks=((0, 1),)),))


def pages(library: Askable, question: str = MANY) -> list[AnswerPage]:
    """Return all the pages that pressing More shows."""
    found = [page_of(library, AskRequest(question))]
    while found[-1].further:
        first = 1 + sum(len(page.answer.quotes) for page in found)
        found.append(page_of(library, AskRequest(question, None, first, found[-1].stamp)))
    return found


def test_the_pages_show_every_quote_once_in_order(state: BotState) -> None:
    shown = pages(state.libraries.base)
    numbers = [quote.citation.number for page in shown for quote in page.answer.quotes]

    assert not any(page.is_changed for page in shown)
    assert all(1 <= len(page.answer.quotes) <= PAGE_SIZE for page in shown)
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= len(ZEBRAS)
    assert len({quote.passage_id for page in shown for quote in page.answer.quotes}) == len(numbers)


def test_nothing_follows_an_abstention(state: BotState) -> None:
    page = page_of(state.libraries.base, AskRequest(NOWHERE))

    assert page.answer.status == "no_answer"
    assert not page.further


def changed(
    base: Path, tmp_path: Path, files: dict[str, str | None], first: AnswerPage
) -> AnswerPage:
    """Return the second page after files have changed since the first."""
    for name, text in files.items():
        if text is None:
            (base / name).unlink()
        else:
            (base / name).write_text(text)
    after = state_over(base, tmp_path / "after").libraries.base
    return page_of(after, AskRequest(MANY, None, 1 + len(first.answer.quotes), first.stamp))


def test_what_changes_elsewhere_leaves_the_next_page_as_it_was(base: Path, tmp_path: Path) -> None:
    library = state_over(base, tmp_path / "before").libraries.base
    first, second, *_ = pages(library)
    after = changed(base, tmp_path, {"phone.txt": "The phone was lost.", "new.txt": "Tea."}, first)

    assert not after.is_changed
    before = [quote.passage_id for quote in second.answer.quotes]
    assert [quote.passage_id for quote in after.answer.quotes][: len(before)] == before


@pytest.mark.parametrize("text", [None, "# Day\n\nAll was quiet.\n"])
def test_a_page_whose_quotes_changed_says_so_instead_of_quoting(
    base: Path, tmp_path: Path, text: str | None
) -> None:
    first = pages(state_over(base, tmp_path / "before").libraries.base)[0]
    after = changed(base, tmp_path, {first.answer.quotes[0].doc_id: text}, first)

    assert after.is_changed
    assert not after.further


def test_a_quote_that_comes_before_the_ones_shown_is_a_change(base: Path, tmp_path: Path) -> None:
    first = pages(state_over(base, tmp_path / "before").libraries.base)[0]
    nearer = "The zebra, the zebra, and what the zebra did: the zebra ran."
    after = changed(base, tmp_path, {"a.md": f"# What the zebra did\n\n{nearer}\n"}, first)

    assert after.is_changed


def test_an_answer_that_has_become_an_abstention_is_a_change(base: Path, tmp_path: Path) -> None:
    first = pages(state_over(base, tmp_path / "before").libraries.base)[0]
    gone = {name: None for name in FILES if name.startswith("zebra")}

    assert changed(base, tmp_path, dict(gone), first).is_changed


def test_one_document_is_quoted_alone_by_its_id_or_its_title(state: BotState) -> None:
    for within in ("zebra-1.md", "Day 1", "day 1"):
        page = page_of(state.libraries.base, AskRequest(MANY, within))
        assert {quote.doc_id for quote in page.answer.quotes} == {"zebra-1.md"}


def test_a_document_that_is_not_there_is_refused_by_name(state: BotState) -> None:
    with pytest.raises(UsageError, match="there is no source “zebras”"):
        page_of(state.libraries.base, AskRequest(MANY, "zebras"))
