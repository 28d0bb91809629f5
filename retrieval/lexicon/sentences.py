"""The sentences of the lexicon: "NEW takes over from OLD", "NEW is successor of OLD"."""

from __future__ import annotations

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.irregular import base_forms

PREFIXES = ("over", "under", "with", "out")
"""What may stand before an irregular verb without changing its forms: "overthrew"."""


def is_verb(sentence: str) -> bool:
    """Return whether a sentence has a verb: it has a noun after "is" or at its beginning."""
    first, second, *_ = sentence.split()
    return first.isupper() and second != "is"


def main_word(sentence: str) -> str:
    """Return the verb or noun of a sentence: "takes" of "NEW takes over from OLD"."""
    words = sentence.split()
    first = 1 if words[0].isupper() else 0
    return words[first + 1] if words[first] == "is" else words[first]


def spoken(sentence: str) -> str:
    """Return what a sentence says between its sides: "takes over from" of "NEW takes … OLD"."""
    if not is_verb(sentence):
        return main_word(sentence)
    words = sentence.split()
    last = next(place for place in range(1, len(words)) if words[place].isupper())
    return " ".join(words[1:last])


def base_form(third_person: str) -> str:
    """Return "take" for "takes", "carry" for "carries" and "teach" for "teaches"."""
    if third_person.endswith("ies"):
        return third_person[:-3] + "y"
    if third_person.endswith(("ches", "shes", "sses", "xes", "goes", "does")):
        return third_person[:-2]
    return third_person.removesuffix("s")


def head_terms(sentence: str, analyzer: Analyzer) -> list[str]:
    """Return the terms of a sentence's verb or noun; a verb may have another one in the past."""
    main = main_word(sentence)
    forms = [main]
    if is_verb(sentence):
        base = base_form(main)
        forms += [base + "d"] if base.endswith("e") else []
        forms += _irregular(base)
    return list(dict.fromkeys(term for form in forms for term in analyzer.terms(form)))


def _irregular(base: str) -> list[str]:
    """Return the irregular forms of "overthrow", which are those of "throw"."""
    for prefix in PREFIXES:
        if base.startswith(prefix):
            simple = base.removeprefix(prefix)
            known = base_forms("english").items()
            return [prefix + form for form, other in known if other == simple]
    return []
