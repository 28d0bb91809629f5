"""Libraries joined: asked as one, shared without being copied, and each kept to itself."""

from __future__ import annotations

import gc
import json
import threading
import weakref
from collections.abc import Callable, Sequence
from itertools import chain, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.askable import Askable, passage_key
from retrieval.errors import UsageError
from retrieval.index.corpus import Corpus, CorpusWriter, FileEntry
from retrieval.index.engine import BM25, ENGINES, Engine, engine_named, idf
from retrieval.index.snapshot import Recipe
from retrieval.index.storage import Sink
from retrieval.joined_library import JoinedCorpus, JoinedEngine, JoinedLibrary
from retrieval.library import Library
from retrieval.model import Answer, Document, Passage
from tests.retrieval.conftest import LIN, PHONE, RAIN, SNOW, ZHOU, first, warnings, write_records
from tests.retrieval.index.conftest import in_memory
from tests.retrieval.promise import check
from tests.retrieval.strategies import QUERIES, TERM_LISTS

FAST = Recipe(engine="rank_bm25")
CAT = "The office cat of Alibaba is called Mimi."
DOG = "The office dog of Alibaba is called Rex."


def written(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def base(sources: Path) -> Library:
    return Library.open([sources], None, FAST)


@pytest.fixture
def cats(tmp_path: Path) -> Library:
    return Library.open([written(tmp_path / "cats", {"pets.txt": CAT})], None, FAST)


@pytest.fixture
def dogs(tmp_path: Path) -> Library:
    return Library.open([written(tmp_path / "dogs", {"pets.txt": DOG})], None, FAST)


def test_every_part_answers(base: Library, cats: Library) -> None:
    library = JoinedLibrary([base, cats])
    for question, text in {
        "what is the office cat called?": CAT,
        "who is the new head of Qwen?": ZHOU,
        "how heavy is the phone?": PHONE,
        "where did heavy rain fall?": RAIN,
    }.items():
        answer = library.ask(question)
        assert answer.quotes[0].text == text
        check(library, answer)
    assert len(library) == len(base) + len(cats)
    assert library.documents() == base.documents() + cats.documents()
    assert library.files() == base.files() + cats.files()
    assert library.corpus.documents == 5
    assert library.engine.df("alibaba") == cats.engine.df("alibaba")


@pytest.mark.parametrize("engine", ENGINES)
def test_one_part_alone_answers_as_it_does_by_itself(seeds: Path, engine: str) -> None:
    library = Library.open([seeds], None, Recipe(engine=engine))
    joined = JoinedLibrary([library])
    for question in ("who replaced Lin?", "Alibaba", "zebra"):
        assert joined.ask(question, 9) == library.ask(question, 9)
        assert joined.search(question) == library.search(question)
    assert joined.documents() == library.documents()


NOUNS = st.sampled_from(("lin", "qwen", "model", "team", "phone", "zhou", "license", "march"))
RECORDS = st.lists(st.lists(NOUNS, min_size=6, max_size=6).map(" ".join), min_size=2, max_size=9)


@settings(max_examples=30)
@given(RECORDS, st.integers(1, 8), st.lists(NOUNS, min_size=1, max_size=4, unique=True))
def test_scores_are_those_of_one_index_where_passages_are_equally_long(
    texts: list[str], cut: int, words: list[str]
) -> None:
    # Each title is one term, so that all passages count the same number of them.
    records = {f"record{chr(97 + n)}": f"{text}." for n, text in enumerate(texts)}
    cut = min(cut, len(records) - 1)
    with TemporaryDirectory() as folder:
        for name, some in (("a", list(records)[:cut]), ("b", list(records)[cut:])):
            Path(folder, name).mkdir()
            write_records(Path(folder, name, f"{name}.jsonl"), {key: records[key] for key in some})
        parts = [Library.open([Path(folder, name)], None) for name in "ab"]
        single = Library.open([Path(folder)], None)
    question = " ".join(words)
    expected = {hit.passage.doc_id: hit.score for hit in single.search(question, 100)}
    hits = JoinedLibrary(parts).search(question, 100)
    assert {hit.passage.doc_id: hit.score for hit in hits} == pytest.approx(expected, rel=1e-5)
    assert [hit.rank for hit in hits] == list(range(1, 1 + len(hits)))
    ranked = [expected[hit.passage.doc_id] for hit in hits]
    assert ranked == pytest.approx(sorted(ranked, reverse=True), rel=1e-5)


@pytest.mark.parametrize("split", [1, 2, 3, 4])
def test_questions_about_the_seeds_are_answered_as_from_one_index(seeds: Path, split: int) -> None:
    single = Library.open([seeds], None)
    paths = sorted(seeds.glob("*.md"))
    parts = [Library.open(some, None) for some in (paths[:split], paths[split:])]
    library = JoinedLibrary(parts)
    for question in ("who replaced Lin?", "how many times has Qwen been downloaded?", "zebra?"):
        answer, expected = library.ask(question), single.ask(question)
        assert answer.status == expected.status
        assert [quote.text for quote in answer.quotes[:1]] == [
            quote.text for quote in expected.quotes[:1]
        ]


def everything(library: Askable) -> str:
    """Return all that can be got out of a library, as text."""
    questions = ("what is the office cat called?", "what is the office dog called?", "Rex Mimi")
    corpus = library.corpus
    return json.dumps(
        [
            [library.ask(question, 20) for question in questions],
            [library.search(question, 20) for question in questions],
            [library.documents(), library.files(), library.suggest("", 100)],
            [library.suggest(typed) for typed in ("pets", "cats", "dogs", "p")],
            [corpus.passage(number) for number in range(len(corpus))],
            [library.has(doc_id) for doc_id in ("pets.txt", "cats/pets.txt", "dogs/pets.txt")],
        ]
    )


def test_nothing_of_an_addition_comes_out_of_the_base_or_of_another_joined_library(
    base: Library, cats: Library, dogs: Library
) -> None:
    before = everything(base)
    with_cats, with_dogs = JoinedLibrary([base, cats]), JoinedLibrary([base, dogs])
    for _ in range(2):
        assert (CAT in everything(with_cats), DOG in everything(with_cats)) == (True, False)
        assert (CAT in everything(with_dogs), DOG in everything(with_dogs)) == (False, True)
        assert everything(base) == before
    (cat,), (dog,) = with_cats.search("Mimi"), with_dogs.search("Rex")
    cat_key, dog_key = passage_key(cat.passage.passage_id), passage_key(dog.passage.passage_id)
    assert with_cats.find(cat_key) == cat.passage
    for library, key in ((with_cats, dog_key), (with_dogs, cat_key), (base, cat_key)):
        assert library.find(key) is None
    for library in (with_cats, base):
        with pytest.raises(UsageError):
            library.surroundings(dog.passage)
    with pytest.raises(UsageError):
        base.ask("Mimi?", within="pets.txt")


def test_a_word_that_only_an_addition_has_is_missing_elsewhere(
    base: Library, cats: Library, dogs: Library
) -> None:
    question = "is Mimi the new head of Qwen?"
    assert JoinedLibrary([base, cats]).ask(question, caution="1").missing == ()
    assert JoinedLibrary([base, dogs]).ask(question, caution="1").missing == ("Mimi",)


def test_documents_of_one_id_are_told_apart(base: Library, tmp_path: Path) -> None:
    texts = {"lead.md": f"# Qwen\n\n{ZHOU} He left Google for it.\n", "phone.txt": SNOW}
    own = Library.open([written(tmp_path / "added", texts)], None, FAST)
    library = JoinedLibrary([base, own])
    listed = [one.document.doc_id for one in library.documents()]
    assert listed == ["lead.md", "phone.txt", "rain", "snow", "added/lead.md", "added/phone.txt"]
    assert first(library, "how heavy is the phone?") == PHONE
    quoted = {quote.doc_id for quote in library.ask("who is the new head of Qwen?", 9).quotes}
    assert quoted == {"lead.md", "added/lead.md"}
    for doc_id in listed:
        assert library.suggest(doc_id)[0].doc_id == doc_id
        (hit, *_) = library.search("Qwen phone rain snow", within=doc_id)
        assert hit.passage.doc_id == doc_id
        assert library.find(passage_key(hit.passage.passage_id)) == hit.passage
        assert library.surroundings(hit.passage).document.doc_id == doc_id
    check(library, library.ask("is snow rare in Shenzhen?"))


def test_what_nobody_asks_any_more_is_let_go_of_at_once(base: Library, tmp_path: Path) -> None:
    own = Library.open([written(tmp_path / "added", {"lead.md": CAT})], None, FAST)
    library = JoinedLibrary([base, own])
    everything(library)
    held = [weakref.ref(one) for one in (library, own, own.corpus, own.engine)]
    gc.disable()
    try:
        del library, own
        assert [one() for one in held] == [None] * 4
    finally:
        gc.enable()


def test_it_is_current_as_long_as_every_part_is(base: Library, cats: Library) -> None:
    library = JoinedLibrary([base, cats])
    assert library.is_current()
    (cats.snapshot.roots[0] / "pets.txt").write_text(DOG, encoding="utf-8")
    assert not library.is_current()
    assert first(library, "what is the office cat called?") == CAT


@pytest.mark.parametrize(
    ("languages", "given"), [((), "none"), (("english", "german"), "english and german")]
)
def test_libraries_whose_terms_are_not_the_same_are_not_joined(
    sources: Path, languages: tuple[str, ...], given: str
) -> None:
    parts = [Library.open([sources], None, FAST._replace(language=one)) for one in languages]
    with pytest.raises(UsageError, match=f"of one language, got {given}"):
        JoinedLibrary(parts)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Return sources with so much in them that their texts are not checked at once."""
    folder = tmp_path / "many"
    folder.mkdir()
    texts = {f"r{n}": f"The river n{n} ends in lake n{n}. " * 20 for n in range(600)}
    write_records(folder / "many.jsonl", texts)
    return folder


def alter(data_dir: Path) -> None:
    """Change a letter of a passage's text where it is stored."""
    (texts,) = data_dir.glob("indexes/*/texts.text.bin")
    content = bytearray(texts.read_bytes())
    content[content.index(b"The river n333")] ^= 0x40
    texts.write_bytes(content)


QUESTION = "where does the river n333 end?"


def stored(many: Path, data_dir: Path) -> Library:
    Library.open([many], data_dir, FAST)
    alter(data_dir)
    return Library.open([many], data_dir, FAST)


@pytest.mark.parametrize("order", [1, -1], ids=["first", "last"])
def test_a_damaged_part_is_mended_once_for_all_that_it_is_part_of(
    many: Path, base: Library, data_dir: Path, caplog: pytest.LogCaptureFixture, order: int
) -> None:
    part = stored(many, data_dir)
    libraries = [JoinedLibrary([base, part][::order]) for _ in range(2)]
    engine = libraries[0].engine
    for library in (*libraries, part):
        assert first(library, QUESTION).startswith("The river n333 ends in lake n333.")
        assert (LIN in first(library, "who stepped down?")) == (library is not part)
    (warning,) = warnings(caplog)
    assert "texts.text.bin was altered" in warning
    assert libraries[0].engine is not engine
    caplog.clear()
    reopened = Library.open([many], data_dir, FAST)
    assert first(JoinedLibrary([base, reopened]), QUESTION)
    assert warnings(caplog) == []


def test_parts_that_are_all_damaged_are_all_mended(
    many: Path, tmp_path: Path, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = tmp_path / "more"
    other.mkdir()
    (other / "more.jsonl").write_bytes((many / "many.jsonl").read_bytes())
    parts = [stored(many, data_dir / "a"), stored(other, data_dir / "b")]
    library = JoinedLibrary(parts)
    assert first(library, QUESTION).startswith("The river n333 ends in lake n333.")
    assert library.ask(QUESTION).quotes[0].also_in == ("more/r333",)
    assert len(warnings(caplog)) == 2


def at_once(ask: Callable[[], object]) -> list[object]:
    """Return what eight threads get that ask at once."""
    found: list[object] = []
    start = threading.Barrier(8)

    def run() -> None:
        start.wait()
        found.append(ask())

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_threads_that_ask_at_once_get_what_one_gets(
    base: Library, cats: Library, dogs: Library
) -> None:
    questions = ("what is the office cat called?", "who is the new head of Qwen?", "zebra?")

    def answers(libraries: list[Askable]) -> list[Answer]:
        return [one.ask(question) for one in libraries for question in questions]

    expected = answers([base, JoinedLibrary([base, cats]), JoinedLibrary([base, dogs])])
    libraries = [base, JoinedLibrary([base, cats]), JoinedLibrary([base, dogs])]
    assert at_once(lambda: answers(libraries)) == [expected] * 8


def test_threads_that_meet_damage_at_once_mend_it_once(
    many: Path, base: Library, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library = JoinedLibrary([base, stored(many, data_dir)])
    assert set(at_once(lambda: first(library, QUESTION))) == {first(library, QUESTION)}
    assert len(warnings(caplog)) == 1


Ids = list[str]


def corpus(ids: Ids) -> Corpus:
    """Return a corpus of documents with two passages each, every document in a file of its own."""

    def write(sink: Sink) -> None:
        writer = CorpusWriter(sink)
        for number, doc_id in enumerate(ids):
            path = f"/{doc_id}"
            passages = [
                Passage(f"{doc_id}#{n:010x}", doc_id, n, n + 1, "", 1, 1, None, n, f"{doc_id} {n}")
                for n in range(2)
            ]
            writer.add_document(Document(doc_id, doc_id.upper(), "", path), passages)
            writer.close_file(FileEntry(path, 0, doc_id, number, 0, 0, 0, ""))
        writer.finish()

    return Corpus(in_memory(write))


def joined_corpus(*parts: Ids) -> JoinedCorpus:
    return JoinedCorpus([corpus(ids) for ids in parts], [f"l{n}" for n in range(len(parts))])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param([["a", "b"]], ["a", "b"], id="one alone"),
        pytest.param([["a"], ["b"], ["c"]], ["a", "b", "c"], id="all different"),
        pytest.param([["a", "b"], ["b", "c"]], ["a", "b", "l1/b", "c"], id="one there already"),
        pytest.param([["a"], ["a", "l1/a"]], ["a", "l1/l1/a", "l1/a"], id="the new id taken too"),
        pytest.param([["a"], ["a"], ["a"]], ["a", "l1/a", "l2/a"], id="in every part"),
        pytest.param([["a"], ["a"], ["l1/a"]], ["a", "l1/a", "l2/l1/a"], id="taken by a new id"),
        pytest.param([["a", "l1/a"], ["a"]], ["a", "l1/a", "l1/l1/a"], id="taken in the first"),
        pytest.param([[], ["a"], []], ["a"], id="between empty ones"),
    ],
)
def test_a_document_whose_id_is_taken_gets_its_label_before_it(
    parts: list[Ids], expected: Ids
) -> None:
    together = joined_corpus(*parts)
    numbers = range(together.documents)
    assert [doc_id for doc_id, _ in together.names()] == expected
    assert [together.document(number).doc_id for number in numbers] == expected
    assert [together.number_of(doc_id) for doc_id in expected] == list(numbers)
    assert [together.file(number).doc_id for number in range(together.files)] == expected
    for number in numbers:
        for passage in map(together.passage, together.passages_of(number)):
            assert passage.doc_id == expected[number]
            assert passage.passage_id.startswith(f"{expected[number]}#")


@given(st.lists(st.lists(st.sampled_from(("a", "b", "c", "l1/a", "l2/b")), unique=True)))
def test_what_is_read_is_what_the_parts_hold_one_after_another(parts: list[Ids]) -> None:
    together = joined_corpus(*parts)
    titles = [doc_id.upper() for ids in parts for doc_id in ids]
    assert (together.documents, together.files) == (len(titles), len(titles))
    assert len(together) == 2 * len(titles)
    assert [title for _, title in together.names()] == titles
    for number, title in enumerate(titles):
        assert together.document(number).title == title
        assert together.documents_of(number) == range(number, number + 1)
        assert together.passages_of(number) == range(2 * number, 2 * number + 2)
        for passage in together.passages_of(number):
            assert together.document_number(passage) == number
            assert together.passage(passage).text == f"{title.lower()} {passage % 2}"


@given(st.lists(st.lists(st.sampled_from(("a", "b", "c", "l1/a", "l2/b")), unique=True)))
def test_no_two_documents_share_an_id(parts: list[Ids]) -> None:
    together = joined_corpus(*parts)
    ids = [doc_id for doc_id, _ in together.names()]
    assert len(set(ids)) == len(ids)
    assert [together.number_of(doc_id) for doc_id in ids] == list(range(len(ids)))
    assert together.number_of("d") is None
    passages = [together.passage(number).passage_id for number in range(len(together))]
    assert len(set(passages)) == len(passages)


def test_passages_are_found_by_name_in_every_part() -> None:
    together = joined_corpus(["a", "b"], [], ["c"])
    assert together.passages_named(1, 0) == [1, 3, 5]
    assert together.passages_named(1, 2) == []


@pytest.mark.parametrize("number", [-1, 6])
def test_a_number_beyond_all_parts_is_refused(number: int) -> None:
    with pytest.raises(IndexError):
        joined_corpus(["a", "b"], ["c"]).passage(number)


Lists = list[list[str]]


def engine(lists: Sequence[Sequence[str]], name: str = "sparse") -> Engine:
    kind = engine_named(name)
    return kind.open(in_memory(lambda sink: kind.build(lists, sink, BM25())))


def joined_engine(parts: Sequence[Lists]) -> JoinedEngine:
    return JoinedEngine([engine(lists) for lists in parts])


def equally_long(length: int) -> st.SearchStrategy[list[Lists]]:
    lists = st.lists(st.sampled_from("abcdefgh"), min_size=length, max_size=length)
    return st.lists(st.lists(lists, max_size=12), min_size=1, max_size=4)


EQUALLY_LONG = st.integers(1, 6).flatmap(equally_long)
"""Parts whose passages all have the same number of terms."""

PARTS = st.lists(TERM_LISTS, min_size=1, max_size=4)


def scores(hits: Sequence[tuple[int, float]]) -> dict[int, float]:
    return dict(sorted(hits))


@given(EQUALLY_LONG, QUERIES)
def test_scores_are_those_of_a_single_index(parts: list[Lists], query: dict[str, float]) -> None:
    every = list(chain.from_iterable(parts))
    hits = joined_engine(parts).search(query, len(every) + 1)
    single = scores(engine(every).search(query, len(every) + 1))
    assert scores(hits) == pytest.approx(single, rel=1e-6)
    assert all(single[one.number] >= single[two.number] * (1 - 1e-6) for one, two in pairwise(hits))


@given(EQUALLY_LONG, st.randoms(use_true_random=False))
def test_impacts_are_those_of_a_single_index_in_the_order_asked_for(
    parts: list[Lists], random: np.random.Generator
) -> None:
    every = list(chain.from_iterable(parts))
    wanted = list(range(len(every)))
    random.shuffle(wanted)
    at = np.array(wanted, np.intp)
    for term in "abz":
        single = engine(every).impacts(term, at)
        assert joined_engine(parts).impacts(term, at).tolist() == pytest.approx(
            single.tolist(), rel=1e-6
        )


@given(PARTS)
def test_passages_and_df_are_added_up(parts: list[Lists]) -> None:
    every = list(chain.from_iterable(parts))
    together = joined_engine(parts)
    assert len(together) == len(every)
    for _ in range(2):
        for term in "abcz":
            assert together.df(term) == sum(term in terms for terms in every)


@given(PARTS, QUERIES)
def test_a_passage_is_found_exactly_where_it_shares_a_term(
    parts: list[Lists], query: dict[str, float]
) -> None:
    every = list(chain.from_iterable(parts))
    hits = joined_engine(parts).search(query, len(every))
    shared = {n for n, terms in enumerate(every) if not query.keys().isdisjoint(terms)}
    assert {hit.number for hit in hits} == shared
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.number))


@given(PARTS, QUERIES)
def test_what_a_term_adds_in_a_part_is_what_it_added_there_by_the_idf_over_all(
    parts: list[Lists], query: dict[str, float]
) -> None:
    together = joined_engine(parts)
    start = 0
    for lists in parts:
        alone = engine(lists)
        numbers = np.arange(len(lists), dtype=np.intp)
        for term in query:
            own = alone.impacts(term, numbers) / idf(len(lists), alone.df(term))
            expected = own * idf(len(together), together.df(term))
            found = together.impacts(term, numbers + start)
            assert found.tolist() == pytest.approx(expected.tolist())
        start += len(lists)


@given(PARTS, QUERIES)
def test_weights_times_impacts_add_up_to_the_score_in_every_part(
    parts: list[Lists], query: dict[str, float]
) -> None:
    together = joined_engine(parts)
    hits = together.search(query, len(together))
    found = np.array([hit.number for hit in hits], np.intp)
    added = sum((w * together.impacts(t, found) for t, w in query.items()), np.zeros(len(hits)))
    assert added.tolist() == pytest.approx([hit.score for hit in hits], rel=1e-9)


@given(PARTS, QUERIES, st.integers(0, 60), st.integers(0, 60))
def test_a_range_may_lie_across_parts(
    parts: list[Lists], query: dict[str, float], start: int, length: int
) -> None:
    together = joined_engine(parts)
    within = range(start, min(start + length, len(together)))
    every = together.search(query, len(together))
    assert together.search(query, len(together), within) == [
        hit for hit in every if hit.number in within
    ]


def test_a_part_without_the_terms_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    other = engine([["b"], ["c"]])
    together = JoinedEngine([other, engine([["a"], ["b"]])])
    monkeypatch.setattr(other, "search", pytest.fail)
    monkeypatch.setattr(other, "impacts", pytest.fail)
    assert [hit.number for hit in together.search({"a": 1.0}, 9)] == [2]
    assert together.impacts("a", np.arange(4)).nonzero()[0].tolist() == [2]


def test_engines_of_several_kinds_may_be_joined_and_joined_again() -> None:
    lists = [["a", "b"], ["b", "c"], ["c", "a"]]
    inner = JoinedEngine([engine(lists[:1], "rank_bm25"), engine(lists[1:2])])
    hits = JoinedEngine([inner, engine(lists[2:])]).search({"a": 1.0, "b": 0.5}, 9)
    assert scores(hits) == pytest.approx(scores(engine(lists).search({"a": 1.0, "b": 0.5}, 9)))
