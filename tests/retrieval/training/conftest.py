from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.evaluation.beir import read_beir
from retrieval.evaluation.cases import Case
from retrieval.library import Library
from retrieval.training.examples import Example, examples
from tests.retrieval.training.articles import write_folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("beir") / "people")


@pytest.fixture(scope="session")
def library(folder: Path) -> Library:
    return Library.open([folder / "corpus.jsonl"], None)


@pytest.fixture(scope="session")
def cases(folder: Path) -> list[Case]:
    return read_beir(folder)


@pytest.fixture(scope="session")
def gathered(library: Library, cases: list[Case]) -> list[Example]:
    return list(examples(library, cases))
