"""A bot's parts over small folders of sources, without a process of its own for each job."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self, cast

import discord

from bot.discord.guild_files import GuildFiles, UploadLimits
from bot.discord.guild_libraries import GuildLibraries
from bot.discord.index_worker import DocumentDescription, FileDescription, IndexWorker
from bot.discord.journal import Journal
from bot.discord.reply import Payload
from bot.discord.state import BotState
from bot.discord.worker_process import describe
from bot.settings import Settings
from bot.workspace import Workspace, open_library
from retrieval.conversation.turns import Turn
from retrieval.errors import QuothError
from retrieval.index.opensearch.cluster_client import ClusterSettings
from retrieval.library import Library
from retrieval.sources.base import Limits

HOME, AWAY = 10, 20
ANA, BEN = 100, 200

PHONE = "The phone has a battery of 4,000 mAh and weighs 150 grams."
ZEBRAS = (
    "The zebra ran from the zoo in May and crossed the river at night.",
    "A farmer saw how the zebra ran through his field of barley.",
    "Keepers say that the zebra ran because thunder had scared her.",
    "Two policemen followed as the zebra ran along the old canal.",
    "In the end the zebra ran home, tired, by way of the bakery.",
)
WHALE = "A whale sang below the pier for nine hours on Sunday."
"""What a guild adds."""
MANY = "what did the zebra do?"
"""A question that every zebra's document answers."""
NEARLY = "who owns the zebra?"
"""A question with passages that are close, none of them an answer."""
NOWHERE = "who sang below the pier?"
"""A question that nothing in the base comes close to."""

FILES: Mapping[str, str] = {
    "phone.txt": f"{PHONE}\n",
    **{f"zebra-{number}.md": f"# Day {number}\n\n{text}\n" for number, text in enumerate(ZEBRAS)},
}


class InProcess(IndexWorker):
    """A worker that works in this process; while `fault` is set, it builds nothing."""

    fault: QuothError | None = None

    def sibling(self, cluster: ClusterSettings | None = None) -> Self:  # noqa: ARG002  # the real one's
        return self

    async def build(self, sources: Sequence[Path], data_dir: Path) -> None:
        if self.fault is not None:
            raise self.fault
        await asyncio.to_thread(Library.open, sources, data_dir, self.recipe, must_persist=True)

    async def describe(self, path: Path, limits: Limits | None = None) -> FileDescription:
        request = {"path": str(path), "limits": limits or self.recipe.limits}
        made = await asyncio.to_thread(describe, request)
        documents = tuple(DocumentDescription(*facts) for facts in made["documents"])
        return FileDescription(documents, tuple(made["problems"]))


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def state_over(
    sources: Path, data_dir: Path, settings: Settings | None = None, own: IndexWorker | None = None
) -> BotState:
    """Return a bot's parts, opened as the program opens them."""
    settings = settings or Settings()
    settings = replace(settings, reader=settings.reader or "none")
    place = Workspace.of([sources], data_dir, settings)
    limits = UploadLimits(settings.guild_files, settings.guild_file_mb, settings.guild_total_mb)
    guild_files = GuildFiles.open(data_dir / "guilds", limits)
    worker = own or InProcess.of(settings)
    libraries = GuildLibraries.open(place, open_library(place), guild_files, worker)
    return BotState.of(settings, libraries, Journal.open(data_dir / "questions.sqlite"))


def worker_of(state: BotState) -> InProcess:
    """Return the stand-in that a bot was given."""
    return cast("InProcess", state.libraries.worker)


class Upload:
    """A file as a person attaches it; `size` is what Discord says of it."""

    def __init__(self, filename: str, content: bytes, size: int | None = None) -> None:
        self.filename = filename
        self.size = len(content) if size is None else size
        self.was_read = False
        self._content = content

    async def read(self) -> bytes:
        self.was_read = True
        return self._content


def upload(filename: str, content: str | bytes, size: int | None = None) -> discord.Attachment:
    """Return a file to be added."""
    raw = content.encode() if isinstance(content, str) else content
    return cast("discord.Attachment", Upload(filename, raw, size))


class RecordedReply:
    """A way back to a person that notes what comes along it."""

    def __init__(self, person: int = ANA, guild: int | None = HOME) -> None:
        self.person = person
        self.guild = guild
        self.calls: list[str] = []
        self.said: list[str] = []
        self.shown: list[Payload] = []
        self.turns: tuple[Turn, ...] = ()

    async def refuse(self, sentence: str) -> None:
        self.calls.append("refuse")
        self.said.append(sentence)

    async def begin(self) -> None:
        self.calls.append("begin")

    async def history(self) -> tuple[Turn, ...]:
        return self.turns

    async def show(self, payload: Payload) -> None:
        self.calls.append("show")
        self.shown.append(payload)

    async def fail(self, sentence: str) -> None:
        self.calls.append("fail")
        self.said.append(sentence)


def quoted(state: BotState, guild: int | None, question: str) -> list[str]:
    """Return the documents that answer a question in a guild."""
    return [quote.doc_id for quote in state.libraries.of(guild).ask(question, 10).quotes]
