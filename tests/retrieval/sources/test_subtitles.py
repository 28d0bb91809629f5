"""Subtitles: what is said, sentences over cues, each paragraph with its time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from retrieval.errors import UnreadableFile
from retrieval.sources import subtitles as loader
from tests.retrieval.sources.builders import lines, read, read_one, shown
from tests.retrieval.sources.slices import assert_bounded, assert_slices, loaded, soup


def cue(start: str, end: str, *words: str) -> str:
    return f"1\n00:{start},000 --> 00:{end},500\n" + "\n".join(words) + "\n\n"


def test_a_sentence_goes_on_over_cues_up_to_a_pause(tmp_path: Path) -> None:
    raw = (
        cue("01:02", "01:04", "The kiln is", "fired")
        + cue("01:04", "01:06", "for <i>two</i> days. It")
        + cue("01:06", "01:08", "then cools.")
        + cue("01:20", "01:22", "{\\an8}The wheel turns.")
    )
    parsed = read_one(tmp_path, "a_talk.srt", raw)
    assert shown(parsed) == ["The kiln is fired for two days. It then cools.", "The wheel turns."]
    assert [block.place for block in parsed.blocks] == [("time", "00:01:02"), ("time", "00:01:20")]
    assert lines(parsed) == [(3, 12), (16, 16)]
    assert parsed.document.title == "a talk"


def test_webvtt_has_a_title_speakers_notes_and_styles(tmp_path: Path) -> None:
    raw = (
        "WEBVTT - The Kiln\n\nNOTE\nnot said\n\nSTYLE\n::cue { color: red }\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start\n<v Lin>It is hot &amp; dry.\n\n"
        "01:00:03.000 --> 01:00:04.000\n<v.loud Ann>Is it?</v>\n\nNOTE also not said\n"
    )
    parsed = read_one(tmp_path, "a.vtt", raw)
    assert shown(parsed) == ["Lin: It is hot & dry.", "Ann: Is it?"]
    assert [block.place for block in parsed.blocks] == [("time", "00:00:01"), ("time", "01:00:03")]
    assert parsed.document.title == "The Kiln"


@pytest.mark.parametrize(
    ("cues", "words"),
    [
        (cue("00:01", "00:02", "- Is it?", "- It is."), ["Is it?", "It is."]),
        (cue("00:01", "00:02", "♪ la la ♪", "♪", "Hot."), ["♪ la la ♪ Hot."]),
        (
            cue("00:01", "00:02", "rolling one").replace("02,500", "02,900")
            + cue("00:03", "00:04", "rolling one", "and two"),
            ["rolling one and two"],
        ),
        (
            cue("00:01", "00:02", "One.") + cue("00:05", "00:06", "and no pause."),
            ["One. and no pause."],
        ),
        (cue("00:01", "00:02", "no end") + cue("00:55", "00:56", "goes on."), ["no end goes on."]),
    ],
    ids=["turns", "music", "rolling", "short pause", "within a sentence"],
)
def test_paragraphs_are_what_belongs_together(tmp_path: Path, cues: str, words: list[str]) -> None:
    assert shown(read_one(tmp_path, "a.srt", cues)) == words


def test_a_long_speech_is_several_paragraphs(tmp_path: Path) -> None:
    raw = "".join(
        cue(f"{n // 60:02}:{n % 60:02}", f"{n // 60:02}:{n % 60:02}", "It goes round and round.")
        for n in range(100)
    )
    parsed = read_one(tmp_path, "a.srt", raw)
    assert len(parsed.blocks) > 5
    assert all(len(words) < 400 for words in shown(parsed))


@pytest.mark.parametrize("raw", ["", "WEBVTT\n", "plain text\n", "00:00:01,000 --> \nx"])
def test_a_file_without_subtitles_is_refused(tmp_path: Path, raw: str) -> None:
    with pytest.raises(UnreadableFile, match=r"^no subtitles in it$"):
        read(tmp_path, "a.srt", raw)


@given(
    raw=soup(
        "WEBVTT",
        "00:01.000 --> 00:02.000\n",
        "00:00:01,0 --> 9:9:9,9\n",
        "<v x>",
        "- ",
        "NOTE",
        "<",
        ">",
    )
)
def test_any_file_is_read_or_refused(raw: bytes) -> None:
    assert_slices(loaded(loader, "a.vtt", raw))


@pytest.mark.parametrize(
    "unit", ["->", "1:", "<", "<v ", "00:01.0 --> 00:02.0\nx\n\n", "- x\n", "{\\"]
)
def test_no_file_takes_long(unit: str) -> None:
    assert_bounded(loader, "a.vtt", "00:01.000 --> 00:02.000\n" + unit * 3000)
