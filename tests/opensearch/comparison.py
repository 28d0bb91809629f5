"""A library in a cluster beside that of one machine: what differs, and what it takes to ask."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from retrieval.askable import Askable
from retrieval.cluster_library import ClusterLibrary
from retrieval.conversation.turns import Turn
from retrieval.evaluation.question_files import read_question_file
from retrieval.index.opensearch.cluster_engine import ClusterEngine, Recent

HITS = 15
_LONG = 5


class Asked(NamedTuple):
    """A question with what was said before it."""

    text: str
    history: tuple[Turn, ...] = ()


class QuestionSet(NamedTuple):
    """Questions and the sources that they are asked of."""

    name: str
    sources: Sequence[Path]
    questions: Sequence[Asked]


def question_set(path: Path) -> QuestionSet:
    """Return the questions of a folder in the BEIR layout, or of a question file."""
    if path.is_dir():
        with (path / "queries.jsonl").open(encoding="utf-8") as lines:
            queries = [json.loads(line) for line in lines]
        asked = [
            Asked(query["text"], tuple(Turn(**turn) for turn in query.get("history", ())))
            for query in queries
        ]
        return QuestionSet(path.name, [path / "corpus.jsonl"], asked)
    read = read_question_file(path)
    asked = [Asked(case.question, tuple(case.history)) for case in read.cases]
    return QuestionSet(path.name, read.sources, asked)


def misspelt(questions: Iterable[Asked], words: int, seed: int = 0) -> Iterator[Asked]:
    """Yield questions with a letter swapped, left out, doubled or replaced in so many words."""
    chance = random.Random(seed)
    for question in questions:
        typed = question.text.split()
        long = [at for at, word in enumerate(typed) if word.isalpha() and len(word) > _LONG]
        for at in chance.sample(long, min(words, len(long))):
            typed[at] = _mistyped(typed[at], chance)
        yield question._replace(text=" ".join(typed))


def _mistyped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    swapped = after[0] + letter + after[1:]
    replaced = chance.choice("aeist") + after
    return before + chance.choice([swapped, after, 2 * letter + after, replaced])


def told(library: Askable, asked: Asked) -> str:
    """Return a whole answer and the passages found, to the last bit of each score."""
    answer = library.ask(asked.text, history=asked.history)
    return repr((answer, library.search(asked.text, HITS, history=asked.history)))


class Cost(NamedTuple):
    """How many requests an answer took, and of how many questions it was made."""

    requests: int
    parts: int


def costs(library: ClusterLibrary, questions: Sequence[Asked]) -> list[Cost]:
    """Return what each question costs a library that remembers none of those before."""
    found = []
    for asked in questions:
        forget(library)
        with counted(library) as requests, parts_of(library) as parts:
            library.ask(asked.text, history=asked.history)
        found.append(Cost(len(requests), max(1, len(parts))))
    return found


def forget(library: ClusterLibrary) -> None:
    """Let a library fetch again whatever the next question needs."""
    engine = library.open_index.engine
    assert isinstance(engine, ClusterEngine)
    engine._searches = Recent(1 << 10)
    engine._store._kept = Recent(1 << 12)


@contextmanager
def counted(library: ClusterLibrary) -> Iterator[list[str]]:
    """Give the paths of the requests that this thread makes meanwhile."""
    cluster, own = library._sources.cluster, threading.get_ident()
    made: list[str] = []
    ask = cluster.ask

    def counting(method: str, path: str, *args: Any, **more: Any) -> Any:
        # That the index is still in use is said by another thread.
        if threading.get_ident() == own:
            made.append(path)
        return ask(method, path, *args, **more)

    cluster.ask = counting  # type: ignore[method-assign]
    try:
        yield made
    finally:
        del cluster.ask


@contextmanager
def parts_of(library: ClusterLibrary) -> Iterator[list[str]]:
    """Give what is answered meanwhile: a question, and each of its parts where it has several."""
    answering = library.open_index.answering
    asked: list[str] = []
    answer = answering.answer

    def noting(text: str, *args: Any, **more: Any) -> Any:
        asked.append(text)
        return answer(text, *args, **more)

    answering.answer = noting  # type: ignore[method-assign]
    try:
        yield asked
    finally:
        del answering.answer
