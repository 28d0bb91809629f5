"""Whether a sentence holds a possible answer: a person, a date, a number, a place, a colour.

Told from the writing alone: capitals, digits, units, quotation marks, turns of phrase. What the
question already names is no answer to it. `lexical_answer_type` reads from a question what it
wants more closely than by its kind (a year, a number of parameters), `answer_in` finds that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from retrieval.model import Span
from retrieval.question.abbreviations import SKIPPED
from retrieval.question.answer_types import AnswerType, kind_of_noun
from retrieval.question.question import Question
from retrieval.ranking.answer_patterns import (
    AMOUNT,
    AnswerMatch,
    answer_matches,
    asked_unit,
    class_pattern,
    is_told_in_money,
    noun_with_unit,
    unit_pattern,
)
from retrieval.ranking.proper_names import (
    ProperName,
    may_be_organisation,
    may_be_person,
    may_be_place,
    names_of,
)
from retrieval.text.analyzer import Analyzer
from retrieval.text.lexicon import thesaurus_for
from retrieval.text.tokens import Token

_NAMED: dict[AnswerType, Callable[[ProperName], bool]] = {
    "person": may_be_person,
    "organisation": may_be_organisation,
    "place": may_be_place,
}
_SMALL_WORDS = frozenset("of the and de la in".split())
_COUNTED = frozenset(("date", "number", "place"))


def holds_answer(
    sentence: str,
    expects: AnswerType,
    typed: frozenset[str],
    analyzer: Analyzer,
    context: Sequence[str] = (),
) -> str | None:
    """Return the words of a sentence that could be an answer of a type, None where none could.

    `typed` holds the terms of the question: a name made of them is not new. `context` holds those
    of what the sentence is read with: what stands beside a term defines it.
    """
    if expects == "definition" and not typed.isdisjoint(context):
        return sentence
    return next(_candidates(sentence, expects, typed, analyzer), None)


def _candidates(
    sentence: str, expects: AnswerType, typed: frozenset[str], analyzer: Analyzer
) -> Iterator[str]:
    fits = _NAMED.get(expects)
    for name in names_of(sentence) if fits else ():
        if fits and fits(name) and _is_new_name(name, expects, typed, analyzer):
            yield name.in_place if expects == "place" else name.words
    if expects == "place":
        yield from _countries(sentence, typed, analyzer)
    for match in answer_matches(sentence, expects):
        if _is_new(match, sentence, expects, typed, analyzer):
            yield match.words.strip()


def _countries(sentence: str, typed: frozenset[str], analyzer: Analyzer) -> Iterator[str]:
    for noun in ("country", "continent"):
        pattern = class_pattern(noun)
        for found in pattern.finditer(sentence) if pattern else ():
            if typed.isdisjoint(analyzer.terms(found.group())):
                yield found.group()


def _is_new_name(
    name: ProperName, expects: AnswerType, typed: frozenset[str], analyzer: Analyzer
) -> bool:
    """Return whether a name is not the question's; "Sea of Japan" is new to "which sea"."""
    shared = typed.intersection(analyzer.terms(name.words))
    if not shared or expects == "person":
        return not shared
    words = name.words.lower().split()
    new = [word for word in words if kind_of_noun(word) is None and word not in _SMALL_WORDS]
    return bool(new) and typed.isdisjoint(analyzer.terms(" ".join(new)))


def _is_new(
    match: AnswerMatch,
    sentence: str,
    expects: AnswerType,
    typed: frozenset[str],
    analyzer: Analyzer,
) -> bool:
    if expects == "definition":
        # What is explained stands before "is a": in the question, and as its subject here.
        return not typed.isdisjoint(analyzer.terms(sentence[: match.start]))
    return expects not in _COUNTED or not typed.issuperset(analyzer.terms(match.new))


_BETWEEN = 3
_LINKS = frozenset(
    "of is was were are at to about around approximately over under nearly the a number numbers "
    "numbered total totals totalled".split()
)
_COUNT_WORDS = re.compile(
    r"\b(?:one|single|sole|no|several|many|hundreds|thousands)\b", re.IGNORECASE
)
_SCALE = re.compile(r"(?:[ -](?:hundred|thousand|million|billion|trillion|dozen)\b)*")
_CLAUSE = re.compile(r"[,;:.()]\s")


def number_beside(
    nouns: frozenset[str], sentence: str, tokens: Sequence[Token], typed: frozenset[str]
) -> str | None:
    """Return the number that stands beside a noun: "9 billion" of "9 billion parameters".

    `nouns` are the terms of what is counted. A number before it counts it with up to three words
    between, one behind it where only small words part them: "the parameters number 9 billion".
    """
    places = [place for place, token in enumerate(tokens) if token.term in nouns]
    if not places:
        return None
    for start, end in _numbers(sentence, tokens, typed):
        for place in places:
            noun = tokens[place]
            if end <= noun.start and _is_counting(sentence[end : noun.start]):
                return sentence[start:end]
            if start >= noun.end and _is_linked(sentence[noun.end : start]):
                return sentence[start:end]
    return None


def _is_counting(between: str) -> bool:
    return len(between.split()) <= _BETWEEN and _CLAUSE.search(between) is None


def _is_linked(between: str) -> bool:
    words = between.lower().replace(":", " ").split()
    return len(words) <= _BETWEEN and all(word in _LINKS or not word.isalnum() for word in words)


def _numbers(sentence: str, tokens: Sequence[Token], typed: frozenset[str]) -> Iterator[Span]:
    for match in answer_matches(sentence, "number"):
        start = match.start
        scale = _SCALE.match(sentence, start + len(match.words))
        end = scale.end() if scale else start + len(match.words)
        terms = {token.term for token in tokens if start <= token.start < end}
        if not terms or not terms <= typed:
            yield start, end
    for found in _COUNT_WORDS.finditer(sentence):
        yield found.span()


LONG_FORM = "long form"
"""What "what does MTS stand for" wants."""

_YEAR = re.compile(r"(?<![\d.,])(?:1\d|20)\d\ds?(?![\d,]\d|\w)|\b\d{1,4} (?:BCE?|AD|CE)\b")
_CENTURY = re.compile(r"\b(?:\w+|\d+(?:st|nd|rd|th)) centur(?:y|ies)\b|\b\d00s\b", re.IGNORECASE)
_MONEY = re.compile(
    r"[$\u20ac\u00a3\u00a5]\s?\d[\d,.]*|\b\d[\d,.]*(?: (?:hundred|thousand|million|billion|"
    r"trillion))?(?: \w+)? (?:dollars?|euros?|pounds?|cents|crowns?|rupees?|yen|yuan|francs?|"
    r"pesos?|rubles?|marks?|usd|eur|gbp|chf)\b|\d[\d,.]* ?(?:%|percent\b|per cent\b)"
    rf"|{AMOUNT}",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_DATES = {"year": _YEAR, "years": _YEAR, "century": _CENTURY}
_ANYBODY = frozenset("people persons humans".split())
_PEOPLE = (
    "inhabitants residents citizens men women children soldiers troops workers employees staff "
    "passengers civilians students users members voters visitors spectators refugees victims "
    "survivors casualties participants fans players population lives"
)
_ABBREVIATION = re.compile(
    r"\bwh?at(?: does|\W?s| is)? (?:the |an? )?(?:\w+ )??[\"'\u201c\u2018]?([\w&.]{2,10}?)\.?"
    r"[\"'\u201d\u2019]? (?:stands?|short|an (?:abbreviation|acronym)) for\b"
    r"|\b(?:full|long) form of (?:the )?[\"']?([\w&.]{2,10})",
    re.IGNORECASE,
)
_STANDS_FOR = (
    "stands",
    "stand",
    "stood",
    "is short",
    "was short",
    "is an abbreviation",
    "is an acronym",
)
_SKIPPED_WORDS = rf"(?:(?:{'|'.join(sorted(SKIPPED))}|&)[ -]){{0,2}}"

_PAYING = frozenset(
    "pay pays paid cost costs worth spend spends spent earn earns earned charge charges charged "
    "fined owe owes owed donate donated invest invested raise raised".split()
)
_LOOSE = frozenset(("how big", "how large", "how high"))


class LexicalAnswerType(NamedTuple):
    """What is wanted: what finds it, or the terms of the noun beside which a number has to stand.

    `name` says in a word what it is ("year", "colour", "parameters"); one of `pattern` and
    `nouns` is there. `loosely` says that any number will do where none of that kind is there:
    reserves may be big in crowns, and a goat carry much in kilograms.
    """

    name: str
    pattern: re.Pattern[str] | None = None
    nouns: frozenset[str] = frozenset()
    loosely: bool = False


def lexical_answer_type(question: Question, analyzer: Analyzer) -> LexicalAnswerType | None:
    """Return what a question wants more closely than by its kind, None where nothing shows."""
    focus = (question.focus or "").rpartition(" ")[2].lower()
    abbreviated = _ABBREVIATION.search(question.read_as)
    short = (abbreviated[1] or abbreviated[2]) if abbreviated else ""
    # "What does he stand for?" is no question about an abbreviation.
    if analyzer.terms(short):
        return LexicalAnswerType(LONG_FORM, _long_form(short))
    if question.expects == "date":
        return LexicalAnswerType(focus, _DATES[focus]) if focus in _DATES else _of_class(focus)
    words = tuple(word.lower() for word in _WORD.findall(question.read_as))
    if question.expects != "number":
        return _of_class(focus) or _of_reference(words, focus)
    counted = "how many" in " ".join(words)
    unit = noun_with_unit(focus) or (None if counted else asked_unit(words))
    if unit:
        # A length may be told in lines or characters, but a salary in nothing else than money.
        loosely = unit in _LOOSE or (unit == focus and not is_told_in_money(unit))
        return LexicalAnswerType(unit, unit_pattern(unit), loosely=loosely)
    if focus and counted:
        return _number_of(focus, analyzer)
    if "how much" in " ".join(words):
        return (
            None
            if focus
            else LexicalAnswerType("amount", _MONEY, loosely=_PAYING.isdisjoint(words))
        )
    return _of_reference(words, focus)


def _long_form(short: str) -> re.Pattern[str]:
    """Return what finds words with these initials: "chief technology officer" for "CTO".

    What a sentence says that it stands for is found whatever its initials: a party stands for
    something, too.
    """
    letters = [re.escape(letter) for letter in short if letter.isalnum()]
    initials = r"\b" + rf"\w*[ -]{_SKIPPED_WORDS}".join(letters) + r"\w+"
    said = "|".join(rf"(?<=\b{re.escape(short)} {says} for )" for says in _STANDS_FOR)
    return re.compile(rf"{initials}|(?:{said})[\"'\u201c\u2018]?\w+", re.IGNORECASE)


def _of_class(focus: str) -> LexicalAnswerType | None:
    pattern = class_pattern(focus) if focus else None
    return LexicalAnswerType(focus, pattern) if pattern else None


def _of_reference(words: tuple[str, ...], focus: str) -> LexicalAnswerType | None:
    kind = reference_kind(words, focus) if words else None
    return LexicalAnswerType(kind, reference_pattern(kind), loosely=True) if kind else None


def _number_of(focus: str, analyzer: Analyzer) -> LexicalAnswerType | None:
    terms = analyzer.terms(focus)
    if len(terms) != 1:
        return None
    if focus in _ANYBODY:
        nouns = {*terms, *analyzer.terms(_PEOPLE)}
    else:
        nouns = {*terms, *(phrase[-1] for phrase in thesaurus_for(analyzer).synonyms((terms[0],)))}
    return LexicalAnswerType(focus, None, frozenset(nouns))


def answer_in(
    narrow: LexicalAnswerType, sentence: str, tokens: Sequence[Token], typed: frozenset[str]
) -> str | None:
    """Return the words of a sentence that are wanted, None where none are.

    `tokens` are those that the analyzer finds in the sentence, `typed` the question's terms: what
    it names itself is not wanted.
    """
    if narrow.pattern is None:
        return number_beside(narrow.nouns, sentence, tokens, typed)
    for match in narrow.pattern.finditer(sentence):
        start, end = match.span()
        terms = {token.term for token in tokens if start <= token.start < end}
        if not terms or not terms <= typed:
            return match.group()
    return None


# What documentation answers with. Neither is sure: a command may be a plain word, what is to be
# done told as a fact. What is found speaks for a sentence; that nothing is never speaks against it.
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
