"""Faults in how a question is understood, and in which passages come first."""

from __future__ import annotations

from typing import Any

from retrieval.conversation.turns import as_read
from retrieval.disagreement.disagreements import ComparedQuotes
from retrieval.question.question import CorrectedText
from retrieval.ranking.first_stage import Alternative
from tests.mutation.fault import Fault

_QUESTIONS = "tests/regression/questions.yaml"


def _as_good(original: Any, *arguments: Any) -> Any:
    found = original(*arguments)
    return {
        term: [Alternative(other.phrase, 1.0) for other in others] for term, others in found.items()
    }


def _by_first_word(original: Any, matcher: Any, terms: Any) -> Any:
    for phrases in matcher._phrases.values():
        phrases[:] = [(number, strength, phrase[:1]) for number, strength, phrase in phrases]
    return original(matcher, terms)


def _reversed(original: Any, *arguments: Any) -> Any:
    found = original(*arguments)
    return found._replace(value=-found.value)


def _one_after_another(original: Any, text: str, read_as: str, parts: Any, *arguments: Any) -> Any:
    answered = [part for part in parts if part.status == "answered"]
    quotes = tuple(quote for part in answered for quote in part.quotes)
    turned = [answered[0]._replace(quotes=quotes), *(one for one in parts if one not in answered)]
    return original(text, read_as, turned, *arguments)


def _untitled(original: Any, *arguments: Any) -> Any:
    title = original(*arguments)
    return title._replace(terms=(), weights={})


def _worst_first(original: Any, *arguments: Any, **named: Any) -> Any:
    return reversed(list(original(*arguments, **named)))


def _as_typed(_original: Any, _speller: Any, text: str, _asking: Any) -> Any:
    return CorrectedText(text)


FAULTS = (
    Fault(
        "ranks-reversed",
        "The worst of what was found comes first.",
        {"retrieval.ranking.reranker:Reranker.rank": _worst_first},
        (_QUESTIONS,),
    ),
    Fault(
        "paraphrases-off",
        "Who replaced somebody is not found where somebody was appointed.",
        {"retrieval.text.lexicon:Lexicon.paraphrases": lambda _original, _self, _term: []},
        (_QUESTIONS,),
    ),
    Fault(
        "answer-type-off",
        "A sentence with a date in it is no better an answer to when.",
        {"retrieval.ranking.possible_answers:holds_answer": lambda _original, *_arguments: None},
        (_QUESTIONS,),
    ),
    Fault(
        "abbreviations-off",
        "CTO is not chief technology officer.",
        {"retrieval.question.abbreviations:spelled_out": lambda _original, _short, _text: None},
        ("tests/retrieval/question/test_abbreviations.py",),
    ),
    Fault(
        "idf-of-the-question-dropped",
        "Every word of a question makes up the same share of it.",
        {"retrieval.index.engine:idf": lambda _original, _passages, _df: 1.0},
        (_QUESTIONS,),
    ),
    Fault(
        "weights-zeroed",
        "No evidence tells for or against a passage.",
        {
            "retrieval.ranking.weights:Weights.load": lambda original, cls, path: original(
                cls, path
            )._replace(passage={})
        },
        (_QUESTIONS,),
    ),
    Fault(
        "sentences-not-compared",
        "The first sentence of a passage is always the best.",
        {
            "retrieval.ranking.weights:Weights.load": lambda original, cls, path: original(
                cls, path
            )._replace(sentence={})
        },
        (_QUESTIONS,),
    ),
    Fault(
        "synonyms-dropped",
        "A film is not found as a movie.",
        {"retrieval.text.lexicon:Thesaurus.synonyms": lambda _original, _self, _phrase: ()},
        ("tests/retrieval/text/test_lexicon.py",),
    ),
    Fault(
        "paraphrases-as-good-as-typed",
        "What says it otherwise tells as much as the word itself.",
        {"retrieval.ranking.first_stage:expand": _as_good},
        ("tests/retrieval/ranking/test_first_stage.py",),
    ),
    Fault(
        "phrases-by-their-first-word",
        "What begins with the word of a phrase says all of it.",
        {"retrieval.ranking.coverage:ConceptMatcher.told": _by_first_word},
        ("tests/retrieval/ranking/test_coverage.py",),
    ),
    Fault(
        "neighbours-unnoticed",
        "Words side by side tell no more than words apart.",
        {"retrieval.ranking.coverage:neighbours": lambda _original, _told: set()},
        ("tests/retrieval/ranking/test_reranker.py",),
    ),
    Fault(
        "direction-reversed",
        "Whom Lin replaced answers who replaced Lin.",
        {"retrieval.relations.relation_match:match_relation": _reversed},
        (_QUESTIONS,),
    ),
    Fault(
        "direction-ignored",
        "Who did it to whom makes no difference.",
        {"retrieval.relations.asked_relations:asked_relation": lambda _original, *_arguments: None},
        ("tests/retrieval/ranking/test_reranker.py",),
    ),
    Fault(
        "names-in-small-letters-ignored",
        "A name is none where it was typed in lower case.",
        {"retrieval.ranking.proper_names:with_names": lambda _original, question, _names: question},
        ("tests/retrieval/ranking/test_reranker.py",),
    ),
    Fault(
        "typos-unmended",
        "A misspelt word finds nothing.",
        {"retrieval.question.spelling:SpellingCorrector.__call__": _as_typed},
        ("tests/retrieval/question/test_spelling.py",),
    ),
    Fault(
        "history-ignored",
        "A question is read as if nothing had been asked before it.",
        {"retrieval.conversation:understand": lambda _original, text, *_arguments: as_read(text)},
        ("tests/retrieval/conversation/test_follow_ups.py",),
    ),
    Fault(
        "disagreement-hidden",
        "Sources that contradict one another are quoted as if they did not.",
        {
            "retrieval.disagreement.disagreements:compare_quotes": lambda _original, *_arguments: (
                ComparedQuotes(None)
            )
        },
        ("tests/retrieval/answering/test_answerer.py",),
    ),
    Fault(
        "disagreement-everywhere",
        "Whatever two sources say, they contradict one another.",
        {"retrieval.text.values:surely_differ": lambda _original, _one, _other: True},
        ("tests/retrieval/disagreement/test_disagreements.py",),
    ),
    Fault(
        "compounds-not-taken-apart",
        "Of two questions in one, the second is not answered.",
        {"retrieval.question.compound:parts": lambda _original, text: (text,)},
        ("tests/retrieval/answering/test_answerer.py",),
    ),
    Fault(
        "parts-not-in-turn",
        "All quotes for the first part of a question come before those for the second.",
        {"retrieval.answering.answerer:merge_answers": _one_after_another},
        ("tests/retrieval/answering/test_answerer.py",),
    ),
    Fault(
        "late-passages-overtake",
        "What is read late has a score above what was given before it.",
        {"retrieval.ranking.reranker:_no_better_than": lambda _original, ranked, _lowest: ranked},
        ("tests/retrieval/ranking/test_reranker.py",),
    ),
    Fault(
        "scores-without-their-title",
        "A passage's title tells nothing.",
        {"retrieval.ranking.passage_features:PassageTitles.of": _untitled},
        ("tests/retrieval/ranking/test_reranker.py",),
    ),
    Fault(
        "abstention-always",
        "Nothing is ever answered.",
        {"retrieval.answering.abstention:answer_probability": lambda _original, *_arguments: 0.0},
        (_QUESTIONS,),
    ),
    Fault(
        "abstention-never",
        "Something is always answered.",
        {"retrieval.answering.abstention:answer_probability": lambda _original, *_arguments: 1.0},
        (_QUESTIONS,),
    ),
    Fault(
        "copies-not-joined",
        "A text that several documents hold is quoted again and again.",
        {"retrieval.answering.selection:same_text": lambda _original, _one, _other: False},
        ("tests/retrieval/answering/test_selection.py",),
    ),
    Fault(
        "within-ignored",
        "A question to one document is answered from all.",
        {"retrieval.askable:_passages": lambda _original, _opened, _doc_id: None},
        ("tests/retrieval/test_askable.py",),
    ),
)
