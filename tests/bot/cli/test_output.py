"""The JSON contract, and TREC runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.output import answer_object, documents_text, full_hit_object, hit_object, run_lines
from bot.terminal.layout import columns
from bot.terminal.streams import Terminal, json_line
from retrieval.library import Library
from retrieval.model import Answer, Disagreement, Hit, Passage, ValueReading
from tests.bot.samples import abstained, answered, quote


def closed(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    """The schema of an object with these members and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def listed(schema: dict[str, Any], **limits: int) -> dict[str, Any]:
    return {"type": "array", "items": schema, **limits}


TEXT = {"type": "string"}
TEXT_OR_NULL = {"type": ["string", "null"]}
OFFSET = {"type": "integer", "minimum": 0}
LINE = {"type": "integer", "minimum": 1}
PLACES = ("time", "cell", "message", "page_label")
QUOTE = closed(
    {
        "rank": LINE,
        "passage_id": {"type": "string", "pattern": "#"},
        "text": TEXT,
        "marks": listed(listed(OFFSET, minItems=2, maxItems=2)),
        "score": {"type": "number"},
        "heading": TEXT,
        "document": closed(
            {
                "id": TEXT,
                "title": TEXT,
                "publisher": TEXT_OR_NULL,
                "published": TEXT_OR_NULL,
                "path": TEXT,
                "url": TEXT_OR_NULL,
            }
        ),
        "locator": closed(
            {
                "start": OFFSET,
                "end": OFFSET,
                "first_line": LINE,
                "last_line": LINE,
                "page": {"type": ["integer", "null"]},
                # What a part of a file is called where it has no pages.
                **dict.fromkeys(PLACES, TEXT),
            },
            *PLACES,
        ),
        "link": TEXT_OR_NULL,
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "also_in": listed(TEXT),
        "evidence": listed(
            closed({"name": TEXT, "detail": TEXT, "value": {"type": "number"}, "meaning": TEXT})
        ),
    },
    "evidence",
)
READING = closed(
    {"value": TEXT, "as_written": listed(TEXT), "documents": listed(TEXT), "quotes": listed(LINE)}
)
ANSWER = closed(
    {
        "schema": {"const": 1},
        "_id": TEXT_OR_NULL,
        "question": TEXT,
        "read_as": TEXT,
        "status": {"enum": ["answered", "no_answer"]},
        "quotes": listed(QUOTE),
        "closest": listed(QUOTE, maxItems=3),
        "missing": listed(TEXT),
        "disagreement": {
            "anyOf": [{"type": "null"}, closed({"about": TEXT, "values": listed(READING)})]
        },
        "suggestions": listed(TEXT),
        "certainty": {"type": "number", "minimum": 0, "maximum": 1},
        "reason": TEXT_OR_NULL,
    }
)

READINGS = (ValueReading("2026-03-03", ("March 3",), ("a.md",), (1,)),)
ANSWERS = [
    answered(),
    answered(quote(), quote(number=2, page=3, url="https://example.org", also_in=("b.md",))),
    abstained(),
    abstained(quote(), missing=("France",), reason='No passage mentions "France".'),
    Answer(
        "when?",
        "when?",
        "answered",
        (quote(),),
        disagreement=Disagreement("date", READINGS),
        suggestions=("who?",),
    ),
]


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("explained", [False, True])
def test_an_answer_is_the_object_of_the_contract(answer: Answer, explained: bool) -> None:
    record = json.loads(json_line(answer_object(answer, "q1", explained=explained)))

    jsonschema.validate(record, ANSWER)
    for shown in record["quotes"] + record["closest"]:
        assert ("evidence" in shown) == explained


def test_a_question_without_an_id_has_null_for_it() -> None:
    assert answer_object(answered())["_id"] is None


@given(st.text(st.characters(exclude_categories=[])))
def test_text_of_any_sort_comes_back_as_it_was(text: str) -> None:
    line = json_line({"text": text})

    assert json.loads(line.decode("utf-8")) == {"text": text}
    assert line.count(b"\n") == 1


def test_text_beyond_ascii_is_written_as_it_is() -> None:
    assert json_line({"text": "Zoë 林"}) == '{"text": "Zoë 林"}\n'.encode()


def test_a_hit_is_named_and_scored_and_in_full_has_its_text_and_place() -> None:
    passage = Passage("a.md#0b", "a.md", 5, 12, "News", 2, 3, None, 0, "Lin led")
    short = {"rank": 1, "passage_id": "a.md#0b", "doc_id": "a.md", "score": 2.5}

    assert hit_object(Hit(passage, 2.5, 1)) == short
    assert full_hit_object(Hit(passage, 2.5, 1)) == {
        **short,
        "heading": "News",
        "text": "Lin led",
        "locator": {"start": 5, "end": 12, "first_line": 2, "last_line": 3, "page": None},
    }


def hit(rank: int, score: float, passage_id: str = "a.md#0b") -> Hit:
    return Hit(Passage(passage_id, "a.md", 0, 3, "", 1, 1, None, 0, "Lin"), score, rank)


def test_a_run_has_six_columns() -> None:
    assert run_lines("q1", [hit(1, 2.5), hit(2, 1.0, "b.md#0c")]) == (
        "q1 Q0 a.md#0b 1 2.5 quoth\nq1 Q0 b.md#0c 2 1.0 quoth\n"
    )


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("a.md#0b", "a.md#0b"),
        ("my notes.md", "my%20notes.md"),
        ("100%.md", "100%25.md"),
        ("tab\tand\u00a0space", "tab%09and%C2%A0space"),
        ("日本.md", "日本.md"),
        ("half \ud800", "half%20%ED%A0%80"),
    ],
)
def test_an_id_is_one_word(name: str, word: str) -> None:
    assert run_lines(name, [hit(1, 1.0)]).startswith(f"{word} Q0 ")


@given(st.text(min_size=1))
def test_no_id_breaks_a_line_into_other_columns(name: str) -> None:
    assert len(run_lines(name, [hit(1, 1.0, name)]).split()) == 6


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=5))
def test_the_order_of_scores_survives_printing(scores: list[float]) -> None:
    ordered = sorted(scores, reverse=True)
    run = run_lines("q", [hit(rank, score) for rank, score in enumerate(ordered, 1)])

    assert [float(line.split()[4]) for line in run.splitlines()] == ordered


def test_a_terminal_gets_a_list_of_documents_that_fits(seeds: Path, data_dir: Path) -> None:
    listed = Library.open([seeds], data_dir).documents()
    lines = list(documents_text(listed, Terminal(60)))

    assert all(columns(line.rstrip("\n")) <= 60 for line in lines)
    assert sum("passage" in line for line in lines) == len(listed)
