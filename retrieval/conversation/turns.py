"""What was said before a question, and whether the question is a follow-up to it.

Turns become exchanges (a question with its replies); an answer leaves turns behind for the
question after it. Whether a question is a follow-up is judged by what its own words and the words
said before each find.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from retrieval.model import Answer

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
