"""What a file says about itself before its text begins."""

from __future__ import annotations

import pytest

from retrieval.model import Block
from retrieval.sources.metadata import FrontMatter, first_heading, read_front_matter


def read(source: str) -> tuple[FrontMatter, list[str]]:
    """The front matter of a text, and what was reported about it."""
    reports: list[str] = []
    return read_front_matter(source.split("\n"), reports.append), reports


@pytest.mark.parametrize(
    "source",
    [
        "---\ntitle: Night hours\npublisher: The Herald\ndate: 2026-03-04\nurl: https://a.example\n---\nB",
        "---\nTitle: 'Night hours'\nPublisher: The Herald\npublished: 4 March 2026\nURL: https://a.example\n...\nB",
        "+++\ntitle = 'Night hours'\npublisher = \"The Herald\"\ndate = 2026-03-04\nurl = 'https://a.example'\n+++\nB",
        "+++\nTitle = 'Night hours'\npublisher = 'The Herald'\ndate = 2026-03-04T10:00:00Z\nurl = 'https://a.example'\n+++",
        '{\n"title": "Night hours",\n"publisher": "The Herald",\n"date": "2026-03-04", "url": "https://a.example"\n}\nB',
    ],
)
def test_every_form_says_the_same(source: str) -> None:
    front, reports = read(source)
    assert (front.title, front.publisher) == ("Night hours", "The Herald")
    assert (front.published, front.url) == ("2026-03-04", "https://a.example")
    assert not reports


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("---\ntitle: x\n---\nBody", 3),
        ("+++\ntitle = 'x'\n+++\nBody", 3),
        ("+++\n\n+++\nBody", 3),
        ('{\n"title": "x"\n}\nBody', 3),
        ('{"title": "x"}\nBody', 1),
        ("---\nJust a rule\n---\n", 0),
        ("---\n\nText\n", 0),
        ("---\ntitle: never closed\n", 0),
        ("---", 0),
        ("+++\nJust a rule\n+++\n", 0),
        ("+++\ntitle = 'never closed'\n", 0),
        ("{not json}\nBody", 0),
        ('{"title": "x"} and a sentence\nBody', 0),
        ("{}\nBody", 0),
        ('["title"]\nBody', 0),
        ("", 0),
    ],
)
def test_it_takes_up_its_lines_and_no_others(source: str, lines: int) -> None:
    front, reports = read(source)
    assert front.lines == lines
    assert not reports


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("published: 2026-03-04\ndate: 2020-01-01", "2026-03-04"),
        ("date: 2026-03-04T10:00:00Z", "2026-03-04"),
        ("date: 2026", "2026"),
        ("date: 2026-13-45", None),
        ("date: soon", None),
        ("date: [2026]", None),
    ],
)
def test_a_date_is_held_as_iso_8601(stated: str, date: str | None) -> None:
    assert read(f"---\n{stated}\n---")[0].published == date


def test_a_colon_in_a_value_needs_no_quotes() -> None:
    front, reports = read("---\ntitle: Minutes: it's the pool\ndate: 2026-03-04\n---\nBody.")
    assert (front.title, front.published) == ("Minutes: it's the pool", "2026-03-04")
    assert not reports


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("---\ntitle: 'unclosed\n---", "not valid YAML"),
        ("---\ntitle: a\n\tb: c\n---", "not valid YAML"),
        ("---\na: &x\nb: *y\n---", "not valid YAML"),
        ("---\na: " + "[" * 2000 + "\n---", "not valid YAML"),
        ("---\na: " + "x" * 70_000 + "\n---", "more than 65536 characters"),
        ("+++\ntitle = unquoted\n+++", "not valid TOML"),
        ("+++\na = " + "[" * 5000 + "\n+++", "not valid TOML"),
    ],
)
def test_what_is_broken_is_reported_in_one_line_and_still_no_text(source: str, reason: str) -> None:
    front, reports = read(source)
    assert front == FrontMatter(source.count("\n") + 1)
    assert len(reports) == 1
    assert reason in reports[0]
    assert reports[0].isprintable()


@pytest.mark.parametrize(
    ("kinds", "title"),
    [
        ("h1 p", "h1"),
        ("p h1 h1", "h1"),
        ("h2 p", "h2"),
        ("h2 h1", "h2"),
        ("p h2", None),
        ("h7 p", None),
        ("", None),
    ],
)
def test_a_heading_serves_as_title(kinds: str, title: str | None) -> None:
    blocks = [
        Block(
            kinds.index(kind),
            kinds.index(kind) + len(kind),
            "heading" if kind[0] == "h" else "paragraph",
            1,
            1,
            int(kind[1:] or 0),
        )
        for kind in kinds.split()
    ]
    assert first_heading(kinds, blocks) == title
