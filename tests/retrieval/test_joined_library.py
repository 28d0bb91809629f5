"""Libraries joined: asked as one, shared without being copied, and each kept to itself."""

from __future__ import annotations

import gc
import json
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.askable import Askable, passage_key
from retrieval.errors import UsageError
from retrieval.index.engine import ENGINES
from retrieval.index.snapshot import Recipe
from retrieval.joined_library import JoinedLibrary
from retrieval.library import Library
from retrieval.model import Answer
from tests.retrieval.conftest import LIN, PHONE, RAIN, SNOW, ZHOU, first, warnings, write_records
from tests.retrieval.promise import check

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
