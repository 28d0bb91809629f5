"""The kind of answer that a question wants, and the noun that it asks about.

Told from the words alone, in whatever case they are typed: the question word and what follows it
("what year"), the noun that a question without one begins or ends with ("author of the hymn",
"qwen release date"), or an auxiliary that comes first ("did Lin leave?"). Nouns name the kind of
answer: a "founder" is a person, a "population" a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

from retrieval.question.syntax import (
    AUXILIARY,
    CAUSING,
    COPULA,
    DETERMINERS,
    MEASURED_ADJECTIVES,
    QuestionWords,
    is_noun,
    noun_phrase,
    question_word,
)

NounKind = Literal["person", "organisation", "date", "number", "place", "reason"]

_NOUNS_BY_KIND: dict[NounKind, str] = {
    "person": """
        person people man woman boy girl guy lady gentleman king queen prince princess emperor
        empress tsar sultan pope bishop saint monk president chancellor premier minister senator
        governor mayor judge justice lawyer attorney politician leader ruler dictator ambassador
        general commander captain admiral soldier ceo cto cfo coo chairman chairwoman chairperson
        chair director manager boss head chief executive founder cofounder owner inventor creator
        developer designer architect engineer programmer maker author writer poet novelist
        playwright journalist editor composer songwriter lyricist singer vocalist rapper musician
        drummer guitarist pianist conductor actor actress comedian director producer
        filmmaker host presenter narrator painter sculptor photographer artist dancer
        scientist physicist chemist biologist mathematician astronomer philosopher historian
        economist psychologist professor teacher student scholar researcher doctor physician
        nurse surgeon explorer astronaut pilot player athlete footballer quarterback coach
        pitcher batsman boxer swimmer runner driver champion winner runner-up loser scorer
        captain successor predecessor replacement heir father mother parent son daughter brother
        sister wife husband spouse child uncle aunt cousin friend killer murderer victim suspect
        hero heroine villain character member lead employee spokesperson spokesman spokeswoman
        analyst colleague speaker nominee candidate recipient
        """,
    "organisation": """
        company corporation firm business startup organisation organization institution
        institute agency department ministry team club band orchestra university college
        school academy party union church bank airline airlines network channel station studio
        label publisher newspaper magazine manufacturer brand retailer supplier league federation
        association foundation charity committee commission council court parliament congress
        employer vendor lab laboratory museum hospital army
        """,
    "date": """
        year date day month time decade century week birthday birthdate weekday
        deadline anniversary era period
        """,
    "number": """
        number percentage percent amount share size price age population length height width
        depth weight mass distance speed temperature salary cost budget revenue income value
        rate ratio score total count quantity duration capacity volume frequency wavelength worth
        density radius diameter elevation altitude wage fee fine fare tax sum proportion fraction
        probability odds magnitude lifespan
        """,
    "place": """
        country nation city town state place region county continent village
        location capital province territory district island river lake sea ocean mountain
        valley desert street road neighbourhood neighborhood area planet hometown
        birthplace headquarters venue address site colony kingdom empire port airport stadium
        suburb borough peninsula bay coast
        """,
    "reason": "reason cause motive motivation explanation",
}


@cache
def _kinds_by_noun() -> dict[str, NounKind]:
    kinds: dict[str, NounKind] = {}
    for kind, words in _NOUNS_BY_KIND.items():
        for word in words.split():
            kinds.setdefault(word, kind)
    return kinds


def kind_of_noun(noun: str) -> NounKind | None:
    """Return the kind of thing that a lower-case noun names, whatever its number; None if none."""
    kinds = _kinds_by_noun()
    if noun in kinds:
        return kinds[noun]
    singular = noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")
    if singular in kinds:
        return kinds[singular]
    if len(noun) > 6 and singular.endswith(("ologist", "ician", "woman", "women", "iest")):
        return "person"
    return None


def answer_nouns() -> frozenset[str]:
    """Return all nouns that name a kind of answer."""
    return frozenset(_kinds_by_noun())


AnswerType = Literal[
    "person",
    "organisation",
    "date",
    "number",
    "place",
    "reason",
    "definition",
    "quotation",
    "yes_no",
    "passage",
]


class ExpectedAnswer(NamedTuple):
    """The kind of answer, and the noun that names it as typed ("country"), None without one."""

    expects: AnswerType
    focus: str | None = None


_BY_WORD: dict[str, AnswerType] = {
    "who": "person",
    "whom": "person",
    "whose": "person",
    "when": "date",
    "where": "place",
    "why": "reason",
}
_SPEAKING = frozenset("say write post tell tweet claim comment reply respond".split())
_IMPERATIVE = frozenset("name state list give identify mention cite".split())
_KINDS = frozenset("kind kinds type types sort sorts form forms".split())
_NAMES = frozenset(("name", "names"))
_MEANING = frozenset(("meaning", "definition"))


def expected_answer(text: str) -> ExpectedAnswer:
    """Return the kind of answer that a question wants, and the noun that names it.

    The kind is "passage" where nothing tells.
    """
    words = QuestionWords.of(text)
    place = question_word(words.plain)
    if place is None:
        return _without_question_word(words)
    word = words.plain[place]
    after = words.after(place + 1).until_mark()
    if word == "how":
        return ExpectedAnswer(_how(after.plain), _counted(after))
    if word in _BY_WORD:
        return ExpectedAnswer(_BY_WORD[word], _possessed(after) if word == "whose" else None)
    return _what(after)


def _counted(after: QuestionWords) -> str | None:
    """Return "models" of "how many models", None where nothing is counted."""
    return _possessed(after.after(1)) if after.plain[:1] in (["many"], ["much"]) else None


def _possessed(after: QuestionWords) -> str | None:
    start, end = noun_phrase(after.plain)
    return after.typed[end - 1] if start < end else None


def _how(after: Sequence[str]) -> AnswerType:
    if after[:1] == ["come"]:
        return "reason"
    if after[:2] == ["long", "ago"]:
        return "date"
    return "number" if after and after[0] in MEASURED_ADJECTIVES else "passage"


def _what(after: QuestionWords) -> ExpectedAnswer:
    words = after.plain
    if not words:
        return ExpectedAnswer("passage")
    if words[0] in CAUSING or (words[0] == "for" and not AUXILIARY.isdisjoint(words[1:2])):
        return ExpectedAnswer("reason")
    if words[0] in COPULA:
        return _what_is(after.after(1))
    if words[0] in AUXILIARY:
        if words[0] in ("did", "does", "do") and not _SPEAKING.isdisjoint(words):
            return ExpectedAnswer("quotation")
        explained = "mean" in words or (words[0] == "does" and words[-1] == "do")
        return ExpectedAnswer("definition" if explained else "passage")
    return _phrase(after)


def _what_is(after: QuestionWords) -> ExpectedAnswer:
    """Read "what is …": the noun of "the capital of France", or a thing to be explained."""
    if not after.plain:
        return ExpectedAnswer("definition")
    found = _phrase(after, after_verb=True)
    if found.expects != "passage":
        return found
    start, end = noun_phrase(after.plain, after_verb=True)
    explained = end >= len(after.plain) or not _MEANING.isdisjoint(after.plain[start:end])
    # Without an article, what follows may as well be a name or an adverb: "what was later …".
    focus = found.focus if after.plain[0] in DETERMINERS else None
    return ExpectedAnswer("definition" if explained else "passage", focus)


def _phrase(words: QuestionWords, *, after_verb: bool = False) -> ExpectedAnswer:
    """Return what the noun of a phrase asks for: of "name of the author", that is "author"."""
    plain, typed = words
    start, end = noun_phrase(plain, after_verb=after_verb)
    if start >= end:
        return ExpectedAnswer("passage")
    head = plain[end - 1]
    if plain[end : end + 1] == ["of"] and head in _KINDS | _NAMES:
        inner = _phrase(words.after(end + 1), after_verb=after_verb)
        if head in _NAMES:
            return inner if inner.focus else ExpectedAnswer("passage", typed[end - 1])
        return ExpectedAnswer("passage", " of ".join(filter(None, (typed[end - 1], inner.focus))))
    return ExpectedAnswer(_kind(plain[start:end]), typed[end - 1])


def _kind(phrase: Sequence[str]) -> AnswerType:
    """Return what a noun phrase asks for; "show time" does not ask for a date."""
    kind = kind_of_noun(phrase[-1]) if phrase else None
    if kind is None or (len(phrase) > 1 and phrase[-1] in ("time", "period")):
        return "passage"
    return kind


def _without_question_word(words: QuestionWords) -> ExpectedAnswer:
    plain = words.plain
    if len(plain) > 1 and plain[0] in AUXILIARY:
        return ExpectedAnswer("yes_no")
    if len(plain) > 1 and plain[0] in _IMPERATIVE:
        return _phrase(words.after(1), after_verb=True)
    if plain[:1] == ["define"]:
        return ExpectedAnswer("definition")
    return _fragment(words.until_mark())


def _fragment(words: QuestionWords) -> ExpectedAnswer:
    """Read "author of the hymn" by what stands before "of", "qwen release date" by its end."""
    plain, typed = words
    ends = (place for place, word in enumerate(plain) if place and not _goes_on(word))
    end = next(ends, len(plain))
    if end < len(plain) and plain[end] in AUXILIARY:
        return ExpectedAnswer("passage")
    relative = plain.index("who") if "who" in plain[1:] else end
    for place in (end, relative):
        kind = _kind(plain[place - 1 : place])
        if kind == "person" or (kind != "passage" and place == end):
            return ExpectedAnswer(kind, typed[place - 1])
    meant = plain[end - 1 : end] and plain[end - 1] in _MEANING
    return ExpectedAnswer("definition", typed[end - 1]) if meant else ExpectedAnswer("passage")


def _goes_on(word: str) -> bool:
    """Return whether a fragment's first phrase goes on with a word: articles are inside it."""
    return is_noun(word) or word in DETERMINERS
