"""What is being asked: the kind of answer, and the concepts that an answer has to speak of."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from retrieval.analysis import Analyzer
from retrieval.lexicon import Lexicon
from retrieval.runs import is_unspaced

AnswerType = Literal[
    "person", "date", "number", "place", "reason", "definition", "quotation", "yes_no", "passage"
]

_BY_WORD: dict[str, AnswerType] = {
    "who": "person",
    "whom": "person",
    "whose": "person",
    "when": "date",
    "where": "place",
    "why": "reason",
}
_FOCUS_WORDS: dict[AnswerType, str] = {
    "person": "person man woman actor actress author king queen president singer founder",
    "date": "year date day month time decade century week",
    "number": "number percentage percent amount share size price age population length",
    "place": "country city town state place region county continent village location",
    "reason": "reason reasons cause causes",
}
_FOCUS = {word: kind for kind, words in _FOCUS_WORDS.items() for word in words.split()}
_MEASURED = frozenset(
    "many much big large long old tall high far fast deep heavy wide often small".split()
)
_SPEAKING = frozenset("say write post tell tweet claim comment".split())
_COPULA = frozenset("is are was were".split())
_AUXILIARY = _COPULA | frozenset("do does did has have had can could will would should".split())
_ASKING = frozenset(_BY_WORD) | {"how", "what", "which"}
_REACH = 4
_INSTRUCTIONS = frozenset("tell show give explain describe find list summarize summarise".split())
_WORD = re.compile(r"\w+")


class Concept(NamedTuple):
    """One thing a question speaks of: the term as typed, and terms that say it otherwise.

    `is_name` says that it is written with a capital, and not because a sentence begins there.
    """

    term: str
    written: str
    paraphrases: tuple[str, ...] = ()
    is_name: bool = False

    @property
    def is_word(self) -> bool:
        """Whether it is a word, and not two characters of a text without word boundaries."""
        return not is_unspaced(self.written)


class Question(NamedTuple):
    """A question as it is understood.

    `read_as` is the text that the concepts were read from, `typed` the terms in it.
    """

    text: str
    read_as: str
    expects: AnswerType
    concepts: tuple[Concept, ...]
    typed: frozenset[str]


def read(text: str, analyzer: Analyzer, lexicon: Lexicon) -> Question:
    """Return what a question asks."""
    shouted = text.isupper()
    tokens = analyzer.tokens(text.lower() if shouted and len(text.lower()) == len(text) else text)
    if len(tokens) > 1 and text[tokens[0].start : tokens[0].end].lower() in _INSTRUCTIONS:
        del tokens[0]
    typed = frozenset(token.term for token in tokens)
    concepts: dict[str, Concept] = {}
    for term, start, end in tokens:
        if term not in concepts:
            is_name = text[start].isupper() and not shouted and not _begins(text, start)
            paraphrases = tuple(other for other in lexicon.paraphrases(term) if other not in typed)
            concepts[term] = Concept(term, text[start:end], paraphrases, is_name)
    return Question(text, text, answer_type(text), tuple(concepts.values()), typed)


def _begins(text: str, start: int) -> bool:
    """Return whether a sentence begins at a place, so that a capital there means nothing."""
    before = text[:start].rstrip().rstrip("\"'\u201c\u2018(")
    return not before.strip() or before.rstrip()[-1] in ".!?"


def answer_type(text: str) -> AnswerType:
    """Return the kind of answer that a question wants; "passage" where nothing tells."""
    words = _WORD.findall(text.lower())
    place = next((place for place, word in enumerate(words) if word in _ASKING), None)
    if place is None:
        return "yes_no" if words and words[0] in _AUXILIARY else "passage"
    after = words[place + 1 :]
    if words[place] in _BY_WORD:
        return _BY_WORD[words[place]]
    if words[place] == "how":
        return _how(after)
    return _what(after)


def _how(after: list[str]) -> AnswerType:
    if after[:1] == ["come"]:
        return "reason"
    return "number" if after and after[0] in _MEASURED else "passage"


def _what(after: list[str]) -> AnswerType:
    for word in after[:_REACH]:
        if word in _FOCUS:
            return _FOCUS[word]
    if after[:1] == ["did"] and not _SPEAKING.isdisjoint(after):
        return "quotation"
    return "definition" if after and after[0] in _COPULA else "passage"
