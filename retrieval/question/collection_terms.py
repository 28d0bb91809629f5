"""A question in the terms of the sources: what only their vocabulary can tell of its words.

Where text has no spaces between words, and where words are written as one ("Kündigungsfrist"),
the terms of a question depend on which of them there are. Where sources are in several languages,
a word is looked for as each of them inflects it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from retrieval.question.question import Concept, Question
from retrieval.text.analyzer import Analyzer
from retrieval.text.lexicon import Phrase

Df = Callable[[str], int]

_COMPOUNDING = frozenset(("german", "dutch", "swedish", "danish", "norwegian", "finnish"))
_SHORTEST_PART = 3
_SHORTEST_COMPOUND = 7
# What joins the parts of a compound in German and Dutch: "Kündigung-s-frist", "boek-en-kast".
_LINKS = ("", "s", "es", "n", "en", "e", "er")


def in_terms_of_sources(
    question: Question, analyzer: Analyzer, elsewhere: Sequence[Analyzer], df: Df
) -> Question:
    """Return a question with its concepts as the sources have them.

    `df` is in how many passages a term stands, `elsewhere` the analyzers of the languages that
    sources are in besides that of the question's `analyzer`.
    """
    concepts = list(_without_seams(question.concepts, df))
    if analyzer.language in _COMPOUNDING:
        concepts = [part for one in concepts for part in _parted(one, analyzer, df)]
    concepts = [_in_languages(one, elsewhere, df) for one in _once(concepts)]
    if concepts == list(question.concepts):
        return question
    typed = frozenset(concept.term for concept in concepts)
    return question._replace(concepts=tuple(concepts), typed=typed)


def _once(concepts: Iterable[Concept]) -> Iterator[Concept]:
    seen: set[str] = set()
    for concept in concepts:
        if concept.term not in seen:
            seen.add(concept.term)
            yield concept


def _without_seams(concepts: Sequence[Concept], df: Df) -> Iterator[Concept]:
    """Yield concepts without pairs of characters that are no word.

    A pair that no passage has, next to one that some have, is where one word ends and another
    begins. A single character is looked for only where something stands by itself.
    """
    unspaced = [concept for concept in concepts if not concept.is_word]
    known = [(concept.start, concept.end) for concept in unspaced if df(concept.term)]
    for concept in concepts:
        if concept.is_word or df(concept.term) or not known:
            yield concept
            continue
        overlaps = any(concept.start < end and start < concept.end for start, end in known)
        if not overlaps and concept.end - concept.start > 1:
            yield concept


def _parted(concept: Concept, analyzer: Analyzer, df: Df) -> Iterator[Concept]:
    """Yield the parts of a compound that no passage has, where passages have them; or itself."""
    parts = [] if df(concept.term) else _parts(concept.written, analyzer, df)
    if not parts:
        yield concept
    for start, end, term in parts:
        at = concept.start + start
        yield Concept(term, concept.written[start:end], (), False, at, concept.start + end)


def _parts(word: str, analyzer: Analyzer, df: Df) -> list[tuple[int, int, str]]:
    """Return spans and terms of the two parts of a compound, the longest last part first."""
    if len(word) < _SHORTEST_COMPOUND or not word.isalpha():
        return []
    for seam in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        last = analyzer.terms(word[seam:].lower())
        if len(last) != 1 or not df(last[0]):
            continue
        for link in _LINKS:
            end = seam - len(link)
            if end >= _SHORTEST_PART and word[:seam].endswith(link):
                first = analyzer.terms(word[:end].lower())
                if len(first) == 1 and df(first[0]):
                    return [(0, end, first[0]), (seam, len(word), last[0])]
    return []


def _in_languages(concept: Concept, elsewhere: Sequence[Analyzer], df: Df) -> Concept:
    """Return a concept with how it is said in sources of other languages: a name, inflected."""
    others: list[Phrase] = []
    for analyzer in elsewhere:
        phrase = tuple(analyzer.terms(concept.written))
        known = phrase and phrase != (concept.term,) and all(map(df, phrase))
        if known and phrase not in (*concept.spellings, *others):
            others.append(phrase)
    return concept._replace(spellings=(*concept.spellings, *others)) if others else concept
