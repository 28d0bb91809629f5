"""The benchmarks run: their figures are for people, not for tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from retrieval.reader.model_files import is_packaged
from tests.benchmarks.ablating import ALTERNATIVES, GROUPS
from tests.retrieval.reader.models import encoder_bytes, write_model
from tests.retrieval.training.articles import write_folder


@pytest.mark.slow
def test_quality_is_compared_on_a_beir_folder(project: Path, tmp_path: Path) -> None:
    for name, contents in {
        "corpus.jsonl": '{"_id": "a", "title": "", "text": "Zhou leads Qwen."}\n'
        '{"_id": "b", "title": "", "text": "The office is in Hangzhou."}\n',
        "queries.jsonl": '{"_id": "q", "text": "who leads Qwen?"}\n',
        "qrels.tsv": "query-id\tcorpus-id\tscore\nq\ta\t1\n",
    }.items():
        (tmp_path / name).write_text(contents, encoding="utf-8")
    command = [sys.executable, "-m", "tests.benchmarks.quality", str(tmp_path)]
    ended = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "| Quoth, as shipped          |     1.000 |  1.000 |          – |" in ended.stdout
    assert "| plain BM25                 |     1.000 |  1.000 |          – |" in ended.stdout
    assert "ms CPU | ms wall |" in ended.stdout
    assert "Quoth, cross-validated is left out: expected questions" in ended.stdout


@pytest.mark.slow
def test_one_run_compares_tells_how_far_likelihoods_hold_and_what_each_piece_of_evidence_adds(
    project: Path, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "people")
    plot = tmp_path / "reliability.svg"
    command = [sys.executable, "-m", "tests.benchmarks.quality", str(folder), "--ablate"]
    with_plot = [*command, *(("--plot", str(plot)) if find_spec("matplotlib") else ())]
    ended = subprocess.run(with_plot, cwd=project, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "| Quoth, cross-validated " in ended.stdout
    for system in ("Quoth, as shipped", "Quoth, cross-validated"):
        assert f"How far likelihoods hold, {system}: apart by 0." in ended.stdout
    assert plot.is_file() == bool(find_spec("matplotlib"))
    assert "| without" in ended.stdout
    for name in (*(group.name for group in GROUPS), *ALTERNATIVES):
        assert f"| {name} " in ended.stdout


@pytest.mark.slow
def test_several_folders_are_compared_in_one_table(project: Path, tmp_path: Path) -> None:
    folders = [write_folder(tmp_path / name) for name in ("people", "again", "unseen")]
    docs = tmp_path / "docs"
    (docs / "docs" / "music").mkdir(parents=True)
    (docs / "docs" / "music" / "a.md").write_text("# Music\n\nThe drum is loud.\n")
    asked: list[dict[str, object]] = [
        {"_id": "1", "text": "what is loud?", "quote": "drum", "mark": "drum", "kind": "prose"},
        {"_id": "2", "text": "who wrote Faust?", "no_answer": True},
    ]
    (docs / "questions.jsonl").write_text(
        "".join(json.dumps({**one, "collection": "music"}) + "\n" for one in asked)
    )
    reader = tmp_path / "model"
    write_model(reader, encoder_bytes())
    command = [sys.executable, "-m", "tests.benchmarks.quality", *map(str, folders)]
    ended = subprocess.run(
        [*command, "--realdocs", str(docs), "--json"],
        cwd=project,
        env={**os.environ, "QUOTH_READER": str(reader)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    rows = json.loads(ended.stdout)
    assert "Quoth" in rows
    assert ("Quoth with the reader" in rows) == bool(find_spec("onnxruntime"))
    assert ("plain BM25 (bm25s)" in rows) == bool(find_spec("bm25s"))
    for name in ("people success@1", "again near-miss", "unseen absent", "docs first"):
        assert 0 <= rows["Quoth"][name] <= 1
    assert rows["Quoth"]["docs silent"] == 1
    assert "unseen near-miss" not in rows["Quoth"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "options", "shown"),
    [
        ("cold_start", "--passages 20 --runs 1", "ask 20 passages"),
        ("indexing", "--passages 20", "passages/s"),
        ("engines", "--passages 20 40 --queries 3", "sparse (Quoth)"),
        pytest.param(
            *("reader", "--questions 1", "the best 20 read, none kept"),
            marks=pytest.mark.skipif(
                not is_packaged(), reason="the extra semantic is not installed"
            ),
        ),
    ],
)
def test_a_benchmark_prints_its_table(project: Path, name: str, options: str, shown: str) -> None:
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", *options.split()]
    environ = {name: text for name, text in os.environ.items() if name != "QUOTH_READER"}
    ended = subprocess.run(
        command, cwd=project, env=environ, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert shown in ended.stdout
