"""What would come of questions if other sources were asked, found out without changing anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bot.evaluating.asking_progress import AskingProgress
from bot.evaluating.sharing import measured
from bot.evaluating.suites import Suite, case_count
from bot.opening import Place, open_library
from retrieval.evaluation.document_changes import DocumentChanges, document_changes
from retrieval.evaluation.effect import Effect, effect
from retrieval.evaluation.outcomes import Outcome


class SourcesEffect(NamedTuple):
    """What differs between the documents, and what comes of the questions."""

    documents: DocumentChanges
    questions: Effect


def sources_effect(
    suites: Sequence[Suite], place: Place, new: Path, *, joins: bool
) -> SourcesEffect:
    """Return the effect of a folder or file that replaces the sources of suites, or `joins` them.

    Its index is built in a folder that is gone afterwards. `place` says which sources are asked
    now where a suite names none. Raises what opening either sources raises.
    """
    before: list[Outcome] = []
    after: list[Outcome] = []
    documents: dict[tuple[Path, ...], DocumentChanges] = {}
    with (
        TemporaryDirectory(prefix="quoth-") as folder,
        AskingProgress(2 * case_count(suites)) as heard,
    ):
        for suite in suites:
            now = place._replace(sources=suite.sources or place.sources)
            sources = (*now.sources, new) if joins else (new,)
            then = now._replace(sources=sources, data_dir=Path(folder))
            sides = _Sides(now, then, heard)
            if now.sources not in documents:
                documents[now.sources] = sides.documents()
            was, would_be = sides.outcomes(suite)
            before += was
            after += would_be
    return SourcesEffect(_merged(list(documents.values())), effect(before, after))


class _Sides:
    """The sources as they are and as they would be, opened."""

    def __init__(self, now: Place, then: Place, heard: Callable[[], None]) -> None:
        self._now, self._then = now, then
        self._libraries = open_library(now), open_library(then)
        self._heard = heard

    def documents(self) -> DocumentChanges:
        return document_changes(*self._libraries)

    def outcomes(self, suite: Suite) -> tuple[list[Outcome], list[Outcome]]:
        before, after = self._libraries
        return (
            measured(self._now, before, suite.cases, self._heard),
            measured(self._then, after, suite.cases, self._heard),
        )


def _merged(changes: Sequence[DocumentChanges]) -> DocumentChanges:
    """Return the changes of several sources as one, each document once."""
    added, removed, changed = (
        tuple(dict.fromkeys(name for one in changes for name in one[kind])) for kind in range(3)
    )
    return DocumentChanges(added, removed, changed)
