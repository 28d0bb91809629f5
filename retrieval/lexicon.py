"""Words that ask about a relation and words that tell of it: "replace" and "appoint".

The words stand in `lexicon.json`, one relation a line, for anyone to read and extend. A word
may stand in several relations; its paraphrases are the words of all of them.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from retrieval.analysis import Analyzer

_WORDS = Path(__file__).with_name("lexicon.json")


class Lexicon:
    """Paraphrases by term, in the terms of one analyzer."""

    def __init__(self, relations: dict[str, tuple[str, ...]]) -> None:
        self._terms = relations
        self._relations: dict[str, list[str]] = {}
        for name, terms in relations.items():
            for term in terms:
                self._relations.setdefault(term, []).append(name)

    @classmethod
    def bundled(cls, analyzer: Analyzer) -> Lexicon:
        """Return the English lexicon that comes with Quoth; an empty one for other languages."""
        if analyzer.language not in ("english", "porter"):
            return cls({})
        text = _WORDS.read_text(encoding="utf-8")
        return cls(
            {
                entry["relation"]: tuple(dict.fromkeys(analyzer.terms(" ".join(entry["words"]))))
                for entry in json.loads(text)
            }
        )

    def __len__(self) -> int:
        """Return the number of relations."""
        return len(self._terms)

    def paraphrases(self, term: str) -> list[str]:
        """Return the other terms of the relations that a term stands for, in their order."""
        found: dict[str, None] = {}
        for relation in self._relations.get(term, ()):
            found.update(dict.fromkeys(self._terms[relation]))
        found.pop(term, None)
        return list(found)


@lru_cache(maxsize=8)
def lexicon_for(analyzer: Analyzer) -> Lexicon:
    """Return the bundled lexicon in the terms of an analyzer."""
    return Lexicon.bundled(analyzer)
