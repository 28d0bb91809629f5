"""Words written as one, apart or with a hyphen: "GPT-4o", "gpt 4o" and "gpt4o" are the same.

The analyzer gives a word with a hyphen both as one term and in its parts, so that it finds
either. Whoever wrote it one way has not said the others, though: they are other spellings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from retrieval.analysis.analyzer import Analyzer, Token
from retrieval.lexicon.thesaurus import Phrase

_SIGNS = " -\u2010\u2011'\u2019.&/"


def other_spellings(
    text: str, tokens: Sequence[Token], analyzer: Analyzer
) -> Mapping[str, Sequence[Phrase]]:
    """Return how else the terms of a text may be written, by term; each phrase some terms.

    A whole is told by its parts in a row, and each of its parts by the whole.
    """
    found: dict[str, list[Phrase]] = {}
    for place, whole in enumerate(tokens):
        parts = _parts(tokens, place)
        if not parts:
            continue
        for phrase in _apart(text, whole, parts, analyzer):
            if phrase not in found.setdefault(whole.term, []):
                found[whole.term].append(phrase)
        for part in parts:
            found.setdefault(part.term, []).append((whole.term,))
    return found


def _parts(tokens: Sequence[Token], place: int) -> list[Token]:
    """Return the tokens that stand within the one at a place."""
    whole = tokens[place]
    parts = []
    for token in tokens[place + 1 :]:
        if token.end > whole.end:
            break
        parts.append(token)
    return parts if any(part[1:] != whole[1:] for part in parts) else []


def _apart(text: str, whole: Token, parts: Sequence[Token], analyzer: Analyzer) -> list[Phrase]:
    """Return the terms of a word that is written apart, at each of its seams and at all."""
    starts = [part.start for part in parts if part.start > whole.start]
    words = [_at_seams(text, whole, [start]) for start in starts]
    words.append(_at_seams(text, whole, starts))
    return [tuple(analyzer.terms(word)) for word in dict.fromkeys(words)]


def _at_seams(text: str, whole: Token, seams: Sequence[int]) -> str:
    places = [whole.start, *seams, whole.end]
    return " ".join(text[start:end].strip(_SIGNS) for start, end in pairwise(places))
