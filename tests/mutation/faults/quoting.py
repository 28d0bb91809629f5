"""Faults in what is quoted, marked and cited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from retrieval.answering.quotes import LONGEST, Excerpt
from retrieval.index.corpus import Corpus
from retrieval.model import Document, Passage, Surroundings
from retrieval.ranking.sentence_features import ReadSentence
from tests.mutation.fault import Fault

_PROMISE = "tests/retrieval/test_promise.py"


def _worst_marked(original: Any, passage: Passage, sentences: Sequence[ReadSentence]) -> Excerpt:
    turned = [one._replace(value=-one.value, answer=None) for one in sentences]
    excerpt: Excerpt = original(passage, turned)
    return excerpt


def _cut(original: Any, passage: Passage, sentences: Sequence[ReadSentence]) -> Excerpt:
    excerpt: Excerpt = original(passage, sentences)
    if len(passage.text) <= LONGEST:
        return excerpt
    text = passage.text[: LONGEST - 1]
    start = passage.start
    marks = tuple(one.span for one in sentences[:1])
    return Excerpt(text, marks, excerpt.locator._replace(start=start, end=start + len(text)))


def _next_files(original: Any, corpus: Corpus, number: int) -> Document:
    document: Document = original(corpus, number)
    other: Document = original(corpus, (number + 1) % corpus.documents)
    return document._replace(sha256=other.sha256)


def _swapped(original: Any, *arguments: Any) -> Surroundings:
    around: Surroundings = original(*arguments)
    return around._replace(before=around.after, after=around.before)


def _a_line_on(original: Any, *arguments: Any) -> Any:
    locator = original(*arguments)
    return locator._replace(first_line=locator.first_line + 1, last_line=locator.last_line + 1)


FAULTS = (
    Fault(
        "marks-on-the-wrong-sentence",
        "What is marked is the sentence that says least.",
        {"retrieval.answering.quotes:excerpt": _worst_marked},
        ("tests/retrieval/answering/test_quotes.py", "tests/regression/questions.yaml"),
    ),
    Fault(
        "marks-never-extended",
        'Who "he" is stands beside the mark, and not in it.',
        {"retrieval.answering.quotes:marked_beside": lambda _original, _best, _sentences: None},
        ("tests/retrieval/answering/test_quotes.py",),
    ),
    Fault(
        "quote-cut-in-a-sentence",
        "A long passage is cut where it is too long, in the middle of a word.",
        {"retrieval.answering.quotes:excerpt": _cut},
        (_PROMISE,),
    ),
    Fault(
        "line-off-by-one",
        "A citation names the line after.",
        {"retrieval.answering.quotes:_locator": _a_line_on},
        ("tests/retrieval/answering/test_quotes.py",),
    ),
    Fault(
        "sha256-of-another-file",
        "A citation's digest is that of another file.",
        {"retrieval.index.corpus:Corpus.document": _next_files},
        (_PROMISE,),
    ),
    Fault(
        "neighbours-swapped",
        "What stands before a passage is shown after it.",
        {"retrieval.askable:surroundings": _swapped},
        ("tests/retrieval/test_askable.py",),
    ),
    Fault(
        "controls-shown",
        "A source can act on the terminal that it is quoted in.",
        {"bot.terminal.layout:visible": lambda _original, text: text},
        ("tests/bot/terminal/test_layout.py",),
    ),
)
