"""Tiny models for the tests, written as ONNX has it on disk, and folders with them.

Each piece of the vocabulary has a vector, whatever stands around it: what a reader makes of a
text can be told in the head.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path

MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
WORDS = ("lin", "zhou", "led", "left", "team", "qwen", "rain", "fell", "##ing", "who", ".", "?")
VOCABULARY = (*MARKS, *WORDS)

VECTORS = {
    "lin": (1.0, 0.0, 0.0),
    "zhou": (0.0, 1.0, 0.0),
    "led": (1.0, 1.0, 0.0),
    "left": (1.0, 1.0, 0.2),
    "rain": (0.0, 0.0, 1.0),
    "fell": (0.0, 0.0, 2.0),
}
"""The states of pieces; those of all others are 0."""

_FLOAT, _INT64 = 1, 7


def encoder_bytes() -> bytes:
    """Return a model that gives each piece its vector."""
    rows = [VECTORS.get(piece, (0.0, 0.0, 0.0)) for piece in VOCABULARY]
    gather = _node("Gather", ("table", "input_ids"), "last_hidden_state")
    output = _value("last_hidden_state", _FLOAT, ("batch", "sequence", 3))
    return _model([gather], _tensor("table", rows), output)


def cross_encoder_bytes() -> bytes:
    """Return a model whose logit is how much more often "lin" is met than "rain"."""
    worth = {"lin": (1.0,), "rain": (-1.0,)}
    rows = [worth.get(piece, (0.0,)) for piece in VOCABULARY]
    gather = _node("Gather", ("table", "input_ids"), "worth")
    axes = _text(1, "axes") + _number(8, 1) + _number(20, 7)
    kept = _text(1, "keepdims") + _number(3, 0) + _number(20, 2)
    add = _node("ReduceSum", ("worth",), "logits", axes, kept)
    return _model([gather, add], _tensor("table", rows), _value("logits", _FLOAT, ("batch", 1)))


def write_model(
    folder: Path, model: bytes, architecture: str | None = None, **tokenizer: object
) -> Path:
    """Write a model with its vocabulary, and what says what it is; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model)
    (folder / "vocab.txt").write_text("".join(f"{piece}\n" for piece in VOCABULARY))
    if architecture is not None:
        (folder / "config.json").write_text(json.dumps({"architectures": [architecture]}))
    if tokenizer:
        (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer))
    return folder


# The wire format of protocol buffers: a field is its number and kind, then a number, or a length
# and so many bytes.


def _varint(value: int) -> bytes:
    low, rest = value & 127, value >> 7
    return bytes([low | 128]) + _varint(rest) if rest else bytes([low])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _node(kind: str, inputs: Sequence[str], output: str, *attributes: bytes) -> bytes:
    named = b"".join(_text(1, name) for name in inputs) + _text(2, output) + _text(4, kind)
    return named + b"".join(_bytes(5, attribute) for attribute in attributes)


def _tensor(name: str, rows: Sequence[Sequence[float]]) -> bytes:
    values = [value for row in rows for value in row]
    raw = struct.pack(f"<{len(values)}f", *values)
    shape = _number(1, len(rows)) + _number(1, len(rows[0]))
    return shape + _number(2, _FLOAT) + _text(8, name) + _bytes(9, raw)


def _value(name: str, kind: int, shape: Sequence[str | int]) -> bytes:
    dims = (_text(2, one) if isinstance(one, str) else _number(1, one) for one in shape)
    tensor = _number(1, kind) + _bytes(2, b"".join(_bytes(1, dim) for dim in dims))
    return _text(1, name) + _bytes(2, _bytes(1, tensor))


def _model(nodes: Sequence[bytes], table: bytes, output: bytes) -> bytes:
    ids = _value("input_ids", _INT64, ("batch", "sequence"))
    graph = (
        b"".join(_bytes(1, node) for node in nodes)
        + _text(2, "reader")
        + _bytes(5, table)
        + _bytes(11, ids)
        + _bytes(12, output)
    )
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _text(1, "") + _number(2, 11))
