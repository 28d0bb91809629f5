"""E-mail (.eml, .mbox): a message is a document, its subject the heading of what it says."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Sequence
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import sha256
from itertools import groupby
from typing import Any, NamedTuple

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole, require
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.encoding import decode, shown
from retrieval.sources.inline import mended
from retrieval.sources.metadata import one_line
from retrieval.sources.registry import suffix_of

_QUOTE = re.compile(r"(?:[ ]?>)+")
_SIGNATURE = ("-- ", "--")
_ORIGINAL = re.compile(
    r"\s*(?:-{2,}[ ]?(?:original message|original appointment|forwarded message|forwarded by"
    r"|urspr\u00fcngliche nachricht|weitergeleitete nachricht|message d'origine|message original"
    r"|mensaje original|messaggio originale|oorspronkelijk bericht)\b.*"
    r"|begin forwarded message:)\s*",
    re.IGNORECASE,
)
_QUOTED_HEADER = re.compile(
    r"\s*\*?(?P<name>from|sent|date|to|cc|subject|von|gesendet|datum|an|betreff|de|envoy\u00e9"
    r"|\u00e0|objet)\s?:\*?\s(?P<value>.*)",
    re.IGNORECASE,
)
_SAID = ("from", "von", "de", "sent", "date", "gesendet", "datum", "envoy\u00e9")
_LONGEST_ATTRIBUTION = 250
_DEEPEST_QUOTE = 9


class _Line(NamedTuple):
    """A line without its marks of quotation, of which it had `depth`, and its number."""

    text: str
    depth: int
    number: int


def add_text(draft: Draft, text: str, numbers: Sequence[int], *, flowed: bool, joins: bool) -> None:
    """Appends a plain text; `numbers` has the line of the file for each of its lines.

    A quoted paragraph keeps one mark ("> "). What ends a message as a quote stands under the
    line that says whose words they are. `flowed` and `joins` are format and delsp of RFC 3676.
    """
    lines = list(_unquoted(shown(mended(text)).split("\n"), numbers))
    if flowed:
        lines = list(_joined(lines, joins=joins))
    lines = list(_closed(lines))
    lines, signature = _signed(_with_originals(lines))
    parts = [list(part) for _, part in groupby(lines, key=lambda line: line.depth)]
    own = [place for place, part in enumerate(parts) if not part[0].depth and _says(part)]
    for place, part in enumerate(parts):
        after = parts[place + 1] if place + 1 < len(parts) and own[-1:] <= [place] else []
        title = _attribution(part, after) if after else 0
        _add_part(draft, part[: len(part) - title])
        if title:
            # Whoever is quoted below has not signed this.
            _add_part(draft, signature)
            signature = []
            words = one_line(" ".join(line.text for line in part[-title:]))
            draft.add(words, "heading", (part[-title].number, part[-1].number), level=7)
    _add_part(draft, signature)


def _signed(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """The lines of a message, and those of the signature at its end."""
    for place in range(len(lines) - 1, -1, -1):
        if lines[place].depth:
            break
        if lines[place].text in _SIGNATURE:
            return lines[:place], lines[place + 1 :]
    return lines, []


def _says(part: Sequence[_Line]) -> bool:
    return any(line.text.strip() for line in part)


def _unquoted(lines: Sequence[str], numbers: Sequence[int]) -> Iterator[_Line]:
    for line, number in zip(lines, numbers, strict=False):
        mark = _QUOTE.match(line) if ">" in line[:2] else None
        if mark is None:
            yield _Line(line, 0, number)
        else:
            words = line[mark.end() :].removeprefix(" ")
            yield _Line(words, min(mark[0].count(">"), _DEEPEST_QUOTE), number)


def _closed(lines: Sequence[_Line]) -> Iterator[_Line]:
    """Yields the lines, blank ones within a quote as part of it."""
    below = [0] * (len(lines) + 1)
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place]
        below[place] = line.depth if line.depth or line.text.strip() else below[place + 1]
    above = 0
    for line, depth in zip(lines, below, strict=False):
        if not line.depth and not line.text.strip() and depth == above:
            yield line._replace(depth=depth)
        else:
            above = line.depth if line.depth or line.text.strip() else above
            yield line


def _joined(lines: Sequence[_Line], *, joins: bool) -> Iterator[_Line]:
    """Yields flowed lines: one that ends with a space goes on with the next."""
    pending: list[_Line] = []
    for line in lines:
        if pending and pending[0].depth != line.depth:
            yield _one(pending)
            pending = []
        goes_on = line.text.endswith(" ") and line.text.strip(" ") not in ("", "--")
        words = line.text.removesuffix(" ") if goes_on and joins else line.text
        pending.append(line._replace(text=words))
        if not goes_on:
            yield _one(pending)
            pending = []
    if pending:
        yield _one(pending)


def _one(lines: Sequence[_Line]) -> _Line:
    return lines[0]._replace(text="".join(line.text for line in lines))


def _with_originals(lines: list[_Line]) -> list[_Line]:
    """The lines; what follows the line "Original Message" is quoted without marks."""
    for place, line in enumerate(lines):
        if line.depth or not _ORIGINAL.fullmatch(line.text):
            continue
        start = place + 1
        while start < len(lines) and not lines[start].text.strip():
            start += 1
        end = start
        said: list[str] = []
        while end < len(lines) and (found := _QUOTED_HEADER.match(lines[end].text)):
            if found["name"].lower() in _SAID:
                said.append(lines[end].text.strip(" *"))
            end += 1
        title = line._replace(text=f"{', '.join(said) or line.text.strip(' -')}:")
        rest = [later._replace(depth=min(later.depth + 1, _DEEPEST_QUOTE)) for later in lines[end:]]
        return [*lines[:place], title, *rest]
    return lines


def _attribution(part: Sequence[_Line], after: Sequence[_Line]) -> int:
    """How many lines at the end of a part say whose words follow, as "On Monday, Lin wrote:"."""
    if after[0].depth <= part[-1].depth:
        return 0
    end = len(part)
    while end and not part[end - 1].text.strip():
        end -= 1
    if not end or not part[end - 1].text.rstrip().endswith((":", "\uff1a")):
        return 0
    start = end - 1
    while start and part[start - 1].text.strip() and end - start < 3:
        start -= 1
    length = sum(len(line.text) for line in part[start:end])
    return len(part) - start if length <= _LONGEST_ATTRIBUTION else 0


def _add_part(draft: Draft, part: Sequence[_Line]) -> None:
    """Appends lines of the same depth as the blocks that they make as plain text."""
    from retrieval.sources.sheet import Sheet
    from retrieval.sources.text import stretches_of

    if not part:
        return
    mark = "> " * part[0].depth
    sheet = Sheet([line.text for line in part])
    for block in sheet.blocks(stretches_of([line.text for line in part])):
        words = sheet.text[block.start : block.end]
        kind, level = block.kind, block.level
        if kind == "heading":
            kind, level = ("paragraph", 0) if mark else (kind, min(level + 1, 7))
        words = "\n".join(mark + line for line in words.split("\n" if kind == "code" else "\0"))
        lines = part[block.first_line - 1].number, part[block.last_line - 1].number
        draft.add(words, kind, lines, level=level)


_QUOTED_HTML = re.compile(
    r"<(?:blockquote|div|hr)\b[^>]{0,500}?(?:type=[\"']?cite|gmail_quote|yahoo_quoted"
    r"|moz-cite-prefix|divRplyFwdMsg|OLK_SRC_BODY_SECTION|protonmail_quote)[^>]{0,500}>",
    re.IGNORECASE,
)


def add_html(draft: Draft, source: str, lines: tuple[int, int], report: Report) -> None:
    """Appends a text in HTML that stands on these lines; what it quotes is marked ("> ")."""
    try:
        require("lxml", package="lxml", extra="html", suffix="mail in HTML")
    except UnreadableFile as fault:
        report(str(fault))
        return
    quoted = _QUOTED_HTML.search(source)
    own = source[: quoted.start()] if quoted else source
    _add_page(draft, own, lines, "", report)
    if quoted:
        _add_page(draft, source[quoted.start() :], lines, "> ", report)


def _add_page(draft: Draft, source: str, lines: tuple[int, int], mark: str, report: Report) -> None:
    from retrieval.sources import html

    page = Draft()
    html.write(html.read_page(source, report).blocks, page)
    text = page.text
    for block in page.blocks:
        kind, level = block.kind, block.level
        if kind == "heading":
            kind, level = ("paragraph", 0) if mark else (kind, min(level + 1, 7))
        first, last = (min(lines[0] + line - 1, lines[1]) for line in block[3:5])
        draft.add(mark + text[block.start : block.end], kind, (first, last), level=level)


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields a document for each message; those of a mailbox are named by their number in it.

    Its publisher is who sent it, its date the day on which that was. Read is what is written
    as text, otherwise as HTML; attachments are counted and left out.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no message.
    """
    raw = read_whole(file, limits)
    digest = sha256(raw).hexdigest()
    messages = list(_messages(raw))
    in_mailbox = _MAILBOX.match(raw) is not None and suffix_of(file.doc_id) != ".eml"
    attachments = broken = 0
    for number, (first_line, source, sent) in enumerate(messages, 1):
        doc_id = f"{file.doc_id}#{number}" if in_mailbox else file.doc_id
        try:
            with parsing("message", MessageError, library="email"):
                reader = _Reader(source, first_line, report)
                document, blocks, _ = reader.document(file)
        except UnreadableFile as fault:
            broken += 1
            if not in_mailbox:
                raise
            report(f"message {number}: {fault}")
            continue
        attachments += reader.attachments
        published = document.published or sent
        yield ParsedDocument(
            document._replace(doc_id=doc_id, sha256=digest, published=published), blocks
        )
    if not messages or broken == len(messages):
        raise UnreadableFile("no message in it")
    if attachments:
        report(f"attachments that are not read: {attachments:,}")


_MAILBOX = re.compile(rb"From [^\n]*\d{4}[^\n]*\n(?=[!-9;-~]+:|>?From )")
_NEXT = re.compile(rb"^From [^\n]*\d{4}[^\n]*\n(?=[!-9;-~]+:|>?From )", re.MULTILINE)
_HEADER = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.MULTILINE)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_TYPE = re.compile(
    rb"^content-(?:type|disposition)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE
)
_LONGEST_TYPE = 5000
_MOST_MULTIPARTS, _MOST_PARTS, _DEEPEST = 100, 500, 20
_LONGEST_HEADER = 1000
_FEW_CHARACTERS = 20


def _messages(raw: bytes) -> Iterator[tuple[int, bytes, str | None]]:
    """Yields the first line's number, the source and the day of arrival of each message."""
    if not _MAILBOX.match(raw):
        if not _HEADER.match(raw.lstrip()):
            raise UnreadableFile("not a readable message (it does not begin with a header)")
        yield 1 + raw[: len(raw) - len(raw.lstrip())].count(b"\n"), raw.lstrip(), None
        return
    starts = [*_NEXT.finditer(raw)]
    line = 1
    for place, start in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(raw)
        source = _QUOTED_FROM.sub(rb"\1", raw[start.end() : end])
        yield line + 1, source, _day(start[0].decode("latin-1").partition(" ")[2])
        line += raw.count(b"\n", start.start(), end)


class _Cursor:
    """Where in a message's source its parts stand."""

    def __init__(self, source: bytes, line: int) -> None:
        self._source = source
        self._place = self._after = 0
        self._line = line

    def line_of(self, payload: str) -> int:
        """The line at which a part's payload begins; parts are asked for in order."""
        head = payload[:500].encode("ascii", "surrogateescape")
        place = self._source.find(head, self._after) if head else -1
        if place >= 0:
            self._line += self._source.count(b"\n", self._place, place)
            self._place, self._after = place, place + len(head)
        return self._line


class _Part(NamedTuple):
    """A text in a message, decoded, and the line of the file that each of its lines is on."""

    text: str
    lines: list[int]
    is_html: bool
    flowed: bool
    joins_words: bool


class _Reader:
    """Reads one message, and those that it passes on."""

    def __init__(self, source: bytes, first_line: int, report: Report) -> None:
        # What the library takes time over, as the square of how much there is.
        if source.count(b"boundary") > _MOST_MULTIPARTS:
            raise UnreadableFile(f"more than {_MOST_MULTIPARTS} parts of parts in it")
        if any(len(found[0]) > _LONGEST_TYPE for found in _TYPE.finditer(source)):
            raise UnreadableFile("a header in it is endless")
        self.attachments = 0
        self._message = email.message_from_bytes(source)
        self._cursor = _Cursor(source, first_line)
        self._first_line = first_line
        self._report = report
        self._left = _MOST_PARTS
        self._draft = Draft()

    def document(self, file: SourceFile) -> ParsedDocument:
        """The document that the message is."""
        message = self._message
        subject = header(message, "subject")
        self._draft.add(subject, "heading", (self._first_line, self._first_line), level=1)
        self._read(message, 0)
        archived = re.search(r"<(https?://[^<>\s]+)>", header(message, "archived-at"))
        return parsed(
            file,
            b"",
            self._draft.text,
            self._draft.blocks,
            title=subject,
            publisher=_sender(message),
            published=sent_on(message),
            url=archived[1] if archived else None,
        )

    def _read(self, message: Message, depth: int) -> None:
        """Writes what a message or a part says, and the parts in it."""
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            return
        kind = message.get_content_type()
        if kind == "message/rfc822" and message.is_multipart():
            self._pass_on(message, depth)
        elif kind == "multipart/alternative":
            self._choose(message, depth)
        elif message.is_multipart():
            for part in _parts(message):
                self._read(part, depth + 1)
        elif message.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            self.attachments += message.get_content_disposition() == "attachment"
        elif kind in ("text/plain", "text/html"):
            self._write(self._decoded(message))

    def _pass_on(self, message: Message, depth: int) -> None:
        for inner in _parts(message):
            line = self._cursor.line_of("")
            told = (header(inner, "subject"), _sender(inner), sent_on(inner))
            title = ", ".join(filter(None, told))
            self._draft.add(title, "heading", (line, line), level=2)
            self._read(inner, depth + 1)

    def _choose(self, message: Message, depth: int) -> None:
        """Reads the plain one of several forms of the same text, unless it says nothing."""
        parts = _parts(message)
        for part in parts:
            if part.get_content_type() == "text/plain":
                decoded = self._decoded(part)
                if len(decoded.text.strip()) >= _FEW_CHARACTERS or len(parts) == 1:
                    self._write(decoded)
                    return
        for part in parts:
            if part.get_content_type() == "text/html" or part.is_multipart():
                self._read(part, depth + 1)
                return

    def _write(self, part: _Part) -> None:
        if part.is_html:
            add_html(self._draft, part.text, (part.lines[0], part.lines[-1]), self._report)
        else:
            add_text(self._draft, part.text, part.lines, flowed=part.flowed, joins=part.joins_words)

    def _decoded(self, part: Message) -> _Part:
        payload: Any = part.get_payload()
        source = payload if isinstance(payload, str) else ""
        raw: Any = part.get_payload(decode=True)
        first = self._cursor.line_of(source)
        try:
            text = decode(raw if isinstance(raw, bytes) else b"", part.get_content_charset())
        except UnreadableFile:
            self._report("a part that says it is text is none, and is left out")
            text = ""
        lines = _lines(source, str(part.get("Content-Transfer-Encoding", "")).lower(), first)
        count = text.count("\n") + 1
        lines = [*lines[:count], *[lines[-1]] * (count - len(lines))]
        return _Part(
            text,
            lines,
            part.get_content_subtype() == "html",
            str(part.get_param("format", "")).lower() == "flowed",
            str(part.get_param("delsp", "")).lower() == "yes",
        )


def _sender(message: Message) -> str:
    """The name of who sent a message, else the address."""
    written = header(message, "from")
    try:
        name, address = parseaddr(written)
    except RecursionError:
        return written
    return name or address


def _parts(message: Message) -> list[Message]:
    payload: Any = message.get_payload()
    return [part for part in payload if isinstance(part, Message)]


def _lines(source: str, encoding: str, first: int) -> list[int]:
    """The line of the file on which each line of a decoded part begins."""
    if "base64" in encoding:
        return [first]
    numbers = [first]
    goes_on = False
    for number, line in enumerate(source.split("\n"), first):
        if number > first and not goes_on:
            numbers.append(number)
        goes_on = "quoted-printable" in encoding and line.rstrip().endswith("=")
    return numbers


def header(message: Message, name: str) -> str:
    """What a header says, on one line; empty where it is missing."""
    stated = next((str(told) for key, told in message.raw_items() if key.lower() == name), "")
    raw = stated[:_LONGEST_HEADER].encode("utf-8", "surrogateescape")
    written = _in_charset(raw, None)
    try:
        pieces = decode_header(written)
    except (HeaderParseError, ValueError):
        return one_line(written)
    words = "".join(
        _in_charset(piece, charset) if isinstance(piece, bytes) else piece
        for piece, charset in pieces
    )
    return one_line(words)


def _in_charset(piece: bytes, charset: str | None) -> str:
    for named in (charset, "utf-8"):
        try:
            return piece.decode(named or "utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return piece.decode("latin-1")


def sent_on(message: Message) -> str | None:
    """The day on which a message was sent, where its sender was, in ISO 8601."""
    return _day(header(message, "date"))


def _day(written: str) -> str | None:
    """The date that a text ends with or is, as e-mail writes it."""
    found = re.search(r"\w{3} (?:\w{3} +\d{1,2} [\d:]{5,8}(?: [A-Z]{3,4})? )\d{4}", written)
    try:
        return parsedate_to_datetime(found[0] if found else written).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
