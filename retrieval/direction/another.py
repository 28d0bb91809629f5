"""Whether a sentence tells the relation that is asked about, but of other names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrieval.analysis.analyzer import Token
from retrieval.direction.agreeing import OPEN, Agreement
from retrieval.direction.clauses import preposition
from retrieval.direction.forms import Form
from retrieval.direction.mentions import Mention, mentions
from retrieval.direction.owners import is_named, name_from, name_until, owner_of, phrase_end
from retrieval.direction.relational import is_relational
from retrieval.direction.sameness import sameness
from retrieval.direction.sought import Sought
from retrieval.direction.verbs import Verb, verb_at
from retrieval.direction.words import BE, DETERMINERS, Word, Words, words_of


def of_another(sought: Sought, text: str, tokens: Sequence[Token]) -> Agreement:
    """Return -1 if a sentence tells what is sought of other names only, and plainly, else 0.

    `tokens` are those that the analyzer finds in the sentence. Where a sentence speaks of what
    the question names at all, whether it tells of it is for `agreement` to say.
    """
    if sought.forms.keys().isdisjoint(token.term for token in tokens):
        return OPEN
    words = words_of(text, tokens)
    # "as treasurer" says nothing of who named whom.
    given = [each for each in sought.given if each[0] in sought.alike] or sought.given
    if any(True for _, terms in given for _ in mentions(words, terms)):
        return OPEN
    found = None
    for place, word in enumerate(words):
        for form in sought.forms.get(word.term, ()) if word.term else ():
            for side, terms in given:
                other = _filled(words, place, form, side, terms)
                if other is None:
                    continue
                if _is_unclear(words, other, terms):
                    return OPEN
                found = found or (min(place, other.first), max(place, other.last))
    if found is None:
        return OPEN
    span = (words[found[0]].start, words[found[1]].end)
    return Agreement(-1, f"says it of another: {text[slice(*span)]}", span)


def _is_unclear(words: Words, other: Mention, terms: Sequence[str]) -> bool:
    after = words[other.last + 1 : phrase_end(words, other.last + 1)]
    if _is_like(words, other, terms):
        return False
    asked = any(word.term in terms for word in after if word.term and not words[other.last].owns)
    return asked or sameness(terms, words[other.first : other.last + 1]) != "other"


def _filled(
    words: Words, place: int, form: Form, side: str, terms: Sequence[str]
) -> Mention | None:
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


def _beside_verb(words: Words, verb: Verb, side: str, terms: Sequence[str]) -> Mention | None:
    form = verb.form
    if side == (form.obj if verb.is_passive else form.subject):
        return name_until(words, verb.subject) if verb.subject is not None else None
    if side == form.obj and not verb.is_passive:
        return name_from(words, verb.end) or _like_phrase(words, verb.end, terms)
    links = (*form.links, ("by", form.subject)) if verb.is_passive else form.links
    return next(_after_links(words, verb.end - 1, links, side), None)


def _after_links(
    words: Words, place: int, links: Sequence[tuple[str, str | None]], side: str
) -> Iterator[Mention]:
    for link, other in links:
        there = preposition(words, place, link) if other == side else None
        name = name_from(words, there + 1) if there is not None else None
        if name is not None:
            yield name


def _like_phrase(words: Words, place: int, terms: Sequence[str]) -> Mention | None:
    """Return "the folding oar" where a folding mast is asked about: alike but for the noun."""
    phrase = Mention(place, phrase_end(words, place) - 1)
    return phrase if _is_like(words, phrase, terms) else None


def _is_like(words: Words, phrase: Mention, terms: Sequence[str]) -> bool:
    own = [word.term for word in words[phrase.first : phrase.last + 1] if word.term]
    return len(own) > 1 and own[-1] not in terms and not set(own[:-1]).isdisjoint(terms[:-1])


def _named_so(words: Words, place: int) -> Mention | None:
    """Return the name of "Winter Bees is a novel": what a noun is said to be."""
    back = place - 1
    while back >= 0 and (words[back].lower in DETERMINERS or _describes(words[back])):
        back -= 1
    if back < 1 or not (words[back].lower in BE or words[back].lower == ","):
        return None
    return name_until(words, back - 1)


def _describes(word: Word) -> bool:
    return word.is_noun and not is_named(word) and not word.owns
