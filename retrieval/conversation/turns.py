"""What was said before a question, what it was about, and whether a question follows it up.

Turns become exchanges (a question with its replies); an answer leaves turns behind for the
question after it. Whether a question is a follow-up is judged by what its own words and the words
said before each find.

What a question is about is a noun phrase: "the pool" of "when does the pool close?". It is read
from the form of a question, from small closed classes of words and from endings, without a tagger:
where they do not show it, nothing is said. A noun phrase as it is written has a head noun, one or
several, of a role, a group or a quantity.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from retrieval.model import Answer, Span
from retrieval.question.answer_types import kind_of_noun
from retrieval.question.syntax import AUXILIARY, COPULA, PREPOSITIONS, PRONOUNS
from retrieval.text.inflection import base_forms

Role = Literal["user", "bot"]
FollowUpDegree = Literal["surely", "perhaps", "hardly"]
"""Whether a question goes on with what was said: it points back, it is no whole question, or
neither."""

LONGEST_READING = 400
"""Characters that a reading may have: a longer question is left as it is."""

_ABOUT, _END = " (about: ", ")"
_BETWEEN = ", "


class Turn(NamedTuple):
    """Something said before a question. What the bot said are the words that it quoted."""

    role: Role
    text: str


class RewrittenQuestion(NamedTuple):
    """A question as it is read: its words, and what else it is `about`, the most particular first.

    `about` holds words of what was said before, which count for less than the question's own.
    Whether they are to be used at all is certain only where `follow_up` is "surely".
    """

    question: str
    about: tuple[str, ...] = ()
    follow_up: FollowUpDegree = "surely"

    @property
    def read_as(self) -> str:
        """The reading as text: "how does it work? (about: unemployment insurance)"."""
        if not self.about:
            return self.question
        return f"{self.question}{_ABOUT}{_BETWEEN.join(self.about)}{_END}"


def as_read(text: str) -> RewrittenQuestion:
    """Return the reading that a text shows, the inverse of `read_as`."""
    question, mark, rest = text.rstrip().rpartition(_ABOUT)
    phrases = [phrase.strip() for phrase in rest.removesuffix(_END).split(_BETWEEN)]
    is_reading = mark and question.strip() and rest.endswith(_END) and all(phrases)
    if not is_reading or any("(" in phrase or ")" in phrase for phrase in phrases):
        return RewrittenQuestion(text)
    return RewrittenQuestion(question, tuple(phrases))


MOST_EXCHANGES = 6
"""Exchanges that are looked at, the last ones."""

_LONGEST_TURN = 2_000
"""Characters of a turn that are looked at."""

_COURTESY = frozenset(
    """
    thanks thank thx ty cheers ok okay k great good nice cool perfect awesome lovely wow ah oh hm
    hmm alright right hello hi hey bye goodbye yes yeah yep nope no sure fine interesting got
    understood appreciated
""".split()
)
_BESIDE_COURTESY = frozenset(
    """
    you u very so much a lot many i see it that that's is there please again all to know
""".split()
)


class Exchange(NamedTuple):
    """A question as it was understood, and what was said in reply.

    `person` is whom "he" or "she" in the question stood for.
    """

    understood: RewrittenQuestion
    reply: str
    person: str | None = None

    @property
    def question(self) -> str:
        """The question's own words."""
        return self.understood.question


def is_courtesy(text: str) -> bool:
    """Return whether a text only thanks, greets or takes note: then nothing is asked."""
    words = re.findall(r"[\w'\u2019]+", text.lower().replace("\u2019", "'"))
    return (
        bool(words)
        and words[0] in _COURTESY
        and _COURTESY.union(_BESIDE_COURTESY).issuperset(words)
    )


def exchanges_of(history: Sequence[Turn]) -> list[Exchange]:
    """Return the last questions with their replies, oldest first.

    Blank turns are left out, and so is what only thanks or greets, with its reply.
    """
    found: list[tuple[str, list[str]]] = []
    for role, text in history:
        said = text[:_LONGEST_TURN].strip()
        if said and role == "user":
            found.append((said, []))
        elif said and found:
            found[-1][1].append(said)
    return [
        Exchange(as_read(question), "\n".join(replies)[:_LONGEST_TURN])
        for question, replies in [one for one in found if not is_courtesy(one[0])][-MOST_EXCHANGES:]
    ]


QUOTES_SAID = 3
"""Quotes of an answer of which the first mark counts as said."""


def turns_of_answer(answer: Answer) -> tuple[Turn, ...]:
    """Return the turns that an answer adds: its question as read, and what was marked in reply."""
    asked = Turn("user", answer.read_as)
    marked = "\n".join(marked_in(answer))
    return (asked, Turn("bot", marked)) if marked else (asked,)


def marked_in(answer: Answer) -> tuple[str, ...]:
    """Return the first mark of each of the first quotes; none of an abstention."""
    return tuple(
        quote.text[slice(*quote.marks[0])] for quote in answer.quotes[:QUOTES_SAID] if quote.marks
    )


STANDS_ALONE = {"perhaps": 0.95, "hardly": 0.6}
"""Share of a question that its best passage covers where the question stands by itself."""

ENOUGH_CONCEPTS = 3
"""Concepts that what is no whole question needs for that to mean something."""


class BestPassage(NamedTuple):
    """The best passage for a reading.

    `covered` is the share of the question's own concepts that it speaks of, from 0 to 1;
    `has_earlier` whether it speaks of any of the words said before.
    """

    passage: int
    covered: float
    has_earlier: bool = False


def is_follow_up(
    follow_up: FollowUpDegree, concepts: int, alone: BestPassage | None, after: BestPassage | None
) -> bool:
    """Return whether a question of so many concepts is read with what was said before it.

    `alone` is what its own words find, `after` what they find together with the words before.
    Where these change nothing or bring nothing of their own, the subject has changed; words that
    nothing knows are not answered by others.
    """
    if follow_up == "surely":
        return True
    if alone is None or after is None or not after.has_earlier:
        return False
    if alone.passage == after.passage:
        return False
    too_few = follow_up == "perhaps" and concepts < ENOUGH_CONCEPTS
    return too_few or alone.covered < STANDS_ALONE[follow_up]


LATELY = frozenset("now today currently again too nowadays".split())
"""Words that may follow a noun phrase at a question's end and are no part of it."""

_SINGULAR_IN_S = ("ss", "us", "is", "news", "series", "species", "ics")
_PLURALS = frozenset("people children men women feet teeth mice police".split())
_ARTICLES = ("the ", "a ", "an ")


def head_of(phrase: str) -> str:
    """Return the noun that a noun phrase is built around: "mayor" of "the mayor of Ellerby"."""
    words = phrase.split()
    end = next((at for at, word in enumerate(words) if at and word.lower() in PREPOSITIONS), None)
    return (words[:end] or [""])[-1]


def is_plural(noun: str) -> bool:
    """Return whether a noun is written as a plural; an abbreviation ("SAS") is none."""
    if noun.lower() in _PLURALS:
        return True
    is_word = noun.endswith("s") and not noun.isupper() and len(noun) > 2
    return is_word and not noun.lower().endswith(_SINGULAR_IN_S)


def without_article(phrase: str) -> str:
    """Return a noun phrase without the article that it begins with."""
    article = next((word for word in _ARTICLES if phrase.lower().startswith(word)), "")
    return phrase[len(article) :]


def is_past(word: str) -> bool:
    """Return whether a lower-case word is written like a past form: "opened", "built"."""
    return word.endswith("ed") or (word in base_forms("english") and word not in _PLURALS)


def is_group(noun: str) -> bool:
    """Return whether a noun is of people who act together: "they" for "the council"."""
    return kind_of_noun(noun.lower()) == "organisation"


def is_quantity(noun: str) -> bool:
    """Return whether a noun is of a quantity that something has: "price"."""
    return kind_of_noun(noun.lower()) == "number"


def is_role(noun: str) -> bool:
    """Return whether a noun is of one person: "mayor"."""
    return kind_of_noun(noun.lower()) == "person" and not is_plural(noun)


_WORD = re.compile(r"\w[\w&+./-]*(?:['\u2019]\w+)?(?<![./-])")
_PAUSE = re.compile(r"[,;:.!?](?=\s)")
_LEADS = frozenset("and but so or ok okay then well now".split())
_ASKING = frozenset("who whom what which when where why how since until".split())
_OPENS = frozenset("the a an".split())
_SPEAKERS = frozenset("i you we one people someone anyone".split())
_ENDS = (PREPOSITIONS - {"of"}) | AUXILIARY | PRONOUNS
_BREAKS = frozenset(
    """that who whom whose which where when while and or but if because than not my your his her
    its our their those these this me him them us""".split()
)
_HAVE = frozenset("has have had".split())
_MAIN_VERBS = frozenset("be been being have do".split())
_SAYING = frozenset("think know say believe mean guess hear read see".split())
_FIRST_AUXILIARY = 5
_LONGEST_SUBJECT = 4
_LONGEST_SUBJECT_WITH_OF = 6


def clause_topic(question: str) -> str | None:
    """Return the noun phrase that is the subject of a question, or its object if that is asked.

    Of what somebody does themselves ("how do I renew a permit?") it is the object.
    """
    found = list(_WORD.finditer(question))
    while found and found[0].group().lower() in _LEADS:
        del found[0]
    while found and found[-1].group().lower() in LATELY:
        del found[-1]
    if not found or _PAUSE.search(question, found[0].start(), found[-1].end()):
        return None
    words = [match.group() for match in found]
    span = _topic(words)
    if span is None:
        return None
    longest = _LONGEST_SUBJECT_WITH_OF if "of" in words[slice(*span)] else _LONGEST_SUBJECT
    if span[1] - span[0] > longest:
        return None
    return question[found[span[0]].start() : found[span[1] - 1].end()]


def _topic(words: Sequence[str]) -> Span | None:
    lower = [word.lower() for word in words]
    place = next((at for at, word in enumerate(lower) if word in AUXILIARY), None)
    if place is None or place > _FIRST_AUXILIARY:
        return _object(lower, 1) if lower[0] in ("who", "what") else None
    if place and lower[0] not in _ASKING and lower[1] not in _ASKING:
        return None
    if lower[place + 1 : place + 2] and lower[place + 1] in _SPEAKERS:
        return _object(lower, place + 2)
    return _subject(words, lower, place)


def _object(lower: Sequence[str], verb: int) -> Span | None:
    """Return the object of a verb, where an article opens it and nothing follows."""
    start = verb + 1
    if start < len(lower) and lower[start] in PREPOSITIONS:
        start += 1
    if (
        start >= len(lower)
        or lower[start] not in _OPENS
        or lower[verb] in _ENDS | _BREAKS | _SAYING
    ):
        return None
    return (start, len(lower)) if _end(lower, start) == len(lower) else None


def _subject(words: Sequence[str], lower: Sequence[str], auxiliary: int) -> Span | None:
    start = auxiliary + 1
    end = _end(lower, start)
    is_bare = end - start == 2 and is_plural(words[start]) and words[start].islower()
    if end == start or not (lower[start] in _OPENS or is_bare):
        return None
    stop = end
    if end < len(lower) and lower[end] in _MAIN_VERBS:
        return start, end
    if lower[auxiliary] in COPULA | _HAVE:
        stop = next((at for at in range(start + 1, end) if is_past(lower[at])), end)
        # In "which one is the largest?", what follows only describes.
        is_plain = stop < end or (lower[0] in _ASKING - {"which"} and end == len(lower))
        if not is_plain and auxiliary == 0 and end == len(lower):
            # "is the library open?"
            return (start, end - 1) if end - start > 2 else None
    else:
        stop = end - 1
        is_plain = end - start > 1 and _is_base_form(words[stop])
    return (start, stop) if is_plain and stop - start >= (1 if is_bare else 2) else None


def _end(lower: Sequence[str], start: int) -> int:
    """Return where what a noun phrase may be made of ends, with a verb right behind it."""
    place = start + 1
    while place < len(lower) and lower[place] not in _ENDS | _BREAKS:
        if lower[place] in _OPENS and lower[place - 1] != "of":
            break
        place += 1
    return min(place, len(lower))


def _is_base_form(word: str) -> bool:
    is_verb = word.isalpha() and word.islower() and len(word) > 1
    return is_verb and not is_plural(word) and not word.endswith(("ed", "ing", "ly", "ion"))


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
    """Return the noun phrase that a question is about, None where its form does not show it."""
    return asked_topic(question) or clause_topic(question)


def asked_topic(question: str) -> str | None:
    """Return the noun phrase that a question asks to have explained: "what is a polder?"."""
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
