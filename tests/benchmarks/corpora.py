"""Corpora made up from a seed: words by Zipf's law, in sentences of a usual length."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

WORDS_A_PASSAGE = 100
_VOCABULARY = 60_000
_EXPONENT = 1.07
_STOP_WORDS = 50
_CONSONANTS, _VOWELS = "bcdfghjklmnprstvwz", "aeiou"
_AT_ONCE = 5_000


def term_lists(passages: int, seed: int = 7) -> Iterator[list[str]]:
    """Yield the words of each passage, about `WORDS_A_PASSAGE` of them."""
    random = np.random.default_rng(seed)
    words = np.array(list(itertools.islice(_words(), _VOCABULARY)))
    shares = 1 / np.arange(1, _VOCABULARY + 1) ** _EXPONENT
    steps = np.cumsum(shares / shares.sum())
    for first in range(0, passages, _AT_ONCE):
        lengths = random.poisson(WORDS_A_PASSAGE, min(_AT_ONCE, passages - first)) + 1
        drawn = words[np.searchsorted(steps, random.random(int(lengths.sum())))]
        for passage in np.split(drawn, np.cumsum(lengths)[:-1]):
            yield passage.tolist()


def texts(passages: int, seed: int = 7) -> Iterator[str]:
    """Yield the text of each passage: sentences of 8 to 24 words."""
    random = np.random.default_rng(seed)
    for words in term_lists(passages, seed):
        sentences = []
        start = 0
        while start < len(words):
            end = start + int(random.integers(8, 25))
            sentences.append(" ".join(words[start:end]).capitalize() + ".")
            start = end
        yield " ".join(sentences)


def write_corpus(path: Path, passages: int, seed: int = 7) -> Path:
    """Write passages in the BEIR corpus format, one record each."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(texts(passages, seed)):
            record = {"_id": f"p{number}", "title": text[: text.index(" ")], "text": text}
            file.write(json.dumps(record) + "\n")
    return path


def queries(lists: list[list[str]], count: int, terms: int = 7, seed: int = 11) -> list[list[str]]:
    """Return queries of distinct terms, each taken from a passage of its own.

    The most frequent words are left out, as stop words are of a question.
    """
    random = np.random.default_rng(seed)
    frequent = set(itertools.islice(_words(), _STOP_WORDS))
    found: list[list[str]] = []
    for number in random.integers(0, len(lists), count).tolist():
        telling = [term for term in dict.fromkeys(lists[number]) if term not in frequent]
        found.append(random.permutation(telling)[:terms].tolist())
    return found


def _words() -> Iterator[str]:
    """Yield distinct words, short ones first, as frequent words are."""
    syllables = [consonant + vowel for vowel in _VOWELS for consonant in _CONSONANTS]
    for length in itertools.count(1):
        yield from map("".join, itertools.product(syllables, repeat=length))
