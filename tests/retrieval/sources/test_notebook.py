"""Notebooks: what is written, the code, and the beginning of what it printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from retrieval.errors import UnreadableFile
from retrieval.sources import notebook as loader
from tests.retrieval.sources.builders import lines, outline, read, read_one, shown
from tests.retrieval.sources.slices import assert_bounded, assert_slices, loaded, soup


def notebook(*cells: dict[str, Any], **more: Any) -> str:
    return json.dumps({"cells": cells, **more})


def test_each_cell_is_read_as_what_it_is(tmp_path: Path) -> None:
    raw = notebook(
        {"cell_type": "raw", "source": "---\ntitle: Kilns\ndate: 2025-03-04\n---"},
        {"cell_type": "markdown", "source": ["# Use\n", "\n", "- open\n", "- close"]},
        {
            "cell_type": "code",
            "source": "fire(\n    900)",
            "outputs": [
                {"output_type": "stream", "text": ["\x1b[31m10 %\r100 %\x1b[0m\n", "done\n"]},
                {"output_type": "execute_result", "data": {"text/plain": "42", "text/html": "<b>"}},
                {"output_type": "error", "traceback": ["x"]},
            ],
        },
    )
    parsed = read_one(tmp_path, "a.ipynb", raw)
    assert outline(parsed) == [
        ("heading", 1, "Use"),
        ("item", 0, "- open"),
        ("item", 0, "- close"),
        ("code", 0, "fire(\n    900)"),
        ("code", 0, "100 %\ndone\n42"),
    ]
    assert lines(parsed) == [(5, 5), (7, 7), (8, 8), (9, 10), (10, 10)]
    assert [block.place for block in parsed.blocks] == [("cell", n) for n in "22233"]
    assert (parsed.document.title, parsed.document.published) == ("Kilns", "2025-03-04")


def test_of_what_was_printed_the_beginning_is_read(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": "x", "outputs": [{"text": ["line\n"] * 500}]}
    assert shown(read_one(tmp_path, "a.ipynb", notebook(cell)))[1].count("line") == 40


@pytest.mark.parametrize(
    ("notebook_", "title"),
    [
        ({"cells": [{"cell_type": "markdown", "source": "# Use"}]}, "Use"),
        ({"cells": [], "metadata": {"title": "Stated"}}, "Stated"),
        (
            {"worksheets": [{"cells": [{"cell_type": "heading", "level": 1, "source": "Old"}]}]},
            "Old",
        ),
        ({"cells": [{"cell_type": "code", "input": "x"}, 7]}, "a"),
    ],
)
def test_its_title_is_stated_or_its_first_heading(
    tmp_path: Path, notebook_: dict[str, Any], title: str
) -> None:
    assert read_one(tmp_path, "a.ipynb", json.dumps(notebook_)).document.title == title


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"cells": 3}', b"[" * 100_000])
def test_what_is_no_notebook_is_refused(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^not a readable notebook \("):
        read(tmp_path, "a.ipynb", raw)


@given(
    raw=soup('{"cells": [', '{"cell_type": "code", "source": ', '"x"', "3", "null", "}", "]", ",")
)
def test_any_file_is_read_or_refused(raw: bytes) -> None:
    assert_slices(loaded(loader, "a.ipynb", raw))


@pytest.mark.parametrize("unit", ["[", '{"cells": [', "1"])
def test_no_file_takes_long(unit: str) -> None:
    assert_bounded(loader, "a.ipynb", unit)
