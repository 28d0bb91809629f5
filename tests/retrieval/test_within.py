"""Asking within one document: only it is quoted, and all of it can be."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import SourcesError, UsageError
from retrieval.index.engine import ENGINES
from retrieval.index.snapshot import Recipe
from retrieval.joined_library import JoinedLibrary
from retrieval.library import Library
from retrieval.model import Hit
from retrieval.ranking import reranker
from tests.retrieval.conftest import LIN, ZHOU, write_records
from tests.retrieval.promise import check
from tests.retrieval.strategies import PARAGRAPH

QUESTIONS = st.sampled_from(("who replaced Lin?", "qwen model license", "zhou", "when?", "phone"))
FAST = Recipe(engine="rank_bm25")


def found(hits: list[Hit], doc_id: str) -> list[tuple[str, float]]:
    return [(hit.passage.passage_id, hit.score) for hit in hits if hit.passage.doc_id == doc_id]


@settings(max_examples=30)
@given(
    st.lists(st.lists(PARAGRAPH, min_size=1, max_size=4).map("\n\n".join), min_size=2, max_size=4),
    QUESTIONS,
    st.sampled_from(list(ENGINES)),
)
def test_a_document_alone_gives_what_it_gives_among_all_where_all_are_read_at_once(
    texts: list[str], question: str, engine: str
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(reranker, "DEPTH", reranker.DEEPEST)
        for number, text in enumerate(texts):
            Path(folder, f"{number % 2}").mkdir(exist_ok=True)
            Path(folder, f"{number % 2}", f"{number}.txt").write_text(text, encoding="utf-8")
        recipe = Recipe(engine=engine)
        try:
            single = Library.open([Path(folder)], None, recipe)
            halves = [Library.open([Path(folder, name)], None, recipe) for name in "01"]
        except SourcesError:
            return
        for library in (single, JoinedLibrary(halves)):
            every = library.search(question, 1000)
            for listed in library.documents():
                doc_id = listed.document.doc_id
                hits = library.search(question, 1000, doc_id)
                assert found(hits, doc_id) == found(every, doc_id)
                assert [hit.rank for hit in hits] == list(range(1, 1 + len(found(every, doc_id))))
                answer = library.ask(question, 5, within=doc_id)
                assert {q.doc_id for q in (*answer.quotes, *answer.closest)} <= {doc_id}
                check(library, answer)


def test_of_a_document_alone_the_same_passages_are_found_as_among_all(sources: Path) -> None:
    records = {f"r{number}": f"{LIN} It was noted {number} times." for number in range(20)}
    write_records(sources / "more.jsonl", records)
    (sources / "lin.md").write_text("\n\n".join([ZHOU, *[LIN] * 9]), encoding="utf-8")
    library = Library.open([sources], None)
    every = library.search("who replaced Lin as lead of Qwen?", 1000)
    for doc_id in {hit.passage.doc_id for hit in every}:
        alone = library.search("who replaced Lin as lead of Qwen?", 1000, doc_id)
        assert {one for one, _ in found(alone, doc_id)} == {one for one, _ in found(every, doc_id)}


def test_a_document_far_down_the_ranking_is_quoted_where_it_alone_is_asked(
    tmp_path: Path,
) -> None:
    better = {f"r{n}": f"The new head of the Qwen team is Hao Zhou, says {n}." for n in range(90)}
    write_records(tmp_path / "a.jsonl", better)
    text = f"The team of Qwen met. {'It rained all day long. ' * 20}A head was not named."
    (tmp_path / "z.txt").write_text(text, encoding="utf-8")
    library = Library.open([tmp_path], None, FAST)
    question = "who is the new head of the Qwen team?"
    assert "z.txt" not in {quote.doc_id for quote in library.ask(question, 40).quotes}
    answer = library.ask(question, within="z.txt")
    assert {quote.doc_id for quote in (*answer.quotes, *answer.closest)} == {"z.txt"}


def test_what_the_document_does_not_say_is_not_answered(sources: Path) -> None:
    library = Library.open([sources], None, FAST)
    question = "who is the new head of the Qwen team?"
    assert library.ask(question).quotes[0].text == ZHOU
    assert library.ask(question, within="lead.md").quotes[0].text == ZHOU
    answer = library.ask(question, within="phone.txt")
    assert (answer.status, answer.quotes, answer.closest) == ("no_answer", (), ())
    assert answer.missing == ()


def test_a_record_is_a_document_too(sources: Path) -> None:
    library = Library.open([sources], None, FAST)
    assert {hit.passage.doc_id for hit in library.search("rain snow")} == {"rain", "snow"}
    assert [hit.passage.doc_id for hit in library.search("rain snow", within="snow")] == ["snow"]


@pytest.mark.parametrize("doc_id", ["", "lead", "LEAD.MD", "a\nb", "records.jsonl", "\ud800"])
def test_a_document_that_is_not_there_is_refused_in_one_line(sources: Path, doc_id: str) -> None:
    library = Library.open([sources], None, FAST)
    assert not library.has(doc_id)
    assert library.has("lead.md")
    for ask in (library.ask, library.search):
        with pytest.raises(UsageError, match="expected a document of these sources") as raised:
            ask(LIN, 3, doc_id)
        assert len(str(raised.value).splitlines()) == 1
