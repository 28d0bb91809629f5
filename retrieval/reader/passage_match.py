"""How a passage and its sentences match a question, as a transformer reads them.

An encoder reads "title. passage" in one pass, so that each sentence is read in its place. The
cosine compares mean vectors; late interaction (MaxSim: Khattab and Zaharia, "ColBERT", 2020)
looks, for each piece of the question, for the piece of the text most like it. A cross-encoder
reads question and passage together (Nogueira and Cho, "Passage re-ranking with BERT", 2019).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from retrieval.model import Passage, PassageMatch, PassageText, SentenceMatch, Span
from retrieval.reader.transformer import Floats, PieceRow, Transformer
from retrieval.text.analyzer import Analyzer
from retrieval.text.sentences import parsed_sentences

LONGEST_QUESTION = 64
"""Pieces of a question that are read at most; the title of a passage has as many."""


def passage_text(title: str, passage: Passage, analyzer: Analyzer) -> PassageText:
    """Return a passage of a document with that title, its sentences those that can be marked."""
    parsed = parsed_sentences(analyzer, passage.text, passage.parts)
    spans = tuple(sentence.span for sentence in parsed)
    return PassageText.below(title, passage.heading, passage.text, spans)


class QuestionStates(NamedTuple):
    """A question as encoded: the mean of its pieces and each piece, all of length 1."""

    mean: Floats
    pieces: Floats


class PassageStates(NamedTuple):
    """A passage as encoded: the states of its pieces, marks and title included.

    `stretches` says which rows each sentence has: none where it lies beyond what is read.
    """

    states: Floats
    stretches: tuple[Span, ...]


class PassageVectors(NamedTuple):
    """What of a passage does not depend on the question; rows of length 1, or 0 if not read.

    `mean` is of the whole, with its title; `sentences` has a row for each sentence.
    """

    mean: Floats
    sentences: Floats


def question_states(model: Transformer, question: str) -> QuestionStates:
    """Return a question as an encoder reads it."""
    ids = model.pieces.cut(question).ids[: LONGEST_QUESTION - 2]
    row = [model.pieces.opening, *ids, model.pieces.closing]
    states = model.states(PieceRow(row, len(row)))
    return QuestionStates(unit(states.mean(axis=0)), unit(states[1:-1] if ids else states))


def passage_states(model: Transformer, passage: PassageText) -> PassageStates:
    """Return a passage as an encoder reads it."""
    title = model.pieces.cut(f"{passage.title}.").ids[:LONGEST_QUESTION] if passage.title else []
    own = model.pieces.cut(passage.text)
    first = 1 + len(title)
    ids = own.ids[: model.longest - first - 1]
    row = [model.pieces.opening, *title, *ids, model.pieces.closing]
    ends = np.searchsorted(own.starts[: len(ids)], np.array(passage.sentences).reshape(-1, 2))
    stretches = tuple((first + int(start), first + int(stop)) for start, stop in ends)
    return PassageStates(model.states(PieceRow(row, len(row))), stretches)


def passage_vectors(encoded: PassageStates) -> PassageVectors:
    """Return the mean vectors of a passage and its sentences."""
    states = encoded.states
    rows = [
        states[start:stop].mean(axis=0) if stop > start else np.zeros_like(states[0])
        for start, stop in encoded.stretches
    ]
    sentences = np.stack(rows) if rows else np.zeros((0, states.shape[1]), np.float32)
    return PassageVectors(unit(states.mean(axis=0)), unit(sentences))


def match_of(question: QuestionStates, encoded: PassageStates) -> PassageMatch:
    """Return how a passage matches, with late interaction."""
    vectors = passage_vectors(encoded)
    alike = question.pieces @ unit(encoded.states).T
    best = alike[:, 1:-1].max(axis=1, initial=-1.0)
    cosines = vectors.sentences @ question.mean
    sentences = tuple(
        SentenceMatch(float(cosine), float(alike[:, start:stop].max(axis=1).mean()))
        if stop > start
        else SentenceMatch(0.0, 0.0)
        for cosine, (start, stop) in zip(cosines, encoded.stretches, strict=True)
    )
    cosine = float(vectors.mean @ question.mean)
    return PassageMatch(cosine, float(best.mean()), float(best.min()), sentences)


def skimmed_match(question: QuestionStates, vectors: PassageVectors) -> PassageMatch:
    """Return how a passage matches by its vectors alone, without late interaction."""
    cosines: list[float] = (vectors.sentences @ question.mean).tolist()
    sentences = tuple(SentenceMatch(cosine, 0.0) for cosine in cosines)
    return PassageMatch(float(np.dot(vectors.mean, question.mean)), sentences=sentences)


def pair_of(model: Transformer, question: str, passage: PassageText) -> PieceRow:
    """Return question and passage as a cross-encoder reads them."""
    pieces = model.pieces
    asked = [pieces.opening, *pieces.cut(question).ids[: LONGEST_QUESTION - 2], pieces.closing]
    text = f"{passage.title}. {passage.text}" if passage.title else passage.text
    ids = pieces.cut(text).ids[: model.longest - len(asked) - 1]
    return PieceRow([*asked, *ids, pieces.closing], len(asked))


def unit(rows: Floats) -> Floats:
    """Return rows scaled to length 1; those of length 0 as they are."""
    lengths = np.sqrt((rows * rows).sum(axis=-1, keepdims=True))
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)
