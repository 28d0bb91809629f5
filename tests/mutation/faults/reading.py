"""Faults in how documents become passages and sentences."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from retrieval.model import ParsedDocument, Passage
from tests.mutation.fault import Fault

_PASSAGES = "tests/retrieval/text/test_passages.py"


def _merged(original: Any, parsed: ParsedDocument) -> list[Passage]:
    passages: list[Passage] = original(parsed)
    return [
        one._replace(
            end=(two or one).end,
            last_line=(two or one).last_line,
            text=parsed.document.text[one.start : (two or one).end],
        )
        for one, two in zip_longest(passages[::2], passages[1::2])
    ]


def _shifted(original: Any, parsed: ParsedDocument) -> list[Passage]:
    return [
        passage._replace(start=passage.start + 1, end=passage.end + 1)
        for passage in original(parsed)
    ]


FAULTS = (
    Fault(
        "passages-merged",
        "Two paragraphs at a time are one passage.",
        {"retrieval.text.passages:passages_of": _merged},
        (_PASSAGES,),
    ),
    Fault(
        "offsets-shifted",
        "Offsets are off by one character.",
        {"retrieval.text.passages:passages_of": _shifted},
        (_PASSAGES,),
    ),
    Fault(
        "furniture-quoted",
        "By-lines, credits and buttons are passages.",
        {"retrieval.text.sections:is_boilerplate": lambda _original, _text: False},
        (_PASSAGES,),
    ),
    Fault(
        "abbreviations-end-sentences",
        "A sentence ends after Dr. and in the middle of U.S.",
        {"retrieval.text.sentences:_is_abbreviation": lambda _original, _before, _after: False},
        ("tests/retrieval/text/test_sentences.py",),
    ),
)
