"""`quoth index`."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.bot.conftest import Process, Quoth
from tests.retrieval.reader.models import cross_encoder_bytes, encoder_bytes, write_model

resource = pytest.importorskip("resource")

Corpus = Callable[[Mapping[str, str]], Path]


def test_an_index_is_built_once_and_then_up_to_date(
    quoth: Quoth, corpus: Corpus, tmp_path: Path
) -> None:
    folder, index = corpus({"a.txt": "The zebra ran away.\n"}), tmp_path / "index"
    arguments = ("index", "--sources", folder, "--data-dir", index)
    # A file as fresh as this might change once more without its times telling.
    os.utime(folder / "a.txt", (1, 1))
    time.sleep(0.1)

    done = r"1 document, 1 passage in \d+\.\d\d s: " + re.escape(str(index)) + "\n"
    assert re.fullmatch("Indexed " + done, quoth(*arguments).out)
    assert re.fullmatch("Up to date: " + done, quoth(*arguments).out)
    assert re.fullmatch("Indexed " + done, quoth(*arguments, "--rebuild").out)


def test_json_says_the_same(quoth: Quoth, data_dir: Path) -> None:
    done = json.loads(quoth("index", "--json").out)

    assert set(done) == {"documents", "passages", "seconds", "built", "data_dir"}
    assert (done["documents"], done["data_dir"]) == (5, str(data_dir))


def test_a_changed_file_is_found(quoth: Quoth, corpus: Corpus) -> None:
    folder = corpus({"a.txt": "The zebra ran away.\n"})
    quoth("index", "--sources", folder)
    (folder / "b.txt").write_text("The yak came back home.\n")

    assert quoth("index", "--sources", folder).out.startswith("Indexed 2 documents, 2 passages")


@pytest.fixture
def encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a tiny model, set as the reader."""
    pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")
    folder = write_model(tmp_path / "model", encoder_bytes())
    monkeypatch.setenv("QUOTH_READER", str(folder))
    return folder


def test_vectors_are_kept_of_every_passage_and_not_made_twice(
    quoth: Quoth, corpus: Corpus, data_dir: Path, encoder: Path
) -> None:
    arguments = ("index", "--vectors", "--sources", corpus({"a.txt": "Lin led.\n"}))

    assert quoth(*arguments).out.endswith("\nVectors are kept of 1 passage\n")
    kept = sorted(data_dir.glob("vectors/indexes/*/*"))
    again = json.loads(quoth(*arguments, "--json").out)
    assert again["vectors"] == 1
    assert sorted(data_dir.glob("vectors/indexes/*/*")) == kept != []


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("none", "expected a reader, got none: pip install 'quoth[semantic]', or set QUOTH_READER"),
        ("cross", "expected an encoder, got cross-encoder"),
        ("missing", "expected an encoder, got none"),
    ],
)
def test_vectors_need_a_reader_that_encodes(
    quoth: Quoth, encoder: Path, monkeypatch: pytest.MonkeyPatch, reader: str, said: str
) -> None:
    write_model(encoder.parent / "cross", cross_encoder_bytes())
    monkeypatch.setenv("QUOTH_READER", reader if reader == "none" else str(encoder.parent / reader))
    status, out, err = quoth("index", "--vectors")

    assert (status, out) == (2, "")
    assert err.endswith(f"quoth: --vectors: {said}\n")


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Path]:
    """A data folder in which nothing can be written."""
    folder = tmp_path / "sealed"
    folder.mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)
    if os.access(folder, os.W_OK):
        # The superuser writes everywhere but below a file.
        folder.rmdir()
        folder = Path("/proc/self/nothing")
    yield folder
    if folder.exists():
        folder.chmod(stat.S_IRWXU)


def test_a_read_only_data_folder_is_status_4_for_index_and_one_line_for_others(
    quoth: Quoth, sealed: Path
) -> None:
    status, out, err = quoth("index", "--data-dir", sealed)
    assert (status, out) == (4, "")
    assert re.fullmatch(rf"quoth: cannot write to {re.escape(str(sealed))}: .+\n", err)

    status, out, err = quoth("ask", "who replaced Lin?", "--data-dir", sealed)
    assert (status, out[:3]) == (0, "1  ")
    assert re.fullmatch(r"quoth: cannot write to .+; the index is kept in memory this time\n", err)


def small_disk() -> None:
    """Lets no file of the process grow beyond a few bytes, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))


@pytest.mark.parametrize(
    ("command", "status"), [(("index",), 4), (("ask", "who replaced Lin?"), 0)]
)
def test_a_full_disk_is_one_line(
    process: Process, tmp_path: Path, command: tuple[str, ...], status: int
) -> None:
    full = tmp_path / "full"
    done = subprocess.run(
        process.command(*command, "--data-dir", full),
        capture_output=True,
        check=False,
        text=True,
        cwd=tmp_path,
        env=process.env,
        preexec_fn=small_disk,
        timeout=60,
    )

    assert (done.returncode, bool(done.stdout)) == (status, status == 0)
    assert done.stderr.startswith(f"quoth: cannot write to {full}: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_an_interrupted_build_is_status_130_and_loses_nothing(
    process: Process, tmp_path: Path
) -> None:
    big = tmp_path / "big.jsonl"
    with big.open("w") as stream:
        for number in range(40_000):
            stream.write(json.dumps({"_id": f"r{number}", "text": f"The zebra {number} ran away."}))
            stream.write("\n")
    index = tmp_path / "index"
    arguments = ("index", "--sources", big, "--data-dir", index)
    build = process.start(*arguments, stderr=subprocess.PIPE)
    while not list(index.glob("indexes/building-*")) and build.poll() is None:
        time.sleep(0.01)
    build.send_signal(signal.SIGINT)
    out, err = build.communicate(timeout=60)

    assert (build.returncode, out, err.strip()) == (130, b"", b"quoth: interrupted")
    assert not list(index.glob("indexes/*"))
    big.write_text("".join(big.read_text().splitlines(keepends=True)[:100]))
    assert process(*arguments).out.startswith("Indexed 100 documents, 100 passages")
