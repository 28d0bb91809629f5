"""A transformer of word pieces, run by onnxruntime on the processor.

A word is cut greedily from the left, longest piece first (WordPiece: Schuster and Nakajima,
"Japanese and Korean voice search", 2012); punctuation and ideographs stand by themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import UsageError
from retrieval.reader.model_files import Kind, ModelFiles
from retrieval.text.word_vectors import folded, pieces_of

Floats = NDArray[np.float32]

THREADS = 2
"""Threads that one run of a model uses, unless it is said."""

_RANKS: dict[int, Kind] = {3: "encoder", 2: "cross-encoder"}


# Everything between white space, save what a vocabulary has by itself: punctuation as Unicode
# has it in the blocks that are in use (of ASCII its symbols as well), and ideographs. What nobody
# sees ends a word: no vocabulary would know the word with it.
_APART = (
    r"!-/:-@\[-`{-~¡§«¶·»¿\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u3011"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff0f\uff1a-\uff20"
)
_UNSEEN = r"\u00ad\u200b-\u200f\u2060\ufeff"
_WORD = re.compile(rf"[^\s{_APART}{_UNSEEN}]+|[{_APART}]")
_REMEMBERED_WORDS = 1 << 15


class Pieces(NamedTuple):
    """The ids of a text's pieces in order, and at which character the word of each begins."""

    ids: list[int]
    starts: list[int]


class WordPieces:
    """Cuts text into the pieces of a vocabulary. `keeps_case` where the model tells A from a.

    Raises UsageError where the vocabulary lacks the marks that BERT has: [CLS], [SEP], [UNK].
    """

    def __init__(self, vocabulary: Sequence[str], *, keeps_case: bool = False) -> None:
        self._places = {piece: place for place, piece in enumerate(vocabulary)}
        self._keeps_case = keeps_case
        try:
            self.opening, self.closing, self._unknown = (
                self._places[mark] for mark in ("[CLS]", "[SEP]", "[UNK]")
            )
        except KeyError as error:
            raise UsageError(f"expected a WordPiece vocabulary, got one without {error}") from error
        self._ids = lru_cache(_REMEMBERED_WORDS)(self._word_ids)

    def cut(self, text: str) -> Pieces:
        """Return the pieces of a text, without any marks around them."""
        ids: list[int] = []
        starts: list[int] = []
        for match in _WORD.finditer(text):
            own = self._ids(match.group())
            ids += own
            starts += [match.start()] * len(own)
        return Pieces(ids, starts)

    def _word_ids(self, word: str) -> tuple[int, ...]:
        written = unicodedata.normalize("NFC", word) if self._keeps_case else folded(word)
        return tuple(pieces_of(written, self._places)) or (self._unknown,)


class PieceRow(NamedTuple):
    """What a model is given: ids of pieces with the marks around them.

    `second` is where the second of two texts begins, the length of the row where there is one.
    """

    ids: Sequence[int]
    second: int


class Transformer:
    """A loaded model and its vocabulary. Several threads may use it at once."""

    def __init__(self, session: Any, pieces: WordPieces, files: ModelFiles) -> None:
        self._session = session
        self._inputs = {one.name for one in session.get_inputs()}
        self._output = next(
            (one for one in session.get_outputs() if len(one.shape) in _RANKS),
            session.get_outputs()[0],
        )
        rank = len(self._output.shape)
        if rank not in _RANKS or files.kind not in (None, _RANKS[rank]):
            raise UsageError(
                f"expected {files.kind or 'states or a logit'} of a reader's model, "
                f"got an output of {rank} dimensions"
            )
        self.kind: Kind = _RANKS[rank]
        self.pieces = pieces
        self.longest = files.longest

    @classmethod
    def load(cls, files: ModelFiles, threads: int = THREADS) -> Transformer:
        """Return a model ready to run. Raises UsageError where onnxruntime cannot load it."""
        try:
            import onnxruntime
        except ImportError as error:
            raise UsageError("a reader needs: pip install 'quoth[semantic]'") from error
        # What is asked here, and how often, is nobody else's business.
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # What it could warn of, a failure says anyway, in a line of ours.
        options.log_severity_level = 4
        # Between runs a thread that spins takes its core from whoever else has work for it.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = onnxruntime.InferenceSession(
                files.model, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the library has no error of its own to catch
            reason = str(error).strip().splitlines()[-1] if str(error).strip() else "no reason"
            raise UsageError(f"onnxruntime cannot load the reader's model: {reason}") from error
        return cls(session, WordPieces(files.vocabulary, keeps_case=files.keeps_case), files)

    def states(self, row: PieceRow) -> Floats:
        """Return the last hidden states of a row: pieces × width."""
        found: Floats = self._run(row)[0]
        return found

    def logit(self, row: PieceRow) -> float:
        """Return how well the second text of a row answers the first, as a logit."""
        logits = self._run(row)[0]
        return float(logits[0] if len(logits) == 1 else logits[-1] - logits[0])

    def _run(self, row: PieceRow) -> Any:
        # One row at a time: what is padded to another's length costs as much, and adds up in
        # another order, so that a passage would be read otherwise beside other passages.
        ids = np.array([row.ids], np.int64)
        fed = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": (np.arange(len(row.ids)) >= row.second).astype(np.int64)[None],
        }
        given = {name: value for name, value in fed.items() if name in self._inputs}
        return self._session.run([self._output.name], given)[0]
