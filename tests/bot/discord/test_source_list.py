"""The list of sources, a card of one, and the choice among them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.rendering import message_limits
from bot.discord.rendering.answer_message import RenderedMessage
from bot.discord.rendering.message_limits import CHOICE, CHOICES, units
from bot.discord.reply import Payload
from bot.discord.source_list import (
    ON_A_PAGE,
    SourceListPage,
    chosen_source,
    document_card,
    is_added,
    list_of,
    list_page,
    source_choices,
)
from bot.discord.state import BotState
from bot.discord.uploads import add_upload
from bot.terminal.layout import one_line
from retrieval.askable import ListedDocument
from retrieval.errors import UsageError
from retrieval.index.corpus import FileEntry
from retrieval.library import Library
from retrieval.model import Document
from tests.bot.discord.as_shown import refusals
from tests.bot.discord.small_bots import AWAY, HOME, WHALE, upload, write
from tests.bot.discord.strategies import long_texts, texts


@st.composite
def listed(draw: st.DrawFn) -> ListedDocument:
    document = Document(
        doc_id=draw(long_texts(600)),
        title=draw(long_texts(600)),
        text="",
        path="/a",
        publisher=draw(st.none() | long_texts(600)),
        published=draw(st.none() | long_texts(600)),
        url=draw(st.none() | long_texts(3000)),
        sha256="ab" * 32,
    )
    entry = FileEntry("/a", 0, document.doc_id, 1, draw(st.integers(0, 2**61)), 1, 1, "ab" * 32)
    return ListedDocument(document, draw(st.integers(0, 10**9)), entry)


def refused(payload: Payload) -> list[str]:
    """Return what Discord would refuse of a message."""
    found = refusals(RenderedMessage(payload.content, list(payload.embeds)))
    for embed in payload.embeds:
        if len(embed.fields) > message_limits.FIELDS:
            found.append("too many fields")
        for field in embed.fields:
            found += [field.name or ""] * (not 1 <= message_limits.units(field.name or "") <= 256)
            found += [field.value or ""] * (
                not 1 <= message_limits.units(field.value or "") <= 1_024
            )
        if sum(map(message_limits.units, _texts(embed))) > message_limits.EMBEDS_TOTAL:
            found.append("too long together")
    return found


def _texts(embed: discord.Embed) -> list[str]:
    fields = [text or "" for field in embed.fields for text in (field.name, field.value)]
    return [embed.description or "", embed.footer.text or "", *fields]


@given(st.lists(listed(), min_size=1, max_size=13), st.integers(0, 3))
def test_a_page_of_any_documents_is_what_discord_takes(
    documents: list[ListedDocument], page: int
) -> None:
    shown = list_page(SourceListPage(documents[:ON_A_PAGE], set(), page, 40, 400))

    assert refused(shown) == []
    assert len((shown.embeds[0].description or "").splitlines()) >= 2


@given(listed(), st.booleans())
def test_a_card_of_any_document_is_what_discord_takes(one: ListedDocument, added: bool) -> None:
    assert refused(document_card(one, added=added)) == []


def plain(number: int) -> ListedDocument:
    document = Document(
        f"d{number}.md", f"Document {number}", "", f"/d{number}.md", sha256="0" * 64
    )
    return ListedDocument(document, number, FileEntry("/", 0, document.doc_id, 1, 0, 1, 1, ""))


def labels(payload: Payload) -> list[str]:
    view = payload.view
    return [] if view is None else [cast("Any", button).label for button in view.children]


@pytest.mark.parametrize(
    ("page", "first", "turns"),
    [
        (0, 0, ["Later"]),
        (1, 10, ["Earlier", "Later"]),
        (2, 20, ["Earlier"]),
    ],
)
def test_the_pages_follow_each_other(page: int, first: int, turns: list[str]) -> None:
    shown = page_of([plain(number) for number in range(23)], page)
    names = (shown.embeds[0].description or "").splitlines()[::2]

    assert names == [f"**Document {number}**" for number in range(first, min(first + 10, 23))]
    assert labels(shown) == turns
    assert shown.content == "I quote from 23 documents with 253 passages."


def page_of(listed: list[ListedDocument], number: int) -> Payload:
    shown = listed[number * ON_A_PAGE : (number + 1) * ON_A_PAGE]
    return list_page(
        SourceListPage(shown, set(), number, len(listed), sum(one.passages for one in listed))
    )


def test_one_page_has_no_buttons() -> None:
    assert labels(page_of([plain(number) for number in range(ON_A_PAGE)], 0)) == []


async def test_what_was_added_here_is_marked_and_listed_here_only(state: BotState) -> None:
    await add_upload(state, HOME, upload("whale.txt", WHALE))
    home, away = [
        (await list_of(state.libraries, guild, 0)).embeds[0].description or ""
        for guild in (HOME, AWAY)
    ]

    (line,) = [line for line in home.splitlines() if "whale" in line and line.startswith("-#")]
    assert line == "-# 1 passage · added here · whale.txt"
    assert home.count("added here") == 1
    assert "whale" not in away


async def test_a_shared_document_is_not_taken_for_an_added_one_of_the_same_id(
    state: BotState, base: Path
) -> None:
    await add_upload(state, HOME, upload("whale.txt", WHALE))
    (base / "whale.txt").write_text("Whales have no teeth, or many of them, as the case may be.")
    await state.libraries.refresh()

    library, own = state.libraries.of(HOME), state.libraries.own(HOME)
    found = {one.document.doc_id: is_added(one, own) for one in library.documents()}
    assert found["whale.txt"] is False
    assert found["added/whale.txt"] is True


def test_a_card_names_what_is_known(state: BotState) -> None:
    first = state.libraries.base.documents()[0]
    card = document_card(first, added=False).embeds[0]
    fields = {field.name: field.value for field in card.fields}

    assert fields["File"] == "phone.txt"
    assert fields["Passages"] == "1"
    assert fields["SHA-256"] == first.document.sha256
    assert fields["From"] == "shared by all servers"
    assert "Publisher" not in fields


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
