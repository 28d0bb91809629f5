"""What words mean, as vectors: a small table, mapped from its file when a question first needs it.

Each piece of a word that the vocabulary has is a row of 8-bit numbers; a word is the mean of its
pieces, found greedily from the left, longest first (WordPiece: Schuster and Nakajima, "Japanese
and Korean voice search", 2012). Words are weighted by how rare they are in running text (Arora,
Liang and Ma, "A simple but tough-to-beat baseline for sentence embeddings", 2017). The table is
made by `quoth train --vectors`; what it was made of stands beside it.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

TABLE_FILE = Path(__file__).with_name("word_vectors.npy")
VOCABULARY_FILE = Path(__file__).with_name("word_vectors.txt")

_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 40
_REMEMBERED_WORDS = 1 << 16
_REMEMBERED_TEXTS = 1 << 11
_FIRST_ROOM = 1 << 12


class Embedded(NamedTuple):
    """The words of a text as they are known: where each starts, and its number."""

    starts: NDArray[np.intp]
    numbers: NDArray[np.intp]


class WordVectors:
    """Vectors of words. Words met are remembered with a number; the table is never copied whole.

    `table` has a row for each entry of `vocabulary`; the last column is the logarithm of the
    weight of the entry in running text, in steps of a sixteenth.
    """

    def __init__(self, table: NDArray[np.int8], vocabulary: Sequence[str]) -> None:
        self._table = table
        self._places = {piece: place for place, piece in enumerate(vocabulary)}
        self.dimensions = table.shape[1] - 1
        self._numbers: dict[str, int] = {}
        self._unit = np.zeros((_FIRST_ROOM, self.dimensions), np.float32)
        self._weights = np.zeros(_FIRST_ROOM, np.float32)
        self._growing = threading.Lock()
        self.embed = lru_cache(_REMEMBERED_TEXTS)(self._embed)

    def _embed(self, text: str) -> Embedded:
        """Return the words of a text by number, in order."""
        found = [(match.start(), match.group()) for match in _WORD.finditer(text)]
        numbers = self._numbers
        unmet = {word for _, word in found if word not in numbers}
        if unmet:
            self._meet(unmet)
        starts = np.fromiter((start for start, _ in found), np.intp, len(found))
        return Embedded(
            starts, np.fromiter((numbers[word] for _, word in found), np.intp, len(found))
        )

    def unit(self, numbers: NDArray[np.intp]) -> Floats:
        """Return the vectors of words, each of length 1, or 0 where nothing is known of it."""
        return self._unit[numbers]

    def weights(self, numbers: NDArray[np.intp]) -> Floats:
        """Return how much words count in the meaning of a text, from 0 to 1."""
        return self._weights[numbers]

    def _meet(self, words: Iterable[str]) -> None:
        with self._growing:
            for word in words:
                if word in self._numbers:
                    continue
                number = len(self._numbers)
                if number == len(self._unit):
                    self._unit = np.concatenate((self._unit, np.zeros_like(self._unit)))
                    self._weights = np.concatenate((self._weights, np.zeros_like(self._weights)))
                self._unit[number], self._weights[number] = self._vector(word)
                self._numbers[word] = number

    def _vector(self, word: str) -> tuple[Floats, float]:
        pieces = pieces_of(folded(word), self._places)
        if not pieces:
            return np.zeros(self.dimensions, np.float32), 0.0
        rows = self._table[pieces].astype(np.float32)
        mean = rows[:, :-1].mean(axis=0)
        length = float(np.sqrt(mean @ mean))
        # A word is as rare as its rarest piece.
        return mean / (length or 1.0), float(np.exp(rows[:, -1].max() / 16))


def pieces_of(word: str, places: Mapping[str, int]) -> list[int]:
    """Return the places of a word's pieces; none where a part of it is no piece."""
    if len(word) > _LONGEST_WORD:
        return []
    found = []
    start = 0
    while start < len(word):
        for end in range(len(word), start, -1):
            place = places.get(("##" if start else "") + word[start:end])
            if place is not None:
                break
        else:
            return []
        found.append(place)
        start = end
    return found


def folded(word: str) -> str:
    """Return a word in lower case and without accents, as the vocabulary has it."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFD", word.lower())
    return "".join(character for character in parts if not unicodedata.combining(character))


@lru_cache(maxsize=1)
def bundled_vectors() -> WordVectors | None:
    """Return the vectors that come with Quoth; None where the package was built without them."""
    try:
        table = np.load(TABLE_FILE, mmap_mode="r", allow_pickle=False)
        vocabulary = VOCABULARY_FILE.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return None
    return WordVectors(table, vocabulary)
