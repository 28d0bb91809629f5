"""A question and what was said before it, to a question that stands by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.conversation.ellipses import completed, meant
from retrieval.conversation.exchanges import Exchange, exchanges_of, is_courtesy
from retrieval.conversation.focus import Focus
from retrieval.conversation.pronouns import resolved, with_noun
from retrieval.conversation.salience import Telling, about
from retrieval.conversation.turns import LONGEST_READING, Leaning, Turn, Understood, as_read

_GOES_ON = re.compile(
    r"\W*(?:and|but|or|so|then|also|what\s+about|how\s+about|why\s+not|what\s+else|who\s+else|"
    r"any(?:thing|one)?\s+(?:else|other|more)|in\s+that\s+case)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\W*(?:(?:in|on|at|to|from|by|for|of|with)\s+)?"
    r"(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|"
    r"could|will|would|should|may|might)\b(?!\W*\w+\W*\Z)",
    re.IGNORECASE,
)


def understood(
    text: str, history: Sequence[Turn], analyzer: Analyzer, telling: Telling
) -> Understood:
    """Return how an English question is read after what was said before it."""
    given = as_read(text)
    exchanges = _resolved(exchanges_of(history))
    if given.about or not exchanges or len(text) > LONGEST_READING or is_courtesy(text):
        return given
    question, is_whole, is_open, _ = _rewritten(text.strip(), exchanges)
    if is_whole:
        return Understood(question)
    leaning = _leaning(question, is_open=is_open)
    words = about(question, exchanges, analyzer, telling, with_reply=leaning != "hardly")
    if words and not analyzer.terms(question):
        return _short(Understood(f"{exchanges[-1].question} {question}"))
    return _short(Understood(question, words, leaning))


def _leaning(question: str, *, is_open: bool) -> Leaning:
    if is_open or _GOES_ON.match(question):
        return "surely"
    return "hardly" if _ASKS.match(question) else "perhaps"


def _resolved(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """Return exchanges whose questions stand by themselves as far as can be told."""
    found: list[Exchange] = []
    for exchange in exchanges:
        if not found or exchange.understood.about:
            found.append(exchange)
        else:
            question, _, _, person = _rewritten(exchange.question, found)
            found.append(Exchange(Understood(question), exchange.reply, person))
    return found


class _Rewritten(NamedTuple):
    """A question with what it points back to: nothing is left out, or something is left open."""

    text: str
    is_whole: bool
    is_open: bool
    person: str | None = None


def _rewritten(text: str, exchanges: Sequence[Exchange]) -> _Rewritten:
    before, focus = exchanges[-1], Focus(exchanges)
    text = with_noun(text, focus)
    whole = completed(text, before.question, focus)
    if whole is not None and len(whole) <= LONGEST_READING:
        return _Rewritten(whole, True, False)
    corrected = meant(text)
    question, is_open, is_whole, person = resolved(corrected or text, focus)
    if corrected:
        return _Rewritten(question, False, True, person)
    if len(question) > LONGEST_READING:
        return _Rewritten(text, False, True)
    return _Rewritten(question, is_whole, is_open, person)


def _short(reading: Understood) -> Understood:
    while reading.about and len(reading.read_as) > LONGEST_READING:
        reading = reading._replace(about=reading.about[:-1])
    return reading
