"""Questions without a good answer: kept for moderators, and made regression questions of."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.discord.buttons import NOT_KEPT
from bot.discord.guild_files import questions_path
from bot.discord.rendering import custom_ids
from retrieval.evaluation.cases import Case
from retrieval.evaluation.question_files import read_question_file
from tests.discord.bots import (
    MASTER,
    NOTES,
    QUESTION,
    SLOW,
    Neighbours,
    Scene,
    bot_process,
    end,
    neighbours,
    rows,
    scene,
)
from tests.discord.loopback import Guild, Message, Permission

NOWHERE = "who is the president of the lighthouse?"
ANSWERED = "who keeps the lighthouse?"


def bytes_of(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def judge(harbour: Scene) -> None:
    """Ask what nothing answers, in a guild and directly, and judge answers."""
    ana = harbour.somebody()
    await harbour.ask(NOWHERE, by=ana)
    await harbour.ask(NOWHERE, by=ana, where=ana.dm_channel)
    answer = await harbour.ask(ANSWERED, by=ana)
    for label in ("Good", "Not it"):
        await (await ana.press(answer, label=label)).reply()


async def test_the_log_has_questions_guilds_times_and_outcomes_and_nobody(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        await judge(harbour)
        await end(harbour.bot)
        noted, reef = rows(harbour.data_dir), harbour.reef.id
        assert [row[:3] for row in noted] == [
            (NOWHERE, reef, "unanswered"),
            (NOWHERE, None, "unanswered"),
            (ANSWERED, reef, "good"),
            (ANSWERED, reef, "not_it"),
        ]
        for *_, time in noted:
            assert datetime.fromisoformat(time).tzinfo is not None
        people = [str(user.id).encode() for user in harbour.discord.world.users.values()]
        kept = b"".join(bytes_of(harbour.data_dir))
        assert not any(person in kept for person in people)


async def test_moderators_see_what_their_own_guild_asked_in_vain(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        cove = harbour.discord.add_guild("Cove")
        ana = harbour.somebody(harbour.reef, cove)
        await harbour.ask(NOWHERE, by=ana)
        await harbour.ask(NOWHERE.upper(), by=ana)
        await harbour.ask("what is the price of amber?", by=ana, where=cove.general)
        await harbour.restart()
        for may in (Permission.MANAGE_GUILD, Permission.MANAGE_MESSAGES):
            moderator = harbour.somebody(harbour.reef, cove, may=may)
            listed = await (await moderator.slash(harbour.reef.general, "quoth unanswered")).reply()
            assert listed.ephemeral
            assert "president of the lighthouse" in listed.text.lower()
            assert "2 times" in listed.text
            assert "amber" not in listed.text
            elsewhere = await (await moderator.slash(cove.general, "quoth unanswered")).reply()
            assert "what is the price of amber? · once" in elsewhere.text
        for where in (harbour.reef.general, ana.dm_channel):
            refused = await (await ana.slash(where, "quoth unanswered")).reply()
            assert refused.ephemeral
            assert "moderators" in refused.text
            assert "amber" not in refused.text


async def test_a_bot_that_keeps_no_log_makes_no_file_and_asks_for_no_judgement(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with scene(tmp_path, harbour_index, env={"QUOTH_QUESTION_LOG": "off"}) as harbour:
        answer = await harbour.ask(ANSWERED)
        assert not {button.label for button in answer.buttons} & {"Good", "Not it"}
        await harbour.ask(NOWHERE)
        moderator = harbour.moderator()
        listed = await (await moderator.slash(harbour.reef.general, "quoth unanswered")).reply()
        assert "no record is kept" in listed.text
        await end(harbour.bot)
        assert not list(harbour.data_dir.glob("questions*"))


async def test_a_button_from_when_a_log_was_kept_says_that_none_is(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        ana = harbour.somebody()
        answer = await harbour.ask(ANSWERED, by=ana)
        await end(harbour.bot)
        without = {"QUOTH_QUESTION_LOG": "off"}
        async with bot_process(harbour.discord, tmp_path, env=without) as bot:
            await bot.ready()
            text = await (await ana.press(answer, label="Good")).reply()
            assert (text.text, text.ephemeral) == (NOT_KEPT, True)


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
