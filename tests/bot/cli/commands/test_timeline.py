"""`quoth timeline`: dated quotes in order of their dates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bot.conftest import Quoth

SOURCES = {
    "opening.md": "The Harrow tram opened on 9 June 2013 after two delays.",
    "trial.md": "In March 2012 the Harrow tram ran for the first time, empty.",
    "news.md": "---\ntitle: News\npublished: 2014-05-02\n---\n\nThe Harrow tram is full most days.",
    "undated.md": "The Harrow tram has green seats.",
}


@pytest.fixture
def trams(tmp_path: Path) -> Path:
    folder = tmp_path / "trams"
    folder.mkdir()
    for name, text in SOURCES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_quotes_come_in_order_of_the_dates_that_they_tell_of(quoth: Quoth, trams: Path) -> None:
    status, out, err = quoth("timeline", "Harrow tram", "--sources", trams)

    headings = ['March 2012 ("In March 2012"', "9 June 2013", "2 May 2014 (published)"]
    places = [out.index(line.split(" (")[0]) for line in headings]
    assert (status, err) == (0, "")
    assert places == sorted(places)
    assert "2 May 2014 (published)\n" in out
    assert out.endswith("1 more quote without a date.\n")
    assert "green seats" not in out


def test_json_is_an_answer_with_the_dates_of_its_quotes(quoth: Quoth, trams: Path) -> None:
    status, out, _ = quoth("timeline", "Harrow tram", "--sources", trams, "--json")

    found = json.loads(out)
    assert (status, found["status"], len(found["quotes"])) == (0, "answered", 4)
    assert [(one["date"], one["read_from"]) for one in found["timeline"]] == [
        ("2012-03", "quote"),
        ("2013-06-09", "quote"),
        ("2014-05-02", "published"),
    ]
    documents = {one["rank"]: one["document"]["id"] for one in found["quotes"]}
    assert [documents[one["quote"]] for one in found["timeline"]] == [
        *("trial.md", "opening.md", "news.md")
    ]
    assert [one["as_written"] for one in found["timeline"]][1:] == ["9 June 2013", None]


def test_no_more_quotes_are_taken_than_asked_for(quoth: Quoth, trams: Path) -> None:
    _, out, _ = quoth("timeline", "Harrow tram", "-k", 2, "--sources", trams, "--json")

    assert len(json.loads(out)["quotes"]) == 2


def test_what_nothing_answers_ends_with_status_1(quoth: Quoth, trams: Path) -> None:
    status, out, _ = quoth("timeline", "who ate the cake?", "--sources", trams)

    assert status == 1
    assert out.startswith("Nothing in the sources answers this.\n")


def test_an_answer_without_any_date_ends_with_status_1(quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / "seats.md").write_text(SOURCES["undated.md"], encoding="utf-8")

    status, out, _ = quoth("timeline", "Harrow tram seats", "--sources", tmp_path / "seats.md")

    assert (status, out) == (1, "No quote has a date.\n")


def test_a_question_is_needed(quoth: Quoth) -> None:
    assert quoth("timeline").status == 2
