from __future__ import annotations

import pytest

from retrieval.errors import UsageError
from retrieval.reader.model_files import Kind, ModelFiles, bert_vocabulary
from retrieval.reader.transformer import PieceRow, Transformer, WordPieces
from retrieval.text.word_vectors import VOCABULARY_FILE
from tests.retrieval.reader.models import (
    MARKS,
    VOCABULARY,
    cross_encoder_bytes,
    encoder_bytes,
)

PIECES = (*MARKS, "play", "##ing", "##er", "cafe", "Cafe", "(", ")", "'", "s", "人", "民", "-")


def pieces(text: str, *, keeps_case: bool = False) -> list[str]:
    cut = WordPieces(PIECES, keeps_case=keeps_case).cut(text)
    return [PIECES[place] for place in cut.ids]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Playing", "play ##ing"),
        ("player's (play)", "play ##er ' s ( play )"),
        ("play-er", "play - [UNK]"),
        ("Café cafe\u0301", "cafe cafe"),
        ("人民", "人 民"),
        ("play\u200bing\ufeffplay", "play [UNK] play"),
        ("unheard play", "[UNK] play"),
        (" \n", ""),
    ],
)
def test_a_text_is_cut_into_the_longest_pieces_that_the_vocabulary_has(
    text: str, expected: str
) -> None:
    assert pieces(text) == expected.split()


def test_case_and_accents_count_where_the_model_keeps_them() -> None:
    assert pieces("Cafe cafe Café", keeps_case=True) == ["Cafe", "cafe", "[UNK]"]


def test_each_piece_knows_where_its_word_begins() -> None:
    assert WordPieces(PIECES).cut("a playing (play").starts == [0, 2, 2, 10, 11]


def test_a_vocabulary_without_marks_is_refused() -> None:
    with pytest.raises(UsageError, match=r"WordPiece vocabulary, got one without '\[SEP\]'"):
        WordPieces(["[CLS]", "[UNK]", "play"])


def test_the_vocabulary_of_the_word_vectors_is_that_of_bert_without_marks() -> None:
    listed = bert_vocabulary(VOCABULARY_FILE.read_text(encoding="utf-8").split("\n"))

    assert len(listed) == 30522
    places = {"[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[MASK]": 103, "[": 1031, "the": 1996}
    assert {piece: listed.index(piece) for piece in places} == places


LIN, RAIN = VOCABULARY.index("lin"), VOCABULARY.index("rain")


def loaded(model: bytes, kind: Kind | None = None) -> Transformer:
    pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")
    return Transformer.load(ModelFiles(model, VOCABULARY, "", kind), threads=1)


def test_an_encoder_gives_a_state_for_each_piece() -> None:
    model = loaded(encoder_bytes())

    assert model.kind == "encoder"
    assert model.states(PieceRow([LIN, RAIN], 2)).tolist() == [[1, 0, 0], [0, 0, 1]]


def test_a_cross_encoder_gives_a_logit() -> None:
    model = loaded(cross_encoder_bytes())

    assert model.kind == "cross-encoder"
    assert model.logit(PieceRow([LIN, LIN, LIN, RAIN], 1)) == 2.0


@pytest.mark.parametrize(
    ("model", "kind", "said"),
    [
        (b"no model", None, "onnxruntime cannot load the reader's model: "),
        (encoder_bytes(), "cross-encoder", "expected cross-encoder .* of 3 dimensions"),
        (cross_encoder_bytes(), "encoder", "expected encoder .* of 2 dimensions"),
    ],
)
def test_a_model_that_is_not_what_it_should_be_is_refused(
    model: bytes, kind: Kind | None, said: str
) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        loaded(model, kind)
    assert "\n" not in str(refused.value)
