"""Of whom a sentence says what is asked: of the name that is asked about, or of another.

"CEO of Tesla" is not said of Alibaba, and what Jin said is not what Musk said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from retrieval.model import Span
from retrieval.relations.asked_relations import (
    AskedAttribute,
    AskedRelation,
    asked_relation,
    is_relational,
)
from retrieval.relations.clauses import preposition, subject
from retrieval.relations.noun_arguments import (
    LINKS,
    OF,
    is_name_word,
    name_from,
    name_until,
    owner_of,
    phrase_end,
)
from retrieval.relations.relation_match import UNDECIDED, RelationMatch
from retrieval.relations.sentence_words import (
    BE,
    DETERMINERS,
    RELATIVES,
    NameMention,
    Word,
    WordSequence,
    leading_name,
    mentions,
    sameness,
    words_of,
)
from retrieval.relations.verb_arguments import RelationForm, Verb, verb_at
from retrieval.text.analyzer import Analyzer
from retrieval.text.lexicon import Phrase, lexicon_for, thesaurus_for
from retrieval.text.sentences import ParsedSentence
from retrieval.text.tokens import Token

_ASKED_VERBS = frozenset(
    "say said write wrote think post tweet tell comment claim remark feel".split()
)
_ABOUT = frozenset(("about", "of", "on"))
_DOING = frozenset("did does do has have".split())
_SPEECH_VERBS = frozenset(
    "said says say wrote writes posted tweeted told tells commented claimed claims remarked "
    "stated states noted notes argued argues warned warns added praised praises criticised "
    "criticized thanked thanks called calls described describes stressed recalled declared "
    "announced explained replied answered believes believed thought thinks".split()
)
# Whatever a pronoun means may be the subject.
_MEANING = frozenset("he she it they him her them his hers its their".split())


class AskedSpeech(NamedTuple):
    """Whose words about what are asked for, as terms."""

    speaker: tuple[str, ...]
    about: tuple[str, ...]


def asked_speech(text: str, analyzer: Analyzer) -> AskedSpeech | None:
    """Return whose words about what a question asks for, None where it asks for something else."""
    words = [word for word in words_of(text, analyzer.tokens(text)) if word.lower not in "?!"]
    lower = [word.lower for word in words]
    if "what" not in lower[:3]:
        return None
    start = lower.index("what") + 1
    verb = next((place for place in range(start, len(lower)) if lower[place] in _ASKED_VERBS), None)
    if verb is None or verb - start < 2 or lower[start] not in _DOING:
        return None
    if verb + 2 >= len(lower) or lower[verb + 1] not in _ABOUT:
        return None
    told = AskedSpeech(leading_name(words[start + 1 : verb]), leading_name(words[verb + 2 :]))
    return told if all(told) else None


def match_speech(told: AskedSpeech, text: str, tokens: Sequence[Token]) -> RelationMatch:
    """Return -1 if a sentence tells somebody else's words, or words about something else, else 0.

    `tokens` are those that the analyzer finds in the sentence.
    """
    terms = {token.term for token in tokens}
    if terms.isdisjoint(told.speaker) and terms.isdisjoint(told.about):
        return UNDECIDED
    words = words_of(text, tokens)
    speaking = [place for place, word in enumerate(words) if word.lower in _SPEECH_VERBS]
    topics = list(mentions(words, told.about))
    for place in speaking:
        end = subject(words, place)
        while end is not None and end >= 0 and words[end].lower in (*RELATIVES, ","):
            end -= 1
        speaker = name_until(words, end) if end is not None else None
        if speaker is None:
            continue
        same = sameness(told.speaker, words[speaker.first : speaker.last + 1])
        has_subject = any(topic.first > speaker.last for topic in topics)
        after = words[place + 1 :]
        is_open = has_subject or any(word.lower in _MEANING for word in after)
        if (same == "other" and has_subject) or (same == "same" and not is_open):
            first, last = words[speaker.first].start, words[place].end
            what = "somebody else's words" if same == "other" else "words about something else"
            return RelationMatch(-1, f"tells {what}: {text[first:last]}", (first, last))
        return UNDECIDED
    return UNDECIDED


def match_of_another(sought: AskedRelation, text: str, tokens: Sequence[Token]) -> RelationMatch:
    """Return -1 if a sentence tells what is sought of other names only, and plainly, else 0.

    `tokens` are those that the analyzer finds in the sentence. Where a sentence speaks of what
    the question names at all, whether it tells of it is for `agreement` to say.
    """
    if sought.forms.keys().isdisjoint(token.term for token in tokens):
        return UNDECIDED
    words = words_of(text, tokens)
    # "as treasurer" says nothing of who named whom.
    given = [each for each in sought.given if each[0] in sought.alike] or sought.given
    if any(True for _, terms in given for _ in mentions(words, terms)):
        return UNDECIDED
    found = None
    for place, word in enumerate(words):
        for form in sought.forms.get(word.term, ()) if word.term else ():
            for side, terms in given:
                other = _filled(words, place, form, side, terms)
                if other is None:
                    continue
                if _is_unclear(words, other, terms):
                    return UNDECIDED
                found = found or (min(place, other.first), max(place, other.last))
    if found is None:
        return UNDECIDED
    span = (words[found[0]].start, words[found[1]].end)
    return RelationMatch(-1, f"says it of another: {text[slice(*span)]}", span)


def _is_unclear(words: WordSequence, other: NameMention, terms: Sequence[str]) -> bool:
    after = words[other.last + 1 : phrase_end(words, other.last + 1)]
    if _is_like(words, other, terms):
        return False
    asked = any(word.term in terms for word in after if word.term and not words[other.last].owns)
    return asked or sameness(terms, words[other.first : other.last + 1]) != "other"


def _filled(
    words: WordSequence, place: int, form: RelationForm, side: str, terms: Sequence[str]
) -> NameMention | None:
    """Return what stands on a side of the relation where a form tells it, None if not plain."""
    if form.kind == "verb":
        verb = verb_at(words, place, form)
        return _beside_verb(words, verb, side, terms) if verb else None
    if words[place].lower not in (form.head, f"{form.head}s"):
        return None
    if form.kind == "event":
        return next(_after_links(words, place, form.links, side), None)
    if side == form.subject:
        return _named_so(words, place)
    if side not in dict(form.links).values():
        return None
    links = {"of", *dict(form.links)}
    return owner_of(words, place, place, links, is_role=is_relational(form.head))


def _beside_verb(
    words: WordSequence, verb: Verb, side: str, terms: Sequence[str]
) -> NameMention | None:
    form = verb.form
    if side == (form.obj if verb.is_passive else form.subject):
        return name_until(words, verb.subject) if verb.subject is not None else None
    if side == form.obj and not verb.is_passive:
        return name_from(words, verb.end) or _like_phrase(words, verb.end, terms)
    links = (*form.links, ("by", form.subject)) if verb.is_passive else form.links
    return next(_after_links(words, verb.end - 1, links, side), None)


def _after_links(
    words: WordSequence, place: int, links: Sequence[tuple[str, str | None]], side: str
) -> Iterator[NameMention]:
    for link, other in links:
        there = preposition(words, place, link) if other == side else None
        name = name_from(words, there + 1) if there is not None else None
        if name is not None:
            yield name


def _like_phrase(words: WordSequence, place: int, terms: Sequence[str]) -> NameMention | None:
    """Return "the folding oar" where a folding mast is asked about: alike but for the noun."""
    phrase = NameMention(place, phrase_end(words, place) - 1)
    return phrase if _is_like(words, phrase, terms) else None


def _is_like(words: WordSequence, phrase: NameMention, terms: Sequence[str]) -> bool:
    own = [word.term for word in words[phrase.first : phrase.last + 1] if word.term]
    return len(own) > 1 and own[-1] not in terms and not set(own[:-1]).isdisjoint(terms[:-1])


def _named_so(words: WordSequence, place: int) -> NameMention | None:
    """Return the name of "Winter Bees is a novel": what a noun is said to be."""
    back = place - 1
    while back >= 0 and (words[back].lower in DETERMINERS or _describes(words[back])):
        back -= 1
    if back < 1 or not (words[back].lower in BE or words[back].lower == ","):
        return None
    return name_until(words, back - 1)


def _describes(word: Word) -> bool:
    return word.is_noun and not is_name_word(word) and not word.owns


def match_attribute(
    asked: AskedAttribute, text: str, sentence: ParsedSentence, analyzer: Analyzer
) -> RelationMatch:
    """Return whether a sentence says it of the name that is asked about (1) or of another (-1).

    0 where it says it of nobody, or not plainly.
    """
    told = _by_noun(asked, text, sentence, analyzer)
    if told.value:
        return told
    speech, seeking = _asked(asked.text, analyzer)
    if speech:
        return match_speech(speech, text, sentence.tokens)
    # Most sentences have no word of the relation: nothing is made of those.
    if seeking is None or seeking.forms.keys().isdisjoint(sentence.terms):
        return UNDECIDED
    return match_of_another(seeking, text, sentence.tokens)


@lru_cache(maxsize=64)
def _asked(text: str, analyzer: Analyzer) -> tuple[AskedSpeech | None, AskedRelation | None]:
    return asked_speech(text, analyzer), asked_relation(text, lexicon_for(analyzer), analyzer)


def _by_noun(
    asked: AskedAttribute, text: str, sentence: ParsedSentence, analyzer: Analyzer
) -> RelationMatch:
    if not asked.roles or not asked.owners:
        return UNDECIDED
    known = _role_synonyms(asked.roles, asked.is_role, analyzer)
    places = [place for place, term in enumerate(sentence.terms) if term in known]
    if not places:
        return UNDECIDED
    words = words_of(text, sentence.tokens)
    other = None
    for place in _nouns(words, sentence, places, known):
        first = _role_start(words, place, asked.roles[0])
        links = LINKS if asked.is_role else OF
        owner = owner_of(words, place, first, links, is_role=asked.is_role)
        if owner is None:
            if place + 1 < len(words) and words[place + 1].lower in links:
                return UNDECIDED
            continue
        named = words[owner.first : owner.last + 1]
        same = sameness(asked.owners, named)
        span = _span(words, place, owner.first, owner.last)
        if same == "same" and asked.is_role:
            return RelationMatch(1, f"says it of the one asked about: {text[slice(*span)]}", span)
        if same != "other":
            return UNDECIDED
        other = other or span
    if other is None or _is_mentioned(asked.owners, sentence):
        return UNDECIDED
    return RelationMatch(-1, f"says it of another: {text[slice(*other)]}", other)


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
def _role_synonyms(
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
