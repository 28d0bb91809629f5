"""Which passages come first, and why: each piece of evidence by itself, and how it adds up."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.library import Library
from retrieval.model import Evidence, Quote
from retrieval.ranking.passage_features import PASSAGE_FEATURES
from retrieval.ranking.reranker import DEPTH
from retrieval.ranking.weights import Weights
from tests.retrieval.conftest import write_records

NEW_HEAD = "The team has a new head since Monday, whom nobody had expected."


def weighing(*evidence: str) -> Weights:
    """Return weights by which only this evidence for a passage counts, and all is answered.

    The last sentence of a passage is its best one.
    """
    cautions = {"eager": 0.0, "balanced": 0.0, "careful": 0.0}
    return Weights({"late": 1.0}, dict.fromkeys(evidence, 1.0), {}, 0.0, cautions, {})


def quotes(
    folder: Path, files: dict[str, str], question: str, weights: Weights | None = None
) -> tuple[Quote, ...]:
    for name, text in files.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    answer = Library.open([folder], None, weights=weights).ask(question, 9, beyond=True)
    return answer.quotes or answer.closest


def named(quote: Quote) -> dict[str, Evidence]:
    return {part.name: part for part in quote.evidence}


def test_of_passages_under_the_right_words_one_that_says_them_comes_first(tmp_path: Path) -> None:
    title = "# The new head of the team\n\n"
    silent = f"{title}More about that will follow here in the course of May."
    first, last = quotes(
        tmp_path, {"alpha.md": silent, "beta.md": title + NEW_HEAD}, "the new head of the team"
    )
    assert (first.doc_id, last.doc_id) == ("beta.md", "alpha.md")
    assert named(first)["inside_bits"].value > 0
    assert "inside_bits" not in named(last)


def test_words_that_stand_together_count_more_than_apart(tmp_path: Path) -> None:
    together = "The blue whale sings, and the cold sea is where all the others listen."
    apart = "The blue sea is where the cold whale sings, and all the others listen."
    first, last = quotes(tmp_path, {"alpha.txt": apart, "beta.txt": together}, "the blue whale")
    assert (first.doc_id, last.doc_id) == ("beta.txt", "alpha.txt")
    assert named(first)["together"].value > 0
    assert "together" not in named(last)


def test_what_could_be_the_answer_counts(tmp_path: Path) -> None:
    dated = "The whale was seen by all of us on March 3, 2024, off the coast."
    undated = "The whale was seen by all of us, again and again, off the coast."
    first, last = quotes(
        tmp_path, {"alpha.txt": undated, "beta.txt": dated}, "when was the whale seen?"
    )
    assert (first.doc_id, last.doc_id) == ("beta.txt", "alpha.txt")
    assert named(first)["best_near"].value > 0
    assert "best_near" not in named(last)


def test_what_says_it_otherwise_counts_less_than_what_says_it(tmp_path: Path) -> None:
    typed = "Maria replaced the old director of the museum in the spring."
    otherwise = "Maria succeeded the old director of the museum in the spring."
    first, last = quotes(
        tmp_path, {"alpha.txt": otherwise, "beta.txt": typed}, "who replaced the director?"
    )
    assert (first.doc_id, last.doc_id) == ("beta.txt", "alpha.txt")
    assert named(last)["told_bits"].value < named(first)["told_bits"].value
    assert [part.detail for part in last.evidence if part.name == "term"] == ["director"]


def test_what_tells_the_relation_the_right_way_round_comes_first(tmp_path: Path) -> None:
    turned = "Lin replaced Maria at the museum in the spring."
    right = "Maria replaced Lin at the museum in the spring."
    first, last = quotes(tmp_path, {"alpha.txt": turned, "beta.txt": right}, "who replaced Lin?")
    assert (first.doc_id, last.doc_id) == ("beta.txt", "alpha.txt")
    assert named(first)["direction"].value > 0 > named(last)["direction"].value


@pytest.mark.parametrize(
    ("evidence", "question", "more", "less"),
    [
        ("bm25", "blue whale", "The blue whale sings.", "The cold whale sings."),
        ("bm25_otherwise", "a nice film", "A nice movie ran.", "A nice story ran."),
        ("told", "blue whale song", "A blue whale sang a song.", "A blue whale slept all day."),
        ("inside", "blue whale song", "A blue whale sang a song.", "A blue whale slept all day."),
        ("lacking_rare", "old xylophone", "An old car rusts.", "An old xylophone."),
        ("lacking_name", "when did Maria sing?", "People sing in May.", "Maria slept in May."),
        ("lacking_name", "did maria sing?", "People sing in May.", "In May then Maria slept."),
        ("lacking", "blue whale song", "The whale slept.", "A blue whale slept."),
        ("lacking_number", "the 44 bus route", "The bus route is long.", "Take the 44 bus here."),
        (
            "together",
            "blue whale",
            "The blue whale sings on.",
            "Whales sing in cold and wide blue seas.",
        ),
        ("length", "whale", "The whale sings in a cold and wide sea.", "The whale sings."),
        ("told_bits", "blue whale", "A blue whale sang.", "A grey whale sang."),
        ("inside_bits", "blue whale", "A blue whale sang.", "A grey whale sang."),
        ("lacking_bits", "blue whale", "A grey whale sang.", "A blue whale sang."),
        ("best_told", "blue whale", "A blue whale sang.", "A grey whale sang."),
        ("best_before", "blue whale", "The blue one. The whale.", "A whale. And a whale."),
        ("best_ordered", "blue whale song", "Blue whale song.", "A song of a whale in blue."),
        ("best_pronoun", "whale", "It is a whale that sings.", "A whale is what sings."),
        ("best_resolved", "blue whale", "Some blue. It is a whale.", "One grey. It is a whale."),
        ("best_near", "when did it rain?", "It did rain in May 1990.", "It did rain in the sea."),
        ("best_names", "whale", "The whale met Anna and Bob.", "The whale met us and them."),
        ("best_digits", "whale", "The whale ate 12 fish.", "The whale ate some fish."),
        ("best_answer_date", "when did it rain?", "Rain fell in 1990.", "Rain fell on sand."),
        ("best_answer_person", "who sang there?", "Then Ann Lee sang.", "Then they all sang."),
        ("best_answer_number", "how many whales sang?", "There 12 whales sang.", "Whales sang."),
        ("best_opening_person", "who sang there?", "They sang.", "It was. They left it. He sang."),
        ("direction", "who replaced Lin?", "Maria replaced Lin.", "Lin replaced Maria."),
        ("direction", "who replaced Lin?", "Lin and Maria met.", "Lin replaced Maria."),
    ],
)
def test_a_piece_of_evidence_decides_where_it_alone_weighs_anything(
    evidence: str, question: str, more: str, less: str, tmp_path: Path
) -> None:
    weights = weighing(evidence)
    first, last = quotes(tmp_path, {"alpha.txt": less, "beta.txt": more}, question, weights)
    assert (first.doc_id, last.doc_id) == ("beta.txt", "alpha.txt")
    assert first.score > last.score
    assert evidence in PASSAGE_FEATURES


@pytest.mark.parametrize(
    ("evidence", "question"),
    [("titled", "blue whale"), ("title_asked", "blue"), ("title_length", "")],
)
def test_the_title_counts_as_well(evidence: str, question: str, tmp_path: Path) -> None:
    first, _ = quotes(
        tmp_path,
        {
            "alpha.md": "# Cold seas\n\nIt sings there.",
            "beta.md": "# A blue whale song\n\nIt sings.",
        },
        f"{question} sings",
        weighing(evidence),
    )
    assert first.doc_id == "beta.md"


def test_without_any_weight_passages_stay_in_their_order(tmp_path: Path) -> None:
    files = {
        f"{name}.txt": "The blue whale sings. " * times for times, name in enumerate("dabc", 1)
    }
    found = quotes(tmp_path, files, "blue whale", weighing())
    assert [quote.score for quote in found] == [0.0] * 4
    assert [quote.doc_id[0] for quote in found] == list("abcd")


WORDS = st.sampled_from(
    ("lin", "Lin", "qwen", "Zhou", "replaced", "film", "movie", "March", "2024", "the", "work")
)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=9).map(" ".join), min_size=1, max_size=20)


@settings(max_examples=40)
@given(TEXTS, st.lists(WORDS, min_size=1, max_size=5).map(" ".join))
def test_a_score_is_the_sum_of_its_parts_and_scores_fall(texts: list[str], question: str) -> None:
    with TemporaryDirectory() as folder:
        write_records(
            Path(folder, "a.jsonl"), {f"r{number}": f"{text}." for number, text in enumerate(texts)}
        )
        library = Library.open([Path(folder)], None)
    ranked = library.nearest(question, 40)
    scores = [hit.score for hit in library.search(question, 40)]
    assert scores == sorted(scores, reverse=True)
    for quote in ranked:
        assert quote.score == pytest.approx(sum(part.value for part in quote.evidence))
        assert ("late" in named(quote)) <= (len(scores) > DEPTH)
    assert library.nearest(question, 40) == ranked
