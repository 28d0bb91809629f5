"""What is being asked: the kind of answer, and the concepts that an answer has to speak of."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer, Token
from retrieval.analysis.runs import is_unspaced
from retrieval.lexicon.relations import Lexicon
from retrieval.lexicon.thesaurus import Phrase
from retrieval.question.answer_types import AnswerType, answer_type, wanted
from retrieval.question.compound import parts
from retrieval.question.framing import framing
from retrieval.question.spellings import other_spellings
from retrieval.question.wording import asking_part

__all__ = ["AnswerType", "Concept", "Question", "answer_type", "read"]

_NEGATED = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|without|except|cannot|\w+n['\u2019]t|"
    r"(?:is|are|was|were|do|does|did|has|have|had|ca|wo|could|would|should)nt)\b",
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


class Mended(NamedTuple):
    """A text with its misspellings mended, and other readings of words that were left alone."""

    text: str
    suggestions: tuple[str, ...] = ()


Mend = Callable[[str, str], Mended]
"""Mends a message, given as it is and with all that does not ask turned to spaces; the latter
in lower case where it was typed all in capitals."""


def read(text: str, analyzer: Analyzer, lexicon: Lexicon, mend: Mend | None = None) -> Question:
    """Return what a question asks; `mend` is asked to mend its spelling first."""
    asking = asking_part(text)
    if not analyzer.terms(asking):
        asking = text
    mended = mend(text, _quiet(asking)) if mend else Mended(text)
    if mended.text != text:
        asking = asking_part(mended.text)
    quiet = _quiet(asking)
    # "WHO" alone may be the organisation.
    tokens = _told(analyzer.tokens(quiet), quiet) or analyzer.tokens(asking)
    spellings = other_spellings(asking, tokens, analyzer)
    concepts = tuple(
        concept._replace(spellings=tuple(spellings.get(concept.term, ())))
        for concept in _concepts(asking, tokens, lexicon, shouted=quiet != asking)
    )
    expects, focus = wanted(asking)
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


def _told(tokens: list[Token], text: str) -> list[Token]:
    """Return the tokens that say what is asked about: without "list" or a polite "isn't"."""
    frames = framing(text)
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
