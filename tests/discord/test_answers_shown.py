"""What a reader sees of an answer: the sources' own characters, their place, nothing that acts."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from shutil import copytree
from typing import Any

import pytest
import pytest_asyncio

from tests.discord.bots import HARBOUR, Scene, scene
from tests.discord.loopback import Message
from tests.discord.markdown import Shown, shown

pytestmark = pytest.mark.asyncio(loop_scope="module")

ACTING = {
    "crowds": "@everyone and @here, come to the {word} at once.",
    "mentions": "The {word} is known to <@{person}>, <@!{person}>, <@&{role}> and in <#{channel}>.",
    "masked link": "Read of the {word} in [the paper](https://evil.example/a) or [here](<b://c>).",
    "links": "The {word} is at https://evil.example/a?b=c#d, <https://evil.example> or ftp://x.y.",
    "invite": "For the {word} come to discord.gg/abc or https://discord.com/invite/abc today.",
    "spoiler": "The {word} is ||a secret|| that nobody || tells || a stranger.",
    "code": "The {word} is `code`, ``more`` and ```even\\n more``` of it.",
    "emphasis": "The {word} is *one*, **two**, ***three***, _four_, __five__ and ~~six~~ of them.",
    "emoji": "The {word} is <:wave:123456789012345678>, <a:wave:1>, :smile: and 1:2:3 besides.",
    "timestamp": "The {word} comes at <t:1700000000:R>, with </ask:123456> and <id:customize>.",
    "backslashes": "The {word} is in C:\\\\_files_\\\\*all* and \\*stays\\* as \\\\it\\\\ is.",
    "brackets": "The {word} is [this], (that), <those> and a < b > c, and [this](too).",
    "heading": "# The {word} begins with what could be a heading in some other place.",
    "subtext": "-# The {word} begins with what could be small print in some other place.",
    "quote": "> The {word} begins with what could be a block quote in some other place.",
    "long quote": ">>> The {word} begins with what could be a long block quote elsewhere.",
    "silence": "@silent is how the {word} begins, and it is as loud as any other.",
    "other scripts": "Ο {word} είναι 灯台 🗼👩🏽‍🚀 שלום, e\u0301 and ﷽ in one line.",
    "unfinished": "The {word} is **never closed, `nor this, ||nor that, [nor](https://evil.example",
}
"""Passages with what Discord would make something of, each with a word of its own."""

OLDEST = "The oldest plank of the pier is *painted* red_and_white."
PLANKS = [f"Plank {number} of the pier *is* {number}_*feet*_long." for number in range(35)]
PIER = " ".join([*PLANKS[:20], OLDEST, *PLANKS[20:]])
"""A passage that is too long to be quoted whole."""


def word_of(name: str) -> str:
    return f"zq{name.replace(' ', '')}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def harbour(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    folder = tmp_path_factory.mktemp("shown")
    sources = copytree(HARBOUR, folder / "sources")
    records = [
        {"_id": name, "title": f"**{name}** @everyone", "text": passage(name)} for name in ACTING
    ]
    records += [{"_id": "pier", "text": PIER}]
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (sources / "acting.jsonl").write_text("".join(lines), encoding="utf-8")
    async with scene(folder, sources=sources) as harbour:
        yield harbour


def passage(name: str) -> str:
    ids = {"person": 1, "role": 2, "channel": 3}
    return ACTING[name].format(word=word_of(name), **ids)


def rendered(message: Message) -> Iterator[Shown]:
    """Yield what a reader sees of the parts of a message in which markup counts."""
    for markup in (message.content, *(embed.get("description", "") for embed in message.embeds)):
        yield shown(markup)


def assert_harmless(message: Message) -> None:
    assert not message.pinged
    assert not message.previews
    assert [part.acts for part in rendered(message)] == [()] * (1 + len(message.embeds))


def quotes(message: Message) -> list[dict[str, Any]]:
    return message.embeds


async def test_a_quote_is_a_block_quote_with_the_answering_sentence_bold(harbour: Scene) -> None:
    answer = await harbour.ask("who built the lighthouse?")
    quote = shown(quotes(answer)[0]["description"])
    bold = "".join(run.text for run in quote.runs if "bold" in run.styles)
    assert bold == "The lighthouse at Cape Vell was built in 1871 by the engineer Ada Morrow."
    assert all("quote" in run.styles for run in quote.runs)
    assert quote.text.endswith("on a rock that the sea covers at high tide.")


async def test_a_quote_is_cited_with_all_that_is_known_of_its_source(harbour: Scene) -> None:
    answer = await harbour.ask("who has kept the lighthouse since 2019?")
    card = quotes(answer)[0]
    assert card["author"]["name"] == "1 · The lighthouse at Cape Vell"
    assert card["author"]["url"] == "https://gazette.example/lighthouse"
    assert card["footer"]["text"] == "Harbour Gazette · 2024-05-17 · lighthouse.md:12 · Keepers"


async def test_quotes_are_numbered_in_order(harbour: Scene) -> None:
    answer = await harbour.ask("who keeps the lighthouse?")
    numbers = [card["author"]["name"].split(" · ")[0] for card in quotes(answer)]
    assert numbers == [str(number + 1) for number in range(len(numbers))]
    assert len(numbers) > 1


async def test_a_source_without_an_address_has_no_link(harbour: Scene) -> None:
    (card, *_) = quotes(await harbour.ask("what does a ticket for the ferry cost?"))
    assert card["author"]["name"] == "1 · The ferry to Orrin"
    assert "url" not in card["author"]
    assert card["footer"]["text"] == "ferry.txt:7 · Tickets and dogs"


async def test_where_nothing_answers_the_closest_passages_stand_apart(harbour: Scene) -> None:
    answer = await harbour.ask("who insured the lighthouse?")
    good = await harbour.ask("who keeps the lighthouse?")
    assert "Nothing in the sources answers this." in answer.content
    assert 'No passage mentions "insured".' in answer.content
    assert answer.content.endswith("Closest, but not an answer:")
    for card in quotes(answer):
        assert card["author"]["name"].startswith("Closest ")
        assert "bold" not in shown(card["description"]).styles
        assert card["color"] != quotes(good)[0]["color"]


async def test_where_nothing_is_near_nothing_is_quoted(harbour: Scene) -> None:
    answer = await harbour.ask("qwertz asdf?")
    assert "Nothing in the sources answers this." in answer.content
    assert not answer.embeds
    assert not any(button.label.startswith("In context") for button in answer.buttons)


@pytest.mark.parametrize("name", ACTING)
async def test_what_a_source_says_shows_as_it_is_written_and_does_nothing(
    harbour: Scene, name: str
) -> None:
    channel = harbour.channel()
    question = f"what is the {word_of(name)}?"
    said = await harbour.somebody().say(channel, question, mention_bot=True)
    by_message = await channel.next_message(reply_to=said)
    by_command = await harbour.ask(question)
    for answer in (by_message, by_command):
        assert_harmless(answer)
        card = quotes(answer)[0]
        assert shown(card["description"]).text.rstrip("\n") == passage(name)
        assert card["author"]["name"] == f"1 · **{name}** @everyone"


@pytest.mark.parametrize("name", ACTING)
async def test_what_a_passage_says_in_context_shows_as_it_is_written(
    harbour: Scene, name: str
) -> None:
    person = harbour.somebody()
    answer = await harbour.ask(f"what is the {word_of(name)}?", by=person)
    first = next(button for button in answer.buttons if button.label.startswith("In context"))
    nearby = await (await person.press(answer, custom_id=first.custom_id)).reply()
    assert_harmless(nearby)
    assert passage(name) in "\n".join(part.text for part in rendered(nearby))


@pytest.mark.parametrize("name", ACTING)
async def test_a_question_shows_as_it_was_asked_without_ids_and_does_nothing(
    harbour: Scene, name: str
) -> None:
    person, channel = harbour.somebody(), harbour.channel()
    role = harbour.reef.add_role(f"role {name}")
    ids = {"person": person.id, "role": role.id, "channel": channel.id}
    question = ACTING[name].format(word="lighthouse", **ids)
    by_command = await harbour.ask(question, by=person, where=channel)
    said = await person.dm(question)
    by_message = await person.dm_channel.next_message(reply_to=said)
    # Who is mentioned is nobody's business but the asker's: the question may be kept.
    named = re.sub(r"<@!?\d+>", "@someone", question)
    named = re.sub(r"<@&\d+>", "@role", named)
    named = re.sub(r"<#\d+>", "#channel", named)
    assert shown(by_command.content.splitlines()[0]).text == named
    assert_harmless(by_command)
    assert_harmless(by_message)


async def test_of_a_long_passage_sentences_are_quoted_and_all_of_it_in_context(
    harbour: Scene,
) -> None:
    person = harbour.somebody()
    answer = await harbour.ask("how is the oldest plank of the pier painted?", by=person)
    part = shown(quotes(answer)[0]["description"])
    assert part.text.strip("\n") in PIER
    assert part.text.startswith("Plank ")
    assert part.text.rstrip("\n").endswith("_*feet*_long.")
    assert "".join(run.text for run in part.runs if "bold" in run.styles).startswith(OLDEST)
    first = answer.buttons[0]
    nearby = await (await person.press(answer, custom_id=first.custom_id)).reply()
    assert PIER in shown(nearby.embeds[0]["description"]).text
