"""Indexes and files, made and read by another process."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.discord.index_worker
from bot.discord import worker_process
from bot.discord.index_worker import (
    DocumentDescription,
    FileDescription,
    IndexWorker,
    JobCrash,
    JobLimits,
    JobOverrun,
)
from bot.settings import Settings
from retrieval.errors import IndexFault, SourcesError, UnreadableFile, UsageError
from retrieval.index.build import IndexBuild
from retrieval.library import Library
from retrieval.model import ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile
from retrieval.sources.folder import scan
from retrieval.sources.registry import load
from retrieval.text.passages import passages_of


@pytest.fixture
def worker() -> IndexWorker:
    return IndexWorker.of(Settings(language="german", max_pages=7))


async def test_an_index_that_was_built_is_opened_without_building(
    worker: IndexWorker, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await worker.build([seeds], tmp_path / "data")

    def fail(_run: object) -> None:
        raise AssertionError("built once more")

    monkeypatch.setattr(IndexBuild, "write", fail)
    library = Library.open([seeds], tmp_path / "data", worker.recipe, must_persist=True)
    assert library.corpus.documents == 5


def test_the_recipe_is_that_of_the_settings(worker: IndexWorker) -> None:
    assert worker.recipe.language == "german"
    assert worker.recipe.limits == Limits(64 * 2**20, 7)


async def test_paths_are_those_of_this_process(
    worker: IndexWorker, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / os.fsdecode(b"n\xc3\xa4me \xff")
    odd.mkdir()
    (odd / "a.txt").write_text("The zebra ran away from home.")
    monkeypatch.chdir(tmp_path)
    await worker.build([Path(odd.name)], Path("data"))

    assert (tmp_path / "data" / "indexes").is_dir()


async def test_nothing_to_quote_is_an_error_of_the_sources(
    worker: IndexWorker, tmp_path: Path
) -> None:
    with pytest.raises(SourcesError, match=r"^nothing to quote in "):
        await worker.build([tmp_path], tmp_path / "data")


async def test_a_data_folder_that_cannot_be_written_is_a_fault_of_the_index(
    worker: IndexWorker, seeds: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(IndexFault, match=r"^cannot write to "):
        await worker.build([seeds], tmp_path / "file")


async def test_a_file_is_described_as_it_was_understood(worker: IndexWorker, seeds: Path) -> None:
    path = min(seeds.iterdir())
    described = await worker.describe(path)

    (file,) = scan(path).files
    (parsed,) = load(file)
    read = parsed.document
    facts = (path.name, read.title, read.published, read.publisher)
    document = DocumentDescription(*facts, len(passages_of(parsed)))
    assert described == FileDescription((document,), ())


async def test_what_is_left_out_of_a_file_is_named_up_to_a_point(
    worker: IndexWorker, tmp_path: Path
) -> None:
    names = ["a", "b", *["a"] * 30]
    records = [json.dumps({"_id": name, "text": "The zebra ran."}) for name in names]
    path = tmp_path / "records.jsonl"
    path.write_text("\n".join(records))
    described = await worker.describe(path)

    assert [document.doc_id for document in described.documents] == ["a", "b"]
    assert described.problems[0].startswith("line 3: the _id 'a' came before")
    assert described.problems[-1] == "and 10 more broken lines"


@pytest.mark.parametrize(("problems", "text"), [(21, "problem 20"), (22, "and 2 more problems")])
def test_a_loader_that_finds_no_end_of_problems_is_cut_short(
    monkeypatch: pytest.MonkeyPatch, seeds: Path, problems: int, text: str
) -> None:
    def load(_file: SourceFile, _limits: Limits, report: Report) -> Iterator[ParsedDocument]:
        for number in range(problems):
            report(f"problem {number}")
        return iter(())

    monkeypatch.setattr(worker_process, "load", load)
    request = {"path": str(min(seeds.iterdir())), "limits": Limits()}

    assert worker_process.describe(request)["problems"][20:] == [text]


@pytest.mark.parametrize(
    ("name", "content", "limits", "error"),
    [
        ("a.pdf", b"no such thing", Limits(), UnreadableFile),
        ("a.docx", b"PK\3\4 no such thing", Limits(), UnreadableFile),
        ("a.txt", b"too long for this", Limits(max_file_bytes=3), UnreadableFile),
        ("a.exe", b"x", Limits(), SourcesError),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    worker: IndexWorker,
    tmp_path: Path,
    name: str,
    content: bytes,
    limits: Limits,
    error: type[SourcesError],
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(error) as raised:
        await worker.describe(path, limits)
    assert raised.type is error
    assert len(str(raised.value).splitlines()) == 1


async def test_a_file_that_is_gone_is_an_error_of_the_sources(
    worker: IndexWorker, tmp_path: Path
) -> None:
    with pytest.raises(SourcesError, match="does not exist"):
        await worker.describe(tmp_path / "a.txt")


async def test_a_file_that_takes_too_much_is_refused_in_one_line(
    tmp_path: Path, worker: IndexWorker
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("The zebra ran away.")
    hasty = IndexWorker(worker.recipe, describing=JobLimits(0))

    with pytest.raises(UsageError, match=r"quickly read, but it took longer than 0 seconds$"):
        await hasty.describe(path)
    with pytest.raises(IndexFault, match=r"^building the index took longer than 0 seconds$"):
        await IndexWorker(worker.recipe, building=JobLimits(0)).build([path], tmp_path / "data")


@pytest.mark.parametrize(
    ("raised", "describing", "building"),
    [
        (JobOverrun("took ages"), UsageError, IndexFault),
        (JobCrash("fell"), UnreadableFile, IndexFault),
    ],
)
async def test_whatever_becomes_of_a_child_is_an_error_of_quoth(
    worker: IndexWorker,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    raised: Exception,
    describing: type[Exception],
    building: type[Exception],
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(bot.discord.index_worker, "run_job", fail)
    with pytest.raises(describing, match=str(raised)):
        await worker.describe(tmp_path / "a.txt")
    with pytest.raises(building, match=str(raised)):
        await worker.build([tmp_path], tmp_path)


async def test_one_job_is_done_at_a_time_and_the_next_follows_one_that_is_cancelled(
    worker: IndexWorker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    running: list[str] = []
    forever = asyncio.Event()

    async def never_done(job: str, *_: object, **__: object) -> None:
        running.append(job)
        try:
            await forever.wait()
        finally:
            running.remove(job)

    monkeypatch.setattr(bot.discord.index_worker, "run_job", never_done)
    building = asyncio.create_task(worker.build([tmp_path], tmp_path))
    describing = asyncio.create_task(worker.describe(tmp_path / "a.txt"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert running == ["build"]

    building.cancel()
    await asyncio.gather(building, return_exceptions=True)
    await asyncio.sleep(0)
    assert running == ["describe"]
    describing.cancel()
    await asyncio.gather(describing, return_exceptions=True)


async def test_the_loop_goes_on_while_the_work_is_done(worker: IndexWorker, seeds: Path) -> None:
    turns = 0
    describing = asyncio.create_task(worker.describe(min(seeds.iterdir())))
    while not describing.done():
        turns += 1
        await asyncio.sleep(0)

    assert turns > 10
    await describing
