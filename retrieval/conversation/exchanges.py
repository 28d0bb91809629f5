"""What was said, as questions with their replies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.conversation.turns import Turn, Understood, as_read

MOST = 6
"""Exchanges that are looked at, the last ones."""

_LONGEST = 2_000
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

    understood: Understood
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
        said = text[:_LONGEST].strip()
        if said and role == "user":
            found.append((said, []))
        elif said and found:
            found[-1][1].append(said)
    return [
        Exchange(as_read(question), "\n".join(replies)[:_LONGEST])
        for question, replies in [one for one in found if not is_courtesy(one[0])][-MOST:]
    ]
