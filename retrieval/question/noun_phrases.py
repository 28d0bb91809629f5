"""Where the noun that a question asks about stands: "country" in "which western country is …".

Told from small closed classes of words and from endings, without a tagger.
"""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.analysis.irregular import base_forms

COPULA = frozenset("is are was were be s".split())
AUXILIARY = COPULA | frozenset(
    """am do does did has have had can could will would shall should may might must isnt arent
    wasnt werent dont doesnt didnt hasnt havent hadnt cant couldnt wont wouldnt shouldnt""".split()
)
PREPOSITIONS = frozenset(
    """of in on at by for from to with about into during between among per under over as since
    until till til after before within through against near""".split()
)
DETERMINERS = frozenset("the a an this that these those any some all its his her their my".split())
PRONOUNS = frozenset("i you he she it we they".split())
_CLAUSE = frozenset("that who whom whose which where when while and or but if because".split())
_ENDS_PHRASE = AUXILIARY | PREPOSITIONS | _CLAUSE | DETERMINERS | PRONOUNS
_COUNTS = frozenset("one two three four five six seven eight nine ten first last".split())
_SKIPPED = DETERMINERS | _COUNTS
_NO_VERBS = ("ss", "ous", "us", "is", "ics")
CAUSING = frozenset("cause causes caused led leads prompted triggered sparked".split())


def is_noun(word: str) -> bool:
    """Return whether a word may be (part of) the name of something, and is no small word."""
    return word not in _ENDS_PHRASE and word[0].isalnum()


def noun_phrase(words: Sequence[str], *, after_verb: bool = False) -> tuple[int, int]:
    """Return where the noun phrase that words begin with starts and ends; its noun is the last.

    Without an auxiliary or "of" behind it ("which river separates …"), it ends before what is
    written like a verb; not so if the verb came before it already ("what were the exports to …").
    """
    start = 0
    while start < len(words) and words[start] in _SKIPPED:
        start += 1
    end = start
    while end < len(words) and is_noun(words[end]):
        end += 1
    if end < len(words) and words[end] in AUXILIARY | {"of"}:
        return start, end
    for place in range(start + 1, end):
        if _is_past(words[place]) or (
            not after_verb and _is_present(*words[place - 1 : place + 1])
        ):
            return start, place
    return start, end


def _is_past(word: str) -> bool:
    return word in base_forms("english") or word.endswith("ed")


def _is_present(before: str, word: str) -> bool:
    if word in CAUSING:
        return True
    return word.endswith("s") and not word.endswith(_NO_VERBS) and not before.endswith("s")
