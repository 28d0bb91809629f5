from __future__ import annotations

from typing import Any, cast

import discord
import pytest
from discord.ui import Button, View

from bot.discord.answer import AnswerPage, AskRequest, page_message, page_of
from bot.discord.buttons import BUTTONS
from bot.discord.rendering import custom_ids
from bot.discord.rendering.custom_ids import stateless
from bot.discord.rendering.message_limits import (
    BUTTON_LABEL,
    BUTTONS_IN_ROW,
    CUSTOM_ID,
    ROWS,
    units,
)
from bot.discord.state import BotState
from tests.bot.discord.services import MANY, NEARLY, NOWHERE

ALONE = "how much does the phone weigh?"


def as_button(child: Any) -> Button[View]:
    return cast("Button[View]", child)


def rows(view: View) -> list[list[str]]:
    """Return the labels of a view's buttons, row by row."""
    found: Any = view.to_components()
    return [[button["label"] for button in row["components"]] for row in found]


def shown(
    state: BotState, question: str, *, feedback: bool = True, first: AnswerPage | None = None
) -> View:
    request = AskRequest(question)
    if first is not None:
        request = AskRequest(question, None, 1 + len(first.answer.quotes), first.stamp)
    return below(page_of(state.libraries.base, request), request, feedback=feedback)


def below(page: AnswerPage, request: AskRequest, *, feedback: bool) -> View:
    """Return the buttons below a page."""
    view = page_message(page, request, feedback=feedback).view
    assert view is not None
    return view


@pytest.mark.parametrize(
    ("question", "nearby"),
    [
        (MANY, ["In context 1", "In context 2", "In context 3"]),
        (NEARLY, ["In context 1", "In context 2", "In context 3"]),
        (ALONE, ["In context"]),
    ],
)
def test_each_quote_has_its_button(state: BotState, question: str, nearby: list[str]) -> None:
    made = [label for row in rows(shown(state, question)) for label in row]

    assert made[: len(nearby)] == nearby
    assert not any(label.startswith("In context") for label in made[len(nearby) :])


def test_an_answer_without_quotes_can_be_followed_up_and_judged(state: BotState) -> None:
    assert rows(shown(state, NOWHERE)) == [["Follow up", "Good", "Not it"]]


def test_more_is_offered_where_there_is_more(state: BotState) -> None:
    first = page_of(state.libraries.base, AskRequest(MANY))

    assert first.further
    assert rows(shown(state, MANY))[1] == ["More", "Follow up", "Good", "Not it"]
    assert rows(shown(state, MANY, first=first))[0][:2] == ["In context 4", "In context 5"]
    assert "More" not in rows(shown(state, NOWHERE))[0]


def test_few_buttons_stand_in_one_row(state: BotState) -> None:
    made = rows(shown(state, ALONE))

    assert len(made) == 1
    assert made[0][0] == "In context"
    assert made[0][-3:] == ["Follow up", "Good", "Not it"]


def test_no_judgement_is_asked_for_where_none_is_kept(state: BotState) -> None:
    assert rows(shown(state, NOWHERE, feedback=False)) == [["Follow up"]]


async def test_a_view_is_within_what_discord_takes_and_kept_by_nobody(state: BotState) -> None:
    view = shown(state, MANY)
    ids = [as_button(child).custom_id or "" for child in view.children]

    assert view.is_finished()
    assert view.timeout is None
    assert len(rows(view)) <= ROWS
    assert all(len(row) <= BUTTONS_IN_ROW for row in rows(view))
    assert all(units(label) <= BUTTON_LABEL for row in rows(view) for label in row)
    assert len(set(ids)) == len(ids)
    for custom_id in ids:
        assert len(custom_id) <= CUSTOM_ID
        matches = [one.__discord_ui_compiled_template__.fullmatch(custom_id) for one in BUTTONS]
        assert sum(match is not None for match in matches) == 1


def test_the_buttons_of_one_documents_answer_remember_which(state: BotState) -> None:
    asked = AskRequest(MANY, "zebra-1.md")
    page = page_of(state.libraries.base, asked)
    view = below(page._replace(further=True), asked, feedback=False)
    (more,) = [button for button in map(as_button, view.children) if button.label == "More"]

    assert more.custom_id == custom_ids.more(2, page.stamp, page.answer.quotes[0])


def test_empty_rows_are_left_out() -> None:
    made = stateless([], [Button(label="a", custom_id="quoth:follow-up")], [])

    assert rows(made) == [["a"]]
    assert isinstance(made, discord.ui.View)
