"""A question and what was said before it, rewritten to a question that stands by itself.

Pronouns are replaced by what they stand for, ellipses completed; where that is not enough, the
words of the conversation that say most are added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from retrieval.conversation.antecedents import (
    BE,
    POINTING,
    Antecedents,
    has_name_before,
    is_no_place,
    is_no_thing,
    points_back,
)
from retrieval.conversation.ellipsis import completed, meant
from retrieval.conversation.topics import head_of
from retrieval.conversation.turns import (
    LONGEST_READING,
    Exchange,
    FollowUpDegree,
    RewrittenQuestion,
    Turn,
    as_read,
    exchanges_of,
    is_courtesy,
)
from retrieval.text.analyzer import Analyzer
from retrieval.text.tokens import Token

_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its|they|them|their|theirs|this|that|these|those)\b", re.IGNORECASE)
_THERE = re.compile(r"\b(?P<from>(?:from|to|in|around|near)\s+)?there\b", re.IGNORECASE)

_POSSESSIVE = frozenset(("his", "hers", "its", "their", "theirs"))
_SEVERAL = frozenset(("they", "them", "their", "theirs"))
_WHAT_IS = re.compile(r"\bwhat\s+(?:is|was|will|would)\s+\Z", re.IGNORECASE)
_MOVES = re.compile(
    r"\b(?:get|go|goes|going|come|came|travel|move|moved|drive|fly|walk|return|went)\s+\Z",
    re.IGNORECASE,
)
# What a possessive "her" is not followed by.
_NO_NOUN = re.compile(
    rf"\s*(?:\Z|[?.!,;]|\b(?:{BE}|in|on|at|of|for|to|with|by|from|about|and|or|when|as|after|"
    r"before|then|there|up|out)\b)",
    re.IGNORECASE,
)
# "the first one" of several is one that was listed.
_OF_THEM = re.compile(
    r"\b(?:the|an?)\s+(?!(?:first|second|third|last|other|same|next|only|right|wrong)\b)[\w-]+\s+"
    r"(?P<one>ones?)\b",
    re.IGNORECASE,
)


_Find = Callable[[Antecedents, re.Match[str]], str | None]
_Stays = Callable[[str, re.Match[str]], bool]


class ResolvedQuestion(NamedTuple):
    """A question with its pronouns replaced; `is_open` says that one is left that points back.

    `person` is whom a pronoun stood for. `is_whole` says that no other kind of pronoun was there.
    """

    text: str
    is_open: bool
    is_whole: bool
    person: str | None


def resolved(text: str, focus: Antecedents) -> ResolvedQuestion:
    """Return a question with its pronouns replaced: the first of a person, of a thing, a place.

    A pronoun whose antecedent may stand in the question itself stays, as does one for which
    nothing fits.
    """
    is_open = points_back(text)
    replaced: list[re.Pattern[str]] = []
    for pattern, find, stays in _KINDS:
        pointing = (match for match in pattern.finditer(text) if not stays(text, match))
        match = next(pointing, None)
        if match is not None:
            referent = find(focus, match)
            if referent is None or _holds(text, referent):
                is_open = True
            else:
                before, after = text[: match.start()], text[match.end() :]
                text = before + _form(match, referent, after) + after
                replaced.append(pattern)
    person = focus.person if _PERSON in replaced else None
    return ResolvedQuestion(text, is_open, not is_open and replaced == [_PERSON], person)


def _thing(focus: Antecedents, match: re.Match[str]) -> str | None:
    word = match.group().lower()
    if word in POINTING:
        return focus.asked_about
    if word == "it" and focus.quantity and _WHAT_IS.search(match.string, 0, match.start()):
        return focus.quantity
    return focus.things if word in _SEVERAL else focus.thing


def with_noun(text: str, focus: Antecedents) -> str:
    """Return a question with the noun that "one" stands for: "the old one", "the old stadium"."""
    match = _OF_THEM.search(text)
    if match is None:
        return text
    topic = focus.things if match["one"].lower() == "ones" else focus.thing
    if topic is None:
        return text
    return text[: match.start("one")] + head_of(topic) + text[match.end("one") :]


def _holds(text: str, referent: str) -> bool:
    """Return whether a question has a word of the referent itself: then that is not meant."""
    words = {word.removesuffix("s") for word in re.findall(r"\w{3,}", text.lower())}
    named = {word.removesuffix("s") for word in re.findall(r"\w{3,}", referent.lower())}
    return not words.isdisjoint(named - {"the"})


def _form(match: re.Match[str], referent: str, after: str) -> str:
    word = match.group().lower()
    if word.endswith("there"):
        to_or_in = "to " if _MOVES.search(match.string, 0, match.start()) else "in "
        return (match["from"] or to_or_in) + referent
    if word in _POSSESSIVE or (word == "her" and not _NO_NOUN.match(after)):
        return referent + ("'" if referent.endswith("s") else "'s")
    return referent


_KINDS: tuple[tuple[re.Pattern[str], _Find, _Stays], ...] = (
    (_PERSON, lambda focus, _: focus.person, has_name_before),
    (_THING, _thing, is_no_thing),
    (_THERE, lambda focus, _: focus.place, is_no_place),
)


MOST_TERMS = 6
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

TermIdf = Callable[[str], float]
"""Returns how much a term says, its inverse document frequency; 0 where no passage has it."""


class _SalientWord(NamedTuple):
    worth: float
    text: int
    token: Token


def salient_words(
    question: str,
    exchanges: Sequence[Exchange],
    analyzer: Analyzer,
    term_idf: TermIdf,
    *,
    with_reply: bool,
) -> tuple[str, ...]:
    """Return the words said before that say most, as they were written, the best first.

    Words that stood together stay together. The question's own are left out, and so are those
    that no passage has. Those of the last reply come in only `with_reply`.
    """
    passed_over = {*analyzer.terms(question), *analyzer.terms(_LEADING)}
    texts = list(_texts(exchanges, with_reply=with_reply))
    best: dict[str, _SalientWord] = {}
    for number, (text, share) in enumerate(texts):
        for token in analyzer.tokens(text):
            # A figure in a reply is what was answered, and not what is asked on.
            worth = share * term_idf(token.term) if share > REPLIED or _is_word(token) else 0.0
            known = best.get(token.term)
            if worth and token.term not in passed_over and (not known or worth > known.worth):
                best[token.term] = _SalientWord(worth, number, token)
    chosen = sorted(best.values(), key=lambda word: (-word.worth, word.text, word.token.start))
    phrases = _together([text for text, _ in texts], chosen[:MOST_TERMS])
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


def _together(texts: Sequence[str], words: Sequence[_SalientWord]) -> Iterator[str]:
    """Yield the words, those that only spaces or hyphens part in one piece, the best first."""
    runs: list[list[_SalientWord]] = []
    for word in sorted(words, key=lambda word: (word.text, word.token.start, word.token.end)):
        if runs and _touch(runs[-1][-1], word, texts):
            runs[-1].append(word)
        else:
            runs.append([word])
    runs.sort(key=lambda run: -max(word.worth for word in run))
    for run in runs:
        end = max(word.token.end for word in run)
        yield " ".join(texts[run[0].text][run[0].token.start : end].split())


def _touch(word: _SalientWord, after: _SalientWord, texts: Sequence[str]) -> bool:
    between = texts[word.text][word.token.end : after.token.start]
    return word.text == after.text and not between.strip(" -")


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


def rewritten_question(
    text: str, history: Sequence[Turn], analyzer: Analyzer, term_idf: TermIdf
) -> RewrittenQuestion:
    """Return how an English question is read after what was said before it."""
    given = as_read(text)
    exchanges = _resolved(exchanges_of(history))
    if given.about or not exchanges or len(text) > LONGEST_READING or is_courtesy(text):
        return given
    question, is_whole, is_open, _ = _rewritten(text.strip(), exchanges)
    if is_whole:
        return RewrittenQuestion(question)
    follow_up = _follow_up(question, is_open=is_open)
    words = salient_words(question, exchanges, analyzer, term_idf, with_reply=follow_up != "hardly")
    if words and not analyzer.terms(question):
        return _short(RewrittenQuestion(f"{exchanges[-1].question} {question}"))
    return _short(RewrittenQuestion(question, words, follow_up))


def _follow_up(question: str, *, is_open: bool) -> FollowUpDegree:
    if is_open or _GOES_ON.match(question):
        return "surely"
    return "hardly" if _ASKS.match(question) else "perhaps"


def _resolved(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """Return exchanges whose questions stand by themselves as far as can be seen."""
    found: list[Exchange] = []
    for exchange in exchanges:
        if not found or exchange.understood.about:
            found.append(exchange)
        else:
            question, _, _, person = _rewritten(exchange.question, found)
            found.append(Exchange(RewrittenQuestion(question), exchange.reply, person))
    return found


class _Rewritten(NamedTuple):
    """A question with what it points back to: nothing is left out, or something is left open."""

    text: str
    is_whole: bool
    is_open: bool
    person: str | None = None


def _rewritten(text: str, exchanges: Sequence[Exchange]) -> _Rewritten:
    before, focus = exchanges[-1], Antecedents(exchanges)
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


def _short(reading: RewrittenQuestion) -> RewrittenQuestion:
    while reading.about and len(reading.read_as) > LONGEST_READING:
        reading = reading._replace(about=reading.about[:-1])
    return reading
