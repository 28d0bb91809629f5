"""`quoth sources`, and `quoth sources diff`."""

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

Corpus = Callable[[Mapping[str, str]], Path]


def test_documents_are_listed_one_a_line_with_tabs(quoth: Quoth, corpus: Corpus) -> None:
    folder = corpus({"b/two.md": "# Second\n\nThe zebra\tran.\n", "one.txt": "First\n\nIt did.\n"})

    status, out, err = quoth("sources", "--sources", folder)

    rows = [line.split("\t") for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [(row[0], row[3], row[4], row[5]) for row in rows] == [
        ("Second", "1", str(folder / "b/two.md"), "b/two.md"),
        ("First", "1", str(folder / "one.txt"), "one.txt"),
    ]


def test_json_has_an_object_for_each_document(quoth: Quoth, seeds: Path) -> None:
    listed = [json.loads(line) for line in quoth("sources", "--json").out.splitlines()]

    assert [entry["path"] for entry in listed] == sorted(map(str, seeds.iterdir()))
    for entry in listed:
        assert set(entry) == {
            *("id", "title", "publisher", "published", "passages", "path", "url", "sha256")
        }
        assert entry["passages"] > 0


def test_records_of_a_file_are_listed_with_their_ids(quoth: Quoth, corpus: Corpus) -> None:
    record = '{{"_id": "{}", "title": "", "text": "The zebra ran away today."}}\n'
    folder = corpus({"c.jsonl": record.format("r1") + record.format("r2")})

    rows = [line.split("\t") for line in quoth("sources", "--sources", folder).out.splitlines()]

    assert [(row[4], row[5]) for row in rows] == [
        (str(folder / "c.jsonl"), f"r{n}") for n in (1, 2)
    ]


def test_a_broken_file_is_named_each_time_and_once_a_time(quoth: Quoth, corpus: Corpus) -> None:
    folder = corpus({"good.txt": "The zebra ran away.\n"})
    (folder / "bad.jsonl").write_bytes(b"{\n")
    (folder / "picture.png").write_bytes(b"png")

    for _ in range(2):
        status, out, err = quoth("sources", "--sources", folder)
        assert (status, out.count("\n")) == (0, 1)
        said = err.splitlines()
        assert len(set(said)) == len(said)
        assert f"quoth: {folder / 'bad.jsonl'}: " in err
        assert said[-1] == "quoth: 1 skipped in the sources: 1 .png; -v lists them"


def test_skipped_files_are_listed_with_v(quoth: Quoth, corpus: Corpus) -> None:
    folder = corpus({"good.txt": "The zebra ran away.\n", "picture.png": "png"})

    for arguments in (["sources", "-v"], ["-v", "sources"]):
        err = quoth(*arguments, "--sources", folder).err
        assert f"quoth: skipped {folder / 'picture.png'}: picture\n" in err


KEYS = "All keys are returned by Sunday.\n"
GATE = "The gate closes at ten.\n"
CARS = "Cars stand behind the house, one for each flat.\n"
QUESTIONS = """\
- ask: When are keys returned?
  in: keys.txt
  says: keys are returned
  answer: Sunday
- ask: When does the gate close?
  in: gate.txt
  answer: ten
- ask: Where do bicycles stand?
  says: bicycles stand
- ask: Who painted the Eiffel tower?
  abstain: yes
"""


def write_texts(folder: str, **files: str) -> None:
    Path(folder).mkdir()
    for name, text in files.items():
        Path(folder, f"{name}.txt").write_text(text)


@pytest.fixture
def house(quoth: Quoth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_SOURCES", "house")
    write_texts("house", keys=KEYS, gate=GATE, cars=CARS)
    Path("questions.yaml").write_text(QUESTIONS)


def diff(quoth: Quoth, *arguments: str) -> tuple[int, str, str]:
    return quoth("sources", "diff", *arguments, "--questions", "questions.yaml")


def test_what_breaks_and_what_gets_better_is_reported_before_anything_is_changed(
    house: None, quoth: Quoth, data_dir: Path
) -> None:
    gate = "The porch is painted green.\n"
    write_texts("new", keys=KEYS, gate=gate, more="Your bicycles stand in the yard.\n")
    quoth("sources")
    before = sorted(data_dir.rglob("*"))

    status, out, err = diff(quoth, "new")

    assert (status, err) == (1, "")
    assert out == (
        "Documents: 1 added, 1 removed, 1 changed.\n"
        "  + more.txt\n"
        "  - cars.txt\n"
        "  ~ gate.txt\n"
        "\n"
        "Of 4 questions, 1 breaks, 1 gets better.\n"
        "\n"
        "breaks: When does the gate close?\n"
        "  answered rightly → abstained wrongly\n"
        "  expected  an answer\n"
        "  got       none; nothing speaks of close; the right one has rank 1\n"
        "\n"
        "gets better: Where do bicycles stand?\n"
        "  unjudged → answered rightly\n"
        "  wrong: what is right is not there, nothing is quoted → nothing\n"
        "  rank of the right one: none → 1\n"
        '  marked: "" → "Your bicycles stand in the yard."\n'
    )
    assert sorted(data_dir.rglob("*")) == before


def test_a_folder_that_joins_takes_nothing_away(house: None, quoth: Quoth) -> None:
    write_texts("new", keys="Bicycles are not keys.\n", more="Your bicycles stand in the yard.\n")

    status, out, _ = diff(quoth, "new", "--add")

    assert status == 0
    assert "Documents: 2 added, 0 removed, 0 changed.\n  + new/keys.txt\n  + more.txt\n" in out
    assert "Of 4 questions, 1 gets better." in out


def test_the_same_sources_elsewhere_change_nothing(house: None, quoth: Quoth) -> None:
    write_texts("new", keys=KEYS, gate=f"{GATE}\n\n", cars=CARS)

    assert diff(quoth, "new") == (
        0,
        "Documents: 0 added, 0 removed, 0 changed.\n\nNothing changes for the 4 questions.\n",
        "",
    )


def test_json_has_an_object_for_each_question_that_changes_and_a_sum(
    house: None, quoth: Quoth
) -> None:
    write_texts("new", keys=KEYS.replace("Sunday", "Monday"), gate=GATE)

    status, out, _ = diff(quoth, "new", "--json")

    broken, summed = map(json.loads, out.splitlines())
    assert status == 1
    assert (broken["_id"], broken["effect"]) == ("when-are-keys-returned", "breaks")
    assert broken["place"] == "questions.yaml:1"
    assert (broken["before"]["rank"], broken["after"]["rank"]) == (1, 1)
    assert [broken[side]["passed"] for side in ("before", "after")] == [True, False]
    assert broken["after"]["mark"] == "All keys are returned by Monday."
    assert broken["failures"] == [
        {
            "kind": "mark",
            "expected": 'marked first "Sunday"',
            "got": '"All keys are returned by Monday."',
        }
    ]
    assert summed == {
        "documents": {"added": [], "removed": ["cars.txt"], "changed": ["keys.txt"]},
        "questions": 4,
        "breaks": 1,
        "worse": 0,
        "better": 0,
        "other": 0,
    }


def test_sources_that_a_file_names_are_compared_unless_others_are_given(
    house: None, quoth: Quoth
) -> None:
    write_texts("other", keys=KEYS)
    write_texts("new", keys=KEYS)
    Path("questions.yaml").write_text("sources: other\nquestions:\n" + QUESTIONS)

    assert "0 removed" in diff(quoth, "new")[1]
    assert "2 removed" in diff(quoth, "new", "--sources", "house")[1]


def test_more_than_is_wanted_is_counted(house: None, quoth: Quoth) -> None:
    write_texts("new", more="Nothing of it.\n")

    _, out, _ = diff(quoth, "new", "--show", "1")

    assert "  + more.txt\n  3 more documents; --show 4\n" in out
    assert out.count("breaks: ") == 1
    assert out.endswith("1 more question would change; --show 2\n")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("diff", "nowhere"), 3, "expected a folder or file, but "),
        (("diff",), 2, "missing argument 'NEWFOLDER'"),
        (("--json", "diff", "house"), 2, "expected the options after 'diff'"),
        (("dif", "house"), 2, "there is no command 'dif'; did you mean 'diff'?"),
        (("diff", "house", "--questions", "no.yaml"), 2, "no.yaml: expected a file of questions"),
    ],
)
def test_what_cannot_be_compared_is_one_line(
    house: None, quoth: Quoth, arguments: tuple[str, ...], status: int, message: str
) -> None:
    questions = () if "--questions" in arguments else ("--questions", "questions.yaml")
    more = questions if "nowhere" in arguments else ()

    done, out, err = quoth("sources", *arguments, *more)

    assert (done, out, err.count("\n")) == (status, "", 1)
    assert err.startswith(f"quoth: {message}")


resource = pytest.importorskip("resource")


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
