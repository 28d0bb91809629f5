"""What is being asked: the kind of answer, and the concepts that an answer has to speak of.

A concept is a term with what else says the same: paraphrases, and other spellings of words that
are written as one, apart or with a hyphen ("GPT-4o", "gpt 4o" and "gpt4o" are the same). The
analyzer gives a word with a hyphen both as one term and in its parts, so that it finds either.
Whoever wrote it one way has not said the others, though: they are other spellings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from retrieval.question.answer_types import AnswerType, expected_answer
from retrieval.question.compound import parts
from retrieval.question.small_talk import asking_part, framing_spans
from retrieval.text.analyzer import Analyzer
from retrieval.text.lexicon import Lexicon, Phrase
from retrieval.text.tokens import Token, is_unspaced

_SIGNS = " -\u2010\u2011'\u2019.&/:<>~^@{}"
# "HEAD^" is another than "HEAD".
_SUFFIXES = ("^", "~", "}")


def other_spellings(
    text: str, tokens: Sequence[Token], analyzer: Analyzer
) -> Mapping[str, Sequence[Phrase]]:
    """Return how else the terms of a text may be written, by term; each phrase some terms.

    A whole is told by its parts in a row, and each of its parts by the whole.
    """
    found: dict[str, list[Phrase]] = {}
    for place, whole in enumerate(tokens):
        parts = _parts(tokens, place)
        if not parts or whole.term.endswith(_SUFFIXES):
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


_NEGATED = re.compile(
    r"(?<![\w-])(?:not|never|no|no-one|none|nobody|nothing|neither|without|except|cannot|"
    r"\w+n['\u2019]t|(?:is|are|was|were|do|does|did|has|have|had|ca|wo|could|would|should)nt)"
    # "--no-pager" is the name of an option.
    r"(?![\w-])",
    re.IGNORECASE,
)
# "isn't it open?" asks whether it is.
_ASKS_POLITELY = re.compile(
    r"\W*(?:is|are|was|were|do|does|did|has|have|had|ca|wo|could|would|should)n['\u2019]?t\b",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\b(?:not only|no longer|no\.)", re.IGNORECASE)


class Concept(NamedTuple):
    """One thing a question speaks of: the term as typed, and terms that say it otherwise.

    `is_name` says that it is written with a capital, and not because a sentence begins there.
    `start` and `end` are where it stands in the question as it is read. `spellings` are phrases,
    of one term or several in a row, that say the same as the term does.
    """

    term: str
    written: str
    paraphrases: tuple[str, ...] = ()
    is_name: bool = False
    start: int = 0
    end: int = 0
    spellings: tuple[Phrase, ...] = ()

    @property
    def is_word(self) -> bool:
        """Whether it is a word, and not two characters of a text without word boundaries."""
        return not is_unspaced(self.written)


class Question(NamedTuple):
    """A question as it is understood.

    `text` is as it was typed, `read_as` the same with its misspellings mended, `typed` the terms
    of the part that asks. `focus` is the noun that names what is wanted ("country"), as typed.
    `negated` says that it asks what is not so. `parts` are the questions that it consists of,
    each to be read on its own: one where it is no compound. `suggestions` are other readings of
    words that nothing knows, too uncertain to be taken: whole questions to offer.
    `earlier` are terms of what was said before the question, none of them in `typed`.
    """

    text: str
    read_as: str
    expects: AnswerType
    concepts: tuple[Concept, ...]
    typed: frozenset[str]
    focus: str | None = None
    negated: bool = False
    parts: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


class CorrectedText(NamedTuple):
    """A text with its misspellings mended, and other readings of words that were left alone."""

    text: str
    suggestions: tuple[str, ...] = ()


Corrector = Callable[[str, str], CorrectedText]
"""Mends a message, given as it is and with all that does not ask turned to spaces; the latter
in lower case where it was typed all in capitals."""


def parse_question(
    text: str, analyzer: Analyzer, lexicon: Lexicon, mend: Corrector | None = None
) -> Question:
    """Return what a question asks; `mend` is asked to mend its spelling first."""
    asking = asking_part(text)
    if not analyzer.terms(asking):
        asking = text
    mended = mend(text, _quiet(asking)) if mend else CorrectedText(text)
    if mended.text != text:
        asking = asking_part(mended.text)
    quiet = _quiet(asking)
    # "WHO" alone may be the organisation.
    tokens = _content_tokens(analyzer.tokens(quiet), quiet) or analyzer.tokens(asking)
    spellings = other_spellings(asking, tokens, analyzer)
    concepts = tuple(
        concept._replace(spellings=tuple(spellings.get(concept.term, ())))
        for concept in _concepts(asking, tokens, lexicon, shouted=quiet != asking)
    )
    expects, focus = expected_answer(asking)
    return Question(
        text=text,
        read_as=mended.text,
        expects=expects,
        concepts=concepts,
        typed=frozenset(token.term for token in tokens),
        focus=focus,
        negated=_is_negated(asking),
        parts=parts(asking.strip()),
        suggestions=mended.suggestions,
    )


def _quiet(text: str) -> str:
    """Return a text that is all in capitals in lower case: none of them tells anything."""
    lower = text.lower()
    return lower if text.isupper() and len(lower) == len(text) else text


def _content_tokens(tokens: list[Token], text: str) -> list[Token]:
    """Return the tokens that say what is asked about: without "list" or a polite "isn't"."""
    frames = framing_spans(text)
    telling = [
        token
        for token in tokens
        if not any(start <= token.start and token.end <= end for start, end in frames)
    ]
    return telling or tokens


def _concepts(
    text: str, tokens: list[Token], lexicon: Lexicon, *, shouted: bool
) -> tuple[Concept, ...]:
    typed = {token.term for token in tokens}
    concepts: dict[str, Concept] = {}
    for term, start, end in tokens:
        if term not in concepts:
            is_name = text[start].isupper() and not shouted and not _begins(text, start)
            others = tuple(other for other in lexicon.paraphrases(term) if other not in typed)
            concepts[term] = Concept(term, text[start:end], others, is_name, start, end)
    return tuple(concepts.values())


def _begins(text: str, start: int) -> bool:
    """Return whether a sentence begins at a place, so that a capital there means nothing."""
    before = text[:start].rstrip().rstrip("\"'\u201c\u2018(")
    return not before.strip() or before.rstrip()[-1] in ".!?"


def _is_negated(text: str) -> bool:
    if _ASKS_POLITELY.match(text):
        return False
    return _NEGATED.search(_NOT_ONLY.sub(" ", text)) is not None
