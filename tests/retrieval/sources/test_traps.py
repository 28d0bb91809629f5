"""Files that nobody wrote, made to keep a reader busy: none takes longer than it may."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path

import pytest

from retrieval.errors import UnreadableFile
from retrieval.sources.folder import scan
from retrieval.sources.registry import load
from retrieval.text.passages import passages_of

SIZE = 2**18
SECONDS_A_MEGABYTE = 5 * 2
"""Of processor time, from the file to its passages, for a machine that has other things to do."""


def again(unit: str) -> str:
    return unit * (SIZE // len(unit))


ATTRIBUTES = " ".join(f"a{number}=1" for number in range(SIZE // 9))
MARKUP = {
    "images": again("!["),
    "links": again("[a]("),
    "backticks": again("`"),
    "runs of backticks": "".join("`" * length + " " for length in range(1, 720)),
    "columns": f"|{'a|' * (SIZE // 6)}\n|{'-|' * (SIZE // 6)}\n|{'b|' * (SIZE // 6)}\n",
    "empty paragraphs": again("\n\n") + "x",
    "paragraphs": again("a\n\n"),
    "nested lists": "\n".join("  " * depth + "- a" for depth in range(500)),
    "one list": again("- a\n"),
    "block quotes": again("> "),
    "emphasis": again("*a_ "),
    "roles": again(":a:`b"),
    "open tags": again("<a "),
    "spaces": f"a{again(' ')}b",
    "one tag": f"a\n\n<div {ATTRIBUTES}>\n\nb",
}
PLAIN = ("a.txt", "a.md", "a.mdx", "a.rst", "a.adoc", "a.org", "a.tex", "a.ipynb")
OTHERS = {
    ("a.html", "attributes"): f"<p>a<div {ATTRIBUTES}>b",
    ("a.html", "empty paragraphs"): again("<p></p>") + "x",
    ("a.html", "columns"): f"<table><tr>{again('<td>a')}",
    ("a.html", "nested lists"): again("<ul><li>"),
    ("a.html", "one list"): f"<ul>{again('<li>a')}",
    ("a.html", "definitions"): f"<dl>{again('<dt>a<dd>b')}",
    ("a.html", "questions"): again("<details><summary>a"),
    ("a.csv", "columns"): again("a,"),
    ("a.csv", "quotes"): again('"'),
    ("a.csv", "rows"): again("a,b\n"),
    ("a.rtf", "groups"): "{\\rtf1 " + again("{"),
    ("a.rtf", "empty paragraphs"): "{\\rtf1 " + again("\\par ") + "}",
    ("a.1", "nested lists"): ".TH a 1\n" + again(".RS\n.IP a\n"),
    ("b.1", "nested lists"): ".Dd a\n.Dt A 1\n" + again(".Bl -tag\n.It a\n"),
    ("b.tex", "nested lists"): again("\\begin{itemize}\\item "),
    ("a.eml", "quotes"): "Subject: a\nFrom: b\n\n" + again("> "),
    ("a.mbox", "messages"): again("From a@b Mon Mar  2 09:00:00 2026\nSubject: a\n\n\n"),
    ("a.json", "lists"): '{"messages":[' + again("["),
    ("a.srt", "cues"): again("1\n00:00:01,000 --> 00:00:02,000\na\n\n"),
}
TRAPS = {**{(name, kind): text for name in PLAIN for kind, text in MARKUP.items()}, **OTHERS}


def notebook(source: str) -> str:
    cell = {"cell_type": "markdown", "source": source, "metadata": {}}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.parametrize(("name", "kind"), TRAPS)
def test_no_file_keeps_its_reader_busy(tmp_path: Path, name: str, kind: str) -> None:
    text = TRAPS[name, kind]
    path = tmp_path / name
    path.write_text(notebook(text) if name.endswith(".ipynb") else text)
    (file,) = scan(path).files
    began = time.process_time()
    with suppress(UnreadableFile):
        for parsed in load(file):
            passages_of(parsed)
    assert time.process_time() - began < SECONDS_A_MEGABYTE * max(file.size, SIZE) / 2**20 + 0.5
