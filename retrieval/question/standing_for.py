"""What abbreviations in a question stand for, and what of it is abbreviated, as passages say.

Nothing about abbreviations is stored: the passages that a question finds, or those that hold
the abbreviation, are asked what it means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.lexicon.thesaurus import Phrase
from retrieval.question.definitions import Definition, definitions
from retrieval.question.question import Concept, Question

_LONGEST = 10
_MEANINGS = 3
_CAPITALS = 2


def with_definitions(
    question: Question,
    found: Sequence[str],
    holding: Callable[[str], Iterable[str]],
    analyzer: Analyzer,
) -> Question:
    """Return a question with what its abbreviations stand for, and its long forms abbreviated.

    `found` are the texts that the question finds first; `holding` gives texts that have a term,
    and is asked only about words that are written with two capitals at least, by whoever asks
    or in a text that was found. The question itself comes back where nothing is defined.
    """
    told = [one for text in found for one in definitions(text)]
    meant: dict[str, list[Phrase]] = {}
    for long, short in _abbreviated(question, told, analyzer):
        for term in long:
            meant.setdefault(term, []).append((short,))
    texts = [_Text(text, text.lower()) for text in found]
    for concept in question.concepts:
        if _is_abbreviation(concept, question, texts):
            said = [one for text in holding(concept.term) for one in definitions(text)]
            meanings = _meanings(concept, said, analyzer)
            for part in question.concepts:
                # Of "V&A", the letters stand for as much as the whole.
                if concept.start <= part.start and part.end <= concept.end:
                    meant.setdefault(part.term, []).extend(meanings)
    return _spelled(question, meant) if any(meant.values()) else question


class _Text(NamedTuple):
    """A text as it is, and in lower case."""

    written: str
    lower: str


def _is_abbreviation(concept: Concept, question: Question, found: Sequence[_Text]) -> bool:
    """Return whether a word of a question is written like an abbreviation, there or in a text."""
    written = concept.written
    if not 1 < len(written) <= _LONGEST or concept.paraphrases or not concept.is_word:
        return False
    if not question.text.isupper() and _has_capitals(written):
        return True
    plain = written.lower().removesuffix("s")
    return any(_writes(text, plain) for text in found)


def _writes(text: _Text, plain: str) -> bool:
    """Return whether a text has a word, or its plural, in capitals where it stands first."""
    start = text.lower.find(plain)
    end = start + len(plain)
    return (
        start >= 0
        and _has_capitals(text.written[start:end])
        and not text.lower[start - 1 : start].isalnum()
        and not text.lower[end : end + 2].removeprefix("s").isalpha()
    )


def _has_capitals(word: str) -> bool:
    return sum(map(str.isupper, word)) >= _CAPITALS


def _meanings(concept: Concept, told: Iterable[Definition], analyzer: Analyzer) -> list[Phrase]:
    """Return the long forms of an abbreviation, those first that most texts give."""
    counts = Counter(
        tuple(analyzer.terms(one.long))
        for one in told
        if _term(one.short, analyzer) == concept.term
    )
    return [phrase for phrase, _ in counts.most_common(_MEANINGS) if phrase]


def _abbreviated(
    question: Question, told: Iterable[Definition], analyzer: Analyzer
) -> Iterable[tuple[Phrase, str]]:
    """Yield the long forms that a question has in a row, and their abbreviations."""
    terms = [concept.term for concept in question.concepts]
    for one in dict.fromkeys(told):
        long, short = tuple(analyzer.terms(one.long)), _term(one.short, analyzer)
        if len(long) > 1 and short and short not in question.typed and _in_a_row(long, terms):
            yield long, short


def _in_a_row(phrase: Phrase, terms: Sequence[str]) -> bool:
    size = len(phrase)
    return any(tuple(terms[at : at + size]) == phrase for at in range(len(terms) - size + 1))


def _term(short: str, analyzer: Analyzer) -> str | None:
    """Return the term that an abbreviation is as a whole, None where it is several."""
    tokens = analyzer.tokens(short)
    whole = tokens[:1] if tokens and tokens[0].end - tokens[0].start == len(short) else []
    return whole[0].term if whole else None


def _spelled(question: Question, meant: dict[str, list[Phrase]]) -> Question:
    concepts = tuple(
        concept._replace(
            spellings=tuple(dict.fromkeys((*concept.spellings, *meant.get(concept.term, ()))))
        )
        for concept in question.concepts
    )
    return question._replace(concepts=concepts)
