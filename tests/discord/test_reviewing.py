"""From what could not be answered to questions that a new file is held against, over the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.discord.rendering import custom_ids
from bot.discord.storage.guild_files import questions_path
from retrieval.evaluation.cases import Case
from retrieval.evaluation.question_files import read_question_file
from tests.discord.bots import rows
from tests.discord.loopback.state.guilds import Guild
from tests.discord.loopback.state.messages import Message
from tests.discord.neighbours import MASTER, NOTES, QUESTION, SLOW, Neighbours, neighbours

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHIPS = "which ships does the harbour master of the reef name?"
KEEPER = "who kept the lighthouse?"
JUDGED = f"""\
- ask: {QUESTION}
  abstain: yes
- ask: {KEEPER}
  in: lighthouse.md
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both(
    tmp_path_factory: pytest.TempPathFactory, harbour_index: Path
) -> AsyncIterator[Neighbours]:
    """The reef has asked two things in vain, and was answered wrongly once."""
    async with neighbours(tmp_path_factory.mktemp("reviewing"), harbour_index) as both:
        for question in (QUESTION, SHIPS):
            await both.ask(both.reef, question)
        await both.press(await both.ask(both.reef, KEEPER), "Not it")
        yield both


async def chosen(both: Neighbours, question: str) -> Message:
    """Return what is shown once a question is chosen from the list."""
    listed = await both.use(both.reef, "quoth unanswered")
    (menu,) = listed.selects
    used = await both.person.choose(
        listed, [menu.options[question]], custom_id=custom_ids.UNANSWERED
    )
    return await used.reply()


async def waiting(both: Neighbours) -> set[str]:
    """Return the questions that the list offers to go through."""
    listed = await both.use(both.reef, "quoth unanswered")
    return {label for menu in listed.selects for label in menu.options}


def written(both: Neighbours) -> dict[str, Case]:
    path = questions_path(both.harbour.data_dir, both.reef.id)
    return {case.question: case for case in read_question_file(path).cases}


async def test_a_moderator_makes_regression_questions_of_what_was_asked_in_vain(
    both: Neighbours,
) -> None:
    assert await waiting(both) == {QUESTION, SHIPS, KEEPER}

    shown = await chosen(both, KEEPER)
    assert shown.ephemeral
    assert [button.label for button in shown.buttons][-2:] == ["Must stay silent", "Drop"]
    text = await both.press(shown, "1")
    assert text is shown
    assert text.text.startswith(f"Written down: {KEEPER}\n-# “")
    assert not text.buttons
    assert not text.embeds
    silent = await both.press(await chosen(both, QUESTION), "Must stay silent")
    assert silent.text == f"Written down: {QUESTION}\n-# must stay silent"
    dropped = await both.press(await chosen(both, SHIPS), "Drop")
    assert dropped.text == f"Dropped: {SHIPS}"

    assert await waiting(both) == set()
    assert [(case.question, case.expects) for case in written(both).values()] == [
        (KEEPER, "answer"),
        (QUESTION, "abstain"),
    ]
    (right,) = written(both)[KEEPER].right
    assert right.doc_id == "lighthouse.md"
    assert right.anchor
    assert right.anchor in text.text
    assert {outcome for _, _, outcome, _ in rows(both.harbour.data_dir)} == set()


@pytest.fixture
def judged(both: Neighbours) -> Guild:
    """The cove, with two regression questions of its own."""
    path = questions_path(both.harbour.data_dir, both.cove.id)
    path.parent.mkdir(parents=True)
    path.write_text(JUDGED, encoding="utf-8")
    return both.cove


async def test_adding_a_file_says_first_which_of_them_would_change(
    both: Neighbours, judged: Guild
) -> None:
    proposal = await both.use(judged, "sources add", file=NOTES)
    assert proposal.ephemeral
    assert proposal.text.startswith("notes.md is not added yet:\n")
    assert "Of 2 questions, 1 breaks." in proposal.text
    assert f"- **{QUESTION}** breaks: abstained rightly → answered wrongly" in proposal.text
    assert MASTER not in (await both.ask(judged)).text

    discarded = await both.press(proposal, "Discard")
    assert discarded.text == "Discarded: notes.md was not added."
    assert MASTER not in (await both.ask(judged)).text

    proposal = await both.use(judged, "sources add", file=NOTES)
    added = await (await both.person.press(proposal, label="Add")).reply(timeout=SLOW)
    assert added.text.startswith("Added notes.md, quoted on this server from now on:")
    assert MASTER in (await both.ask(judged)).text
