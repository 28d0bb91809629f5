"""Of whom a sentence says what is asked of a name: "CEO of Tesla" is not said of Alibaba."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.parsing import ParsedSentence
from retrieval.direction.agreeing import OPEN, Agreement
from retrieval.direction.another import of_another
from retrieval.direction.asked_of import Held
from retrieval.direction.owners import LINKS, OF, owner_of
from retrieval.direction.sameness import sameness
from retrieval.direction.sought import Sought, sought
from retrieval.direction.speech import Speech, speech_sought, spoken_by_another
from retrieval.direction.words import Word, words_of
from retrieval.lexicon.relations import lexicon_for
from retrieval.lexicon.thesaurus import Phrase, thesaurus_for
from retrieval.model import Span


def told_of(asked: Held, text: str, sentence: ParsedSentence, analyzer: Analyzer) -> Agreement:
    """Return whether a sentence says it of the name that is asked about (1) or of another (-1).

    0 where it says it of nobody, or not plainly.
    """
    told = _by_noun(asked, text, sentence, analyzer)
    if told.value:
        return told
    speech, seeking = _sought(asked.text, analyzer)
    if speech:
        return spoken_by_another(speech, text, sentence.tokens)
    # Most sentences have no word of the relation: nothing is made of those.
    if seeking is None or seeking.forms.keys().isdisjoint(sentence.terms):
        return OPEN
    return of_another(seeking, text, sentence.tokens)


@lru_cache(maxsize=64)
def _sought(text: str, analyzer: Analyzer) -> tuple[Speech | None, Sought | None]:
    return speech_sought(text, analyzer), sought(text, lexicon_for(analyzer), analyzer)


def _by_noun(asked: Held, text: str, sentence: ParsedSentence, analyzer: Analyzer) -> Agreement:
    if not asked.roles or not asked.owners:
        return OPEN
    known = _said_otherwise(asked.roles, asked.is_role, analyzer)
    places = [place for place, term in enumerate(sentence.terms) if term in known]
    if not places:
        return OPEN
    words = words_of(text, sentence.tokens)
    other = None
    for place in _nouns(words, sentence, places, known):
        first = _role_start(words, place, asked.roles[0])
        links = LINKS if asked.is_role else OF
        owner = owner_of(words, place, first, links, is_role=asked.is_role)
        if owner is None:
            if place + 1 < len(words) and words[place + 1].lower in links:
                return OPEN
            continue
        named = words[owner.first : owner.last + 1]
        same = sameness(asked.owners, named)
        span = _span(words, place, owner.first, owner.last)
        if same == "same" and asked.is_role:
            return Agreement(1, f"says it of the one asked about: {text[slice(*span)]}", span)
        if same != "other":
            return OPEN
        other = other or span
    if other is None or _is_mentioned(asked.owners, sentence):
        return OPEN
    return Agreement(-1, f"says it of another: {text[slice(*other)]}", other)


def _role_start(words: Sequence[Word], place: int, role: Phrase) -> int:
    """Return where "Prime Minister" starts that is asked about by both words."""
    while place and words[place - 1].term in role and words[place - 1].term:
        place -= 1
    return place


def _is_mentioned(owners: Sequence[str], sentence: ParsedSentence) -> bool:
    return set(owners) <= set(sentence.terms)


def _span(words: Sequence[Word], *places: int) -> Span:
    return words[min(places)].start, words[max(places)].end


@lru_cache(maxsize=256)
def _said_otherwise(
    roles: tuple[Phrase, ...], is_role: bool, analyzer: Analyzer
) -> dict[str, frozenset[Phrase]]:
    """Return the phrases that name a role, by their last term: "ceo", "chief executive"."""
    found = {roles[-1]}
    for role in roles if is_role else ():
        found.update(thesaurus_for(analyzer).synonyms(role))
    by_last: dict[str, set[Phrase]] = {}
    for phrase in found:
        by_last.setdefault(phrase[-1], set()).add(phrase)
    return {last: frozenset(phrases) for last, phrases in by_last.items()}


def _nouns(
    words: Sequence[Word],
    sentence: ParsedSentence,
    places: Sequence[int],
    known: dict[str, frozenset[Phrase]],
) -> Iterator[int]:
    """Yield the places among words where a sentence has one of the phrases: of their last word."""
    starts = {word.start: number for number, word in enumerate(words)}
    for place in places:
        number = starts.get(sentence.starts[place])
        for phrase in known[sentence.terms[place]]:
            first = place + 1 - len(phrase)
            if number is not None and first >= 0 and sentence.terms[first : place + 1] == phrase:
                yield number
                break
