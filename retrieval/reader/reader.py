"""The reader: a model that is loaded when the first question needs it, once in a process.

`found_reader` says which one is to be had. What goes wrong with it is one line in the log, and
the ranking does without.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol

from retrieval.errors import UsageError
from retrieval.model import PassageMatch, PassageText
from retrieval.reader.model_files import Kind, ModelFiles, files_in, is_packaged, packaged_files
from retrieval.reader.passage_match import (
    PassageStates,
    PassageVectors,
    QuestionStates,
    match_of,
    pair_of,
    passage_states,
    passage_vectors,
    question_states,
    skimmed_match,
)
from retrieval.reader.transformer import THREADS, Transformer

BUDGET = 250
"""Milliseconds that reading passages for one question may take, unless it is said."""

READ_PASSAGES = 20
"""Passages that are worth reading where nothing is kept of any, as far as the budget goes: over
documentation, the right one of the same candidates is among the first three for 78 % where 20
are read and for 74 % where 6 are."""

READ_AFTER_SKIMMING = 2
"""Passages that are worth reading of those that were skimmed first: the right one comes first as
often as where all are read, but for 0.2 %, and over documentation more often."""

NO_READER = "none"
"""What sets that there is to be no reader."""

REMEMBERED_PASSAGES = 64
"""Passages that a question asked otherwise, or one that follows, is likely to come upon again."""

_REMEMBERED_QUESTIONS = 32

logger = logging.getLogger(__name__)


class KeptVectors(Protocol):
    """Vectors of passages that were made before."""

    def vectors(self, passage: PassageText) -> PassageVectors | None:
        """Return the vectors of a passage, None where none are kept."""


class TransformerReader:
    """Reads passages for questions. Several threads may ask it.

    `files` reads the model from disk; it is called when the first question comes, and what it
    raises as UsageError is logged once: from then on nothing is read. A run of the model uses
    `threads` threads; `budget` is in milliseconds for each call of `read`. As many passages as are
    `remembered` need not be encoded again, for a quarter of a megabyte each. Whoever encodes in
    the `background` holds that lock.
    """

    def __init__(
        self,
        files: Callable[[], ModelFiles],
        *,
        threads: int = THREADS,
        budget: float = BUDGET,
        remembered: int = REMEMBERED_PASSAGES,
    ) -> None:
        self._files = files
        self._threads = threads
        self._budget = budget
        self.background = threading.Lock()
        self._loading = threading.Lock()
        self._was_tried = False
        self._model: Transformer | None = None
        self._sha256 = ""
        self._asked = lru_cache(_REMEMBERED_QUESTIONS)(self._question)
        self._states = lru_cache(remembered)(self._encoded)

    @property
    def kind(self) -> Kind | None:
        """How it reads, None where it cannot. Loads the model."""
        model = self._loaded()
        return None if model is None else model.kind

    @property
    def sha256(self) -> str:
        """What tells its model from others, "" where there is none. Loads the model."""
        return self._sha256 if self._loaded() else ""

    def read(
        self, question: str, passages: Sequence[PassageText]
    ) -> tuple[PassageMatch | None, ...]:
        """Return how each passage matches: best first they come, and as far as the budget goes.

        The first one is read whatever it takes. For each that time was too short for, and for
        all where the model cannot be used, None.
        """
        model = self._loaded()
        matches: list[PassageMatch | None] = []
        if model is not None and passages:
            read_one = self._reading(model, question)
            began = time.perf_counter()
            slowest = 0.0
            for passage in passages:
                spent = time.perf_counter() - began
                if matches and (spent + slowest) * 1000 > self._budget:
                    break
                matches.append(read_one(passage))
                slowest = max(slowest, time.perf_counter() - began - spent)
        return (*matches, *(None for _ in range(len(passages) - len(matches))))

    def skim(
        self, question: str, passages: Sequence[PassageText], kept: KeptVectors
    ) -> tuple[PassageMatch | None, ...]:
        """Return the cosines of the passages whose vectors are kept, None for the others.

        Nothing but the question is encoded. `maxsim` and `least` are 0: those need a reading.
        """
        model = self._loaded()
        if model is None or model.kind != "encoder":
            return (None,) * len(passages)
        asked = self._asked(question)
        found = map(kept.vectors, passages)
        return tuple(one if one is None else skimmed_match(asked, one) for one in found)

    def encode(self, passage: PassageText) -> PassageVectors | None:
        """Return the vectors of a passage, for keeping; None where its model makes none."""
        model = self._loaded()
        if model is None or model.kind != "encoder":
            return None
        return passage_vectors(passage_states(model, passage))

    def _reading(self, model: Transformer, question: str) -> Callable[[PassageText], PassageMatch]:
        if model.kind == "encoder":
            asked = self._asked(question)
            return lambda passage: match_of(asked, self._states(passage))
        return lambda passage: PassageMatch(logit=model.logit(pair_of(model, question, passage)))

    def _encoded(self, passage: PassageText) -> PassageStates:
        model = self._loaded()
        assert model is not None  # noqa: S101  # whoever reads has looked
        return passage_states(model, passage)

    def _question(self, question: str) -> QuestionStates:
        model = self._loaded()
        assert model is not None  # noqa: S101  # whoever asks has looked
        return question_states(model, question)

    def _loaded(self) -> Transformer | None:
        if not self._was_tried:
            with self._loading:
                if not self._was_tried:
                    self._load()
                    self._was_tried = True
        return self._model

    def _load(self) -> None:
        try:
            files = self._files()
            model = Transformer.load(files, self._threads)
            if self._files is not packaged_files:
                _try_out(model)
        except UsageError as error:
            logger.warning("the reader is not used: %s", error)
            return
        self._sha256, self._model = files.sha256, model


def _try_out(model: Transformer) -> None:
    """Run a model on as much as it is ever given. Raises UsageError where it does not take it."""
    tried = PassageText("", "Yes. " * model.longest, ((0, 4),))
    try:
        if model.kind == "encoder":
            passage_states(model, tried)
        else:
            model.logit(pair_of(model, "Really?", tried))
    except Exception as error:  # the library has no error of its own to catch
        reason = (str(error).strip() or "no reason").splitlines()[-1]
        raise UsageError(f"its model cannot read {model.longest} pieces: {reason}") from error


@lru_cache(maxsize=4)
def found_reader(
    setting: str | None = None,
    threads: int = THREADS,
    budget: float = BUDGET,
    remembered: int = REMEMBERED_PASSAGES,
) -> TransformerReader | None:
    """Return the reader that is set, the same one for a whole process; None where there is none.

    `setting` is the path of a folder with `model.onnx` and `vocab.txt`, "none" for no reader,
    or None for the packaged model where it is installed. Nothing is loaded yet: a folder without a
    model shows when `TransformerReader.kind` is looked at, or a question is read.
    """
    if setting == NO_READER or (setting is None and not is_packaged()):
        return None
    files = packaged_files if setting is None else partial(files_in, Path(setting).expanduser())
    return TransformerReader(files, threads=threads, budget=budget, remembered=remembered)
