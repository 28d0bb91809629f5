"""Arrays on disk: what was written is what is read, and anything else is called damage."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import DamagedIndex
from retrieval.index import storage
from retrieval.index.storage import BLOCK, AnyArray, FolderArrays, FolderSink, Sink
from tests.retrieval.index.conftest import Stored

DTYPES = st.sampled_from(("<i4", "<i8", "<f4", "<f8", "u1"))
PIECES = st.lists(st.lists(st.integers(0, 255), max_size=40), max_size=5)
NAMES = st.sampled_from(("a", "b.c", "postings.impacts", "_scratch"))
ROWS = np.dtype([("number", "<i4"), ("score", "<f8")])


@given(st.dictionaries(NAMES, st.tuples(DTYPES, PIECES)))
@settings(max_examples=30)
def test_what_is_appended_piece_by_piece_is_read_in_one(
    stored: Stored, contents: dict[str, tuple[str, list[list[int]]]]
) -> None:
    def write(sink: Sink) -> None:
        for name, (dtype, pieces) in contents.items():
            for piece in pieces:
                sink.append(name, np.array(piece, dtype))
            assert [batch.tolist() for batch in sink.batches(name)] == pieces

    arrays = stored(write)
    for name, (dtype, pieces) in contents.items():
        whole = [value for piece in pieces for value in piece]
        if pieces and not name.startswith("_"):
            assert arrays.length(name) == len(whole)
            assert arrays.read(name).tolist() == whole
            assert arrays.read(name).dtype == dtype
            assert arrays.read(name, 3, 9).tolist() == whole[3:9]


def test_an_allocated_array_keeps_what_is_set_in_it(stored: Stored) -> None:
    def write(sink: Sink) -> None:
        allocated = sink.allocate("a", "<i4", 5)
        assert allocated.tolist() == [0] * 5
        allocated[[1, 3]] = [7, 9]
        assert sink.allocate("nothing", "<f8", 0).tolist() == []

    arrays = stored(write)
    assert arrays.read("a").tolist() == [0, 7, 0, 9, 0]
    assert arrays.length("nothing") == 0


def test_rows_of_several_fields_keep_their_names(stored: Stored) -> None:
    rows = np.array([(1, 0.5), (2, 1.5)], ROWS)
    arrays = stored(lambda sink: sink.append("rows", rows))
    assert arrays.read("rows")["score"].tolist() == [0.5, 1.5]
    assert arrays.read("rows", 1, 2)[0].tolist() == (2, 1.5)


def test_what_is_read_from_disk_cannot_be_changed(folder: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        FolderArrays.open(folder).read("small")[0] = 1


def test_scratch_arrays_do_not_outlast_the_build(tmp_path: Path) -> None:
    sink = FolderSink(tmp_path)
    sink.append("_scratch", np.arange(3))
    sink.append("kept", np.arange(3))
    arrays = sink.finish()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "checksums.bin",
        "kept.bin",
        "manifest.json",
    ]
    with pytest.raises(KeyError):
        arrays.read("_scratch")


def test_a_folder_that_was_not_finished_is_no_index(tmp_path: Path) -> None:
    sink = FolderSink(tmp_path)
    sink.append("a", np.arange(3))
    sink.abandon()
    with pytest.raises(DamagedIndex):
        FolderArrays.open(tmp_path)


def written(folder: Path) -> None:
    """Write a small array, one of several fields, and one too large to be checked at once."""
    sink = FolderSink(folder)
    sink.append("small", np.arange(1000, dtype="<i8"))
    sink.append("rows", np.zeros(100, ROWS))
    sink.append("large", np.arange(100_000, dtype="<i4"))
    sink.append("empty", np.zeros(0, "<f4"))
    sink.finish()


@pytest.fixture(scope="module")
def pristine() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        written(Path(folder))
        yield Path(folder)


@pytest.fixture
def folder(pristine: Path, tmp_path: Path) -> Path:
    """Return a copy of the index that may be damaged."""
    return Path(shutil.copytree(pristine, tmp_path / "index"))


def read_all(folder: Path) -> dict[str, AnyArray]:
    arrays = FolderArrays.open(folder)
    return {name: arrays.read(name) for name in ("small", "rows", "large", "empty")}


@settings(max_examples=150)
@given(st.data())
def test_a_changed_byte_anywhere_is_found(pristine: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(p for p in pristine.iterdir() if p.stat().st_size)))
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    changed = content[place] ^ data.draw(st.integers(1, 255))
    try:
        path.write_bytes(content[:place] + bytes([changed]) + content[place + 1 :])
        with pytest.raises(DamagedIndex):
            read_all(pristine)
    finally:
        path.write_bytes(content)
    read_all(pristine)


def test_every_byte_of_the_manifest_matters(folder: Path) -> None:
    path = folder / "manifest.json"
    content = path.read_bytes()
    for place in range(len(content)):
        for changed in {content[place] ^ 1, content[place] ^ 0x20, 10, 13, 0} - {content[place]}:
            path.write_bytes(content[:place] + bytes([changed]) + content[place + 1 :])
            with pytest.raises(DamagedIndex):
                FolderArrays.open(folder)


FILES = ["manifest.json", "checksums.bin", "small.bin", "rows.bin", "large.bin"]


@pytest.mark.parametrize("name", [*FILES, "empty.bin"])
def test_a_missing_file_is_found_at_once(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DamagedIndex):
        FolderArrays.open(folder)


@pytest.mark.parametrize("left", [0, 1, 100, -1])
@pytest.mark.parametrize("name", FILES)
def test_a_truncated_file_is_found_at_once(folder: Path, name: str, left: int) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:left])
    with pytest.raises(DamagedIndex):
        FolderArrays.open(folder)


@pytest.mark.parametrize("name", [*FILES, "empty.bin"])
def test_a_file_that_grew_is_found_at_once(folder: Path, name: str) -> None:
    with (folder / name).open("ab") as file:
        file.write(b"\0\0\0\0")
    with pytest.raises(DamagedIndex):
        FolderArrays.open(folder)


@pytest.mark.parametrize("name", ["small.bin", "large.bin", "manifest.json", "checksums.bin"])
def test_a_folder_in_place_of_a_file_is_damage(folder: Path, name: str) -> None:
    (folder / name).unlink()
    (folder / name).mkdir()
    with pytest.raises(DamagedIndex):
        FolderArrays.open(folder)


def test_a_missing_folder_is_damage(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndex):
        FolderArrays.open(tmp_path / "nowhere")


def test_another_format_is_refused_by_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = FolderSink(tmp_path)
    sink.append("a", np.arange(3))
    sink.finish()
    monkeypatch.setattr(storage, "FORMAT", storage.FORMAT + 1)
    expected = f"format {storage.FORMAT - 1}, this version reads {storage.FORMAT}"
    with pytest.raises(DamagedIndex, match=expected):
        FolderArrays.open(tmp_path)


def in_block(number: int) -> int:
    return number * BLOCK + 5


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_a_large_array_is_checked_block_by_block_as_it_is_read(folder: Path) -> None:
    flip(folder / "large.bin", in_block(3))
    arrays = FolderArrays.open(folder)
    per_block = BLOCK // 4
    for _ in range(2):
        assert arrays.read("large", 0, 3 * per_block).tolist() == list(range(3 * per_block))
        assert arrays.read("large", 4 * per_block, 4 * per_block + 2).tolist() == [16384, 16385]
        for start, stop in ((3 * per_block, 3 * per_block + 1), (0, None), (10, 4 * per_block)):
            with pytest.raises(DamagedIndex, match=r"large\.bin"):
                arrays.read("large", start, stop)


def test_a_small_array_is_checked_when_the_index_is_opened(folder: Path) -> None:
    flip(folder / "small.bin", 7999)
    with pytest.raises(DamagedIndex, match=r"small\.bin"):
        FolderArrays.open(folder)
