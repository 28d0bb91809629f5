"""Which words of a conversation the next question may be about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer, Token
from retrieval.conversation.exchanges import Exchange

MOST = 6
"""Terms that a question may take from what was said."""

FADING = 0.6
"""What a word is worth after each further question, as a share of what it was."""

REPLIED = 0.3
"""What a word of the last reply is worth, where one of the last question is worth 1."""

# Words with which people lead a conversation, and not what it is about.
_LEADING = """
hi hello hey please thanks thank help helped helping question questions ask asking know tell told
yes yeah no ok okay sorry wait mean meant want wanted need like explain info information really
sure good great fine nice interesting thing things way more about understand wonder wondering
curious heard hear say said think guess maybe also specific general summarize describe list name
whether after before still going go get else anything something anyone someone kind correct right
happen happened obviously come take case different difference between another other give given
use used using make made possible best better available part lot let see look find work works
"""

# What a reading is written with.
_MARKS = frozenset("(),")

Telling = Callable[[str], float]
"""Returns how much a term tells, its inverse document frequency; 0 where no passage has it."""


class _Word(NamedTuple):
    worth: float
    text: int
    token: Token


def about(
    question: str,
    exchanges: Sequence[Exchange],
    analyzer: Analyzer,
    telling: Telling,
    *,
    with_reply: bool,
) -> tuple[str, ...]:
    """Return the words said before that tell most, as they were written, the best first.

    Words that stood together stay together. The question's own are left out, and so are those
    that no passage has. Those of the last reply come in only `with_reply`.
    """
    passed_over = {*analyzer.terms(question), *analyzer.terms(_LEADING)}
    texts = list(_texts(exchanges, with_reply=with_reply))
    best: dict[str, _Word] = {}
    for number, (text, share) in enumerate(texts):
        for token in analyzer.tokens(text):
            # A figure in a reply is what was answered, and not what is asked on.
            worth = share * telling(token.term) if share > REPLIED or _is_word(token) else 0.0
            known = best.get(token.term)
            if worth and token.term not in passed_over and (not known or worth > known.worth):
                best[token.term] = _Word(worth, number, token)
    chosen = sorted(best.values(), key=lambda word: (-word.worth, word.text, word.token.start))
    phrases = _together([text for text, _ in texts], chosen[:MOST])
    return tuple(dict.fromkeys(phrase for phrase in phrases if _MARKS.isdisjoint(phrase)))


def _is_word(token: Token) -> bool:
    return any(map(str.isalpha, token.term))


def _texts(exchanges: Sequence[Exchange], *, with_reply: bool) -> Iterator[tuple[str, float]]:
    """Yield what was said with what its words are worth, the last first."""
    for age, exchange in enumerate(reversed(exchanges)):
        yield exchange.question, FADING**age
        for phrase in exchange.understood.about:
            yield phrase, FADING ** (age + 1)
    if with_reply:
        yield exchanges[-1].reply, REPLIED


def _together(texts: Sequence[str], words: Sequence[_Word]) -> Iterator[str]:
    """Yield the words, those that only spaces or hyphens part in one piece, the best first."""
    runs: list[list[_Word]] = []
    for word in sorted(words, key=lambda word: (word.text, word.token.start, word.token.end)):
        if runs and _touch(runs[-1][-1], word, texts):
            runs[-1].append(word)
        else:
            runs.append([word])
    runs.sort(key=lambda run: -max(word.worth for word in run))
    for run in runs:
        end = max(word.token.end for word in run)
        yield " ".join(texts[run[0].text][run[0].token.start : end].split())


def _touch(word: _Word, after: _Word, texts: Sequence[str]) -> bool:
    between = texts[word.text][word.token.end : after.token.start]
    return word.text == after.text and not between.strip(" -")
