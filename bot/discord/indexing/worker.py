"""Work that is too heavy for the process that talks to Discord, done by another one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self

from bot.discord.indexing.child_process import Allowance, Crash, Overrun, done
from bot.opening import recipe_of
from bot.settings import Settings
from retrieval.errors import IndexFault, UnreadableFile, UsageError
from retrieval.indexing.recipe import Recipe
from retrieval.sources import Limits

DESCRIBING = Allowance(seconds=60, memory=2 * 2**30)
"""What one file may take to be read: a stranger may have made it for that."""

BUILDING = Allowance(seconds=60 * 60)
"""What an index may take to be built. Its memory grows with sources that were chosen."""


class DescribedDocument(NamedTuple):
    """A document as its loader understood it; `passages` is how many could be quoted."""

    doc_id: str
    title: str
    published: str | None
    publisher: str | None
    passages: int


class Described(NamedTuple):
    """What one file holds, and what had to be left out of it, a line each."""

    documents: tuple[DescribedDocument, ...]
    problems: tuple[str, ...]


class Workshop:
    """Does one job at a time. To cancel a call is to kill the process that works for it."""

    def __init__(
        self, recipe: Recipe, describing: Allowance = DESCRIBING, building: Allowance = BUILDING
    ) -> None:
        self.recipe = recipe
        self._describing = describing
        self._building = building
        self._free = asyncio.Lock()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the workshop that makes indexes as the settings say."""
        return cls(recipe_of(settings))

    def another(self) -> Self:
        """Return a workshop like this one, whose jobs do not wait for the jobs of this one."""
        return type(self)(self.recipe, self._describing, self._building)

    async def build(self, sources: Sequence[Path], data_dir: Path) -> None:
        """Bring the index of sources up to date in a data folder, for `Library.open` to map.

        Raises SourcesError where nothing can be quoted, IndexFault where the index cannot be
        built or kept, or took too long.
        """
        async with self._free:
            try:
                await done(
                    "build",
                    self._building,
                    sources=[str(source.expanduser().absolute()) for source in sources],
                    data_dir=str(data_dir.absolute()),
                    recipe=self.recipe,
                )
            except Overrun as error:
                raise IndexFault(f"building the index {error}") from error
            except Crash as error:
                raise IndexFault(f"building the index went wrong: {error}") from error

    async def describe(self, path: Path, limits: Limits | None = None) -> Described:
        """Return what a file holds, read within limits, by default those of the recipe.

        Raises UnreadableFile with the reason where it cannot be read, SourcesError where it is
        not there, and UsageError where reading it took too long or too much memory.
        """
        async with self._free:
            try:
                made = await done(
                    "describe",
                    self._describing,
                    path=str(path.absolute()),
                    limits=limits or self.recipe.limits,
                )
            except Overrun as error:
                raise UsageError(f"expected a file that is quickly read, but it {error}") from error
            except Crash as error:
                raise UnreadableFile(f"reading it went wrong: {error}") from error
        documents = tuple(DescribedDocument(*facts) for facts in made["documents"])
        return Described(documents, tuple(made["problems"]))
