"""What is being asked: the kind of answer, and the concepts that an answer has to speak of."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from retrieval.analysis import Analyzer
from retrieval.lexicon import Lexicon

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
_WORD = re.compile(r"\w+")


class Concept(NamedTuple):
    """One thing a question speaks of: the term as typed, and terms that say it otherwise.

    `is_name` says that it is written with a capital, and not because a sentence begins there.
    """

    term: str
    written: str
    paraphrases: tuple[str, ...] = ()
    is_name: bool = False


class Question(NamedTuple):
    """A question as it is understood. `read_as` is the text that the concepts were read from."""

    text: str
    read_as: str
    expects: AnswerType
    concepts: tuple[Concept, ...]

    @property
    def typed(self) -> frozenset[str]:
        """The terms that were typed."""
        return frozenset(concept.term for concept in self.concepts)


def read(text: str, analyzer: Analyzer, lexicon: Lexicon) -> Question:
    """Return what a question asks."""
    concepts: dict[str, Concept] = {}
    shouted = text.isupper()
    for term, start, end in analyzer.tokens(text):
        if term not in concepts:
            is_name = text[start].isupper() and start > 0 and not shouted
            paraphrases = tuple(lexicon.paraphrases(term))
            concepts[term] = Concept(term, text[start:end], paraphrases, is_name)
    return Question(text, text, answer_type(text), tuple(concepts.values()))


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
