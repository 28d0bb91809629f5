"""Exports of chats (.json of Slack, Discord, Telegram): each message a block of its own."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any, NamedTuple

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.encoding import decode
from retrieval.sources.inline import is_question
from retrieval.sources.metadata import iso_date, one_line

Object = Mapping[str, Any]


class ChatMessage(NamedTuple):
    """A message: its id, who wrote it, when ("2025-11-01 10:00"), and what.

    `thread` is the id of the message that its thread begins with; empty outside of threads
    and for that message itself.
    """

    identity: str
    author: str
    when: str
    text: str
    thread: str = ""

    @property
    def signed(self) -> str:
        """Who wrote it and when, as it stands above the message."""
        return ", ".join(filter(None, (self.author, self.when)))


_SPOKEN = frozenset("default reply 0 19 20 23 chatinputcommand contextmenucommand".split())


def discord(objects: Iterable[Object]) -> list[ChatMessage]:
    """The messages of a channel that DiscordChatExporter has written."""
    return [
        ChatMessage(
            _text(one, "id"),
            _text(author, "nickname") or _text(author, "name"),
            _minute(_text(one, "timestamp")),
            plain(_with_embeds(one)),
        )
        for one in objects
        for author in (_object(one, "author"),)
        if (_text(one, "type") or "default").lower() in _SPOKEN
    ]


def _with_embeds(message: Object) -> str:
    """What a message says, and what the cards below it say."""
    parts = [_text(message, "content")]
    embeds = message.get("embeds")
    for embed in embeds if isinstance(embeds, list) else ():
        if isinstance(embed, dict):
            parts += [_text(embed, "title"), _text(embed, "description")]
            fields = embed.get("fields")
            for field in fields if isinstance(fields, list) else ():
                if isinstance(field, dict):
                    parts.append(f"{_text(field, 'name')}: {_text(field, 'value')}")
    return "\n".join(filter(None, parts))


def discord_package(objects: Iterable[Object]) -> list[ChatMessage]:
    """The messages that a person has written, from the data that Discord hands out."""
    return [
        ChatMessage(
            _text(one, "ID"), "", _minute(_text(one, "Timestamp")), plain(_text(one, "Contents"))
        )
        for one in objects
    ]


_SLACK_SPOKEN = frozenset({"", "bot_message", "file_share", "me_message", "thread_broadcast"})


def slack(objects: Sequence[Object]) -> list[ChatMessage]:
    """The messages of a day of a Slack channel."""
    names = {_text(one, "user"): _slack_name(one) for one in objects if one.get("user_profile")}
    return [
        ChatMessage(
            _text(one, "ts"),
            names.get(_text(one, "user")) or _slack_name(one),
            _epoch_minute(_text(one, "ts")),
            _slack_text(one, names),
            _text(one, "thread_ts") if one.get("thread_ts") != one.get("ts") else "",
        )
        for one in objects
        if one.get("type") == "message" and _text(one, "subtype") in _SLACK_SPOKEN
    ]


def _slack_name(message: Object) -> str:
    profile = _object(message, "user_profile")
    return (
        _text(profile, "display_name")
        or _text(profile, "real_name")
        or _text(message, "username")
        or _text(message, "user")
    )


_SLACK_SIGN = re.compile(r"<([@#!]?)([^<>|]{1,2000})(?:\|([^<>]{0,1000}))?>")


def _slack_text(message: Object, names: Mapping[str, str]) -> str:
    """The text, with people and channels by their names and links by their labels."""

    def shown(sign: re.Match[str]) -> str:
        kind, target, label = sign[1], sign[2], sign[3]
        if kind == "@":
            return f"@{label or names.get(target, target)}"
        if kind == "#":
            return f"#{label or target}"
        if kind == "!":
            return label or f"@{target.partition('^')[0]}"
        return label or target.removeprefix("mailto:")

    text = _text(message, "text")
    attachments = message.get("attachments")
    if not text.strip() and isinstance(attachments, list):
        texts = (one for one in attachments if isinstance(one, dict))
        text = "\n".join(_text(one, "text") or _text(one, "fallback") for one in texts)
    return plain(unescape(_SLACK_SIGN.sub(shown, text)), bold="*")


def telegram(objects: Iterable[Object]) -> list[ChatMessage]:
    """The messages of a chat that Telegram has exported; its text may come in pieces."""
    return [
        ChatMessage(_text(one, "id"), _text(one, "from"), _minute(_text(one, "date")), _pieces(one))
        for one in objects
        if one.get("type") == "message"
    ]


def _pieces(message: Object) -> str:
    text = message.get("text")
    pieces = text if isinstance(text, list) else [text]
    return "".join(
        piece if isinstance(piece, str) else _text(piece, "text") if isinstance(piece, dict) else ""
        for piece in pieces
    )


def _object(record: Object, name: str) -> Object:
    stated = record.get(name)
    return stated if isinstance(stated, dict) else {}


def _text(record: Object, name: str) -> str:
    """A string, or a number as one; empty where there is neither."""
    stated = record.get(name)
    if isinstance(stated, bool) or not isinstance(stated, str | int | float):
        return ""
    return str(stated)


def _minute(written: str) -> str:
    """A moment in ISO 8601 to the minute, in the zone in which it is written."""
    found = re.match(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})", written)
    return f"{found[1]} {found[2]}" if found else one_line(written)[:40]


def _epoch_minute(written: str) -> str:
    try:
        moment = dt.datetime.fromtimestamp(float(written), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return moment.strftime("%Y-%m-%d %H:%M")


_CODE = re.compile(r"```.*?(?:```|\Z)|`([^`\n]{1,1000})`", re.DOTALL)
_EMOJI = re.compile(r"<a?(:\w{1,40}:)\d{1,25}>")
_LINK = re.compile(
    r"\[([^\[\]\n]{1,300})\]\(<?https?:[^()\s<>]{1,1000}>?(?: \"[^\"\n]{0,200}\")?\)"
)
_STRONG = re.compile(r"(\*\*|~~|\|\|)(?=\S)([^\n]{1,600}?)(?<=\S)\1")
_SLACK_STRONG = re.compile(r"(?<!\S)([*~_])(?=\S)([^\n*~]{1,600}?)(?<=\S)\1(?![\w])")
_HEADING = re.compile(r"^(?:#{1,3}|-#)[ \t]+", re.MULTILINE)
_LONGEST_MARKED = 20_000


def plain(text: str, *, bold: str = "**") -> str:
    """The text of a message without the signs that make it bold, a link, or a heading.

    Code between fences stays as it is; what is quoted keeps its sign.
    """
    if len(text) > _LONGEST_MARKED:
        return text
    parts: list[str] = []
    end = 0
    unmarked: Callable[[str], str] = _slack_unmarked if bold == "*" else _unmarked
    for code in _CODE.finditer(text):
        parts.append(unmarked(text[end : code.start()]))
        parts.append(code[0] if code[1] is None else code[1])
        end = code.end()
    parts.append(unmarked(text[end:]))
    return "".join(parts)


def _unmarked(text: str) -> str:
    text = _LINK.sub(r"\1", _EMOJI.sub(r"\1", text))
    return _HEADING.sub("", _STRONG.sub(r"\2", text))


def _slack_unmarked(text: str) -> str:
    return _SLACK_STRONG.sub(r"\2", text)


def load(file: SourceFile, limits: Limits, _report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document: a channel, its threads after what is not in one.

    A block's text is who wrote it and when, and below that the message; its place is the
    message's id. The message that a thread begins with is the heading of the others.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or is no export of a chat.
    """
    raw = read_whole(file, limits)
    text = decode(raw)
    with parsing("JSON file", library="json"):
        export = json.loads(text)
    chat = _chat(export, file.doc_id)
    draft = Draft()
    draft.add(chat.channel, "heading", (1, 1), level=1)
    draft.add(chat.topic, "paragraph", (1, 1))
    _write(draft, chat.messages, _lines(text), level=2 if chat.channel else 1)
    yield parsed(
        file,
        raw,
        draft.text,
        draft.blocks,
        title=chat.title,
        publisher=chat.publisher,
        published=chat.published,
    )


class _Chat(NamedTuple):
    """A channel as an export has it; what it does not say is empty or None."""

    messages: list[ChatMessage]
    channel: str = ""
    topic: str = ""
    title: str | None = None
    publisher: str | None = None
    published: str | None = None


def _chat(export: Any, doc_id: str) -> _Chat:
    if isinstance(export, dict):
        channel, guild = export.get("channel"), export.get("guild")
        if isinstance(channel, dict):
            return _discord_chat(export, channel, guild if isinstance(guild, dict) else {})
        if isinstance(export.get("messages"), list) and isinstance(export.get("name"), str):
            name = export["name"]
            return _Chat(telegram(_objects(export["messages"])), name, title=name)
    elif isinstance(export, list):
        objects = _objects(export)
        if any(one.get("type") == "message" and "ts" in one for one in objects):
            return _slack_chat(objects, doc_id)
        if any("Contents" in one and "ID" in one for one in objects):
            return _Chat(discord_package(objects))
    raise UnreadableFile("JSON, but no chat export of Slack, Discord or Telegram")


def _objects(values: Any) -> list[Object]:
    return (
        [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
    )


def _said(record: Object, name: str) -> str:
    stated = record.get(name)
    return one_line(stated) if isinstance(stated, str) else ""


def _discord_chat(export: Object, channel: Object, guild: Object) -> _Chat:
    """A channel, or a thread: its channel is what the export calls its category."""
    name = _said(channel, "name")
    if "Thread" in _said(channel, "type") and (parent := _said(channel, "category")):
        name = f"{parent} \u203a {name}"
    messages = discord(_objects(export.get("messages")))
    return _Chat(messages, name, _said(channel, "topic"), name, _said(guild, "name"))


def _slack_chat(objects: Sequence[Object], doc_id: str) -> _Chat:
    """A day of a channel: the file is called by the day, its folder by the channel."""
    folder, _, name = doc_id.rpartition("/")
    channel = folder.rpartition("/")[2]
    day = iso_date(name.partition(".")[0])
    if day is None or len(day) < len("2025-11-01") or not channel:
        return _Chat(slack(objects), published=day)
    return _Chat(slack(objects), channel, title=f"{channel}, {day}", published=day)


_IDENTITY = re.compile(r"\"(?:id|ID|ts)\"\s*:\s*\"?([\w.-]{1,40})")


def _lines(text: str) -> dict[str, int]:
    """The line of the file on which each id is first written."""
    lines: dict[str, int] = {}
    place, line = 0, 1
    for found in _IDENTITY.finditer(text):
        line += text.count("\n", place, found.start())
        place = found.start()
        lines.setdefault(found[1], line)
    return lines


_LONGEST_HEADING = 200


def _write(
    draft: Draft, messages: Sequence[ChatMessage], lines: Mapping[str, int], *, level: int
) -> None:
    """Appends the messages outside of threads, then thread by thread."""
    known = {message.identity: message for message in messages if not message.thread}
    threads: dict[str, list[ChatMessage]] = {}
    for message in messages:
        if message.thread in known:
            threads.setdefault(message.thread, []).append(message)
    for message in messages:
        if message.thread not in known and message.identity not in threads:
            _add(draft, message, lines.get(message.identity, 1))
    for thread, replies in threads.items():
        _begin(draft, known[thread], lines.get(thread, 1), level)
        for message in replies:
            _add(draft, message, lines.get(message.identity, 1))


def _begin(draft: Draft, message: ChatMessage, line: int, level: int) -> None:
    """Appends what a thread begins with: a question is the heading of its answers."""
    words = one_line(message.text)
    asks = is_question(words) and len(words) <= _LONGEST_HEADING
    if asks:
        title = f"{message.signed}: {words}" if message.signed else words
    else:
        title = (
            words if len(words) <= _LONGEST_HEADING else words[:_LONGEST_HEADING].rpartition(" ")[0]
        )
    place = ("message", message.identity)
    draft.add(title, "heading", (line, line), level=level, place=place)
    if not asks:
        _add(draft, message, line)


_FENCE = re.compile(r"```(?:[\w+#.-]{1,20}\n)?(.*?)(?:```|\Z)", re.DOTALL)


def _add(draft: Draft, message: ChatMessage, line: int) -> None:
    """Appends a message, its code as blocks of its own."""
    place = ("message", message.identity)
    end = 0
    before = f"{message.signed}\n" if message.signed else ""
    for fence in _FENCE.finditer(message.text):
        words = message.text[end : fence.start()].strip()
        draft.add(before + words, "paragraph", (line, line), place=place)
        draft.add(fence[1], "code", (line, line), place=place)
        before, end = "", fence.end()
    words = message.text[end:].strip()
    if words:
        draft.add(before + words, "paragraph", (line, line), place=place)
