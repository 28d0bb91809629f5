"""What a question is about, where its form tells: "what is a polder?" is about a polder."""

from __future__ import annotations

import re

from retrieval.conversation.clauses import clause_topic
from retrieval.conversation.phrases import LATELY, is_past, without_article

_COPULA = r"(?:is|are|was|were)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:what|who)(?:'s|\s+{_COPULA})\s+(?:meant\s+by\s+)?(?P<topic>.+)",
        r"(?:and\s+)?(?:what|how)\s+about\s+(?P<topic>.+)",
        r"(?:(?:can|could)\s+you\s+)?(?:please\s+)?tell\s+me\s+(?:something\s+|more\s+)?about\s+(?P<topic>.+)",
        r"(?:please\s+)?(?:describe|define|explain)\s+(?P<topic>.+)",
        r"what\s+(?:does|do)\s+(?P<topic>.+?)\s+(?:mean|stand\s+for|do)",
        rf"how\s+\w+\s+{_COPULA}\s+(?P<topic>.+)",
        r"have\s+you\s+heard\s+of\s+(?P<topic>.+)",
        r"(?P<topic>.+)",
    )
)
# Words with which what follows is more than a noun phrase.
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|be|been|am|do|does|did|has|have|had|can|could|will|would|shall|should|"
    r"may|might|must|i|you|he|she|it|we|they|who|whom|which|what|when|where|why|how|that|if|"
    r"because|not|used|called|like|this|these|those|there|me|my|your|thank|thanks|hi|hello|yes|"
    r"no|ok|sorry|please|and|or|but|than)\b",
    re.IGNORECASE,
)
_LONGEST = 6
_LONGEST_BARE = 4


def topic_of(question: str) -> str | None:
    """Return the noun phrase that a question is about, None where its form does not tell."""
    return asked_topic(question) or clause_topic(question)


def asked_topic(question: str) -> str | None:
    """Return the noun phrase that a question asks to be told about: "what is a polder?"."""
    plain = question.strip().rstrip("?.! ")
    for place, form in enumerate(_FORMS, 1):
        found = form.fullmatch(plain)
        if found is not None:
            longest = _LONGEST_BARE if place == len(_FORMS) else _LONGEST
            return _phrase(found["topic"], longest)
    return None


def _phrase(words: str, longest: int) -> str | None:
    phrase = words.strip(" \"'\u201c\u201d")
    while phrase.rpartition(" ")[2].lower() in LATELY:
        phrase = phrase.rpartition(" ")[0]
    if not phrase or len(phrase.split()) > longest or _CLAUSE.search(phrase):
        return None
    if is_past(phrase.split()[0].lower()) or not without_article(phrase):
        return None
    return phrase if re.fullmatch(r"[\w\s'\u2019&./-]+", phrase) else None
