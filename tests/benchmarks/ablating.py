"""What each piece of evidence adds: how much worse it gets without, learned anew each time.

Evidence is taken away by making it 0 everywhere. What else may say a question is taken away
before passages are looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np

from retrieval.answering import abstention
from retrieval.answering.abstention import probability_features as _measured
from retrieval.ranking.first_stage import RELATED, SPELLED_OTHERWISE, SYNONYM, Alternatives, expand
from retrieval.ranking.passage_features import PASSAGE_FEATURES
from retrieval.ranking.sentence_features import SENTENCE_FEATURES
from retrieval.training import fit
from retrieval.training.examples import Example
from tests.benchmarks.asking import Seen, gathered, of_examples
from tests.benchmarks.systems import Folder

_BEST = [name == "sentence" or name.startswith("best_") for name in PASSAGE_FEATURES]

_evidence_of = fit.passage_features


class Group(NamedTuple):
    """Evidence that is taken away together: for passages and for sentences, by how it begins."""

    name: str
    own: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


GROUPS = (
    Group("title and headings", ("titled", "title_"), ("titled", "particular")),
    Group("side by side, in order", ("together",), ("together", "ordered", "near")),
    Group("kind of answer", (), ("answer_", "opening_", "near")),
    Group("names lacking", ("lacking_name",)),
    Group("words lacking", ("lacking_rare", "lacking_bits", "lacking_number", "lacking")),
    Group("sums of idf", ("told_bits", "inside_bits", "lacking_bits")),
    Group("lengths", ("length", "title_length"), ("length",)),
    Group("place in the passage", (), ("opening", "second", "late")),
    Group("sentence before, pronouns", (), ("before", "pronoun", "resolved")),
    Group("new names, digits", (), ("names", "digits")),
    Group("direction of the relation", ("direction",), ("direction",)),
)

ALTERNATIVES = {
    "paraphrases of relations": RELATED,
    "synonyms": SYNONYM,
    "words joined otherwise": SPELLED_OTHERWISE,
}
"""What else may say a question, by the strength of the alternatives."""


def ablated(folder: Folder, found: Sequence[Example]) -> Iterator[tuple[str, list[Seen]]]:
    """Yield what comes of the questions without each piece of evidence, cross-validated."""
    for group in GROUPS:
        yield group.name, of_examples([_without(example, group) for example in found])
    with patch.object(fit, "passage_features", _without_best):
        yield "the best sentence", of_examples(found)
    for name, begins in (("lead over the others", "over_"), ("no answer of the kind", "bare_")):
        with patch.object(abstention, "probability_features", _measured_without(begins)):
            yield name, of_examples(found)
    for name, strength in ALTERNATIVES.items():
        with patch("retrieval.ranking.first_stage.expand", _expand_without(strength)):
            yield name, of_examples(gathered(folder))


def _without(example: Example, group: Group) -> Example:
    own = _kept(PASSAGE_FEATURES, group.own)
    sentences = _kept(SENTENCE_FEATURES, group.sentences)
    return example._replace(
        passages=tuple(
            one._replace(
                ranked=one.ranked._replace(measured=tuple((one.ranked.measured * own).tolist())),
                passage_features=one.passage_features * own[: len(one.passage_features)],
                sentence_features=one.sentence_features * sentences
                if len(one.sentence_features)
                else one.sentence_features,
            )
            for one in example.passages
        )
    )


def _kept(names: Sequence[str], gone: tuple[str, ...]) -> Any:
    """Return 1 for evidence that stays and 0 for what goes: of that name, or beginning so."""
    return np.array(
        [
            not any(name == one or (one.endswith("_") and name.startswith(one)) for one in gone)
            for name in names
        ],
        float,
    )


def _without_best(found: Any, sentence: Any) -> Any:
    """Return a passage's evidence without that of its best sentence."""
    return np.where(_BEST, 0.0, _evidence_of(found, sentence))


def _measured_without(begins: str) -> Callable[..., Iterator[tuple[str, float]]]:
    def measured(question: Any, ranked: Any) -> Iterator[tuple[str, float]]:
        for name, value in _measured(question, ranked):
            yield name, 0.0 if name.startswith(begins) else value

    return measured


def _expand_without(strength: float) -> Callable[..., Alternatives]:
    def without(*given: Any) -> Alternatives:
        return {
            term: [one for one in others if one.strength != strength]
            for term, others in expand(*given).items()
        }

    return without
