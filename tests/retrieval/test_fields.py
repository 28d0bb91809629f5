"""What counts besides a passage's own words: what its document is called, what it stands under."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.index.snapshot import Recipe
from retrieval.library import Library
from tests.retrieval.conftest import write_records

SINGS = "Some of them sing for hours, and others of the same kind answer."
EATS = "They eat a tonne of krill a day."


def ranked(library: Library, query: str) -> list[str]:
    return [hit.passage.doc_id for hit in library.search(query)]


@pytest.fixture
def titled(tmp_path: Path) -> Path:
    """Return records whose texts are the same but for their titles."""
    path = tmp_path / "animals.jsonl"
    write_records(path, {"birds": SINGS, "whales": SINGS, "whale food": EATS})
    return path


def test_a_document_is_found_by_what_it_is_called(titled: Path) -> None:
    library = Library.open([titled], None)
    assert ranked(library, "which whales sing?")[0] == "whales"
    assert ranked(library, "birds") == ["birds"]


def test_a_passage_is_found_by_what_it_stands_under(tmp_path: Path) -> None:
    path = tmp_path / "animals.md"
    path.write_text(f"# Animals\n\n## Birds\n\n{SINGS}\n\n## Whales\n\n{SINGS} Loud.\n", "utf-8")
    library = Library.open([path], None)
    first = library.search("which whales sing?")[0].passage
    assert first.heading.endswith("Whales")
    assert [hit.passage.heading for hit in library.search("birds")] == ["Animals › Birds"]


def title_counted(times: int) -> Recipe:
    return Recipe(title_weight=times)


def heading_counted(times: int) -> Recipe:
    return Recipe(heading_weight=times)


@pytest.mark.parametrize("counted", [title_counted, heading_counted])
def test_a_field_counts_as_often_as_the_recipe_says(
    tmp_path: Path, counted: Callable[[int], Recipe]
) -> None:
    path = tmp_path / "whales.md"
    path.write_text(f"# Whales\n\n## Whales\n\n{SINGS}\n\n## Krill\n\n{EATS}\n", "utf-8")
    scores = [
        Library.open([path], None, counted(times)).search("whale")[0].score for times in (0, 1, 4)
    ]
    assert scores == sorted(set(scores))
