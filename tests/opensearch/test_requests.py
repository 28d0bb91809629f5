"""What questions cost: at most three requests each, and for each part of a compound one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from retrieval.cluster_library import ClusterLibrary
from retrieval.index.opensearch.cluster_client import ClusterSettings
from tests.opensearch.comparison import Asked, costs, misspelt, question_set

EACH = 40
MOST = 3
COMPOUND = (
    "who founded Alibaba and when was it founded?",
    "who replaced Lin and what does DeepMind do?",
    "wo leads Qwen and wehn did Lin leeve?",
    "what is the capital of France and who wrote Hamlet?",
)


def _some(questions: Sequence[Asked]) -> Sequence[Asked]:
    return questions[:: max(1, len(questions) // EACH)][:EACH]


def test_a_question_costs_at_most_three_requests_however_it_is_spelled(
    place: ClusterSettings, openqa: Path
) -> None:
    library = ClusterLibrary.open_in(place._replace(shards=3), [openqa / "corpus.jsonl"], None)
    some = _some(question_set(openqa).questions)
    asked = [question for words in range(4) for question in misspelt(some, words)]
    for question, cost in zip(asked, costs(library, asked), strict=True):
        assert cost.requests <= MOST * cost.parts, question


def test_a_follow_up_costs_no_more(place: ClusterSettings, followups: Path) -> None:
    library = ClusterLibrary.open_in(place, [followups / "corpus.jsonl"], None)
    asked = _some(question_set(followups).questions)
    for question, cost in zip(asked, costs(library, asked), strict=True):
        assert cost.requests <= MOST * cost.parts, question


def test_a_compound_question_costs_as_much_for_the_whole_and_for_each_part(
    place: ClusterSettings, seeds: Path
) -> None:
    library = ClusterLibrary.open_in(place, [seeds], None)
    found = costs(library, [Asked(text) for text in COMPOUND])
    assert all(cost.requests <= MOST * cost.parts for cost in found)
    assert max(cost.parts for cost in found) == MOST
