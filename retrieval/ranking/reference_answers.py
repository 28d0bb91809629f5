"""What documentation answers with: an identifier, an instruction.

Neither is sure: a command may be a plain word, what is to be done told as a fact. What is found
here speaks for a sentence; that nothing is found never speaks against an answer.
"""

from __future__ import annotations

import re
from functools import cache

_NAMED_BY_IDENTIFIERS = frozenset(
    """option flag switch command subcommand setting variable parameter argument method function
    class keyword attribute property module builtin operator pragma directive key field""".split()
)
_IDENTIFIER = (
    r"(?<![\w-])--?[A-Za-z][\w-]*|\b\w+_\w+\b|\b[a-z]+[A-Z]\w*|\b[\w.]+\(\)|\$\w+|`[^`\s]+`"
    r"|\b[a-z]\w+(?:\.[a-z]\w+)+\b|(?<![.!?] )(?<!^)\b[A-Z]{3,}\b|(?<!\S)\\?\.\w+"
)
_INSTRUCTION = (
    r"(?:^|(?<=[,;:] ))(?:\W*\d+[.)]\s*)?(?:first |then |just |simply |please )?"
    r"(?:use|run|type|press|click|set|add|open|choose|select|install|create|enter|write|call|pass"
    r"|put|edit|remove|delete|copy|go to|start|stop|enable|disable|change|make sure|specify)\b"
    r"|\byou (?:can|may|must|should|need to|have to|could)\b|\b(?:by|with) (?:using|\w+ing) "
    r"|\bto (?:do|achieve) (?:this|that|so)\b|\bcan be \w+ (?:by|with|using)\b"
    r"|^[$>#%] \S"
)


def reference_kind(words: tuple[str, ...], focus: str) -> str | None:
    """Return what kind of answer from documentation is wanted, None where it is none of these.

    `words` are the question's in lower case, `focus` the noun that names what is wanted.
    """
    if _singular(focus) in _NAMED_BY_IDENTIFIERS or _singular(words[-1]) in _NAMED_BY_IDENTIFIERS:
        return "identifier"
    return "instruction" if "how" in words and _asks_how_to(words) else None


def _singular(noun: str) -> str:
    return noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")


def _asks_how_to(words: tuple[str, ...]) -> bool:
    after = words[words.index("how") + 1 :]
    return after[:1] == ("to",) or (
        after[:1] in (("do",), ("can",), ("should",)) and after[1:2] in (("i",), ("you",), ("we",))
    )


# Compiled when first asked for: a single question needs one of them at most.
@cache
def reference_pattern(kind: str) -> re.Pattern[str]:
    """Return what finds an answer of a kind that `reference_kind` names."""
    if kind == "identifier":
        return re.compile(_IDENTIFIER)
    return re.compile(_INSTRUCTION, re.IGNORECASE | re.MULTILINE)
