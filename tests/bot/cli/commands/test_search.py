"""`quoth search`."""

from __future__ import annotations

import json

import pytest

from tests.bot.conftest import Quoth


def test_passages_are_listed_with_rank_score_and_place(quoth: Quoth) -> None:
    status, out, err = quoth("search", "new", "head", "-k", 3)

    assert (status, err) == (0, "")
    first = out.splitlines()[0].split()
    assert first[0] == "1"
    assert float(first[1]) > 0
    assert ".md:" in first[2]


def test_no_passage_is_said_with_status_1(quoth: Quoth) -> None:
    assert quoth("search", "zorblax") == (1, "No passage shares a word with this.\n", "")


def test_json_names_the_hits_and_tells_their_text(quoth: Quoth) -> None:
    status, out, _ = quoth("search", "new head", "--json", "-k", 2)

    found = json.loads(out)
    assert (status, found["_id"], len(found["hits"])) == (0, None, 2)
    for hit in found["hits"]:
        assert hit["passage_id"].startswith(hit["doc_id"] + "#")
        assert hit["text"]


def test_a_batch_gives_each_query_its_line_even_without_hits(quoth: Quoth) -> None:
    batch = b'{"_id": "a", "text": "new head"}\n{"_id": "b", "text": "zorblax"}\n'

    status, out, err = quoth("search", "--batch", "-", "-k", 2, stdin=batch)

    found = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [(entry["_id"], len(entry["hits"])) for entry in found] == [("a", 2), ("b", 0)]
    for rank, hit in enumerate(found[0]["hits"], 1):
        assert set(hit) == {"rank", "passage_id", "doc_id", "score"}
        assert hit["rank"] == rank


@pytest.mark.parametrize("top", [1, 1000])
def test_a_run_has_six_columns_and_scores_that_do_not_rise(quoth: Quoth, top: int) -> None:
    batch = b'{"_id": "my query", "text": "Lin"}\n'

    status, out, _ = quoth("search", "--batch", "-", "--trec", "-k", top, stdin=batch)

    rows = [line.split() for line in out.splitlines()]
    assert status == 0
    assert all(len(row) == 6 for row in rows)
    assert {(row[0], row[1], row[5]) for row in rows} == {("my%20query", "Q0", "quoth")}
    assert [int(row[3]) for row in rows] == list(range(1, len(rows) + 1))
    scores = [float(row[4]) for row in rows]
    assert scores == sorted(scores, reverse=True)


def test_a_run_of_one_query_calls_it_1(quoth: Quoth) -> None:
    assert quoth("search", "Lin", "--trec", "-k", 1).out.startswith("1 Q0 ")


def test_json_and_trec_exclude_each_other(quoth: Quoth) -> None:
    assert quoth("search", "Lin", "--trec", "--json") == (
        2,
        "",
        "quoth: expected --json or --trec, got both\n",
    )
