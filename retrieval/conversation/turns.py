"""What was said, and how a question is read after it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Role = Literal["user", "bot"]
Leaning = Literal["surely", "perhaps", "hardly"]
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


class Understood(NamedTuple):
    """A question as it is read: its words, and what else it is `about`, most telling first.

    `about` holds words of what was said before, which count for less than the question's own.
    Whether they are to be used at all is certain only where it is `leaning` on them surely.
    """

    question: str
    about: tuple[str, ...] = ()
    leaning: Leaning = "surely"

    @property
    def read_as(self) -> str:
        """The reading as text: "how does it work? (about: unemployment insurance)"."""
        if not self.about:
            return self.question
        return f"{self.question}{_ABOUT}{_BETWEEN.join(self.about)}{_END}"


def as_read(text: str) -> Understood:
    """Return the reading that a text shows, the inverse of `read_as`."""
    question, mark, rest = text.rstrip().rpartition(_ABOUT)
    phrases = [phrase.strip() for phrase in rest.removesuffix(_END).split(_BETWEEN)]
    is_reading = mark and question.strip() and rest.endswith(_END) and all(phrases)
    if not is_reading or any("(" in phrase or ")" in phrase for phrase in phrases):
        return Understood(text)
    return Understood(question, tuple(phrases))
