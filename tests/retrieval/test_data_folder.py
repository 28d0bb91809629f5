"""The data folder: impossible, full, damaged, or shared, it never costs an answer."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from retrieval.errors import IndexFault
from retrieval.index.snapshot import Recipe
from retrieval.library import Library
from tests.retrieval.conftest import PHONE, ZHOU, Python, first, warnings, write_records

QUESTION = "who is the new head of Qwen?"

ASK = """
import sys
from pathlib import Path
from retrieval.library import Library
library = Library.open([Path(sys.argv[1])], Path(sys.argv[2]))
print(library.ask("who is the new head of Qwen?").quotes[0].text)
"""

# Where the engine does not matter, the one that is imported fastest for a build.
FAST = Recipe(engine="rank_bm25")
WITH_FAST = """
from functools import partial
from retrieval.library import Library
from retrieval.index.snapshot import Recipe
Library.open = partial(Library.open, recipe=Recipe(engine="rank_bm25"))
"""

# Root may write anywhere; having imported all that it needs, it becomes nobody.
ASK_AS_NOBODY = WITH_FAST + ASK.replace(
    "library =",
    """
import os
Library.open([Path(sys.argv[1])], None).ask("who is the new head of Qwen?")
if os.geteuid() == 0:
    os.setuid(65534)
library =""",
)


def below_a_file(folder: Path) -> Path:
    return a_file(folder) / "data"


def a_file(folder: Path) -> Path:
    (folder / "file").write_text("x", encoding="utf-8")
    return folder / "file"


def a_name_too_long(folder: Path) -> Path:
    return folder / ("x" * 300)


IMPOSSIBLE = [below_a_file, a_file, a_name_too_long]


@pytest.mark.parametrize("place", IMPOSSIBLE)
@pytest.mark.parametrize("rebuild", [False, True], ids=["open", "rebuild"])
def test_an_impossible_data_folder_costs_one_warning_and_no_answer(
    sources: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    place: Callable[[Path], Path],
    rebuild: bool,
) -> None:
    data = place(tmp_path)
    library = Library.open([sources], data, rebuild=rebuild)
    assert first(library, QUESTION) == ZHOU
    (warning,) = warnings(caplog)
    assert str(data) in warning


@pytest.mark.parametrize("place", IMPOSSIBLE)
def test_an_index_that_must_be_kept_but_cannot_is_an_error(
    sources: Path, tmp_path: Path, place: Callable[[Path], Path]
) -> None:
    with pytest.raises(IndexFault, match="cannot write to"):
        Library.open([sources], place(tmp_path), must_persist=True)


@pytest.fixture
def open_folder(sources: Path) -> Iterator[Path]:
    """Return a folder that every user of the system may enter, with the sources in it."""
    with TemporaryDirectory() as folder:
        shutil.copytree(sources, Path(folder) / "sources")
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize("mode", [0o555, 0o000], ids=["read-only", "closed"])
def test_a_data_folder_without_permission_costs_one_warning_and_no_answer(
    open_folder: Path, python: Python, mode: int
) -> None:
    data = open_folder / "data"
    data.mkdir(mode)
    ended = python(ASK_AS_NOBODY, open_folder / "sources", data)
    data.chmod(0o755)
    assert ended.stdout == ZHOU + "\n"
    assert ended.stderr.splitlines() == [
        f"cannot write to {data}: Permission denied; the index is kept in memory this time"
    ]


def test_a_finished_index_in_a_read_only_folder_is_used_without_a_word(
    open_folder: Path, python: Python
) -> None:
    data = open_folder / "data"
    Library.open([open_folder / "sources"], data, FAST)
    # The files look different, and hold what they held.
    (open_folder / "sources" / "lead.md").touch()
    folders = [data, *(path for path in data.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    ended = python(ASK_AS_NOBODY, open_folder / "sources", data)
    for folder in folders:
        folder.chmod(0o755)
    assert (ended.stdout, ended.stderr) == (ZHOU + "\n", "")


@pytest.mark.parametrize("size", [100, 20_000])
def test_a_full_disk_costs_one_warning_and_no_answer(
    sources: Path, data_dir: Path, python: Python, size: int
) -> None:
    pytest.importorskip("resource", reason="limits on file size need a POSIX system")
    filler = (f"Filler paragraph number {n} speaks of nothing." for n in range(500))
    (sources / "filler.txt").write_text("\n\n".join(filler), encoding="utf-8")
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n{ASK}"
    ended = python(limited, sources, data_dir)
    assert ended.stdout == ZHOU + "\n"
    (warning,) = ended.stderr.splitlines()
    assert warning.startswith(f"cannot write to {data_dir}: ")
    assert not list(data_dir.glob("indexes/*"))
    assert first(Library.open([sources], data_dir), QUESTION) == ZHOU


def index_of(data_dir: Path) -> Path:
    (index,) = (data_dir / "indexes").iterdir()
    return index


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x40
    path.write_bytes(content)


def removed(path: Path) -> None:
    path.unlink()


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def altered(path: Path) -> None:
    flip(path, path.stat().st_size // 2)


@pytest.mark.parametrize("damage", [altered, truncated, removed])
@pytest.mark.parametrize("engine", ["sparse", "rank_bm25"])
def test_damage_to_any_file_of_the_index_costs_one_warning_and_no_answer(
    sources: Path,
    data_dir: Path,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[Path], None],
    engine: str,
) -> None:
    recipe = Recipe(engine=engine)
    expected = Library.open([sources], data_dir, recipe).ask(QUESTION)
    names = [path.name for path in index_of(data_dir).iterdir() if path.stat().st_size]
    assert len(names) > 10
    for name in sorted(names):
        damage(index_of(data_dir) / name)
        caplog.clear()
        assert Library.open([sources], data_dir, recipe).ask(QUESTION) == expected
        (warning,) = warnings(caplog)
        assert "the stored index is damaged" in warning
        caplog.clear()
        assert Library.open([sources], data_dir, recipe).ask(QUESTION) == expected
        assert warnings(caplog) == []


def nothing(pointer: Path) -> None:
    pointer.write_bytes(b"")


def not_json(pointer: Path) -> None:
    pointer.write_bytes(b"\xff{")


def another_format(pointer: Path) -> None:
    text = pointer.read_text(encoding="utf-8")
    pointer.write_text(text.replace('"format": ', '"format": 9'), encoding="utf-8")


def other_fields(pointer: Path) -> None:
    pointer.write_text('{"target": 1}', encoding="utf-8")


def a_list(pointer: Path) -> None:
    pointer.write_text("[]", encoding="utf-8")


@pytest.mark.parametrize("damage", [nothing, not_json, another_format, other_fields, a_list])
def test_a_damaged_pointer_costs_one_warning_and_no_answer(
    sources: Path,
    data_dir: Path,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[Path], None],
) -> None:
    Library.open([sources], data_dir)
    (pointer,) = (data_dir / "sources").iterdir()
    damage(pointer)
    assert first(Library.open([sources], data_dir), QUESTION) == ZHOU
    (warning,) = warnings(caplog)
    assert "older format or damaged" in warning
    caplog.clear()
    assert first(Library.open([sources], data_dir), QUESTION) == ZHOU
    assert warnings(caplog) == []


@pytest.fixture
def many(sources: Path) -> Path:
    """Return the sources with so much beside them that its texts are not checked at once."""
    texts = {f"r{n}": f"The river n{n} ends in lake n{n}. " * 20 for n in range(600)}
    write_records(sources / "many.jsonl", texts)
    return sources


def alter(data_dir: Path, words: bytes) -> None:
    """Change a letter of a passage's text where it is stored."""
    texts = index_of(data_dir) / "texts.text.bin"
    assert texts.stat().st_size > 300_000
    flip(texts, texts.read_bytes().index(words))


def test_damage_that_shows_only_when_it_is_read_costs_one_warning_and_no_answer(
    many: Path, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    expected = Library.open([many], data_dir).ask("where does the river n333 end?")
    alter(data_dir, b"The river n333")
    library = Library.open([many], data_dir)
    assert warnings(caplog) == []
    assert library.ask("where does the river n333 end?") == expected
    (warning,) = warnings(caplog)
    assert "texts.text.bin was altered" in warning
    caplog.clear()
    library = Library.open([many], data_dir)
    assert library.ask("where does the river n333 end?") == expected
    assert warnings(caplog) == []


def test_threads_that_meet_damage_at_once_mend_it_once(
    many: Path, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    question = "where does the river n333 end?"
    expected = Library.open([many], data_dir).ask(question)
    alter(data_dir, b"The river n333")
    library = Library.open([many], data_dir)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(library.ask, [question] * 8)) == [expected] * 8
    assert len(warnings(caplog)) == 1


def test_damage_to_what_would_be_taken_over_costs_one_warning_and_no_answer(
    many: Path, data_dir: Path, caplog: pytest.LogCaptureFixture, parsed: list[str]
) -> None:
    Library.open([many], data_dir)
    alter(data_dir, b"The river n333")
    (many / "phone.txt").write_text("The phone has no battery at all.\n", encoding="utf-8")
    parsed.clear()
    library = Library.open([many], data_dir)
    assert first(library, "where does the river n333 end?").startswith("The river n333 ends in")
    assert first(library, "what battery has the phone?") == "The phone has no battery at all."
    (warning,) = warnings(caplog)
    assert "texts.text.bin was altered" in warning
    assert parsed.count("many.jsonl") == 1


KILLED = f"""{WITH_FAST}
import os, signal, sys
from pathlib import Path
import retrieval.index.build, retrieval.index.storage
from retrieval.index.catalog import Catalog
from retrieval.library import Library

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def after(function):
    def call(*arguments):
        function(*arguments)
        die()
    return call

moment = sys.argv[3]
if moment == "while writing":
    Library.open([Path(sys.argv[1])], Path(sys.argv[2]), progress=die)
elif moment == "before the manifest":
    retrieval.index.storage._write_manifest = die
elif moment == "before the renaming":
    Catalog.publish = die
elif moment == "before the pointer":
    Catalog.point = die
elif moment == "before the cleaning":
    Catalog._clean = die
elif moment == "inside the pointer":
    Path.replace = die
Library.open([Path(sys.argv[1])], Path(sys.argv[2]))
"""
MOMENTS = [
    *("while writing", "before the manifest", "before the renaming", "before the pointer"),
    *("inside the pointer", "before the cleaning"),
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_that_is_killed_leaves_the_old_index_and_its_leftovers_are_cleaned_up(
    sources: Path,
    data_dir: Path,
    python: Python,
    caplog: pytest.LogCaptureFixture,
    parsed: list[str],
    moment: str,
) -> None:
    Library.open([sources], data_dir, FAST)
    content = (sources / "phone.txt").read_bytes()
    (sources / "phone.txt").write_text("The phone has no battery at all.\n", encoding="utf-8")
    assert python(KILLED, sources, data_dir, moment).returncode == -9
    # As they were, the sources are served by the old index.
    (sources / "phone.txt").write_bytes(content)
    parsed.clear()
    assert first(Library.open([sources], data_dir, FAST), "what battery has the phone?") == PHONE
    assert set(parsed) <= {"phone.txt"}
    # As they are, they are indexed now.
    (sources / "phone.txt").write_text("The phone has two batteries now.\n", encoding="utf-8")
    library = Library.open([sources], data_dir, FAST)
    assert first(library, "what batteries has the phone?") == "The phone has two batteries now."
    assert not list(data_dir.glob("indexes/building-*"))
    assert warnings(caplog) == []


@pytest.mark.slow
def test_processes_that_build_at_once_all_end_well(
    many: Path, data_dir: Path, python: Python
) -> None:
    at = time.time() + 1.0
    together = f"import time; time.sleep(max(0, {at} - time.time()))\n{ASK}"
    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(lambda _: python(together, many, data_dir), range(2)))
    assert [(one.stdout, one.stderr) for one in ended] == [(ZHOU + "\n", "")] * 2
    assert len(list((data_dir / "indexes").iterdir())) == 1
