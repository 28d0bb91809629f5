"""Which language a text is in, told by its script and its function words; and those words.

Small tables and counts, no model: a document is long enough for that. A question may be too short
to tell; then it is read in the language of the sources.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path

FUNCTION_WORDS_FILE = Path(__file__).with_name("function_words.txt")

ENGLISH = "english"
AUTO = "auto"
"""The setting that has each document read in its own language."""

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("japanese", "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"),
    ("korean", "\u1100-\u11ff\uac00-\ud7af"),
    ("chinese", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"),
    ("thai", "\u0e01-\u0e4e"),
    ("russian", "\u0400-\u052f"),
    ("arabic", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"),
    ("hebrew", "\u0590-\u05ff\ufb1d-\ufb4f"),
    ("greek", "\u0370-\u03ff\u1f00-\u1fff"),
)


@cache
def _script_pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>[{letters}])" for name, letters in _SCRIPTS))


def script_language(word: str) -> str | None:
    """Return the language of the first letter that is in a script of its own, or None.

    That is the language most written in it: Russian for Cyrillic, Arabic for its script.
    """
    found = None if word.isascii() else _script_pattern().search(word)
    return found and found.lastgroup


@cache
def function_words() -> Mapping[str, frozenset[str]]:
    """Return the case-folded function words by language, those of English not among them."""
    words: dict[str, set[str]] = {}
    for line in FUNCTION_WORDS_FILE.read_text(encoding="utf-8").splitlines():
        language, colon, listed = line.partition(": ")
        if colon and not line.startswith("#"):
            words.setdefault(language, set()).update(listed.casefold().split())
    return {language: frozenset(listed) for language, listed in words.items()}


_ENGLISH = """
a an the this that these those there here
of in on at by for to from with into as than about per
and or but if so nor then
i me my mine we our ours you your yours he him his she her hers it its they them their theirs
am is are was were be been being do does did done doing has have had having
can could will would shall should may might must
what which who whom whose when where why how
also just very too such some any many much please ie eg
himself herself itself themselves myself yourself ourselves
"""

ENGLISH_NAMES = ("english", "porter")
"""The Snowball stemmers of English."""


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the case-folded stop words of a language, empty where none are listed."""
    if language in ENGLISH_NAMES:
        return frozenset(_ENGLISH.split())
    return function_words().get(language, frozenset())


LATIN = ("german", "french", "spanish", "portuguese", "italian", "dutch", "turkish", "vietnamese")
"""Languages in Latin letters, English apart: only their words tell which one it is."""

_WORD = re.compile(r"[^\W\d_]+")
# Letters that one of these languages has and the others do not: each tells as much as a word.
_LETTERS = {
    "german": "ß",
    "spanish": "ñ¿¡",
    "portuguese": "ãõ",
    "turkish": "ğşıİ",
    "vietnamese": "ăđơư\u1ea0-\u1ef9",
}
_SAMPLE = 4000
_FEWEST = 3
_SHARE = 0.12
_CLEARLY = 1.25


def _counts(text: str, words: Collection[str], most_letters: int) -> dict[str, int]:
    """Return how much of a text tells of each language: function words, and its own letters."""
    counts = {}
    for name in (ENGLISH, *LATIN):
        known = stop_words(name)
        counts[name] = sum(word in known for word in words)
    if not text.isascii():
        for name, letters in _LETTERS.items():
            counts[name] += min(most_letters, len(re.findall(f"[{letters}]", text)))
    return counts


def document_language(text: str) -> str:
    """Return the Latin language that a document is in by its beginning, English if nothing tells.

    Words in another script tell their language one by one (`script_language`), whatever stands
    around them.
    """
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample.casefold())
    counts = _counts(sample, words, len(words))
    best = max(LATIN, key=lambda name: counts[name])
    least = max(_FEWEST, _SHARE * len(words))
    clear = counts[best] >= least and counts[best] > _CLEARLY * counts[ENGLISH]
    return best if clear else ENGLISH


# Words that only English has; a question with one need not be looked up in other languages.
_ENGLISH_ONLY = frozenset("what which how where when why who the does did should".split())


def question_language(text: str, among: Collection[str] = ()) -> str | None:
    """Return the language of a question, None where its words do not tell.

    `among` are the languages of the sources, which are preferred where others fit as well.
    """
    words = _WORD.findall(text.casefold())
    if text.isascii() and not _ENGLISH_ONLY.isdisjoint(words):
        return ENGLISH
    # A name may be foreign: "La La Land", "São João".
    counts = _counts(text, set(words), 1)
    best = max(counts, key=lambda name: (counts[name], name in among, name == ENGLISH))
    if not counts[best] or (counts[best] < 2 and best not in among):
        return None
    return best


_MARKED = "language:"
_ANY = f"{_MARKED}other"


def language_terms(language: str) -> list[str]:
    """Return the terms that say of a passage that it is in a language; none for English.

    No text gives such a term, so that an index can be asked how many passages are in which.
    """
    return [] if language == ENGLISH else [_ANY, f"{_MARKED}{language}"]


def languages_of(df: Callable[[str], int], passages: int) -> tuple[str, ...]:
    """Return the languages of the passages of an index, that of most first.

    `df` is in how many passages a term stands.
    """
    others = df(_ANY)
    if not others:
        return (ENGLISH,)
    counts = {name: df(f"{_MARKED}{name}") for name in LATIN}
    counts[ENGLISH] = passages - others
    found = [name for name, count in counts.items() if count]
    return tuple(sorted(found, key=lambda name: (-counts[name], name)))
