"""What can be asked of a library, alone or joined: how surely, how much, within what."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.answering.abstention import answer_threshold
from retrieval.askable import Askable, name_in_key, passage_key
from retrieval.errors import SourcesError, UsageError
from retrieval.index.engine import ENGINES
from retrieval.index.snapshot import Recipe
from retrieval.joined_library import JoinedLibrary
from retrieval.library import Library
from retrieval.model import Hit
from retrieval.ranking import reranker
from retrieval.ranking.weights import THRESHOLD_NAMES, bundled_weights
from tests.retrieval.conftest import LIN, PHONE, RAIN, ZHOU, Python, write_records
from tests.retrieval.promise import check
from tests.retrieval.strategies import ANY_TEXT, PARAGRAPH

QUESTION = "who replaced Lin?"
WORDS = """who replaced Lin when did the head of Qwen leave why is a model small how many does Zhou
    have parameters and Alibaba exit? technical 2026 what salary moon""".split()
ANY_WORDS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
HOW = st.sampled_from(THRESHOLD_NAMES) | st.floats(0, 1).map(str)


@pytest.fixture(scope="module")
def library(seeds: Path) -> Library:
    return Library.open([seeds], None)


@given(ANY_WORDS.filter(str.strip), HOW, HOW)
@settings(max_examples=40)
def test_the_bolder_answers_whenever_the_more_careful_one_does(
    library: Library, question: str, one: str, other: str
) -> None:
    known = bundled_weights().cautions
    eager, careful = sorted((one, other), key=lambda how: answer_threshold(how, known))
    answered = {
        how: library.ask(question, caution=how).status == "answered" for how in (eager, careful)
    }

    assert answered[eager] >= answered[careful]


@given(ANY_WORDS.filter(str.strip), HOW)
@settings(max_examples=40)
def test_caution_decides_whether_something_is_answered_and_nothing_else(
    library: Library, question: str, how: str
) -> None:
    answer, usual = library.ask(question, caution=how), library.ask(question)

    assert 0 <= answer.certainty == usual.certainty <= 1
    assert bool(answer.quotes) == (answer.status == "answered")
    if answer.status == usual.status:
        assert answer == usual
    if answer.quotes and usual.quotes:
        assert answer.quotes == usual.quotes


def test_nothing_found_is_no_answer_however_bold(library: Library) -> None:
    answer = library.ask("zorblax", caution="0")

    assert (answer.status, answer.certainty, answer.closest) == ("no_answer", 0.0, ())


def test_a_library_is_as_careful_as_it_was_opened(seeds: Path) -> None:
    careful = Library.open([seeds], None, caution="1")

    assert careful.ask(QUESTION).status == "no_answer"
    assert careful.ask(QUESTION, caution="0").status == "answered"


def test_joined_libraries_are_as_careful_as_the_first_and_have_its_weights(
    seeds: Path, tmp_path: Path
) -> None:
    (tmp_path / "more.md").write_text("Zebras run.\n", encoding="utf-8")
    blunt = bundled_weights()._replace(passage={"bm25": 1.0})
    base = Library.open([seeds], None, caution="1", weights=blunt)
    joined = JoinedLibrary([base, Library.open([tmp_path], None)])

    assert joined.ask(QUESTION).status == "no_answer"
    assert {part.name for part in joined.nearest(QUESTION, 1)[0].evidence} == {"term"}


def test_other_weights_are_ranked_by(seeds: Path) -> None:
    blunt = bundled_weights()._replace(passage={"bm25": 1.0})
    (quote,) = Library.open([seeds], None, weights=blunt).nearest(QUESTION, 1)

    assert {part.name for part in quote.evidence} == {"term"}


@pytest.mark.parametrize("how", ["", "bold", "1.5", "-1", "nan", "Eager"])
def test_another_caution_is_refused_with_what_was_expected(library: Library, how: str) -> None:
    with pytest.raises(UsageError, match="expected one of eager, balanced, careful, or a number"):
        library.ask(QUESTION, caution=how)


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


@settings(max_examples=15)
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


QUESTIONS = st.sampled_from(("who replaced Lin?", "qwen model license", "zhou", "when?", "phone"))


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


TEXTS = st.lists(
    st.lists(PARAGRAPH | st.sampled_from(("# Lin", LIN, ZHOU)), min_size=1, max_size=5).map(
        "\n\n".join
    ),
    min_size=1,
    max_size=3,
)


def opened(folder: Path, texts: list[str]) -> Library:
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    return Library.open([folder], None)


@settings(max_examples=30)
@given(TEXTS, TEXTS)
def test_every_passage_is_found_by_its_key_and_between_its_neighbours(
    texts: list[str], more: list[str]
) -> None:
    with TemporaryDirectory() as folder:
        try:
            one, other = opened(Path(folder, "a"), texts), opened(Path(folder, "b"), more)
        except SourcesError:
            return
    for library in (one, JoinedLibrary([one, other])):
        check_neighbours(library)


def check_neighbours(library: Askable) -> None:
    corpus = library.corpus
    for document in range(corpus.documents):
        own = [corpus.passage(number) for number in corpus.passages_of(document)]
        for before, passage, after in zip([None, *own], own, [*own[1:], None], strict=False):
            assert library.find(passage_key(passage.passage_id)) == passage
            around = library.surroundings(passage)
            assert around == (before, passage, after, corpus.document(document))
            assert around.document.doc_id == passage.doc_id
            assert len(around.document.sha256) == 64


@given(ANY_TEXT)
def test_no_text_is_mistaken_for_a_key(library: Library, text: str) -> None:
    assert library.find(text) is None


def test_a_passage_is_found_until_its_own_text_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{LIN}\n\n{ZHOU}\n", encoding="utf-8")
    (hit,) = Library.open([tmp_path], None).search("Zhou")
    key = passage_key(hit.passage.passage_id)
    path.write_text(f"{PHONE}\n\n{ZHOU}\n\n{RAIN}\n", encoding="utf-8")
    library = Library.open([tmp_path], None)
    found = library.find(key)
    assert found is not None
    around = library.surroundings(found)
    assert around.before is not None
    assert around.after is not None
    assert [around.before.text, found.text, around.after.text] == [PHONE, ZHOU, RAIN]
    path.write_text(f"{LIN}\n\n{ZHOU} He came from Google.\n", encoding="utf-8")
    assert Library.open([tmp_path], None).find(key) is None


def test_the_same_text_in_another_document_is_not_the_passage_meant(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ZHOU, encoding="utf-8")
    (tmp_path / "b.txt").write_text(ZHOU, encoding="utf-8")
    keys = [
        passage_key(hit.passage.passage_id) for hit in Library.open([tmp_path], None).search("Zhou")
    ]
    assert len(set(keys)) == 2
    (tmp_path / "a.txt").unlink()
    found = [Library.open([tmp_path], None).find(key) for key in keys]
    assert [one and one.doc_id for one in found] == [None, "b.txt"]


def test_the_surroundings_of_a_passage_that_is_not_there_are_refused(
    sources: Path, tmp_path: Path
) -> None:
    library = Library.open([sources], None)
    (hit,) = library.search("battery")
    (sources / "phone.txt").write_text(RAIN, encoding="utf-8")
    with pytest.raises(UsageError, match=r"expected a passage of these sources, got 'phone\.txt#"):
        Library.open([sources], None).surroundings(hit.passage)


NAMES = st.tuples(st.integers(0, 2**40 - 1), st.just(0) | st.integers(2, 2**32 - 1))


def passage_id(doc_id: str, name: int, twin: int) -> str:
    return f"{doc_id}#{name:010x}" + (f"-{twin}" if twin else "")


@given(ANY_TEXT, NAMES)
def test_a_key_is_short_and_of_few_characters_and_holds_the_name(
    doc_id: str, name: tuple[int, int]
) -> None:
    key = passage_key(passage_id(doc_id, *name))
    assert re.fullmatch(r"[0-9a-z-]{23,34}", key)
    assert name_in_key(key) == name
    assert key == passage_key(passage_id(doc_id, *name))


@given(ANY_TEXT, ANY_TEXT, NAMES, NAMES)
def test_different_passages_have_different_keys(
    one: str, other: str, name: tuple[int, int], another: tuple[int, int]
) -> None:
    first, second = passage_id(one, *name), passage_id(other, *another)
    assert (passage_key(first) == passage_key(second)) == (first == second)


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "0123456789ab", "0123456789ab-", "0123456789ab-0123456789-"),
        *("0123456789AB-0123456789", "0123456789ab-012345678", "0123456789ab-0123456789-x"),
        *("0123456789ab-0123456789\n", "٠123456789ab-0123456789", "0123456789ab-0123456789-٢"),
    ],
)
def test_what_is_no_key_holds_no_name(text: str) -> None:
    assert name_in_key(text) is None
