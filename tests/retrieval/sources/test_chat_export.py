"""Chat exports: each message a block, with who wrote it and when; threads under their start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from retrieval.errors import SourcesError, UnreadableFile
from retrieval.sources import chat_export as loader
from retrieval.sources.base import SourceFile
from retrieval.sources.chat_export import plain
from retrieval.sources.folder import scan
from retrieval.sources.registry import load
from tests.retrieval.sources.builders import assert_valid, lines, outline, read_one, shown
from tests.retrieval.sources.slices import assert_bounded, assert_slices, loaded, soup


def discord(*messages: dict[str, Any], **channel: Any) -> str:
    return json.dumps(
        {
            "guild": {"id": "1", "name": "Pottery"},
            "channel": {"id": "2", "name": "help", **channel},
            "messages": messages,
        },
        indent=1,
    )


def said(identity: int, words: str, author: str = "lin", **more: Any) -> dict[str, Any]:
    return {
        "id": str(identity),
        "type": "Default",
        "timestamp": "2025-11-01T10:00:30.5+01:00",
        "content": words,
        "author": {"name": author},
        **more,
    }


def test_each_message_of_a_discord_channel_is_a_block(tmp_path: Path) -> None:
    raw = discord(
        said(31, "The **kiln** is hot."),
        said(32, "joined", type="GuildMemberJoin"),
        said(33, "Run:\n```sh\nmake\n  all\n```\nand wait.", author="ann"),
        topic="All about kilns.",
    )
    parsed = read_one(tmp_path, "a.json", raw)
    assert outline(parsed) == [
        ("heading", 1, "help"),
        ("paragraph", 0, "All about kilns."),
        ("paragraph", 0, "lin, 2025-11-01 10:00\nThe kiln is hot."),
        ("paragraph", 0, "ann, 2025-11-01 10:00\nRun:"),
        ("code", 0, "make\n  all"),
        ("paragraph", 0, "and wait."),
    ]
    assert [block.place for block in parsed.blocks[2:]] == [
        ("message", "31"),
        *[("message", "33")] * 3,
    ]
    assert (parsed.document.title, parsed.document.publisher) == ("help", "Pottery")
    assert lines(parsed)[2:4] == [(13, 13), (31, 31)]


def test_a_discord_thread_stands_under_its_channel(tmp_path: Path) -> None:
    raw = discord(said(1, "Hot."), type="GuildPublicThread", category="help", name="My kiln")
    assert shown(read_one(tmp_path, "a.json", raw))[0] == "help › My kiln"


def test_cards_below_a_message_are_read_with_it(tmp_path: Path) -> None:
    card = {
        "title": "Kiln",
        "description": "An oven.",
        "fields": [{"name": "Heat", "value": "900"}],
    }
    raw = discord(said(1, "See:", embeds=[card]))
    assert shown(read_one(tmp_path, "a.json", raw))[1].split("\n")[1:] == [
        "See:",
        "Kiln",
        "An oven.",
        "Heat: 900",
    ]


def slack(ts: str, text: str, user: str = "U1", **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": user, "text": text, "ts": ts, **more}


LIN = {"display_name": "lin"}


def test_a_slack_thread_stands_under_the_question_that_it_answers(tmp_path: Path) -> None:
    folder = tmp_path / "kilns"
    folder.mkdir()
    messages = [
        slack("1760000000.1", "Is it hot?", thread_ts="1760000000.1"),
        slack("1760000060.2", "It was &lt;900 for <@U1>.", "U2", user_profile={"real_name": "Ann"}),
        slack("1760000120.3", "Yes.", thread_ts="1760000000.1", user_profile=LIN),
        slack("1760000180.4", "x", subtype="channel_join"),
        slack("1760000240.5", "About another day.", thread_ts="1750000000.1"),
    ]
    (folder / "2025-10-09.json").write_text(json.dumps(messages))
    (parsed,) = load(scan(tmp_path).files[0])
    assert_valid(parsed)
    assert outline(parsed) == [
        ("heading", 1, "kilns"),
        ("paragraph", 0, "Ann, 2025-10-09 08:54\nIt was <900 for @lin."),
        ("paragraph", 0, "lin, 2025-10-09 08:57\nAbout another day."),
        ("heading", 2, "lin, 2025-10-09 08:53: Is it hot?"),
        ("paragraph", 0, "lin, 2025-10-09 08:55\nYes."),
    ]
    assert (parsed.document.title, parsed.document.published) == ("kilns, 2025-10-09", "2025-10-09")


def test_a_thread_that_begins_with_a_statement_has_it_as_a_message_too(tmp_path: Path) -> None:
    messages = [
        slack("1760000000.1", "The kiln is new.", thread_ts="1760000000.1"),
        slack("1760000060.2", "Good.", thread_ts="1760000000.1"),
    ]
    assert [kind for kind, _, _ in outline(read_one(tmp_path, "a.json", json.dumps(messages)))] == [
        "heading",
        "paragraph",
        "paragraph",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<https://a.example|the site> and <https://b.example>", "the site and https://b.example"),
        ("in <#C1|kilns>, <!here>, <mailto:a@b.c|a@b.c>", "in #kilns, @here, a@b.c"),
        ("*bold* and _light_ and snake_case_name", "bold and light and snake_case_name"),
        ("use `a*b*c` &amp; go", "use a*b*c & go"),
    ],
)
def test_slack_markup_is_shown_as_people_see_it(tmp_path: Path, text: str, words: str) -> None:
    parsed = read_one(tmp_path, "a.json", json.dumps([slack("1", text)]))
    assert shown(parsed)[0].partition("\n")[2] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**a** ~~b~~ ||c||", "a b c"),
        ("[site](https://a.example) <:fire:123>", "site :fire:"),
        ("`__init__` and __init__", "__init__ and __init__"),
        ("use <name> here", "use <name> here"),
        ("# Big\n> quoted", "Big\n> quoted"),
        ("```\n**x**\n```", "```\n**x**\n```"),
    ],
)
def test_discord_markup_is_shown_as_people_see_it(text: str, words: str) -> None:
    assert plain(text) == words


@pytest.mark.parametrize(
    ("export", "words"),
    [
        (
            {
                "name": "Kilns",
                "messages": [
                    {"id": 7, "type": "service", "text": "x"},
                    {
                        "id": 8,
                        "type": "message",
                        "date": "2025-11-01T10:00:00",
                        "from": "Lin",
                        "text": ["It is ", {"type": "bold", "text": "hot"}, "."],
                    },
                ],
            },
            ["Kilns", "Lin, 2025-11-01 10:00\nIt is hot."],
        ),
        (
            [{"ID": 5, "Timestamp": "2025-11-01 10:00:00", "Contents": "Hot."}],
            ["2025-11-01 10:00\nHot."],
        ),
    ],
    ids=["Telegram", "Discord's own"],
)
def test_other_exports_are_read_likewise(tmp_path: Path, export: Any, words: list[str]) -> None:
    assert shown(read_one(tmp_path, "a.json", json.dumps(export))) == words


@pytest.mark.parametrize("raw", ["{}", "[]", '{"name": "package"}', "3", "not JSON", ""])
def test_any_other_json_is_skipped_with_its_reason(tmp_path: Path, raw: str) -> None:
    (tmp_path / "a.json").write_text(raw)
    (skipped,) = scan(tmp_path).skipped
    assert skipped.reason == "JSON, but no chat export of Slack, Discord or Telegram"
    assert skipped.suffix == ".json"
    with pytest.raises(SourcesError, match="no chat export"):
        scan(tmp_path / "a.json")


@pytest.mark.parametrize(
    "raw",
    ['{"messages": [1]}', '[{"type": "message"}]', '{"messages": [', '{"messages": [[[', "{}"],
)
def test_what_only_looks_like_an_export_is_refused(tmp_path: Path, raw: str) -> None:
    (tmp_path / "a.json").write_text(raw)
    file = SourceFile(tmp_path / "a.json", "a.json", len(raw), 0, 0, 0)
    with pytest.raises(UnreadableFile):
        list(load(file))


PIECES = (
    *(
        '{"channel": {}, "messages": [',
        '{"id": "1", "content": "x"}',
        "]}",
        ",",
        '[{"type": "message"',
    ),
    *(
        ', "ts": "1"',
        ', "text": "<@"',
        "}]",
        '{"name": "x", "messages": [',
        '{"ID": 1, "Contents": 3}',
    ),
)


@given(raw=soup(*PIECES))
def test_any_file_is_read_or_refused(raw: bytes) -> None:
    assert_slices(loaded(loader, "a.json", raw))


@pytest.mark.parametrize("unit", ["`", "```", "**a", "[a", "<@", "*a ", "|| a", "_a", "&amp;"])
def test_no_message_takes_long(unit: str) -> None:
    text = unit * (19_000 // len(unit))
    for raw in (json.dumps([slack("1", text)] * 3), discord(said(1, text))):
        assert_bounded(loader, "a.json", raw, len(raw))
