from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.errors import UsageError
from retrieval.reader import model_files
from retrieval.reader.model_files import LONGEST, Kind, files_in, is_packaged, packaged_files
from tests.retrieval.reader.models import VOCABULARY, write_model


@pytest.mark.parametrize(
    ("architecture", "kind"),
    [
        ("BertModel", "encoder"),
        ("BertForMaskedLM", "encoder"),
        ("BertForSequenceClassification", "cross-encoder"),
        (None, None),
    ],
)
def test_a_folder_says_what_its_model_is(
    tmp_path: Path, architecture: str | None, kind: Kind | None
) -> None:
    assert files_in(write_model(tmp_path, b"model", architecture)).kind == kind


def test_a_folder_gives_its_vocabulary_and_how_it_is_used(tmp_path: Path) -> None:
    plain = files_in(write_model(tmp_path / "plain", b"model"))
    cased = write_model(tmp_path / "cased", b"model", do_lower_case=False)
    (cased / "config.json").write_text('{"max_position_embeddings": 12}')

    assert (plain.vocabulary, plain.keeps_case, plain.longest) == (VOCABULARY, False, LONGEST)
    assert (files_in(cased).keeps_case, files_in(cased).longest) == (True, 12)


def test_models_are_told_apart_by_model_and_vocabulary(tmp_path: Path) -> None:
    one, same, other = (
        write_model(tmp_path / name, model)
        for name, model in (("one", b"model"), ("same", b"model"), ("other", b"another"))
    )
    digests = [files_in(folder).sha256 for folder in (one, same, other)]
    (same / "vocab.txt").write_text("[UNK]\n")

    assert digests[0] == digests[1] != digests[2]
    assert files_in(same).sha256 != digests[0]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "model.onnx").unlink(), "cannot read model.onnx: No such file"),
        (lambda folder: (folder / "vocab.txt").unlink(), "cannot read vocab.txt: No such file"),
        (lambda folder: (folder / "vocab.txt").write_bytes(b"\xff"), "vocab.txt: expected UTF-8"),
        (lambda folder: (folder / "config.json").write_text("{"), "config.json: expected JSON"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused_in_one_line(
    tmp_path: Path, spoil: Callable[[Path], object], said: str
) -> None:
    spoil(write_model(tmp_path, b"model"))

    with pytest.raises(UsageError, match=said):
        files_in(tmp_path)


@pytest.mark.skipif(not is_packaged(), reason="the extra semantic is not installed")
def test_the_packaged_model_is_only_used_where_it_is_the_one_that_is_expected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = packaged_files()
    monkeypatch.setattr(model_files, "PACKAGED_MODEL", "0" * 64)

    assert (files.kind, len(files.vocabulary)) == ("encoder", 30522)
    with pytest.raises(UsageError, match="reader's model of SHA-256 000000000000…, got 8199be6f69"):
        packaged_files()
