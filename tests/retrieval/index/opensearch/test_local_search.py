"""What a builder tells of its passages is what a search would have found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.cluster_library import _write_wording
from retrieval.index.build import build
from retrieval.index.engine import CLUSTER
from retrieval.index.opensearch.local_search import LocalSearch
from retrieval.index.opensearch.written_forms import WrittenForms
from retrieval.index.snapshot import Recipe, Snapshot
from retrieval.index.storage import Arrays, MemorySink
from retrieval.index.vocabulary import Vocabulary
from retrieval.library import Library
from retrieval.question.abbreviations import HOLDING, definitions, short_term
from retrieval.question.spelling_candidates import CorrectionFinder
from retrieval.question.stored_definitions import StoredDefinitions
from retrieval.text.analyzer import Analyzer, analyzer_of

DEFINING = {
    "a.md": "# Labs\n\nThe Machine Learning Lab (MLL) opened. MLL grew, and the mll closed.\n",
    "b.md": "# MLL\n\nIts Mobile Letter Library (MLL) and the Grand Prix (GP) are elsewhere.\n",
    "c.md": "# Others\n\nThe GP is run by Lin. Das Amt für Umwelt ist geöffnet, sagt Frau Maier.\n",
}


@pytest.fixture(params=["seeds", "defining"])
def sources(request: pytest.FixtureRequest, seeds: Path, tmp_path: Path) -> Path:
    if request.param == "seeds":
        return seeds
    for name, text in DEFINING.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def alone(sources: Path) -> Library:
    return Library.open([sources], None)


@pytest.fixture
def local(sources: Path) -> Arrays:
    return build(Snapshot.take([sources]), Recipe(engine=CLUSTER), None)


@pytest.fixture
def wording(local: Arrays) -> Arrays:
    sink = MemorySink()
    for name in ("vocabulary.text", "vocabulary.offsets"):
        sink.append(name, local.read(name))
    _write_wording("auto", sink, local)
    return sink.finish()


def analyzer_over(library: Library) -> Analyzer:
    return analyzer_of(library.recipe.language, library.engine.df, len(library))


def test_the_best_passages_for_a_term_are_those_that_a_search_finds(
    alone: Library, local: Arrays
) -> None:
    terms = list(Vocabulary(local))
    search = LocalSearch(local)
    expected = [[hit.number for hit in alone.engine.search({term: 1.0}, 4)] for term in terms]
    assert [own[0] for own in expected] == search.first().tolist()
    assert list(search.best(range(len(terms)), 4).values()) == expected


def test_a_search_for_no_term_finds_nothing(local: Arrays) -> None:
    assert LocalSearch(local).best([], 4) == {}


def test_terms_are_written_as_the_best_passages_for_them_write_them(
    alone: Library, wording: Arrays
) -> None:
    terms = list(Vocabulary(wording))
    written = WrittenForms(wording, Vocabulary(wording))
    held = written([*terms, "unheard"])
    analyzer = analyzer_over(alone)

    def readings(finder: CorrectionFinder, typed: str) -> Sequence[object]:
        return finder.readings([(typed, typed)])

    def text_of(number: int) -> str:
        return alone.corpus.passage(number).text

    reading = CorrectionFinder(alone.engine, analyzer, text_of)
    holding = CorrectionFinder(alone.engine, analyzer, text_of, written)
    assert held["unheard"] == []
    assert {form for own in held.values() for form in own} - set(terms)
    for term in terms:
        typed = term[:2] + term[3:]
        assert readings(holding, typed) == readings(reading, typed), typed


def test_definitions_are_those_of_the_passages_that_a_search_finds(
    alone: Library, wording: Arrays
) -> None:
    stored = StoredDefinitions(wording, Vocabulary(wording))
    analyzer = analyzer_over(alone)
    for term in Vocabulary(wording):
        hits = alone.engine.search({term: 1.0}, HOLDING)
        texts = [alone.corpus.passage(hit.number).text for hit in hits]
        every = [one for text in texts for one in definitions(text)]
        assert stored(term) == [one for one in every if short_term(one.short, analyzer) == term]
    assert stored("unheard") == []
    assert np.all(np.diff(wording.read("definitions.terms")) > 0)
