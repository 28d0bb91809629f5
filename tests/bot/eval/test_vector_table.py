"""`quoth train --vectors`: the table of word vectors, made anew."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from retrieval.text.word_vectors import WordVectors
from tests.bot.conftest import Quoth
from tests.retrieval.reader.models import (
    WORDS,
    cross_encoder_bytes,
    encoder_bytes,
    write_model,
)

FILES = ("word_vectors.md", "word_vectors.npy", "word_vectors.txt")


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")
    return write_model(tmp_path / "tiny", encoder_bytes())


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "weather"
    folder.mkdir()
    records = [
        {"_id": str(number), "title": "Lin", "text": text}
        for number, text in enumerate(("Lin led. Rain fell.", "Zhou left.", "Rain fell."))
    ]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "who led?"}\n')
    return folder


def test_the_same_encoder_and_texts_make_the_same_files_byte_for_byte(
    quoth: Quoth, beir: Path, encoder: Path
) -> None:
    made = []
    for output in ("once", "again"):
        status, out, err = quoth(
            "train", "--vectors", beir, "--encoder", encoder, "--output", output
        )
        assert (status, err) == (0, "")
        assert out == f"Written to {output}: vectors of 12 pieces of words, out of 4 texts.\n"
        assert tuple(sorted(path.name for path in Path(output).iterdir())) == FILES
        made.append([(Path(output) / name).read_bytes() for name in FILES])

    assert made[0] == made[1]


def test_the_table_is_one_that_ranking_reads(quoth: Quoth, beir: Path, encoder: Path) -> None:
    quoth("train", "--vectors", beir, "--encoder", encoder)
    table = np.load("word_vectors/word_vectors.npy", allow_pickle=False)
    vocabulary = Path("word_vectors/word_vectors.txt").read_text().split("\n")
    vectors = WordVectors(table, vocabulary)
    led, left, rain = vectors.unit(vectors.embed("led left rain").numbers)

    assert (tuple(vocabulary), table.dtype) == (WORDS, np.int8)
    assert led @ left > 0.9 > 0.0 > led @ rain


def test_beside_the_table_stands_what_it_was_made_of_and_by_which_licence(
    quoth: Quoth, beir: Path, encoder: Path
) -> None:
    (encoder / "LICENSE").write_text("\n  Apache License\nVersion 2.0\n")

    quoth("train", "--vectors", beir, "--encoder", encoder)

    origin = Path("word_vectors/word_vectors.md").read_text()
    assert "    quoth train --vectors weather --encoder tiny\n" in origin
    assert (
        "- the encoder `tiny`, licensed under the Apache License, its model of SHA-256 " in origin
    )
    assert "- 4 texts of `weather`, whose folder states no licence;\n" in origin
    assert str(beir.parent) not in origin


def test_json_says_how_large_the_table_is(quoth: Quoth, beir: Path, encoder: Path) -> None:
    _, out, _ = quoth("train", "--vectors", beir, "--encoder", encoder, "--json")

    assert json.loads(out) == {"texts": 4, "pieces": 12, "columns": 4, "output": "word_vectors"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--vectors", "--encoder", "nowhere"), "cannot read model.onnx"),
        (("--vectors", "--encoder", "cross"), "expected an encoder, got a model that gives no"),
        (("--vectors", "--encoder", "tiny", "--output", "a.txt"), "--output: expected a folder"),
        (("--vectors", "--encoder", "tiny", "--samples", "2"), "--vectors or --samples, got both"),
        (("--vectors", "--encoder", "tiny", "--reader"), "--vectors or --reader, got both"),
        (("--encoder", "tiny"), "expected --vectors with --encoder, got only that"),
        (("--output", "tiny"), "--output: expected a file, got the folder tiny"),
    ],
)
def test_what_cannot_be_made_is_one_line(
    quoth: Quoth, beir: Path, encoder: Path, options: tuple[str, ...], said: str
) -> None:
    write_model(Path("tiny"), encoder_bytes())
    write_model(Path("cross"), cross_encoder_bytes())
    Path("a.txt").write_text("a note")

    status, out, err = quoth("train", beir, *options)

    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert said in err


def test_a_folder_without_texts_is_one_line(quoth: Quoth, tmp_path: Path, encoder: Path) -> None:
    status, out, err = quoth("train", "--vectors", tmp_path, "--encoder", encoder)

    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert "expected records in the BEIR layout" in err
