"""Subtitles (.srt, .vtt): what is said, its sentences joined over cues, with the time of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, read_whole
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.encoding import decode

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-+>\s*{_TIME}.*")
_NOTE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_HEADER = re.compile(r"WEBVTT(?:[ \t]+(?:-\s*)?(?P<title>.*))?")
_SPEAKER = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]{1,80})>")
_TAG = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,100}\}")
_TURN = re.compile(r"\s*(?:-|\u2013|\u2014|>>+)\s*")
_MUSIC = re.compile(r"[\s\u266a\u266b#*]*")
_PAUSE, _AT_ONCE = 3.0, 0.2
_LONG, _LONGEST = 300, 700
_SENTENCE_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f][\"'\u201d\u2019)\]]*$")


class _Line(NamedTuple):
    """A line of a cue: what is said from when to when, in seconds, by whom, and where."""

    text: str
    start: float
    end: float
    speaker: str
    number: int


def load(file: SourceFile, limits: Limits, _report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. A paragraph is what is said without a pause, a few sentences.

    Its place is the time at which it begins, as hours, minutes and seconds.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no cue.
    """
    raw = read_whole(file, limits)
    source = decode(raw).split("\n")
    lines = _without_repeats(_cue_lines(source))
    draft = Draft()
    for paragraph in _paragraphs(lines):
        words = " ".join(line.text for line in paragraph)
        speaker = paragraph[0].speaker
        draft.add(
            f"{speaker}: {words}" if speaker else words,
            "paragraph",
            (paragraph[0].number, paragraph[-1].number),
            place=("time", _clock(paragraph[0].start)),
        )
    if not draft.blocks:
        raise UnreadableFile("no subtitles in it")
    header = _HEADER.fullmatch(source[0].strip())
    title = header["title"] if header else None
    yield parsed(file, raw, draft.text, draft.blocks, title=title)


def _cue_lines(source: Sequence[str]) -> Iterator[_Line]:
    """Yields the lines of the cues; a cue ends with a blank line."""
    times: tuple[float, float] | None = None
    in_note = False
    speaker = ""
    for number, line in enumerate(source, 1):
        found = _TIMES.fullmatch(line) if "-->" in line or "->" in line else None
        if found:
            times = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
            speaker, in_note = "", False
        elif not line.strip():
            times, in_note = None, False
        elif times is None:
            in_note = in_note or bool(_NOTE.match(line))
        elif not in_note:
            voiced = _SPEAKER.search(line)
            speaker = voiced[1].strip() if voiced else speaker
            text = " ".join(unescape(_TAG.sub("", line)).split())
            if not _MUSIC.fullmatch(text):
                yield _Line(text, *times, speaker, number)


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _without_repeats(lines: Iterator[_Line]) -> Iterator[_Line]:
    """Yields each line once, where captions roll and repeat at once the line above."""
    before: list[_Line] = []
    for line in lines:
        if not any(
            line.text == above.text and line.start - above.end <= _AT_ONCE for above in before
        ):
            yield line
        before = [*before[-1:], line]


def _paragraphs(lines: Iterator[_Line]) -> Iterator[list[_Line]]:
    """Yields what belongs together: no pause, no change of speaker, not too long."""
    gathered: list[_Line] = []
    length = 0
    for line in lines:
        turn = _TURN.match(line.text)
        words = line.text[turn.end() :] if turn else line.text
        if gathered and (turn or _ends(gathered, length, line)):
            yield gathered
            gathered, length = [], 0
        if words:
            gathered.append(line._replace(text=words))
            length += len(words) + 1
    if gathered:
        yield gathered


def _ends(gathered: Sequence[_Line], length: int, after: _Line) -> bool:
    last = gathered[-1]
    if after.speaker != last.speaker or length + len(after.text) > _LONGEST:
        return True
    ended = bool(_SENTENCE_END.search(last.text))
    return ended and (length > _LONG or after.start - last.end > _PAUSE)
