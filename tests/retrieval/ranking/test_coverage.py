"""Where concepts are told in a run of terms, and how well."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.ranking.coverage import ConceptMatcher, Coverage, neighbours
from retrieval.ranking.first_stage import Alternative

TERMS = ("who", "new", "head")
OTHERS = {
    "head": [Alternative(("chief",), 0.9), Alternative(("in", "charg"), 0.9)],
    "new": [Alternative(("fresh",), 0.8)],
}


def told(run: str) -> Coverage:
    return ConceptMatcher(TERMS, OTHERS).told(tuple(run.split()))


@pytest.mark.parametrize(
    ("run", "strengths"),
    [
        ("", (0.0, 0.0, 0.0)),
        ("the old car", (0.0, 0.0, 0.0)),
        ("new head", (0.0, 1.0, 1.0)),
        ("fresh chief", (0.0, 0.8, 0.9)),
        ("chief and head", (0.0, 0.0, 1.0)),
        ("head and chief", (0.0, 0.0, 1.0)),
        ("in charg", (0.0, 0.0, 0.9)),
        ("charg in", (0.0, 0.0, 0.0)),
        ("in the charg", (0.0, 0.0, 0.0)),
        ("in", (0.0, 0.0, 0.0)),
    ],
)
def test_a_concept_is_told_as_well_as_the_best_that_says_it(
    run: str, strengths: tuple[float, ...]
) -> None:
    assert told(run).strengths == strengths


def test_every_place_is_told() -> None:
    places = [(one.place, one.concept, one.strength) for one in told("head in charg new").where]
    assert places == [(0, 2, 1.0), (1, 2, 0.9), (3, 1, 1.0)]


@pytest.mark.parametrize(
    ("term", "speaks"), [("head", True), ("chief", True), ("charg", False), ("in", False)]
)
def test_a_term_speaks_of_a_concept_that_it_tells_by_itself(term: str, speaks: bool) -> None:
    assert ConceptMatcher(TERMS, OTHERS).speaks_of(term) == speaks


@pytest.mark.parametrize(
    ("run", "together"),
    [
        ("new head", {1}),
        ("head new", {1}),
        ("new and head", {1}),
        ("new and old head", set()),
        ("who head", set()),
        ("who new head", {0, 1}),
        ("fresh chief", {1}),
        ("new new", set()),
    ],
)
def test_neighbours_are_concepts_that_follow_in_the_question_and_stand_close_by(
    run: str, together: set[int]
) -> None:
    assert neighbours(told(run)) == together


RUNS = st.lists(st.sampled_from("who new head chief fresh in charg the a".split()), max_size=12)


@given(RUNS)
def test_what_is_told_is_there(run: list[str]) -> None:
    found = ConceptMatcher(TERMS, OTHERS).told(run)
    assert [one.place for one in found.where] == sorted(one.place for one in found.where)
    for number, strength in enumerate(found.strengths):
        assert strength == max(
            (one.strength for one in found.where if one.concept == number), default=0.0
        )
    assert (1.0 in found.strengths) == (not set(TERMS).isdisjoint(run))
    assert all(first in range(len(TERMS) - 1) for first in neighbours(found))


@given(RUNS, RUNS)
def test_more_text_never_tells_less(run: list[str], more: list[str]) -> None:
    matcher = ConceptMatcher(TERMS, OTHERS)
    pairs = zip(matcher.told(run).strengths, matcher.told([*run, *more]).strengths, strict=True)
    assert all(one <= other for one, other in pairs)
    assert len(list(pairwise(run))) >= len(neighbours(matcher.told(run))) - len(run)
