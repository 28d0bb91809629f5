"""The registry: which loader reads what, imported no sooner than needed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest

import retrieval.sources
from retrieval.errors import UnreadableFile
from retrieval.sources.base import Limits, digest
from retrieval.sources.folder import scan
from retrieval.sources.registry import SUFFIXES, load
from tests.retrieval.sources.builders import read, read_one

HEAVY = {
    *("charset_normalizer", "docutils", "email", "lxml", "markdown_it", "numpy", "pypdfium2"),
    *("trafilatura", "xml", "zipfile"),
}


def imported_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has imported after some code."""
    program = f"import sys\n{code}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    finished = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(retrieval.sources.__file__).parents[2],
    )
    return set(finished.stdout.split())


def test_importing_the_package_imports_no_parser() -> None:
    assert not imported_by("import retrieval.sources") & {*HEAVY, "yaml"}


def test_reading_utf8_text_imports_no_parser(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ä text\n\nof two paragraphs")
    (tmp_path / "b.jsonl").write_text('{"_id": "1", "text": "x"}')
    imported = imported_by(
        "from pathlib import Path\nfrom retrieval.sources import load, scan\n"
        f"for file in scan(Path({str(tmp_path)!r})).files: list(load(file))"
    )
    assert not imported & {*HEAVY, "yaml"}


@pytest.mark.parametrize("module", sorted(set(SUFFIXES.values())))
def test_every_loader_has_the_same_shape(module: str) -> None:
    loader = import_module(f"retrieval.sources.{module}")
    assert loader.load.__doc__.startswith("Yields ")
    assert "UnreadableFile" in loader.load.__doc__
    names = loader.load.__code__.co_varnames[: loader.load.__code__.co_argcount]
    assert [name.lstrip("_") for name in names] == ["file", "limits", "report"]


def test_every_public_name_is_documented() -> None:
    documented = [getattr(retrieval.sources, name) for name in retrieval.sources.__all__]
    assert all(value.__doc__ for value in documented if isinstance(value, type | FunctionType))


def test_the_sha256_is_that_of_the_bytes_on_disk(tmp_path: Path) -> None:
    raw = "\ufeffA title\r\n\r\nand text\r\n".encode()
    parsed = read_one(tmp_path, "a.txt", raw)
    assert parsed.document.sha256 == hashlib.sha256(raw).hexdigest()
    assert digest(tmp_path / "a.txt") == parsed.document.sha256


def test_a_document_says_where_its_file_is(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "some_long-name.txt", "x")
    assert parsed.document.path == str((tmp_path / "some_long-name.txt").resolve())
    assert parsed.document.doc_id == "some_long-name.txt"
    assert parsed.document.title == "some long name"


@pytest.mark.parametrize(
    "suffix", sorted({*SUFFIXES, "", ".xyz"} - {".jsonl", ".ndjson", ".json", ".gz"})
)
def test_a_file_over_the_limit_is_refused(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(UnreadableFile, match=r"^larger than 2 KiB$"):
        read(tmp_path, "a" + suffix, "x" * 2049, limits=Limits(max_file_bytes=2048))


@pytest.mark.parametrize("suffix", [".txt", ".jsonl"])
def test_a_file_that_went_away_is_reported_as_such(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("{}")
    (file,) = scan(path).files
    path.unlink()
    with pytest.raises(UnreadableFile, match=r"^no such file or directory$"):
        list(load(file))
    with pytest.raises(UnreadableFile, match=r"^no such file or directory$"):
        digest(path)


@pytest.mark.parametrize("name", ["a", "a.xyz", "a.conf", "a.7"])
def test_a_file_of_unknown_type_is_read_where_it_is_text(tmp_path: Path, name: str) -> None:
    assert read_one(tmp_path, name, "It is hot.").document.text == "It is hot."


@pytest.mark.parametrize(
    ("name", "reason"), [("a.xyz", "binary"), ("a", "binary"), ("a.png", "picture")]
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "a.txt").write_bytes(bytes(100))
    (file,) = scan(tmp_path).files
    with pytest.raises(UnreadableFile, match=f"^{reason}$"):
        list(load(file._replace(doc_id=name)))


@pytest.mark.parametrize(
    ("suffix", "module", "way_out"),
    [
        (".html", "lxml", "reading .html needs lxml: pip install 'quoth[html]'"),
        (".epub", "lxml", "reading .epub needs lxml: pip install 'quoth[html]'"),
        (".pdf", "pypdfium2", "reading .pdf needs pypdfium2: pip install 'quoth[pdf]'"),
        (".rst", "docutils", "reading .rst needs docutils: pip install 'quoth[rst]'"),
    ],
)
def test_a_missing_library_is_named_with_the_way_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, module: str, way_out: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path, "a" + suffix, "x")
    assert str(caught.value) == way_out
