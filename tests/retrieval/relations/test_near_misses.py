"""Questions of which every word is told, and the answer is not: nothing may speak for one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from retrieval.question.question import parse_question
from retrieval.relations.asked_relations import asked_attribute, asked_relation
from retrieval.relations.attribution import match_attribute
from retrieval.relations.relation_match import match_relation
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from retrieval.text.sentences import parsed_sentences
from tests.conftest import PROJECT

ENGLISH = analyzer_for("english")
LEXICON = lexicon_for(ENGLISH)
OPEN_QA = PROJECT.parent / "shared" / "eval" / "openqa"

KINDS = {"another": 0.8, "holder": 0.6, "reversed": 0.9, "time": 0.7}
"""How a question misses what is told, and the share of such ones that is seen through.

It asks of another name than is told, of the holder of a role elsewhere, from the wrong end, or
of another year.
"""

MISTAKEN = 0.02
"""Share of sentences with the answer that may be taken for saying it of another."""


class World(NamedTuple):
    """A few passages, questions with what their answer holds, and questions that have none."""

    passages: list[str]
    pairs: list[list[tuple[str, str]]]
    misses: list[tuple[str, str]]


@cache
def worlds() -> list[World]:
    text = Path(__file__).with_name("near_misses.json").read_text(encoding="utf-8")
    return [World(**world) for world in json.loads(text)]


def values(question: str, text: str) -> Iterator[int]:
    """Yield what each sentence of a text says: that it is as asked (1), or not so (-1)."""
    asked = parse_question(question, ENGLISH, LEXICON)
    seeking, holding = asked_relation(asked.read_as, LEXICON, ENGLISH), asked_attribute(asked)
    for sentence in parsed_sentences(ENGLISH, text):
        words = text[slice(*sentence.span)]
        told = match_relation(seeking, words, sentence.tokens).value if seeking else 0
        yield told or match_attribute(holding, words, sentence, ENGLISH).value


def strongest(question: str, text: str) -> int:
    return max(values(question, text), key=abs, default=0)


def test_there_are_enough_worlds_and_misses_of_every_kind() -> None:
    assert len(worlds()) >= 60
    misses = [kind for world in worlds() for _, kind in world.misses]
    assert len(misses) >= 100
    assert set(misses) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_something_speaks_against_what_is_not_told_and_nothing_for_it(kind: str) -> None:
    total, unseen, mistaken = 0, [], []
    for world in worlds():
        for question in (question for question, other in world.misses if other == kind):
            found = [strongest(question, text) for text in world.passages]
            total += 1
            unseen += [question] if min(found) >= 0 else []
            mistaken += [question] if max(found) > 0 else []
    assert len(unseen) <= (1 - KINDS[kind]) * total, unseen
    assert len(mistaken) <= 0.08 * total, mistaken


def test_little_that_holds_the_answer_is_spoken_against() -> None:
    found = [
        (question, strongest(question, text))
        for world in worlds()
        for pair in world.pairs
        for question, answer in pair
        for text in world.passages
        if answer in text
    ]
    mistaken = [question for question, value in found if value < 0]
    assert len(mistaken) <= MISTAKEN * len(found), mistaken


def test_most_pairs_are_told_as_they_are_asked_in_both_directions() -> None:
    right = sum(all(is_right(world, *half) for half in pair) for world, pair in each_pair())
    assert right >= 0.65 * sum(1 for _ in each_pair())


def each_pair() -> Iterator[tuple[World, list[tuple[str, str]]]]:
    return ((world, pair) for world in worlds() for pair in world.pairs)


def is_right(world: World, question: str, answer: str) -> bool:
    telling = [text for text in world.passages if strongest(question, text) > 0]
    return bool(telling) and all(answer in text for text in telling)


@pytest.mark.skipif(not OPEN_QA.exists(), reason=f"{OPEN_QA} is not there")
def test_sentences_with_an_accepted_answer_are_hardly_ever_spoken_against() -> None:
    documents = {one["_id"]: one["text"] for one in lines("corpus.jsonl")}
    right: dict[str, list[str]] = {}
    for line in (OPEN_QA / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        question, document, _ = line.split("\t")
        right.setdefault(question, []).append(documents[document])
    total = mistaken = 0
    for asked in lines("queries.jsonl"):
        accepted = [f" {' '.join(one.split())} ".lower() for one in asked.get("answers", ())]
        for text in right.get(asked["_id"], []) if accepted else []:
            spans = [sentence.span for sentence in parsed_sentences(ENGLISH, text)]
            for (start, end), value in zip(spans, values(asked["text"], text), strict=True):
                sentence = f" {text[start:end]} ".lower()
                if any(answer.strip() in sentence for answer in accepted):
                    total += 1
                    mistaken += value < 0
    assert total > 500
    assert mistaken < MISTAKEN * total


def lines(name: str) -> list[dict[str, Any]]:
    text = (OPEN_QA / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
