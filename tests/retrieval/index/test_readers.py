"""Files read ahead on several cores, and a build that goes on where it stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.index import readers
from retrieval.index.build import build
from retrieval.index.catalog import Catalog
from retrieval.index.parsed_files import KeptFiles, ParsedFile
from retrieval.index.readers import read_ahead
from retrieval.index.snapshot import Recipe, Snapshot
from retrieval.sources.base import Limits, SourceFile, digest
from retrieval.sources.folder import scan

RECIPE = Recipe()
PAGE = "<main><h1 id=a>Gate {0}</h1><p>The gate closes at {0}.<dl><dt>Ebb<dd>The sea goes</dl>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "sources"
    made.mkdir()
    for number in range(9):
        (made / f"{number}.html").write_text(PAGE.format(number))
    (made / "broken.pdf").write_bytes(b"%PDF-1.4 and no more")
    (made / "records.jsonl").write_text('{"_id": "1", "text": "The gate opens."}\n[]\n')
    return made


@pytest.fixture(params=[1, 2], ids=["one core", "two cores"])
def cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "_cores", lambda: request.param)
    monkeypatch.setattr(readers, "_BYTES_FOR_EACH", 1)


@pytest.fixture
def parsed_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are parsed in this process, as they are."""
    names: list[str] = []
    parse = ParsedFile.of

    def noted(file: SourceFile, limits: Limits) -> ParsedFile:
        names.append(file.doc_id)
        return parse(file, limits)

    monkeypatch.setattr(ParsedFile, "of", noted)
    return names


def with_digests(folder: Path) -> list[tuple[SourceFile, str]]:
    return [(file, digest(file.path)) for file in scan(folder).files]


def contents(data_dir: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(data_dir.glob("indexes/*/*")):
        yield path.name, path.read_bytes()


def index(folder: Path, data_dir: Path, **options: object) -> None:
    build(Snapshot.take([folder]), RECIPE, Catalog(data_dir), **options)  # type: ignore[arg-type]


@pytest.mark.usefixtures("cores")
def test_files_are_given_in_order_as_they_are_read_one_by_one(folder: Path) -> None:
    files = with_digests(folder)

    assert [*read_ahead(files, RECIPE.limits, None)] == [
        ParsedFile.of(file, RECIPE.limits) for file, _ in files
    ]


@pytest.mark.usefixtures("cores")
def test_an_index_is_the_same_whether_its_files_are_read_ahead_or_not(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(folder, tmp_path / "plain")
    monkeypatch.setattr("retrieval.index.build.WORTHWHILE", 0)
    told: list[int] = []
    index(folder, tmp_path / "ahead", progress=lambda read, _total, _passages: told.append(read))

    assert dict(contents(tmp_path / "ahead")) == dict(contents(tmp_path / "plain"))
    assert told == sorted(told)
    assert not (tmp_path / "ahead" / "parsed").exists()


def test_a_build_that_was_interrupted_goes_on_where_it_stopped(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed_here: list[str]
) -> None:
    monkeypatch.setattr("retrieval.index.build.WORTHWHILE", 0)
    monkeypatch.setattr(readers, "_cores", lambda: 1)

    def interrupt(read: int, _total: int, _passages: int) -> None:
        if read > 4 * len(PAGE):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index(folder, tmp_path, progress=interrupt)
    before = {*parsed_here}
    kept = len([*tmp_path.glob("parsed/*/*")])
    parsed_here.clear()
    (folder / "0.html").write_text(PAGE.format("ten"))
    index(folder, tmp_path)

    assert 4 <= kept <= len(before) < 10
    assert {"0.html", "8.html", "broken.pdf"} <= {*parsed_here}
    assert len(parsed_here) <= 10 - kept + 1
    assert not (tmp_path / "parsed").exists()


@pytest.mark.parametrize("spoilt", [b"", b"00\n{}", b"no line"])
def test_what_was_kept_and_is_not_whole_is_read_again(
    folder: Path, tmp_path: Path, spoilt: bytes, parsed_here: list[str]
) -> None:
    files = with_digests(folder)[:3]
    kept = KeptFiles(tmp_path, "these", RECIPE.limits, ())
    whole = [*read_ahead(files, RECIPE.limits, kept)]
    next(tmp_path.glob("parsed/*/*")).write_bytes(spoilt)
    parsed_here.clear()

    assert [*read_ahead(files, RECIPE.limits, kept)] == whole
    assert len(parsed_here) == 1


def test_where_nothing_can_be_kept_files_are_read_all_the_same(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "parsed").write_text("in the way")
    kept = KeptFiles(tmp_path, "these", RECIPE.limits, ())

    assert len([*read_ahead(with_digests(folder), RECIPE.limits, kept)]) == 11
    kept.remove()


def test_the_end_of_a_reader_costs_one_file_and_no_other(folder: Path) -> None:
    first, second, third = (file for file in scan(folder).files[:3])
    with readers._Readers(2, RECIPE.limits) as pool:
        pool._idle.get()
        assert ParsedFile.decoded(pool.read(first)) == ParsedFile.of(first, RECIPE.limits)
        pool._all[0].end()
        assert ParsedFile.decoded(pool.read(second)).problems == ["the process that read it ended"]
        assert ParsedFile.decoded(pool.read(third)) == ParsedFile.of(third, RECIPE.limits)


def test_where_no_reader_can_be_started_files_are_read_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch, parsed_here: list[str]
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    monkeypatch.setattr(readers, "_cores", lambda: 2)
    monkeypatch.setattr(readers, "_BYTES_FOR_EACH", 1)

    assert len([*read_ahead(with_digests(folder), RECIPE.limits, None)]) == len(parsed_here) == 11


def test_readers_end_when_nobody_wants_their_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_cores", lambda: 2)
    monkeypatch.setattr(readers, "_BYTES_FOR_EACH", 1)
    started: list[readers._Reader] = []
    start = readers._Reader.__init__

    def noted(reader: readers._Reader, limits: Limits) -> None:
        started.append(reader)
        start(reader, limits)

    monkeypatch.setattr(readers._Reader, "__init__", noted)
    read = read_ahead(with_digests(folder), RECIPE.limits, None)
    next(read)
    read.close()

    assert started
    assert all(reader._process.returncode is not None for reader in started)
