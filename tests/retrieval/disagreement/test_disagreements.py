"""Who says the same, who disagrees, and above all when nothing is to be said of it."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.disagreement.disagreements import (
    COMPARED_QUOTES,
    ComparedQuotes,
    compare_quotes,
    disagreement,
    may_disagree,
)
from retrieval.disagreement.parallel_texts import contrast
from retrieval.library import Library
from retrieval.question.question import Question, parse_question
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from tests.retrieval.disagreement.disagreements import (
    AGREEING,
    OF_OTHER_THINGS,
    PARALLEL,
    TOLD_OTHERWISE,
    Case,
)
from tests.retrieval.strategies import MESSY_TEXT

ANALYZER = analyzer_for("english")


LIN_LEFT = "when did Lin leave?"


def records(case: Case) -> str:
    lines = []
    for number, source in enumerate(case.sources):
        text, published = (source, None) if isinstance(source, str) else source
        record = {"_id": f"d{number}", "title": "", "text": text, "published": published}
        lines.append(json.dumps(record) + "\n")
    return "".join(lines)


def asked(case: Case, folder: Path, shown: int = 3) -> ComparedQuotes:
    (folder / "corpus.jsonl").write_text(records(case), encoding="utf-8")
    return compared_in(folder, case.question, shown)


def compared_in(sources: Path, question: str, shown: int = 3) -> ComparedQuotes:
    quotes = Library.open([sources], None).nearest(question, COMPARED_QUOTES)
    return compare_quotes(asking(question), quotes[:shown], quotes[shown:], ANALYZER)


def asking(question: str) -> Question:
    return parse_question(question, ANALYZER, lexicon_for(ANALYZER))


def values(found: ComparedQuotes) -> tuple[str, ...]:
    return tuple(one.value for one in found.disagreement.values) if found.disagreement else ()


def named(case: Case) -> str:
    return f"{case.question} {case.sources[0]}"[:60]


@pytest.mark.parametrize("case", PARALLEL, ids=named)
def test_sources_that_differ_in_one_value_disagree(case: Case, tmp_path: Path) -> None:
    assert sorted(values(asked(case, tmp_path))) == sorted(case.values)


@pytest.mark.parametrize("case", TOLD_OTHERWISE, ids=named)
def test_plain_statements_that_exclude_one_another_disagree(case: Case, tmp_path: Path) -> None:
    assert sorted(values(asked(case, tmp_path))) == sorted(case.values)


@pytest.mark.parametrize("case", AGREEING, ids=named)
def test_a_value_told_in_several_ways_is_no_disagreement(case: Case, tmp_path: Path) -> None:
    assert asked(case, tmp_path).disagreement is None


@pytest.mark.parametrize("case", OF_OTHER_THINGS, ids=named)
def test_sources_that_speak_of_other_things_do_not_disagree(case: Case, tmp_path: Path) -> None:
    assert asked(case, tmp_path).disagreement is None


@pytest.mark.parametrize(
    ("question", "may"),
    [
        ("When did the bridge open?", True),
        ("Who won the 1998 regatta?", True),
        ("Is the museum open?", True),
        ("Why did Mara leave?", False),
        ("Who are the founders of Norwick?", False),
        ("Which rivers cross Velmora?", False),
        ("Which countries border Velmora?", False),
        ("Who else left?", False),
        ("When did the bridge not open?", False),
    ],
)
def test_only_a_question_with_one_value_for_an_answer_is_compared(question: str, may: bool) -> None:
    assert may_disagree(asking(question)) == may


BRIDGE = (
    "The Harrow footbridge opened to walkers on 4 May 2011 after two years of work.",
    "The Harrow footbridge opened to walkers on 9 June 2013 after two years of work.",
    "In 2011 the Harrow footbridge opened.",
    "The footbridge at Harrow opened in May 2011.",
)
"""The second says otherwise."""


def test_a_value_has_the_documents_quotes_and_forms_that_give_it(tmp_path: Path) -> None:
    found = asked(Case("When did the Harrow footbridge open?", BRIDGE), tmp_path, shown=4)

    assert found.disagreement is not None
    first, second = found.disagreement.values
    assert (found.disagreement.about, first.value) == ("date", "2011-05-04")
    assert set(first.documents) == {"d0", "d2", "d3"}
    assert set(first.as_written) == {"4 May 2011", "2011", "May 2011"}
    assert (second.value, second.documents) == ("2013-06-09", ("d1",))
    assert sorted((*first.quotes, *second.quotes)) == [1, 2, 3, 4]


@pytest.mark.parametrize("shown", [1, 2, 3])
def test_each_value_has_a_quote_even_if_that_ranks_lower(shown: int, tmp_path: Path) -> None:
    found = asked(Case("When did the Harrow footbridge open?", BRIDGE), tmp_path, shown)

    assert found.disagreement is not None
    assert all(value.quotes for value in found.disagreement.values)
    numbers = [quote.citation.number for quote in found.added]
    assert numbers == list(range(shown + 1, shown + 1 + len(numbers)))


def test_what_is_reported_does_not_depend_on_how_much_is_shown(tmp_path: Path) -> None:
    case = Case("When did the Harrow footbridge open?", BRIDGE)
    reported = [asked(case, tmp_path, shown).disagreement for shown in (1, 2, 3, 4)]

    told = [[(value.value, value.documents) for value in one.values] for one in reported if one]
    assert len(told) == 4
    assert all(one == told[0] for one in told)


def test_a_source_does_not_disagree_with_itself(tmp_path: Path) -> None:
    (tmp_path / "bridge.md").write_text("\n\n".join(BRIDGE), encoding="utf-8")
    question = "When did the Harrow footbridge open?"
    quotes = Library.open([tmp_path], None).nearest(question, COMPARED_QUOTES)

    assert len(quotes) > 1
    assert disagreement(asking(question), quotes, ANALYZER) is None


def test_titles_may_tell_two_sources_apart(tmp_path: Path) -> None:
    for name, year in (("Corvin", 1931), ("Lisle", 1887)):
        text = f"# {name} observatory\n\nThe observatory opened to the public in {year}.\n"
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")

    assert compared_in(tmp_path, "When did the Corvin observatory open?").disagreement is None


def test_the_seeds_disagree_on_when_lin_left(seeds: Path) -> None:
    found = compared_in(seeds, LIN_LEFT)

    assert found.disagreement is not None
    assert found.disagreement.about == "date"
    documents = {one.value: {doc[:3] for doc in one.documents} for one in found.disagreement.values}
    assert documents.keys() == {"2026-03-03", "2025-06-09"}
    assert "002" in documents["2026-03-03"]
    assert documents["2025-06-09"] == {"003"}


@pytest.mark.parametrize(
    "question",
    [
        "how many downloads?",
        "who replaced Lin?",
        "when did Lin join Alibaba?",
        "when did Lin join Qwen?",
        "how many enterprises use Qwen?",
        "who is the lead of Qwen Code?",
        "what is the context window?",
        "where did Lin work?",
        "how many parameters do the models have?",
    ],
)
def test_the_seeds_agree_on_the_rest(question: str, seeds: Path) -> None:
    assert compared_in(seeds, question).disagreement is None


@settings(max_examples=30)
@given(st.lists(MESSY_TEXT | st.sampled_from(BRIDGE), min_size=2, max_size=5))
def test_any_texts_can_be_compared(texts: list[str]) -> None:
    for one, other in combinations(texts, 2):
        found, back = contrast(one, other), contrast(other, one)
        assert (found is None) == (back is None)
        if found is not None:
            assert one[found.one.start : found.one.end]
            assert other[found.other.start : found.other.end]
