"""Word vectors distilled from a sentence encoder: what each piece of words means on average.

A piece's vector is the mean of the encoder's states over its occurrences in running text, drawn
towards its state when it stands alone, so that pieces seldom met have one as well; principal
components keep what tells most (after Tulkens and van Dongen, "Model2Vec", 2024). The same
encoder and texts make the same table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import UsageError
from retrieval.reader.model_files import ModelFiles
from retrieval.text.word_vectors import folded, pieces_of

DIMENSIONS = 128
"""Components that are kept of each vector."""

ALONE = 5.0
"""Occurrences that the state of a piece by itself counts as."""

RARE = 1e-3
"""Share of running text at which a word counts half (the "a" of smooth inverse frequency)."""

_LONGEST = 256
_BATCH = 16
_ALONE_BATCH = 512
_STATES_RANK = 3
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")

Floats = NDArray[np.float64]


class Encoder(NamedTuple):
    """A BERT-like encoder as ONNX, and its vocabulary: the id of each piece, in their order."""

    session: Any
    pieces: Mapping[str, int]

    @classmethod
    def of(cls, files: ModelFiles) -> Encoder:
        """Return the encoder of files. Raises UsageError where they are not one."""
        try:
            from onnxruntime import InferenceSession, SessionOptions
        except ImportError as error:
            raise UsageError(
                "making word vectors needs onnxruntime: pip install 'quoth[semantic]'"
            ) from error
        options = SessionOptions()
        # One thread adds in one order: the same numbers come out each time.
        options.intra_op_num_threads = 1
        try:
            session = InferenceSession(files.model, options)
        except Exception as error:  # whatever a broken file makes the library raise
            raise UsageError("expected an ONNX encoder, got a model that is none") from error
        if len(session.get_outputs()[0].shape) != _STATES_RANK:
            raise UsageError("expected an encoder, got a model that gives no state for each piece")
        return cls(session, {piece: place for place, piece in enumerate(files.vocabulary)})

    def states(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return the last hidden states of rows of piece ids: rows × longest row × width."""
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        mask = np.zeros_like(ids)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
            mask[number, : len(row)] = 1
        fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        wanted = {one.name for one in self.session.get_inputs()}
        found: NDArray[np.float32] = self.session.run(
            None, {name: value for name, value in fed.items() if name in wanted}
        )[0]
        return found


class VectorTable(NamedTuple):
    """A table as `word_vectors.WordVectors` reads it, and its vocabulary in the order of rows."""

    rows: NDArray[np.int8]
    vocabulary: tuple[str, ...]

    def save(self, table: Path, vocabulary: Path) -> None:
        """Write both files."""
        np.save(table, self.rows, allow_pickle=False)
        vocabulary.write_text("\n".join(self.vocabulary), encoding="utf-8")


def distilled(
    encoder: Encoder, texts: Iterable[str], progress: Callable[[int], None] | None = None
) -> VectorTable:
    """Return the vectors that an encoder gives the pieces of its vocabulary, over some texts.

    `progress` is called with how many texts were read. Raises UsageError where there is none.
    """
    rows = sorted((_ids(text, encoder.pieces) for text in texts), key=lambda row: (len(row), row))
    if not rows:
        raise UsageError("expected texts to make word vectors from, got none")
    width = encoder.states([rows[0]]).shape[-1]
    total = np.zeros((len(encoder.pieces), width))
    met = np.zeros(len(encoder.pieces))
    for first in range(0, len(rows), _BATCH):
        batch = rows[first : first + _BATCH]
        for row, states in zip(batch, encoder.states(batch), strict=True):
            np.add.at(total, row, states[: len(row)])
            np.add.at(met, row, 1)
        if progress is not None:
            progress(len(batch))
    return _table(encoder.pieces, _alone(encoder), total, met)


def _alone(encoder: Encoder) -> Floats:
    """Return the state of each piece between the marks of a beginning and an end."""
    opening, closing = _special(encoder.pieces)
    found = [
        encoder.states([[opening, piece, closing] for piece in range(first, stop)])[:, 1]
        for first, stop in _spans(len(encoder.pieces), _ALONE_BATCH)
    ]
    return np.concatenate(found).astype(np.float64)


def _spans(length: int, step: int) -> Iterator[tuple[int, int]]:
    for first in range(0, length, step):
        yield first, min(first + step, length)


def _table(pieces: Mapping[str, int], alone: Floats, total: Floats, met: Floats) -> VectorTable:
    kept = [place for piece, place in pieces.items() if not piece.startswith("[")]
    seen = met > 0
    context = _normal(total / np.maximum(met, 1)[:, None])
    alone = _normal(alone)
    alone = alone - alone[kept].mean(axis=0)
    context = np.where(seen[:, None], context - context[seen].mean(axis=0), 0.0)
    mixed = ((context * met[:, None] + ALONE * alone) / (met + ALONE)[:, None])[kept]
    mixed = mixed - mixed.mean(axis=0)
    _, _, components = np.linalg.svd(mixed, full_matrices=False)
    vectors = _normal(mixed @ components[:DIMENSIONS].T)
    scaled = vectors * (127 / np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9))
    share = (met[kept] + 0.1) / (met[kept] + 0.1).sum()
    weights = np.clip(np.rint(np.log(RARE / (RARE + share)) * 16), -128, 0)
    rows = np.column_stack((np.rint(scaled), weights)).astype(np.int8)
    return VectorTable(rows, tuple(piece for piece in pieces if not piece.startswith("[")))


def _normal(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float64)


def _special(pieces: Mapping[str, int]) -> tuple[int, int]:
    try:
        return pieces["[CLS]"], pieces["[SEP]"]
    except KeyError as error:
        raise UsageError("expected a vocabulary with [CLS] and [SEP], as BERT has it") from error


def _ids(text: str, places: Mapping[str, int]) -> list[int]:
    """Return the ids of a text's pieces between the marks of its beginning and its end."""
    opening, closing = _special(places)
    unknown = [places["[UNK]"]] if "[UNK]" in places else []
    words = _TOKEN.findall(folded(text))
    found = [place for word in words for place in pieces_of(word, places) or unknown]
    return [opening, *found[: _LONGEST - 2], closing]


def texts_of(folder: Path) -> Iterator[str]:
    """Yield the documents of a folder in the BEIR layout, with their titles, and its questions."""
    for name, keys in (("corpus.jsonl", ("title", "text")), ("queries.jsonl", ("text",))):
        try:
            with (folder / name).open(encoding="utf-8") as lines:
                for line in filter(str.strip, lines):
                    record = json.loads(line)
                    yield ". ".join(str(record[key]) for key in keys if record.get(key))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{folder / name}: expected records in the BEIR layout") from error
