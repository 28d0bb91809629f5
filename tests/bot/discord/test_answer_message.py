"""Answers as messages, with the buttons below them."""

from __future__ import annotations

from typing import Any, cast

import discord
import pytest
from discord.ui import Button, View
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord.answer import AnswerPage, AskRequest, page_message, page_of
from bot.discord.buttons import BUTTONS
from bot.discord.rendering import custom_ids
from bot.discord.rendering.answer_message import CHANGED, answer_message, passage_messages
from bot.discord.rendering.cards import ANSWER_COLOUR, QUIET_COLOUR, SHORTENED
from bot.discord.rendering.custom_ids import stateless
from bot.discord.rendering.message_format import as_question, stated_question
from bot.discord.rendering.message_limits import (
    BUTTON_LABEL,
    BUTTONS_IN_ROW,
    CUSTOM_ID,
    ROWS,
    units,
)
from bot.discord.state import BotState
from bot.terminal.answer_text import line_range
from retrieval.model import (
    Answer,
    Disagreement,
    Document,
    Passage,
    Span,
    Surroundings,
    ValueReading,
)
from tests.bot.discord.as_shown import marked_characters, refusals, seen_characters
from tests.bot.discord.small_bots import MANY, NEARLY, NOWHERE
from tests.bot.discord.strategies import answers, documents, passages
from tests.bot.samples import TEXT, abstained, answered, quote
from tests.discord.markdown import shown


@given(answers(), st.booleans())
def test_discord_takes_every_answer(answer: Answer, further: bool) -> None:
    assert refusals(answer_message(answer, further=further)) == []


@given(answers(), st.booleans())
def test_nothing_of_any_answer_acts(answer: Answer, further: bool) -> None:
    message = answer_message(answer, further=further)
    content = shown(message.content)

    assert not content.acts
    assert content.styles <= {"bold", "subtext", "list"}
    for embed in message.embeds:
        seen = shown(embed.description or "")
        assert not seen.acts
        assert seen.styles <= {"quote", "bold"}


@given(answers())
def test_the_question_can_be_read_back_from_every_answer(answer: Answer) -> None:
    stated = stated_question(answer_message(answer).content.strip())

    assert stated == (as_question(answer.question) or None)


@given(answers())
def test_every_quote_has_a_card_with_its_number_and_place(answer: Answer) -> None:
    quotes = answer.quotes or answer.closest
    embeds = answer_message(answer).embeds

    assert len(embeds) == len(quotes)
    for one, embed in zip(quotes, embeds, strict=True):
        assert str(one.citation.number) in (embed.author.name or "").split(" · ")[0].split()
        lines = line_range(one.citation.locator)
        # A long place keeps its beginning and its end, one of which holds the lines.
        assert f":{lines}" in (embed.footer.text or "")


@given(answers())
def test_what_is_shortened_says_so(answer: Answer) -> None:
    message = answer_message(answer)
    quotes = answer.quotes or answer.closest
    for one, embed in zip(quotes, message.embeds, strict=True):
        is_cut = one.citation.number in message.shortened
        assert (SHORTENED in (embed.footer.text or "")) == is_cut


@given(answers())
@settings(max_examples=20)
def test_only_an_answer_has_bold_cards(answer: Answer) -> None:
    if not answer.quotes:
        for embed in answer_message(answer).embeds:
            assert "bold" not in shown(embed.description or "").styles


def test_an_answer_states_the_question_and_shows_each_quote_on_a_card() -> None:
    message = answer_message(answered(quote(url="https://x.org/lin")))
    (card,) = message.embeds

    assert message.content == "**who is head?**"
    assert card.author.name == "1 · Lin takes over"
    assert card.author.url == "https://x.org/lin"
    assert card.description == (
        "> Chen left in May. **Lin was appointed head in June.** Nobody said why."
    )
    assert card.footer.text == "The Daily · 2026-06-02 · notes/lin.md:3 · News"
    assert card.colour is not None
    assert card.colour.value == ANSWER_COLOUR
    assert message.shortened == ()


def test_a_question_read_otherwise_is_shown_as_it_was_read() -> None:
    message = answer_message(answered(question="who hed?", read_as="who head?"))

    assert message.content.splitlines() == ["**who hed?**", "-# read as: who head?"]


def test_an_abstention_says_so_and_sets_the_closest_passages_apart() -> None:
    message = answer_message(abstained(quote(), reason='No passage mentions "king" or "France".'))
    (card,) = message.embeds

    assert message.content.splitlines() == [
        "**who?**",
        "Nothing in the sources answers this.",
        'No passage mentions "king" or "France".',
        "Closest, but not an answer:",
    ]
    assert card.author.name == "Closest 1 · Lin takes over"
    assert card.description == f"> {TEXT}"
    assert card.colour is not None
    assert card.colour.value == QUIET_COLOUR


def test_an_abstention_without_closest_passages_announces_none() -> None:
    message = answer_message(abstained())

    assert message.content.splitlines() == ["**who?**", "Nothing in the sources answers this."]
    assert message.embeds == []


def test_a_disagreement_names_each_value_with_its_quotes_and_how_it_is_written() -> None:
    values = (
        ValueReading("2026-03-03", ("March 3", "Tuesday"), ("a.md",), (1, 2)),
        ValueReading("2026-03-04", ("4 March",), ("b.md",), (3,)),
    )
    answer = answered()._replace(disagreement=Disagreement("date", values))

    assert answer_message(answer).content.splitlines()[1:] == [
        "**The sources disagree on the date: 3 March 2026 (1 source), 4 March 2026 (1 source)**",
        '- 3 March 2026 – quotes 1, 2: "March 3", "Tuesday"',
        '- 4 March 2026 – quote 3: "4 March"',
    ]


def test_suggestions_and_further_passages_are_announced() -> None:
    answer = answered(quote(number=4))._replace(suggestions=("who left?",))
    message = answer_message(answer, further=True)

    assert message.content.splitlines()[1:] == ["-# further passages", "Try: who left?"]
    assert (message.embeds[0].author.name or "").startswith("4 · ")


def test_long_quotes_share_the_room_and_short_ones_stay_whole() -> None:
    long = "It was a day like any other day, and nobody said a word. " * 35
    mark = (len(long), len(long) + 17)
    long_quotes = (quote(f"{long}Lin was appointed.", (mark,), number=n) for n in (1, 3))
    first, third = long_quotes
    message = answer_message(answered(first, quote(number=2), third))

    assert message.shortened == ()
    stars = quote("*" * 1_990 + " and so on.", ((0, 1_990),), number=1)
    message = answer_message(answered(stars, quote(number=2), first._replace(marks=(mark,))))
    assert 2 not in message.shortened
    assert 1 in message.shortened


ALONE = "how much does the phone weigh?"


def as_button(child: Any) -> Button[View]:
    return cast("Button[View]", child)


def rows(view: View) -> list[list[str]]:
    """Return the labels of a view's buttons, row by row."""
    found: Any = view.to_components()
    return [[button["label"] for button in row["components"]] for row in found]


def view_of(
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
    made = [label for row in rows(view_of(state, question)) for label in row]

    assert made[: len(nearby)] == nearby
    assert not any(label.startswith("In context") for label in made[len(nearby) :])


def test_an_answer_without_quotes_can_be_followed_up_and_judged(state: BotState) -> None:
    assert rows(view_of(state, NOWHERE)) == [["Follow up", "Good", "Not it"]]


def test_more_is_offered_where_there_is_more(state: BotState) -> None:
    first = page_of(state.libraries.base, AskRequest(MANY))

    assert first.further
    assert rows(view_of(state, MANY))[1] == ["More", "Follow up", "Good", "Not it"]
    assert rows(view_of(state, MANY, first=first))[0][:2] == ["In context 4", "In context 5"]
    assert "More" not in rows(view_of(state, NOWHERE))[0]


def test_few_buttons_stand_in_one_row(state: BotState) -> None:
    made = rows(view_of(state, ALONE))

    assert len(made) == 1
    assert made[0][0] == "In context"
    assert made[0][-3:] == ["Follow up", "Good", "Not it"]


def test_no_judgement_is_asked_for_where_none_is_kept(state: BotState) -> None:
    assert rows(view_of(state, NOWHERE, feedback=False)) == [["Follow up"]]


async def test_a_view_is_within_what_discord_takes_and_kept_by_nobody(state: BotState) -> None:
    view = view_of(state, MANY)
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


theres = st.builds(
    Surroundings, st.none() | passages(), passages(), st.none() | passages(), documents()
)


def passage(text: str, heading: str = "News", line: int = 3) -> Passage:
    return Passage("a.md#1", "a.md", 0, len(text), heading, line, line, None, 0, text)


LIN = passage("Lin was appointed head in June.")
DOCUMENT = Document("a.md", "Lin takes over", "", "/sources/a.md", "The Daily", "2026-06-02")


@given(theres, st.booleans())
def test_discord_takes_every_passage(there: Surroundings, changed: bool) -> None:
    messages = passage_messages(there, [(0, len(there.passage.text))], changed=changed)

    assert messages
    assert [refusals(message) for message in messages] == [[]] * len(messages)


@given(theres, st.tuples(st.integers(0, 2_000), st.integers(0, 2_000)).map(sorted))
def test_the_whole_passage_is_shown_with_its_marks_in_bold(
    there: Surroundings, mark: list[int]
) -> None:
    marks: list[Span] = [(mark[0], mark[1])]
    seen = [
        character
        for message in passage_messages(there, marks)
        for embed in message.embeds
        if embed.colour is not None and embed.colour.value == ANSWER_COLOUR
        for character in seen_characters(embed.description or "")
    ]

    assert seen == marked_characters(there.passage.text, tuple(marks))


@given(theres)
def test_nothing_of_a_passage_or_its_neighbours_acts(there: Surroundings) -> None:
    for message in passage_messages(there):
        assert not shown(message.content).acts
        for embed in message.embeds:
            seen = shown(embed.description or "")
            assert not seen.acts
            assert seen.styles <= {"quote"}


def test_a_passage_stands_between_its_neighbours_below_its_heading() -> None:
    there = Surroundings(
        passage("Chen left."), LIN, passage("Nobody said why.", "More › Why"), DOCUMENT
    )
    (message,) = passage_messages(there, [(0, 3)])
    before, itself, after = message.embeds

    assert message.content == "**News**"
    assert (before.author.name, before.description) == ("Before", "> Chen left.")
    assert itself.author.name == "Lin takes over"
    assert itself.description == "> **Lin** was appointed head in June."
    assert itself.footer.text == "The Daily · 2026-06-02 · a.md:3 · News"
    assert (after.author.name, after.description) == ("After · More › Why", "> Nobody said why.")


def test_a_passage_at_the_end_of_a_file_has_no_neighbour_there() -> None:
    (message,) = passage_messages(Surroundings(None, LIN, None, DOCUMENT))

    assert len(message.embeds) == 1


def test_a_changed_file_is_said_to_be() -> None:
    there = Surroundings(None, LIN, None, DOCUMENT)

    assert passage_messages(there, changed=True)[0].content == f"**News**\n-# {CHANGED}"
    assert CHANGED not in passage_messages(there)[0].content


def test_a_long_neighbour_is_shortened_towards_the_passage_and_says_so() -> None:
    long = "First sentence. " + "Another sentence that says little. " * 50 + "Last sentence."
    (message,) = passage_messages(Surroundings(passage(long), LIN, passage(long), DOCUMENT))
    before, _, after = message.embeds

    assert before.footer.text == after.footer.text == "shortened"
    assert (before.description or "").endswith("Last sentence.")
    assert (after.description or "").startswith("> First sentence.")
