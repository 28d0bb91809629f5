from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.rendering.message_limits import CHOICE, CHOICES, units
from bot.discord.source_list import chosen_source, source_choices
from bot.discord.state import BotState
from bot.terminal.layout import one_line
from retrieval.errors import UsageError
from retrieval.library import Library
from retrieval.model import Document
from tests.bot.discord.services import write
from tests.bot.discord.texts import texts

IDS = st.one_of(
    st.text(st.characters(), min_size=1, max_size=20),
    st.text("abc/ .", min_size=90, max_size=150),
    st.sampled_from(("id:", "id:abc", "a\nb", " a ", "😀" * 60, "\u200b", "x" * 100, "x" * 101)),
)


@given(st.lists(st.tuples(IDS, texts), max_size=40))
def test_choices_are_what_discord_takes(named: list[tuple[str, str]]) -> None:
    made = source_choices(Document(doc_id, title, "", "/") for doc_id, title in named)

    assert len(made) <= CHOICES
    assert len({one.value for one in made}) == len(made)
    for one in made:
        assert 1 <= units(one.value) <= CHOICE
        assert units(one.name) <= CHOICE
        assert one.name == one_line(one.name) != ""
        assert one.value == one.value.strip()


def records(folder: Path, named: list[tuple[str, str]]) -> Library:
    lines = [
        json.dumps({"_id": doc_id, "title": title, "text": "The zebra ran."})
        for doc_id, title in named
    ]
    return Library.open([write(folder, {"records.jsonl": "\n".join(lines)})], None)


LONG = "x" * 120
WORST = [
    ("plain", "Plain"),
    ("two\nlines", "Two lines"),
    (" spaces ", ""),
    ("id:fake", "Fake"),
    (LONG, "Long"),
    (LONG + "y", "Long"),
    ("Plain", "Another"),
    ("a/b#c", "😀" * 200),
    ("\ud83d", "Half"),
    *((f"n{number}", "The same title") for number in range(40)),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return records(tmp_path_factory.mktemp("worst"), WORST)


def test_whatever_is_offered_is_chosen_again(library: Library) -> None:
    documents = [listed.document for listed in library.documents()]
    assert len(documents) == len(WORST)
    for document in documents:
        (choice,) = source_choices([document])
        assert chosen_source(library, choice.value) == document.doc_id


@given(texts)
def test_whatever_is_typed_finds_a_document_or_is_refused_in_one_line(
    library: Library, typed: str
) -> None:
    assert len(source_choices(library.suggest(typed))) <= CHOICES
    refused = ""
    try:
        assert library.has(chosen_source(library, typed))
    except UsageError as error:
        refused = str(error)
    assert len(refused.splitlines()) <= 1


@pytest.mark.parametrize(
    ("typed", "doc_id"),
    [
        ("plain", "plain"),
        ("Plain", "Plain"),
        ("Another", "Plain"),
        ("ANOTHER", "Plain"),
        ("fak", "id:fake"),
    ],
)
def test_a_document_is_chosen_by_its_id_before_its_title(
    library: Library, typed: str, doc_id: str
) -> None:
    assert chosen_source(library, typed) == doc_id


def test_an_unknown_document_is_refused_with_the_nearest(state: BotState) -> None:
    with pytest.raises(UsageError, match=r"there is no source “day”; did you mean “Day 0”\?"):
        chosen_source(state.libraries.base, "day")


def test_what_was_typed_at_length_is_not_repeated_at_length(library: Library) -> None:
    with pytest.raises(UsageError) as refused:
        chosen_source(library, "zebra " * 1000)
    assert len(str(refused.value)) < 300


def test_a_title_of_any_length_takes_no_time() -> None:
    (made,) = source_choices([Document("a", "x" * 2_000_000, "", "/")])

    assert made.name == "x" * 99 + "…"
