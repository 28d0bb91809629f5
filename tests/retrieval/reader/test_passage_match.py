from __future__ import annotations

import numpy as np
import pytest

from retrieval.model import PassageMatch, PassageText
from retrieval.reader.model_files import ModelFiles
from retrieval.reader.passage_match import (
    match_of,
    pair_of,
    passage_states,
    passage_vectors,
    question_states,
    skimmed_match,
)
from retrieval.reader.transformer import Transformer
from retrieval.text.sentences import sentences
from tests.retrieval.reader.models import VOCABULARY, encoder_bytes

pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")

DIAGONAL = 0.5**0.5


def encoder(longest: int = 320) -> Transformer:
    files = ModelFiles(encoder_bytes(), VOCABULARY, "", longest=longest)
    return Transformer.load(files, threads=1)


def passage(text: str, title: str = "") -> PassageText:
    return PassageText(title, text, tuple(sentences(text)))


def match(question: str, text: str, title: str = "", longest: int = 320) -> PassageMatch:
    model = encoder(longest)
    asked = question_states(model, question)
    return match_of(asked, passage_states(model, passage(text, title)))


@pytest.mark.parametrize(
    ("question", "text", "cosines", "maxsims"),
    [
        ("lin", "Lin. Rain.", [1.0, 0.0], [1.0, 0.0]),
        ("lin", "Led. Zhou.", [DIAGONAL, 0.0], [DIAGONAL, 0.0]),
        # The mean of both words is like "led"; each by itself is only half like it.
        ("lin zhou", "Led. Lin.", [1.0, DIAGONAL], [DIAGONAL, 0.5]),
    ],
)
def test_each_sentence_is_compared_by_its_mean_and_piece_by_piece(
    question: str, text: str, cosines: list[float], maxsims: list[float]
) -> None:
    found = match(question, text).sentences

    assert [one.cosine for one in found] == pytest.approx(cosines)
    assert [one.maxsim for one in found] == pytest.approx(maxsims)


def test_a_passage_is_compared_with_its_title() -> None:
    alone = match("lin rain", "Zhou led.")
    titled = match("lin rain", "Zhou led.", "Rain")

    assert (alone.maxsim, alone.least) == pytest.approx((DIAGONAL / 2, 0.0))
    assert (titled.maxsim, titled.least) == pytest.approx(((DIAGONAL + 1) / 2, DIAGONAL))
    assert titled.cosine > alone.cosine


def test_a_sentence_beyond_what_is_read_matches_nothing() -> None:
    found = match("lin", "Rain fell. Lin led.", longest=5)

    assert [(one.cosine, one.maxsim) for one in found.sentences] == [(0, 0), (0, 0)]
    assert len(match("lin", "").sentences) == 0


def test_vectors_alone_give_the_same_cosines() -> None:
    model = encoder()
    encoded = passage_states(model, passage("Lin left. Rain fell.", "Zhou"))
    asked = question_states(model, "who left?")
    whole = match_of(asked, encoded)
    skimmed = skimmed_match(asked, passage_vectors(encoded))

    assert skimmed.cosine == whole.cosine
    assert [one.cosine for one in skimmed.sentences] == [one.cosine for one in whole.sentences]
    assert (skimmed.maxsim, skimmed.least) == (0, 0)


def test_a_pair_has_both_texts_between_marks_and_as_much_as_is_read() -> None:
    model = encoder(longest=8)
    row = pair_of(model, "who led?", passage("Lin led the team.", "Qwen"))

    assert [VOCABULARY[piece] for piece in row.ids] == (
        "[CLS] who led ? [SEP] qwen . [SEP]".split()
    )
    assert row.second == 5


def test_states_are_of_length_one_or_nothing() -> None:
    asked = question_states(encoder(), "lin fell team")

    assert np.linalg.norm(asked.pieces, axis=1).tolist() == [1, 1, 0]
    assert np.linalg.norm(asked.mean) == pytest.approx(1)
