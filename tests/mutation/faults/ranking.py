"""Faults in how a question is understood, and in which passages come first."""

from __future__ import annotations

from typing import Any

from tests.mutation.fault import Fault

_QUESTIONS = "tests/regression/questions.yaml"

FAULTS = (
    Fault(
        "ranks-reversed",
        "The worst of what was found comes first.",
        {
            "retrieval.ranking:Ranking.rank": lambda original, *arguments, **named: reversed(
                list(original(*arguments, **named))
            )
        },
        (_QUESTIONS,),
    ),
    Fault(
        "paraphrases-off",
        "Who replaced somebody is not found where somebody was appointed.",
        {"retrieval.lexicon:Lexicon.paraphrases": lambda _original, _self, _term: []},
        (_QUESTIONS,),
    ),
    Fault(
        "answer-type-off",
        "A sentence with a date in it is no better an answer to when.",
        {"retrieval.candidates:holds_answer": lambda _original, *_arguments: None},
        (_QUESTIONS,),
    ),
    Fault(
        "abbreviations-off",
        "CTO is not chief technology officer.",
        {"retrieval.abbreviations:spelled_out": lambda _original, _abbreviation, _text: None},
        (_QUESTIONS,),
    ),
    Fault(
        "idf-of-the-question-dropped",
        "Every word of a question makes up the same share of it.",
        {"retrieval.index.engine:idf": lambda _original, _passages, _df: 1.0},
        (_QUESTIONS,),
    ),
    Fault(
        "silent-passages-kept",
        "A passage under the right heading needs to say nothing itself.",
        {
            "retrieval.ranking:_sentence_evidence": lambda original, *arguments: _heard(
                original, arguments
            )
        },
        ("tests/retrieval/test_ranking.py",),
    ),
    Fault(
        "abstention-always",
        "Nothing is ever answered.",
        {"retrieval.abstention:answers": lambda _original, *_arguments: False},
        (_QUESTIONS,),
    ),
    Fault(
        "abstention-never",
        "Something is always answered.",
        {"retrieval.abstention:answers": lambda _original, *_arguments: True},
        (_QUESTIONS,),
    ),
    Fault(
        "copies-not-joined",
        "A text that several documents hold is quoted again and again.",
        {"retrieval.agreement:same_text": lambda _original, _one, _other: False},
        ("tests/retrieval/test_selection.py",),
    ),
    Fault(
        "within-ignored",
        "A question to one document is answered from all.",
        {"retrieval.askable:_passages": lambda _original, _opened, _doc_id: None},
        ("tests/retrieval/test_within.py",),
    ),
)


def _heard(original: Any, arguments: Any) -> Any:
    return (part for part in original(*arguments) if part.name != "silent")
