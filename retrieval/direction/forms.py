"""How a relation is put: its verbs and nouns, and where each side of it stands beside them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.direction.words import PREPOSITIONS
from retrieval.lexicon.sentences import head_terms

Kind = Literal["verb", "noun", "event"]

_PARTICLES = frozenset(("over", "about"))


class Form(NamedTuple):
    """A verb or a noun that tells of a relation, as a sentence of the lexicon puts it.

    `head` is the word as written there, `particles` the words that belong to it ("takes over").
    `subject` is the side of who does it, or of what the noun names; `obj` that of the direct
    object; `links` the sides after prepositions.
    """

    kind: Kind
    head: str
    particles: tuple[str, ...]
    subject: str | None
    obj: str | None
    links: tuple[tuple[str, str], ...]


@lru_cache(maxsize=256)
def forms_of(sentences: tuple[str, ...], analyzer: Analyzer) -> dict[str, tuple[Form, ...]]:
    """Return the forms that sentences of the lexicon describe, by the term of their head."""
    found: dict[str, list[Form]] = {}
    for sentence in sentences:
        form = _form(sentence.split())
        for term in head_terms(sentence, analyzer):
            found.setdefault(term, []).append(form)
    # What has more to recognise it by comes first: "loses to", before "loses".
    return {term: tuple(sorted(forms, key=_plainness)) for term, forms in found.items()}


def _plainness(form: Form) -> int:
    return -len(form.particles)


def _form(words: list[str]) -> Form:
    subject = words.pop(0) if words[0].isupper() else None
    kind: Kind = "verb" if subject else "event"
    if words[0] == "is":
        kind = "noun"
        del words[0]
    head, *rest = words
    particles, obj, links = _arguments(rest)
    return Form(kind, head, particles, subject, obj, links)


def _arguments(
    words: Iterable[str],
) -> tuple[tuple[str, ...], str | None, tuple[tuple[str, str], ...]]:
    particles: list[str] = []
    obj = None
    links = []
    for word in words:
        if not word.isupper():
            particles.append(word)
        elif particles and particles[-1] in PREPOSITIONS - _PARTICLES:
            links.append((particles.pop(), word))
        else:
            obj = word
    return tuple(particles), obj, tuple(links)
