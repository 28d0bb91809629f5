"""A library: what is read when, what answers, and what happens when something is in the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import retrieval.index.snapshot
import retrieval.sources
from retrieval.errors import SourcesError, UsageError
from retrieval.index.engine import ENGINES
from retrieval.index.snapshot import Recipe
from retrieval.library import Library
from retrieval.model import LONGEST_QUESTION, Answer, Document
from retrieval.sources.base import SourceFile
from retrieval.sources.folder import Scan
from tests.retrieval.conftest import LIN, PHONE, RAIN, ZHOU, Python, first, warnings, write_records


def documents(library: Library) -> list[str]:
    return [listed.document.doc_id for listed in library.documents()]


def test_opening_for_the_first_time_parses_every_file(
    sources: Path, data_dir: Path, parsed: list[str]
) -> None:
    library = Library.open([sources], data_dir)
    assert parsed == ["lead.md", "phone.txt", "weather/records.jsonl"]
    assert first(library, "who is the new head of Qwen?") == ZHOU


def test_sources_are_given_as_text_or_path_one_or_several(sources: Path, data_dir: Path) -> None:
    everything = ["lead.md", "phone.txt", "rain", "snow"]
    for given in (sources, str(sources), [str(sources)], (one for one in [sources])):
        assert documents(Library.open(given)) == everything
    assert documents(Library.open(sources, str(data_dir))) == everything
    assert (data_dir / "indexes").is_dir()


def test_opening_again_parses_nothing(sources: Path, data_dir: Path, parsed: list[str]) -> None:
    before = Library.open([sources], data_dir).ask("who is the new head of Qwen?")
    parsed.clear()
    again = Library.open([sources], data_dir)
    assert parsed == []
    assert again.ask("who is the new head of Qwen?") == before


def test_opening_again_when_the_dust_has_settled_reads_no_source_at_all(
    sources: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrieval.index.snapshot, "_CLOCK_TICK_NS", 0)
    Library.open([sources], data_dir)
    monkeypatch.setattr(retrieval.index.build, "digest", pytest.fail)
    monkeypatch.setattr(retrieval.index.build, "build", pytest.fail)
    assert first(Library.open([sources], data_dir), "how heavy is the phone?") == PHONE


STORED = """
import json, sys
from pathlib import Path
import retrieval.index.build
from retrieval.library import Library

def fail(*_):
    raise AssertionError("nothing is to be built")

retrieval.index.build.IndexBuild.write = retrieval.sources.registry.load = fail
library = Library.open([Path(sys.argv[1])], Path(sys.argv[2]), must_persist=True)
print(json.dumps([library.ask("how heavy is the phone?").quotes[0].text, *sys.modules]))
"""


def test_what_another_process_has_just_indexed_is_mapped_and_nothing_is_built(
    sources: Path, data_dir: Path, python: Python
) -> None:
    Library.open([sources], data_dir)
    (pointer,) = (data_dir / "sources").iterdir()
    # Files written this moment might change once more unseen: their contents are compared.
    assert json.loads(pointer.read_bytes())["settled"] is False
    quote, *modules = json.loads(python(STORED, sources, data_dir).stdout)
    assert quote == PHONE
    heavy = {"sklearn", "scipy", "rank_bm25", "retrieval.index.term_counts"}
    assert heavy.isdisjoint(modules)


def test_a_changed_file_is_parsed_again_and_no_other(
    sources: Path, data_dir: Path, parsed: list[str]
) -> None:
    Library.open([sources], data_dir)
    parsed.clear()
    (sources / "phone.txt").write_text("The phone has no battery at all.\n", encoding="utf-8")
    library = Library.open([sources], data_dir)
    assert parsed == ["phone.txt"]
    assert first(library, "what battery has the phone?") == "The phone has no battery at all."
    assert first(library, "who is the new head of Qwen?") == ZHOU


def test_a_file_that_was_only_touched_is_not_parsed(
    sources: Path, data_dir: Path, parsed: list[str]
) -> None:
    Library.open([sources], data_dir)
    parsed.clear()
    (sources / "phone.txt").touch()
    (sources / "lead.md").write_bytes((sources / "lead.md").read_bytes())
    assert first(Library.open([sources], data_dir), "what battery has the phone?") == PHONE
    assert parsed == []


def test_a_deleted_file_no_longer_answers(sources: Path, data_dir: Path, parsed: list[str]) -> None:
    Library.open([sources], data_dir)
    parsed.clear()
    (sources / "lead.md").unlink()
    library = Library.open([sources], data_dir)
    assert documents(library) == ["phone.txt", "rain", "snow"]
    assert library.search("head of the Qwen team") == []
    assert library.ask("who is the new head of the Qwen team?").status == "no_answer"
    assert parsed == []


def test_an_added_file_answers_and_is_the_only_one_parsed(
    sources: Path, data_dir: Path, parsed: list[str]
) -> None:
    Library.open([sources], data_dir)
    parsed.clear()
    added = "The office cat of Alibaba is called Mimi."
    (sources / "a.txt").write_text(added + "\n", encoding="utf-8")
    assert first(Library.open([sources], data_dir), "what is the office cat called?") == added
    assert parsed == ["a.txt"]


def test_a_renamed_file_answers_under_its_new_name(sources: Path, data_dir: Path) -> None:
    Library.open([sources], data_dir)
    (sources / "phone.txt").rename(sources / "device.txt")
    library = Library.open([sources], data_dir)
    assert documents(library) == ["device.txt", "lead.md", "rain", "snow"]
    assert library.ask("what battery has the phone?").quotes[0].doc_id == "device.txt"


def by_the_second(scan: Scan) -> Scan:
    """Return a scan as a file system gives it whose clock ticks every two seconds."""
    tick = 2 * 10**9
    coarse = (
        SourceFile(
            *(file.path, file.doc_id, file.size),
            *(file.mtime_ns // tick * tick, file.ctime_ns // tick * tick, file.inode),
        )
        for file in scan.files
    )
    return Scan(tuple(coarse), scan.skipped)


def test_an_edit_of_the_same_size_right_after_indexing_is_noticed(
    sources: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = retrieval.sources.folder.scan
    monkeypatch.setattr(retrieval.index.snapshot, "scan", lambda root: by_the_second(scan(root)))
    Library.open([sources], data_dir)
    edited = PHONE.replace("150", "151")
    (sources / "phone.txt").write_text(f"{edited}\n", encoding="utf-8")
    assert first(Library.open([sources], data_dir), "how heavy is the phone?") == edited


def test_a_library_keeps_answering_from_the_moment_it_was_opened_at(
    sources: Path, data_dir: Path
) -> None:
    library = Library.open([sources], data_dir)
    assert library.is_current()
    (sources / "lead.md").write_text("# Qwen\n\nNobody leads Qwen.\n", encoding="utf-8")
    Library.open([sources], data_dir)
    assert not library.is_current()
    assert first(library, "who is the new head of Qwen?") == ZHOU


def test_a_library_whose_sources_are_gone_is_not_current(sources: Path) -> None:
    library = Library.open([sources / "phone.txt"], None)
    (sources / "phone.txt").unlink()
    assert not library.is_current()


def test_a_rebuild_parses_every_file_anew(sources: Path, data_dir: Path, parsed: list[str]) -> None:
    Library.open([sources], data_dir)
    parsed.clear()
    Library.open([sources], data_dir, rebuild=True)
    assert parsed == ["lead.md", "phone.txt", "weather/records.jsonl"]


def test_progress_is_told_from_nothing_to_everything(sources: Path, data_dir: Path) -> None:
    told: list[tuple[int, int, int]] = []
    library = Library.open([sources], data_dir, progress=lambda *numbers: told.append(numbers))
    size = sum(path.stat().st_size for path in sources.rglob("*") if path.is_file())
    assert told == sorted(told)
    assert told[-1] == (size, size, len(library))
    told.clear()
    Library.open([sources], data_dir, progress=lambda *numbers: told.append(numbers))
    assert told == []


def test_files_of_one_relative_path_under_two_folders_both_answer(tmp_path: Path) -> None:
    for folder, text in (("one", LIN), ("two", PHONE), ("more/two", RAIN)):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.txt").write_text(text, encoding="utf-8")
    library = Library.open([tmp_path / "one", tmp_path / "two", tmp_path / "more" / "two"], None)
    assert documents(library) == ["a.txt", "two/a.txt", "two/two/a.txt"]
    assert first(library, "who stepped down as technical lead?") == LIN
    assert first(library, "what battery has the phone?") == PHONE
    assert first(library, "where did heavy rain fall?") == RAIN


def test_a_file_reached_through_two_roots_is_read_once(sources: Path) -> None:
    library = Library.open([sources, sources, sources / "lead.md"], None)
    assert documents(library) == ["lead.md", "phone.txt", "rain", "snow"]


def test_sources_given_in_another_order_are_another_index(sources: Path, data_dir: Path) -> None:
    roots = [sources / "lead.md", sources / "phone.txt"]
    assert documents(Library.open(roots, data_dir)) == ["lead.md", "phone.txt"]
    assert documents(Library.open(roots[::-1], data_dir)) == ["phone.txt", "lead.md"]
    assert documents(Library.open(roots, data_dir)) == ["lead.md", "phone.txt"]


def test_a_record_that_is_there_twice_answers_once_and_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_records(tmp_path / "a.jsonl", {"x": LIN})
    write_records(tmp_path / "b.jsonl", {"x": PHONE, "y": RAIN})
    library = Library.open([tmp_path], None)
    assert documents(library) == ["x", "y"]
    assert library.search("battery of the phone") == []
    (warning,) = warnings(caplog)
    assert "b.jsonl" in warning
    assert "'x'" in warning


def test_a_record_answers_once_its_double_is_gone(tmp_path: Path, data_dir: Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    write_records(folder / "a.jsonl", {"x": LIN})
    write_records(folder / "b.jsonl", {"x": PHONE, "y": RAIN})
    Library.open([folder], data_dir)
    (folder / "a.jsonl").unlink()
    assert first(Library.open([folder], data_dir), "what battery has the phone?") == PHONE


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.pdf", b"%PDF-1.4 and then nothing"),
        ("broken.docx", b"PK\x03\x04 no"),
        ("broken.txt", bytes(range(256)) * 4),
        ("broken.jsonl", b"{not json\n"),
        ("broken.md", b"\x89PNG" + bytes(range(256))),
        ("empty.html", b""),
    ],
)
def test_a_broken_file_is_named_and_the_rest_answers(
    sources: Path, data_dir: Path, caplog: pytest.LogCaptureFixture, name: str, content: bytes
) -> None:
    (sources / name).write_bytes(content)
    library = Library.open([sources], data_dir)
    assert first(library, "who is the new head of Qwen?") == ZHOU
    assert {warning for warning in warnings(caplog) if name in warning}
    assert all(name in warning for warning in warnings(caplog))
    (file,) = [file for file in library.files() if file.doc_id == name]
    assert file.problems


def test_a_file_that_becomes_readable_answers(sources: Path, data_dir: Path) -> None:
    (sources / "notes.txt").write_bytes(bytes(range(256)) * 4)
    Library.open([sources], data_dir)
    (sources / "notes.txt").write_text("The notes speak of a yellow submarine.", encoding="utf-8")
    library = Library.open([sources], data_dir)
    assert first(library, "which submarine?") == "The notes speak of a yellow submarine."
    assert not any(file.problems for file in library.files())


def test_a_folder_without_anything_to_quote_is_refused(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    with pytest.raises(SourcesError, match=r"nothing to quote .* 1 skipped"):
        Library.open([tmp_path], None)


def test_sources_that_do_not_exist_are_refused_with_the_nearest_name(sources: Path) -> None:
    with pytest.raises(SourcesError, match=r"did you mean .*sources"):
        Library.open([sources.with_name("sorces")], None)


def test_documents_are_listed_with_what_is_known_of_them(sources: Path, data_dir: Path) -> None:
    for library in (Library.open([sources], data_dir), Library.open([sources], data_dir)):
        listed = library.documents()
        assert [(one.document.title, one.passages) for one in listed] == [
            ("Qwen", 2),
            ("phone", 1),
            ("rain", 1),
            ("snow", 1),
        ]
        assert [Path(one.file.path).name for one in listed[2:]] == ["records.jsonl"] * 2
        assert all(isinstance(one.document, Document) for one in listed)
        assert len(library) == 5


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "x" * (LONGEST_QUESTION + 1)])
def test_a_question_that_is_empty_or_too_long_is_refused(sources: Path, question: str) -> None:
    library = Library.open([sources / "phone.txt"], None)
    with pytest.raises(UsageError, match="expected a question"):
        library.ask(question)
    with pytest.raises(UsageError, match="expected a question"):
        library.search(question)


@pytest.mark.parametrize(
    "question",
    ["?", "\ud800", "the of and", "x" * LONGEST_QUESTION, "a." * 1000, "(" * 2000, "\u0301", "🙂"],
)
def test_a_strange_question_is_answered_or_not_but_never_an_error(
    sources: Path, question: str
) -> None:
    library = Library.open([sources], None)
    assert library.ask(question).status in ("answered", "no_answer")
    assert [hit.rank for hit in library.search(question)] == list(
        range(1, 1 + len(library.search(question)))
    )


def test_hits_are_ranked_from_1_by_falling_score(sources: Path) -> None:
    hits = Library.open([sources], None).search("the lead of the Qwen team", 2)
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].score >= hits[1].score > 0
    assert {hit.passage.text for hit in hits} == {LIN, ZHOU}


def test_nothing_is_found_where_no_term_is_shared(sources: Path) -> None:
    library = Library.open([sources], None)
    assert library.search("zebra") == []
    answer = library.ask("zebra")
    assert (answer.status, answer.quotes, answer.closest) == ("no_answer", (), ())
    assert answer.missing == ("zebra",)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_answers(sources: Path, data_dir: Path, engine: str) -> None:
    expected = Library.open([sources], None)
    for _ in range(2):
        library = Library.open([sources], data_dir, Recipe(engine=engine))
        for question in ("who is the new head of Qwen?", "where did rain fall?"):
            texts = [quote.text for quote in library.ask(question).quotes]
            assert texts == [quote.text for quote in expected.ask(question).quotes]


def test_each_language_has_an_index_of_its_own(tmp_path: Path, data_dir: Path) -> None:
    (tmp_path / "a.txt").write_text("Die Häuser der Stadt sind alt.", encoding="utf-8")
    german = Library.open([tmp_path / "a.txt"], data_dir, Recipe(language="german"))
    english = Library.open([tmp_path / "a.txt"], data_dir, Recipe(language="english"))
    assert german.search("Haus")
    assert not english.search("Haus")


def test_threads_that_ask_at_once_get_what_one_gets(sources: Path, data_dir: Path) -> None:
    library = Library.open([sources], data_dir)
    questions = [
        "who is the new head of Qwen?",
        "how heavy is the phone?",
        "is snow rare?",
        "zebra?",
    ]
    expected = [library.ask(question) for question in questions]
    library = Library.open([sources], data_dir)
    found: list[list[Answer]] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        found.extend([library.ask(question) for question in questions] for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 40


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
