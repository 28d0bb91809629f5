from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.answer import PAGE_SIZE, AnswerPage, AskRequest, page_of, stamp_of
from bot.discord.state import BotState
from retrieval.askable import Askable
from retrieval.errors import UsageError
from retrieval.model import Citation, Locator, Quote
from tests.bot.discord.services import FILES, MANY, NOWHERE, ZEBRAS, state_over


def quote(passage_id: str) -> Quote:
    citation = Citation(1, "d", "D", None, None, Locator(0, 1, 1, 1, None), "/d", None, "0" * 64)
    return Quote(passage_id, "d", 0, 1, "x", (), 1.0, "", citation)


passage_ids = st.lists(st.text(st.characters(), max_size=5).map("{}#ab".format), max_size=4)


@given(passage_ids, passage_ids)
def test_a_stamp_differs_where_the_passages_or_their_order_differ(
    one: list[str], other: list[str]
) -> None:
    first, second = (stamp_of(tuple(map(quote, ids))) for ids in (one, other))

    assert (first == second) == (one == other)
    assert len(first) == 8


def test_a_stamp_does_not_depend_on_scores_or_marks() -> None:
    shown = quote("d#ab")

    assert stamp_of((shown,)) == stamp_of((shown._replace(score=2.0, marks=((0, 1),)),))


def pages(library: Askable, question: str = MANY) -> list[AnswerPage]:
    """Return all the pages that pressing More shows."""
    found = [page_of(library, AskRequest(question))]
    while found[-1].further:
        first = 1 + sum(len(page.answer.quotes) for page in found)
        found.append(page_of(library, AskRequest(question, None, first, found[-1].stamp)))
    return found


def test_the_pages_show_every_quote_once_in_order(state: BotState) -> None:
    shown = pages(state.libraries.base)
    numbers = [quote.citation.number for page in shown for quote in page.answer.quotes]

    assert not any(page.is_changed for page in shown)
    assert all(1 <= len(page.answer.quotes) <= PAGE_SIZE for page in shown)
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= len(ZEBRAS)
    assert len({quote.passage_id for page in shown for quote in page.answer.quotes}) == len(numbers)


def test_nothing_follows_an_abstention(state: BotState) -> None:
    page = page_of(state.libraries.base, AskRequest(NOWHERE))

    assert page.answer.status == "no_answer"
    assert not page.further


def changed(
    base: Path, tmp_path: Path, files: dict[str, str | None], first: AnswerPage
) -> AnswerPage:
    """Return the second page after files have changed since the first."""
    for name, text in files.items():
        if text is None:
            (base / name).unlink()
        else:
            (base / name).write_text(text)
    after = state_over(base, tmp_path / "after").libraries.base
    return page_of(after, AskRequest(MANY, None, 1 + len(first.answer.quotes), first.stamp))


def test_what_changes_elsewhere_leaves_the_next_page_as_it_was(base: Path, tmp_path: Path) -> None:
    library = state_over(base, tmp_path / "before").libraries.base
    first, second, *_ = pages(library)
    after = changed(base, tmp_path, {"phone.txt": "The phone was lost.", "new.txt": "Tea."}, first)

    assert not after.is_changed
    before = [quote.passage_id for quote in second.answer.quotes]
    assert [quote.passage_id for quote in after.answer.quotes][: len(before)] == before


@pytest.mark.parametrize("text", [None, "# Day\n\nAll was quiet.\n"])
def test_a_page_whose_quotes_changed_says_so_instead_of_quoting(
    base: Path, tmp_path: Path, text: str | None
) -> None:
    first = pages(state_over(base, tmp_path / "before").libraries.base)[0]
    after = changed(base, tmp_path, {first.answer.quotes[0].doc_id: text}, first)

    assert after.is_changed
    assert not after.further


def test_a_quote_that_comes_before_the_ones_shown_is_a_change(base: Path, tmp_path: Path) -> None:
    first = pages(state_over(base, tmp_path / "before").libraries.base)[0]
    nearer = "The zebra, the zebra, and what the zebra did: the zebra ran."
    after = changed(base, tmp_path, {"a.md": f"# What the zebra did\n\n{nearer}\n"}, first)

    assert after.is_changed


def test_an_answer_that_has_become_an_abstention_is_a_change(base: Path, tmp_path: Path) -> None:
    first = pages(state_over(base, tmp_path / "before").libraries.base)[0]
    gone = {name: None for name in FILES if name.startswith("zebra")}

    assert changed(base, tmp_path, dict(gone), first).is_changed


def test_one_document_is_quoted_alone_by_its_id_or_its_title(state: BotState) -> None:
    for within in ("zebra-1.md", "Day 1", "day 1"):
        page = page_of(state.libraries.base, AskRequest(MANY, within))
        assert {quote.doc_id for quote in page.answer.quotes} == {"zebra-1.md"}


def test_a_document_that_is_not_there_is_refused_by_name(state: BotState) -> None:
    with pytest.raises(UsageError, match="there is no source “zebras”"):
        page_of(state.libraries.base, AskRequest(MANY, "zebras"))
