"""The catalog of indexes: published in one step, kept while in use, cleaned up afterwards."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import DamagedIndex
from retrieval.index import catalog as catalog_module
from retrieval.index.catalog import Catalog, Pointer
from retrieval.index.storage import Arrays


def published(catalog: Catalog, content: str, *values: int) -> Arrays:
    folder, sink = catalog.begin()
    sink.append("a", np.array(values))
    sink.finish()
    return catalog.publish(folder, content)


def values(arrays: Arrays) -> list[int]:
    kept: list[int] = arrays.read("a").tolist()
    return kept


def names(catalog: Catalog) -> list[str]:
    return sorted(path.name for path in (catalog.folder / "indexes").iterdir())


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog(tmp_path / "data")


def test_what_is_published_is_opened_by_its_name(catalog: Catalog) -> None:
    assert values(published(catalog, "x", 1, 2)) == [1, 2]
    assert values(catalog.open("x")) == [1, 2]
    assert names(catalog) == ["x"]


def test_nothing_is_to_be_seen_under_a_name_before_it_is_published(catalog: Catalog) -> None:
    folder, sink = catalog.begin()
    sink.append("a", np.array([1]))
    with pytest.raises(DamagedIndex):
        catalog.open("x")
    sink.finish()
    with pytest.raises(DamagedIndex):
        catalog.open("x")
    catalog.publish(folder, "x")
    assert values(catalog.open("x")) == [1]


def test_of_two_builds_of_one_content_the_first_to_be_published_stays(catalog: Catalog) -> None:
    published(catalog, "x", 1)
    assert values(published(catalog, "x", 2)) == [1]
    assert names(catalog) == ["x"]


def test_a_damaged_index_of_the_same_name_makes_way(catalog: Catalog) -> None:
    published(catalog, "x", 1)
    (catalog.folder / "indexes" / "x" / "a.bin").unlink()
    assert values(published(catalog, "x", 2)) == [2]
    assert names(catalog) == ["x"]


def test_readers_keep_an_index_that_is_taken_away(catalog: Catalog) -> None:
    arrays = published(catalog, "x", *range(1000))
    catalog.discard("x")
    assert names(catalog) == []
    assert values(arrays) == list(range(1000))


def test_discarding_what_is_not_there_does_nothing(catalog: Catalog) -> None:
    catalog.discard("x")


def test_a_pointer_is_found_again(catalog: Catalog) -> None:
    published(catalog, "x", 1)
    assert catalog.pointer("s") is None
    assert not catalog.knows("s")
    catalog.point("s", Pointer("x", "looks", settled=True))
    assert catalog.pointer("s") == Pointer("x", "looks", settled=True)
    assert catalog.knows("s")


def test_what_no_pointer_names_is_removed_but_not_at_once(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(catalog, "x", 1)
    catalog.point("s", Pointer("x", "", settled=True))
    published(catalog, "y", 2)
    catalog.point("s", Pointer("y", "", settled=True))
    assert names(catalog) == ["x", "y"]
    monkeypatch.setattr(catalog_module, "_GRACE", -1.0)
    catalog.point("s", Pointer("y", "", settled=True))
    assert names(catalog) == ["y"]


def test_an_index_that_another_pointer_names_is_kept(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_module, "_GRACE", -1.0)
    published(catalog, "x", 1)
    catalog.point("s", Pointer("x", "", settled=True))
    published(catalog, "y", 2)
    catalog.point("t", Pointer("y", "", settled=True))
    assert names(catalog) == ["x", "y"]


NOBODY = 2**22 + 1  # more than Linux and macOS give to a process


@pytest.mark.parametrize(
    ("name", "hours", "stays"),
    [
        (f"building-{socket.gethostname()}-{NOBODY}-abc", 0, False),
        (f"building-{socket.gethostname()}-{os.getpid()}-abc", 0, True),
        (f"building-{socket.gethostname()}-{os.getpid()}-abc", 25, False),
        ("building-another-host-1-abc", 0, True),
        ("building-another-host-1-abc", 25, False),
        ("building-discarded-abc", 0, True),
        ("building-discarded-abc", 25, False),
    ],
    ids=["of-nobody", "of-us", "of-us-old", "elsewhere", "elsewhere-old", "gone", "gone-old"],
)
def test_what_a_build_left_is_removed_once_nobody_works_on_it(
    catalog: Catalog, name: str, hours: int, stays: bool
) -> None:
    published(catalog, "x", 1)
    left = catalog.folder / "indexes" / name
    left.mkdir()
    (left / "a.bin").write_bytes(b"half")
    past = left.stat().st_mtime - hours * 3600
    os.utime(left, (past, past))
    catalog.point("s", Pointer("x", "", settled=True))
    assert left.exists() is stays


def test_a_pointer_is_replaced_in_one_step(catalog: Catalog) -> None:
    published(catalog, "x", 1)
    for number in range(3):
        catalog.point("s", Pointer("x", str(number), settled=True))
    assert [path.name for path in (catalog.folder / "sources").iterdir()] == ["s.json"]


def test_a_folder_that_is_gone_is_made_again(catalog: Catalog) -> None:
    published(catalog, "x", 1)
    shutil.rmtree(catalog.folder)
    assert values(published(catalog, "x", 2)) == [2]


def test_an_index_that_is_not_to_be_trusted_stands_until_the_new_one_is_whole(
    tmp_path: Path,
) -> None:
    catalog = Catalog(tmp_path)
    published(catalog, "x", 1)
    folder, sink = catalog.begin()
    sink.append("a", np.array([2], "<i4"))
    sink.finish()
    assert values(catalog.open("x")) == [1]
    assert values(catalog.publish(folder, "x", replace=True)) == [2]
    assert names(catalog) == ["x"]


def test_a_pointer_goes_when_none_of_its_sources_is_there_any_more(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    published(catalog, "x", 1)
    catalog.point("gone", Pointer("x", "", settled=True, roots=(str(tmp_path / "gone"),)))
    catalog.point("s", Pointer("x", "", settled=True, roots=(str(tmp_path),)))
    assert not catalog.knows("gone")
    assert catalog.knows("s")
