from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.discord.rendering.cards import ANSWER_COLOUR
from bot.discord.rendering.passage_message import CHANGED, passage_messages
from retrieval.model import Document, Passage, Span, Surroundings
from tests.bot.discord.as_shown import marked_characters, refusals, seen_characters
from tests.bot.discord.strategies import documents, passages
from tests.discord.markdown import shown

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
