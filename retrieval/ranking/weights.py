"""What each feature weighs: learned from questions with known answers, kept in a readable file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from retrieval.errors import UsageError
from retrieval.ranking.sentence_features import SENTENCE_FEATURES

SCHEMA = 1
"""Raised when what the names in a file of weights mean changes."""

THRESHOLD_NAMES = ("eager", "balanced", "careful")
"""The names of how sure an answer has to be, from the least sure on."""

LOGIT_WEIGHT = 1.0
"""What the logit of a cross-encoder adds to a score, and half as much to the odds of an answer."""

_BUNDLED = Path(__file__).with_name("weights.json")
_OF_ENCODER = Path(__file__).with_name("weights_encoder.json")
_BY_NAME = ("sentence", "passage", "certainty", "cautions")


class Weights(NamedTuple):
    """Weights by the name of the evidence; evidence that is not named weighs nothing.

    `sentence` compares the sentences of a passage, `passage` the passages for a question,
    `certainty` says from the evidence of the best one how likely it answers: a logistic
    regression with `intercept`. `cautions` are the least likelihoods to answer at, by the name
    of the setting. `made` says what data and command made them. `skimming` is what the cosine
    of a passage's kept vector weighs beside its score where a reader chooses what to read.
    """

    sentence: Mapping[str, float]
    passage: Mapping[str, float]
    certainty: Mapping[str, float]
    intercept: float
    cautions: Mapping[str, float]
    made: Mapping[str, object]
    skimming: float = 0.0

    @property
    def sentence_weights(self) -> tuple[float, ...]:
        """The weights of `SENTENCE_EVIDENCE`, in its order."""
        return tuple(self.sentence.get(name, 0.0) for name in SENTENCE_FEATURES)

    def passage_weights(self, names: tuple[str, ...]) -> tuple[float, ...]:
        """Return the weights of `PASSAGE_FEATURES`, given by these names."""
        return tuple(self.passage.get(name, 0.0) for name in names)

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Return the weights in a file. Raises UsageError with what is not as expected."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path}: expected JSON, as `quoth train` writes it") from error
        fault = next(_faults(found), None)
        if fault is not None:
            raise UsageError(f"{path}: expected {fault}")
        return cls(**{name: found[name] for name in cls._fields if name in found})

    def save(self, path: Path) -> None:
        """Write the weights to a file. Raises UsageError where that is not possible."""
        try:
            path.write_text(self.as_text(), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path}: cannot write the weights: {error.strerror}") from error

    def as_text(self) -> str:
        """Return the weights as the text of a file: the same ones make the same text."""
        written = {"schema": SCHEMA, "made": self.made}
        for name in ("sentence", "passage", "certainty", "intercept", "cautions"):
            written[name] = getattr(self, name)
        if self.skimming:
            written["skimming"] = self.skimming
        return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def _faults(found: Any) -> Iterator[str]:
    """Yield what was expected of the contents of a file, and what is there instead."""
    if not isinstance(found, dict):
        yield "a JSON object of weights"
        return
    if found.get("schema", SCHEMA) != SCHEMA:
        yield f'"schema" {SCHEMA}, got {_shown(found["schema"])}'
    if not isinstance(found.get("made"), dict):
        yield f'"made" as an object, got {_shown(found.get("made"))}'
    for name in _BY_NAME:
        weights = found.get(name)
        if not isinstance(weights, dict):
            yield f'"{name}" as numbers by name, got {_shown(weights)}'
            return
        for evidence, weight in weights.items():
            if not _is_number(weight):
                yield f'a number for "{evidence}" of "{name}", got {_shown(weight)}'
    if not _is_number(found.get("intercept")):
        yield f'"intercept" as a number, got {_shown(found.get("intercept"))}'
    if not _is_number(found.get("skimming", 0.0)):
        yield f'"skimming" as a number, got {_shown(found["skimming"])}'
    yield from _faults_of_thresholds(found["cautions"])


def _faults_of_thresholds(cautions: Mapping[str, Any]) -> Iterator[str]:
    least = [cautions[name] for name in THRESHOLD_NAMES if _is_number(cautions.get(name))]
    are_all = len(cautions) == len(least) == len(THRESHOLD_NAMES)
    if not are_all or least != sorted(least) or not 0 <= least[0] <= least[-1] <= 1:
        names = ", ".join(THRESHOLD_NAMES)
        yield f'"cautions" as numbers from 0 to 1 for {names}, none below the one before'


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _shown(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value)[:60]


@lru_cache(maxsize=3)
def bundled_weights(kind: str | None = None) -> Weights:
    """Return the weights that come with Quoth, for a reader of a kind or for none.

    None were learned for a cross-encoder, since none is packaged: its logit counts as it is.
    """
    if kind == "encoder":
        return Weights.load(_OF_ENCODER)
    own = Weights.load(_BUNDLED)
    if kind is None:
        return own
    passage = {**own.passage, "reader_logit": LOGIT_WEIGHT}
    return own._replace(
        passage=passage, certainty={**own.certainty, "reader_logit": LOGIT_WEIGHT / 2}
    )
