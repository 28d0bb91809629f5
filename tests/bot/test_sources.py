from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.cli.output import documents_text
from bot.terminal.layout import columns
from bot.terminal.streams import Terminal
from retrieval.library import Library
from tests.bot.conftest import Quoth

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


def test_a_terminal_gets_lines_that_fit(seeds: Path, data_dir: Path) -> None:
    listed = Library.open([seeds], data_dir).documents()
    lines = list(documents_text(listed, Terminal(60)))

    assert all(columns(line.rstrip("\n")) <= 60 for line in lines)
    assert sum("passage" in line for line in lines) == len(listed)


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
        assert said[-1] == "quoth: 1 skipped in the sources; -v lists them"


def test_skipped_files_are_listed_with_v(quoth: Quoth, corpus: Corpus) -> None:
    folder = corpus({"good.txt": "The zebra ran away.\n", "picture.png": "png"})

    for arguments in (["sources", "-v"], ["-v", "sources"]):
        err = quoth(*arguments, "--sources", folder).err
        assert f"quoth: skipped {folder / 'picture.png'}: unknown type '.png'\n" in err
