"""The function words of languages, made anew from what three libraries agree on.

    python -m tests.benchmarks.function_words

Writes the section [agreed] of `retrieval/text/function_words.txt`; what is below [asking] there
stays. Needs stopwordsiso, stop-words and spaCy, which nothing else here does: the first parses a
file of 58 languages whenever it is imported, the last is a pipeline of 30 MB, and each of them
lists content too ("Zeit", "million", "said"), which only the agreement of all leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from retrieval.text.languages import FUNCTION_WORDS_FILE

CODES = {
    "arabic": "ar",
    "dutch": "nl",
    "french": "fr",
    "german": "de",
    "hebrew": "he",
    "italian": "it",
    "korean": "ko",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "turkish": "tr",
    "vietnamese": "vi",
}
"""ISO 639-1 codes. In Chinese, Japanese and Thai a short word would be cut out of others."""

_FEWEST = 100
_SHARED = 0.1


def lists_of(code: str) -> Iterator[set[str]]:
    """Yield what each library lists for a language, those that list more than a few words."""
    for words in (
        import_module("stopwordsiso").stopwords(code),
        import_module("stop_words").safe_get_stop_words(code),
        import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS,
    ):
        if len(words) >= _FEWEST:
            yield set(words)


def agreed(code: str) -> list[str]:
    """Return the single words that all libraries list, but for a list that is another thing."""
    first, *others = lists_of(code)
    for words in others:
        if len(first & words) >= _SHARED * min(len(first), len(words)):
            first &= words
    return sorted(word for word in first if word.isalpha() or word.replace("\u0307", "").isalpha())


def main() -> None:
    """Write the file."""
    text = FUNCTION_WORDS_FILE.read_text(encoding="utf-8")
    before, after = text.split("[agreed]\n")[0], text.split("[asking]\n")[1]
    lines = [f"{language}: {' '.join(agreed(code))}\n" for language, code in CODES.items()]
    made = "".join((before, "[agreed]\n", *lines, "\n[asking]\n", after))
    FUNCTION_WORDS_FILE.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
