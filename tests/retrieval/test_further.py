"""Asking for more quotes: the answer begins with those that fewer gave."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.askable import Askable
from retrieval.errors import SourcesError
from retrieval.index.snapshot import Recipe
from retrieval.joined_library import JoinedLibrary
from retrieval.library import Library
from tests.retrieval.conftest import LIN, ZHOU, Python, write_records
from tests.retrieval.strategies import PARAGRAPH

TOPS = (0, 1, 2, 3, 5, 9, 40, 41, 1000)
FAST = Recipe(engine="rank_bm25")

PARAGRAPHS = st.one_of(
    PARAGRAPH,
    st.sampled_from((LIN, ZHOU, f"{ZHOU} He came from Google.", f"{LIN} {ZHOU}", "# Qwen")),
)
CORPORA = st.lists(
    st.lists(PARAGRAPHS, min_size=1, max_size=8).map("\n\n".join), min_size=1, max_size=8
)


def check_further(library: Askable, question: str) -> None:
    """Check that more quotes begin with fewer, whole records compared."""
    every = library.ask(question, TOPS[-1])
    for top in TOPS:
        answer = library.ask(question, top)
        assert answer == every._replace(quotes=every.quotes[:top])


@settings(max_examples=40)
@given(CORPORA, st.sampled_from(("who replaced Lin?", "qwen model team", "zhou", "when?")))
def test_more_quotes_begin_with_the_same_ones(texts: list[str], question: str) -> None:
    with TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"{number}.md").write_text(text, encoding="utf-8")
        try:
            library = Library.open([Path(folder)], None, FAST)
        except SourcesError:
            return
    check_further(library, question)


@pytest.mark.parametrize(
    "question",
    ["who replaced Lin?", "Alibaba", "Qwen models", "how many downloads?", "open source", "zebra"],
)
def test_more_quotes_of_the_seeds_begin_with_the_same_ones(seeds: Path, question: str) -> None:
    paths = sorted(seeds.glob("*.md"))
    parts = [Library.open(some, None, FAST) for some in (paths[:2], paths[2:])]
    for library in (*parts, JoinedLibrary(parts)):
        check_further(library, question)


def test_more_quotes_than_are_looked_at_begin_with_the_same_ones(tmp_path: Path) -> None:
    filler = "It rained in Hangzhou on that day. "
    texts = {f"r{n}": f"{filler * (n % 9)}Lin met Zhou {n} times in Qwen." for n in range(120)}
    write_records(tmp_path / "many.jsonl", texts)
    library = Library.open([tmp_path], None, FAST)
    assert len(library.ask("did Lin meet Zhou?", 30).quotes) == 30
    check_further(library, "did Lin meet Zhou?")


SHOWN = """
import sys
from pathlib import Path
from retrieval.joined_library import JoinedLibrary
from retrieval.library import Askable, Library
library = Library.open([Path(sys.argv[1])], Path(sys.argv[2]))
for question in ("who replaced Lin?", "Alibaba", "the Qwen models of Alibaba and their license"):
    print([(quote.passage_id, quote.score) for quote in library.ask(question, 20).quotes])
"""


def test_another_process_gives_the_same_quotes_to_the_last_digit(
    seeds: Path, data_dir: Path, python: Python, monkeypatch: pytest.MonkeyPatch
) -> None:
    Library.open([seeds], data_dir)
    shown = set()
    for seed in "123":
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        shown.add(python(SHOWN, seeds, data_dir).stdout)
    assert len(shown) == 1
    assert "#" in shown.pop()
