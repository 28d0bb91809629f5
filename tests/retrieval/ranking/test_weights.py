"""Weights as a file: what comes with Quoth, what somebody trained, and what is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.abstention import (
    DEFAULT_THRESHOLD,
    probability_feature_names,
    trained_weights,
)
from retrieval.errors import UsageError
from retrieval.ranking.passage_features import PASSAGE_FEATURES
from retrieval.ranking.sentence_features import SENTENCE_FEATURES
from retrieval.ranking.weights import THRESHOLD_NAMES, Weights, bundled_weights

GOOD: dict[str, Any] = {
    "schema": 1,
    "made": {"command": "quoth train mine"},
    "sentence": {SENTENCE_FEATURES[0]: 1.5},
    "passage": {"bm25": 2},
    "certainty": {probability_feature_names()[0]: 0.25},
    "intercept": -1.0,
    "cautions": {"eager": 0.1, "balanced": 0.2, "careful": 0.2},
}
NUMBERS = st.dictionaries(st.text(), st.floats(allow_nan=False, allow_infinity=False))


def written(path: Path, record: object) -> Path:
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def test_the_weights_that_come_with_quoth_are_for_this_version(project: Path) -> None:
    assert trained_weights(project / "retrieval/ranking/weights.json") == bundled_weights()


def test_the_weights_that_come_with_quoth_say_what_made_them_and_name_no_place() -> None:
    made = bundled_weights().made

    assert str(made["command"]).startswith("quoth train ")
    assert "/" not in str(made["command"])
    assert {"questions", "passages", "date", "versions"} <= made.keys()


def test_the_weights_that_come_with_quoth_can_be_read_by_people(project: Path) -> None:
    lines = (project / "retrieval/ranking/weights.json").read_text(encoding="utf-8").splitlines()

    assert all(len(line) <= 100 for line in lines)
    assert len(lines) > len(bundled_weights().passage)


@given(NUMBERS, st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted))
def test_weights_of_any_names_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, named: dict[str, float], least: list[float]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    weights = Weights(
        named,
        named,
        named,
        0.5,
        dict(zip(THRESHOLD_NAMES, least, strict=True)),
        {"command": "quoth"},
    )
    weights.save(path)

    assert Weights.load(path) == weights
    assert Weights.load(path).as_text() == weights.as_text() == path.read_text(encoding="utf-8")


def test_a_file_has_its_parts_in_the_order_that_they_are_learned_in() -> None:
    assert list(json.loads(bundled_weights().as_text())) == list(GOOD)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"schema": 2}, '"schema" 1, got 2'),
        ({"made": None}, '"made" as an object, got nothing'),
        ({"sentence": [1]}, r'"sentence" as numbers by name, got \[1\]'),
        ({"passage": {"bm25": "high"}}, 'a number for "bm25" of "passage", got "high"'),
        ({"passage": {"bm25": True}}, 'a number for "bm25" of "passage", got true'),
        ({"certainty": {"told": float("nan")}}, 'a number for "told" of "certainty"'),
        ({"intercept": "0"}, '"intercept" as a number, got "0"'),
        ({"cautions": {"eager": 0.1}}, "for eager, balanced, careful"),
        ({"cautions": {"eager": 0.3, "balanced": 0.2, "careful": 0.4}}, "none below the one"),
        ({"cautions": {"eager": 0.3, "balanced": 0.4, "careful": 4}}, "from 0 to 1"),
    ],
)
def test_a_member_that_is_wrong_is_named_with_what_was_expected(
    tmp_path: Path, changed: dict[str, Any], told: str
) -> None:
    path = written(tmp_path / "mine.json", {**GOOD, **changed})

    with pytest.raises(UsageError, match=rf"mine\.json: expected .*{told}"):
        Weights.load(path)


@pytest.mark.parametrize("text", [b"", b"\xff", b"{", b"[]", b'"a"', b"[" * 100_000])
def test_a_file_of_something_else_is_refused_in_one_line(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(text)

    with pytest.raises(UsageError) as refused:
        Weights.load(path)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("name", ["nowhere.json", "."])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        Weights.load(tmp_path / name)


def test_weights_that_cannot_be_written_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write the weights"):
        bundled_weights().save(tmp_path / "nowhere" / "mine.json")


@pytest.mark.parametrize("part", ["sentence", "passage", "certainty"])
def test_evidence_of_another_version_is_named_with_what_may_be_meant(
    tmp_path: Path, part: str
) -> None:
    path = written(tmp_path / "mine.json", {**GOOD, part: {"tolled": 1.0}})

    with pytest.raises(UsageError, match=f'got "tolled" of "{part}"'):
        trained_weights(path)


def test_no_evidence_has_two_names() -> None:
    for names in (SENTENCE_FEATURES, PASSAGE_FEATURES, probability_feature_names()):
        assert len(set(names)) == len(names)
    assert DEFAULT_THRESHOLD in THRESHOLD_NAMES
