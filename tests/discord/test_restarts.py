"""What lasts over a restart, and what is said of answers whose sources have changed since."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.discord import answer, buttons
from bot.discord.rendering.answer_message import CHANGED
from tests.discord.bots import Scene, scene
from tests.discord.loopback import Message, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

HERRING = "The herring boats leave the quay at dawn. They carry nets of green twine."
SOURCES = {
    "rewritten.md": f"# Boats\n\n{HERRING}\n\n"
    "## Market\n\nThe herring is sold on the quay at noon.\n",
    "removed.md": "# Crabs\n\nThe crab pots are hauled by Pia Lund. She sells crab to Tessel.\n",
    "extended.md": "# Seals\n\nThe seal colony has forty seals. The seal pups come in June.\n",
    "kept.md": "# Gulls\n\n"
    + "\n\n".join(
        f"## The {gull} gull\n\n"
        f"The {gull} gull takes herring from boats at the quay, and crab from pots."
        for gull in ("grey", "white", "black", "brown")
    ),
}
QUESTIONS = {
    "rewritten.md": "when do the herring boats leave the quay?",
    "removed.md": "who hauls the crab pots?",
    "extended.md": "how many seals has the seal colony?",
}


def write_sources(folder: Path) -> Path:
    folder.mkdir()
    for name, text in SOURCES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def change(folder: Path) -> None:
    (folder / "rewritten.md").write_text("# Boats\n\nThe herring boats leave the quay at ten.\n")
    (folder / "removed.md").unlink()
    extended = (
        SOURCES["extended.md"]
        + "\n## Watchers\n\nThe seal watchers of the colony meet on Fridays.\n"
    )
    (folder / "extended.md").write_text(extended, encoding="utf-8")


@dataclass
class Before:
    """What was asked before the sources changed, and by whom."""

    harbour: Scene
    person: Person
    answers: dict[str, Message]

    async def press(self, name: str, label: str) -> Message:
        answer = self.answers[name]
        button = next(button for button in answer.buttons if button.label.startswith(label))
        pressed = await self.person.press(answer, label=button.label)
        return await pressed.reply()


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=["while it ran", "while it was down"]
)
async def before(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Before]:
    folder = tmp_path_factory.mktemp("restarts")
    sources = write_sources(folder / "sources")
    async with scene(folder, sources=sources) as harbour:
        person = harbour.somebody()
        answers = {name: await harbour.ask(text, by=person) for name, text in QUESTIONS.items()}
        change(sources)
        if request.param == "while it ran":
            moderator = harbour.moderator()
            reloaded = await moderator.slash(harbour.reef.general, "sources reload")
            assert (await reloaded.reply(timeout=30)).text.startswith("Reloaded: 3 documents")
        else:
            await harbour.restart()
        yield Before(harbour, person, answers)


@pytest.mark.parametrize("name", ["rewritten.md", "removed.md"])
async def test_a_passage_that_is_gone_is_said_to_be_gone(before: Before, name: str) -> None:
    text = await before.press(name, "In context")
    assert (text.text, text.ephemeral) == (buttons.PASSAGE_GONE, True)
    assert not text.embeds


async def test_a_passage_that_still_stands_is_shown_and_its_file_said_to_have_changed(
    before: Before,
) -> None:
    shown = await before.press("extended.md", "In context")
    assert CHANGED in shown.content
    assert "forty seals" in shown.text


@pytest.mark.parametrize("name", ["rewritten.md", "removed.md"])
async def test_no_further_quotes_are_shown_of_an_answer_that_would_now_be_another(
    before: Before, name: str
) -> None:
    text = await before.press(name, "More")
    assert (text.text, text.ephemeral) == (answer.CHANGED, True)
    assert not text.embeds


async def test_what_was_removed_or_replaced_is_quoted_no_more(before: Before) -> None:
    rewritten = await before.harbour.ask(QUESTIONS["rewritten.md"])
    removed = await before.harbour.ask(QUESTIONS["removed.md"])
    assert "at ten" in rewritten.text
    assert "dawn" not in rewritten.text
    assert "Pia Lund" not in removed.text


async def test_a_modal_that_was_open_during_a_restart_is_answered_and_no_command_registered_anew(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        ana = harbour.somebody()
        opened = {}
        for private in (False, True):
            answer = await harbour.ask("who built the lighthouse?", by=ana, private=private)
            opened[private] = await ana.press(answer, label="Follow up")
            await opened[private].modal()
        await harbour.restart()
        for private, one in opened.items():
            submitted = await ana.submit(one, "what does a ticket for the ferry cost?")
            answer = await submitted.reply()
            assert "four crowns" in answer.text
            assert answer.ephemeral == private
        assert harbour.discord.commands.changes == 1
