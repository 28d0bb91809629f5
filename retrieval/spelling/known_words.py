"""Words that are spelled rightly whatever the sources say: common ones, and the lexicon's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.inflections import inflected
from retrieval.analysis.stopwords import stop_words
from retrieval.lexicon.relations import LEXICON_FILE
from retrieval.lexicon.thesaurus import THESAURUS_FILE
from retrieval.question.focus_words import nouns
from retrieval.question.question_words import ASKING

QUESTION_WORDS = ASKING | {"many", "much"}
"""Words that are likely in a question whatever it is about."""

_COMMON = Path(__file__).with_name("common_words.txt")
_LETTERS = re.compile("[a-z]{2,}")
_TELLING = 3
_ENDINGS = ("est", "er", "ers", "ly", "ness", "less", "ful", "able", "ment", "ism", "ist", "ists")


class KnownWords:
    """Words of a text by their beginnings.

    A word is analysed when a term might be its: to analyse all takes longer than an answer.
    """

    def __init__(self, text: str, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._text = text
        self._by_start: dict[str, set[str]] = {}
        self._beginning: dict[str, dict[int, list[str]]] = {}

    def has(self, word: str, term: str) -> bool:
        """Return whether a lower-case word is known, by its term or without its ending."""
        # An irregular form begins otherwise: "bought" is known by "buy".
        known = self._words(word[:_TELLING]) | self._words(term[:_TELLING])
        if word in known or any(self._analyzer.terms(other) == [term] for other in known):
            return True
        bare = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
        return any(
            not {stem, stem + "e", stem[:-1], stem[:-1] + "y"}.isdisjoint(known)
            for stem in bare
            if len(stem) > _TELLING
        )

    def like(self, word: str, mistakes: int) -> Iterator[str]:
        """Yield the words, and their regular endings, that may be a word with some mistakes.

        They are about as long, and begin with the same letter or have the first two swapped.
        """
        if len(word) < 2:
            return
        for length in range(len(word) - mistakes, len(word) + mistakes + 1):
            yield from self._starting(word[0]).get(length, ())
            swapped = self._starting(word[1]).get(length, ()) if word[1] != word[0] else ()
            yield from (other for other in swapped if other[1] == word[0])

    def _words(self, start: str) -> set[str]:
        """Return the words that begin so: a search, since a list of all takes longer to make."""
        if not _LETTERS.fullmatch(start):
            return set()
        if start not in self._by_start:
            self._by_start[start] = set(re.findall(rf"(?<![a-z]){start}[a-z]*", self._text))
        return self._by_start[start]

    def _starting(self, letter: str) -> dict[int, list[str]]:
        """Return the words with this first letter, and their regular endings, by length."""
        if letter not in self._beginning:
            found = set(re.findall(rf"(?<![a-z]){letter}[a-z]+", self._text))
            # The lexicon writes its verbs as in "NEW replaces OLD".
            singular = {word[:-1] for word in found if len(word) > 4 and word[-2:] != "ss"}
            bases = found | {word for word in singular if f"{word}s" in found}
            by_length: dict[int, list[str]] = {}
            for form in sorted({form for word in bases for form in inflected(word)}):
                by_length.setdefault(len(form), []).append(form)
            self._beginning[letter] = by_length
        return self._beginning[letter]


@lru_cache(maxsize=8)
def known_words(analyzer: Analyzer) -> KnownWords:
    """Return the words that are known in the language of an analyzer."""
    if analyzer.language not in ("english", "porter"):
        return KnownWords("", analyzer)
    small = " ".join(sorted(QUESTION_WORDS | stop_words("english") | nouns()))
    paths = (LEXICON_FILE, THESAURUS_FILE, _COMMON)
    files = (path.read_text(encoding="utf-8").lower() for path in paths)
    return KnownWords("\n".join((small, *files)), analyzer)
