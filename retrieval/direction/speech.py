"""Who said something about what: "what did Musk say about Lin?" is not answered by what Jin said.

A sentence in which the one asked about speaks, and neither names the subject nor means it by a
pronoun, tells of another subject; one about the subject in which another name speaks, of another
speaker.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer, Token
from retrieval.direction.agreeing import OPEN, Agreement
from retrieval.direction.clauses import subject
from retrieval.direction.mentions import mentions
from retrieval.direction.owners import name_until
from retrieval.direction.phrases import named
from retrieval.direction.sameness import sameness
from retrieval.direction.words import RELATIVES, words_of

_ASKED = frozenset("say said write wrote think post tweet tell comment claim remark feel".split())
_ABOUT = frozenset(("about", "of", "on"))
_DOING = frozenset("did does do has have".split())
_SPOKE = frozenset(
    "said says say wrote writes posted tweeted told tells commented claimed claims remarked "
    "stated states noted notes argued argues warned warns added praised praises criticised "
    "criticized thanked thanks called calls described describes stressed recalled declared "
    "announced explained replied answered believes believed thought thinks".split()
)
# Whatever a pronoun means may be the subject.
_MEANING = frozenset("he she it they him her them his hers its their".split())


class Speech(NamedTuple):
    """Whose words about what are asked for, as terms."""

    speaker: tuple[str, ...]
    about: tuple[str, ...]


def speech_sought(text: str, analyzer: Analyzer) -> Speech | None:
    """Return whose words about what a question asks for, None where it asks for something else."""
    words = [word for word in words_of(text, analyzer.tokens(text)) if word.lower not in "?!"]
    lower = [word.lower for word in words]
    if "what" not in lower[:3]:
        return None
    start = lower.index("what") + 1
    verb = next((place for place in range(start, len(lower)) if lower[place] in _ASKED), None)
    if verb is None or verb - start < 2 or lower[start] not in _DOING:
        return None
    if verb + 2 >= len(lower) or lower[verb + 1] not in _ABOUT:
        return None
    told = Speech(named(words[start + 1 : verb]), named(words[verb + 2 :]))
    return told if all(told) else None


def spoken_by_another(told: Speech, text: str, tokens: Sequence[Token]) -> Agreement:
    """Return -1 if a sentence tells somebody else's words, or words about something else, else 0.

    `tokens` are those that the analyzer finds in the sentence.
    """
    terms = {token.term for token in tokens}
    if terms.isdisjoint(told.speaker) and terms.isdisjoint(told.about):
        return OPEN
    words = words_of(text, tokens)
    speaking = [place for place, word in enumerate(words) if word.lower in _SPOKE]
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
            return Agreement(-1, f"tells {what}: {text[first:last]}", (first, last))
        return OPEN
    return OPEN
