"""The question, stated in the answer's first line and read back from there.

Buttons and replies need the question again, after a restart too, and nothing is kept for them:
the message says it. What is said is the question's normal form: one line without white space
around it, runs of white space as single spaces, and what Discord cannot carry as pictures (see
`escaping`). A question in its normal form comes back character by character.
"""

from __future__ import annotations

import re

from bot.discord.rendering.escaping import escaped, one_line, unescaped
from bot.discord.rendering.limits import clipped

LONGEST_QUESTION = 400
"""Characters that a question may have in Discord: its line takes twice that at most, and four."""

_READ_AS = "-# read as: "
# No asterisk of a question stands in its line without a backslash before it.
_STATED = re.compile(r"\*\*((?:\\.|[^\\*\n])+)\*\*(?=\n|\Z)")


def as_question(text: str) -> str:
    """Return the normal form of a question."""
    return one_line(text)


def question_line(question: str) -> str:
    """Return the line that states a question, in bold; an empty one for white space alone."""
    question = as_question(question)
    return f"**{escaped(question)}**" if question else ""


def reading_line(read_as: str) -> str:
    """Return the small line that says how a question was read."""
    return f"{_READ_AS}{escaped(clipped(as_question(read_as), LONGEST_QUESTION))}"


def stated_reading(content: str) -> str | None:
    """Return how the question that a message's text begins with was read; None without one."""
    question = stated_question(content)
    if question is None:
        return None
    line = content.split("\n", 2)[1:2]
    if not line or not line[0].startswith(_READ_AS):
        return question
    return unescaped(line[0].removeprefix(_READ_AS))


def stated_question(content: str) -> str | None:
    """Return the question that a message's text begins with, None where it states none."""
    found = _STATED.match(content)
    return unescaped(found[1]) if found else None
