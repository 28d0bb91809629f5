"""Org mode: headlines, paragraphs, lists, descriptions, tables and blocks, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.model import BlockKind, ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, read_whole
from retrieval.sources.draft import CELL_GAP, Draft, parsed
from retrieval.sources.encoding import decode
from retrieval.sources.inline import entries, is_question, lowered, raised
from retrieval.sources.metadata import first_heading, iso_date, looks_like_title, read_front_matter

_HEADLINE = re.compile(r"(?P<stars>\*+)[ \t]+(?P<title>.*)")
_STATE = re.compile(r"(?:TODO|DONE|NEXT|WAITING|HOLD|STARTED|CANCELL?ED|IN-PROGRESS|KILL|PROJ)\s+")
_PRIORITY = re.compile(r"\[#[A-Z0-9]\]\s*|^COMMENT\s+")
_TAGS = re.compile(r"[ \t]+:[\w@#%:]+:[ \t]*$")
_KEYWORD = re.compile(r"[ \t]*#\+(?P<key>[\w-]+)(?:\[[^\]]*\])?:[ \t]*(?P<value>.*)")
_BEGIN = re.compile(r"[ \t]*#\+begin_(?P<kind>\w+)(?:[ \t].*)?", re.IGNORECASE)
_DRAWER = re.compile(r"[ \t]*:[\w-]+:[ \t]*")
_PROPERTY = re.compile(r"[ \t]*:CUSTOM_ID:[ \t]+(\S+)", re.IGNORECASE)
_PLANNING = re.compile(r"[ \t]*(?:SCHEDULED|DEADLINE|CLOSED|CLOCK):.*")
_ITEM = re.compile(
    r"(?P<indent>[ \t]*)(?P<marker>[-+]|(?<=[ \t])\*|\d{1,4}[.)]|[a-zA-Z][.)])[ \t]+(?P<text>.*)"
)
_COUNTER = re.compile(r"\[@\d+\][ \t]*")
_TERM = re.compile(r"(?P<term>.*?\S)[ \t]+::(?:[ \t]+(?P<text>.*))?")
_TABLE = re.compile(r"[ \t]*\|.*")
_RULE = re.compile(r"[ \t]*\|[-+| \t]*-[-+| \t]*")
_NOTE = re.compile(r"\[fn:(?P<label>[\w-]*)\][ \t]+(?P<text>\S.*)")
_CODE_KINDS = frozenset("src example export verse comment".split())
_LONGEST_TITLE = 80
_LONGEST = 300  # characters between the two ends of any markup
_LONGEST_DRAWER = 60  # lines
_LONG = 20_000  # characters of a paragraph that nobody wrote


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document, its blocks put together with the lines where they stand.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no text.
    """
    raw = read_whole(file, limits)
    lines = decode(raw).split("\n")
    front = read_front_matter(lines, report)
    page = _Page([""] * front.lines + lines[front.lines :])
    page.read()
    draft, stated = page.draft, page.keywords
    yield parsed(
        file,
        raw,
        draft.text,
        draft.blocks,
        title=front.title or stated.get("title") or first_heading(draft.text, draft.blocks),
        publisher=front.publisher,
        published=front.published
        or iso_date(stated.get("date", "").strip("<>[]").partition(" ")[0])
        or iso_date(stated.get("date", "")),
        url=front.url,
    )


class _Page:
    """The lines of a file, read into a draft; `keywords` holds what `#+KEY:` lines say."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.draft = Draft()
        self.keywords: dict[str, str] = {}
        self._lines = lines
        self._indents: list[int] = []
        self._anchor: str | None = None
        self._notes: list[tuple[str, int]] = []
        self._skipped = 0
        self._unclosed: set[str] = set()

    def read(self) -> None:
        """Read the file to its end."""
        number = 0
        while number < len(self._lines):
            number = self._block(number)
        self._write_notes()

    def _block(self, first: int) -> int:
        """Takes what begins on a line; returns the line after it."""
        line = self._lines[first]
        if not line.strip():
            return first + 1
        if headline := _HEADLINE.fullmatch(line):
            return self._heading(first, headline)
        if self._skipped:
            return first + 1
        begin = _BEGIN.fullmatch(line)
        if begin and begin["kind"].lower() not in self._unclosed:
            return self._enclosed(first, begin["kind"].lower())
        if _DRAWER.fullmatch(line):
            return self._drawer(first)
        if keyword := _KEYWORD.fullmatch(line):
            self._keyword(first, keyword["key"].lower(), keyword["value"])
            return first + 1
        if (
            line.lstrip().startswith(("# ", "#+"))
            or line.strip() == "#"
            or _PLANNING.fullmatch(line)
        ):
            return first + 1
        if re.fullmatch(r"[ \t]*-{5,}[ \t]*", line):
            return first + 1
        return self._text(first, line)

    def _text(self, first: int, line: str) -> int:
        if re.match(r"[ \t]*:(?:[ \t]|$)", line):
            return self._fixed(first)
        if _TABLE.fullmatch(line):
            return self._table(first)
        if item := _ITEM.fullmatch(line):
            return self._item(first, item)
        return self._paragraph(first)

    def _heading(self, first: int, headline: re.Match[str]) -> int:
        level = len(headline["stars"])
        title = _STATE.sub("", _TAGS.sub("", headline["title"]), count=1)
        if self._skipped and level > self._skipped:
            return first + 1
        self._skipped = level if title.startswith("COMMENT ") else 0
        if self._skipped:
            return first + 1
        self._write_notes()
        self._indents.clear()
        words = self._plain(_PRIORITY.sub("", title))
        slug = re.sub(r"[^\w]+", "-", words.lower()).strip("-")
        self._anchor = self._custom_id(first + 1) or slug or self._anchor
        self._add(words, "heading", first, first + 1, min(level, 6))
        return first + 1

    def _custom_id(self, first: int) -> str | None:
        """The id in the drawer of properties below a headline."""
        for line in self._lines[first : first + 12]:
            if found := _PROPERTY.fullmatch(line):
                return found[1]
            if _HEADLINE.match(line) or re.match(r"[ \t]*:END:", line, re.IGNORECASE):
                break
        return None

    def _keyword(self, first: int, key: str, value: str) -> None:
        if key == "caption":
            self._add(self._plain(value), "paragraph", first, first + 1, 0)
        elif value:
            self.keywords.setdefault(key, self._plain(value))

    def _drawer(self, first: int) -> int:
        """Skips a drawer; a line that only looks like one is skipped alone."""
        for last in range(first + 1, min(first + _LONGEST_DRAWER, len(self._lines))):
            line = self._lines[last].strip().upper()
            if line == ":END:":
                return last + 1
            if line.startswith("*"):
                break
        return first + 1

    def _enclosed(self, first: int, kind: str) -> int:
        end = re.compile(rf"[ \t]*#\+end_{re.escape(kind)}[ \t]*", re.IGNORECASE)
        last = first + 1
        while last < len(self._lines) and not end.fullmatch(self._lines[last]):
            last += 1
        if last == len(self._lines):
            self._unclosed.add(kind)
            return first + 1
        if kind in ("comment", "export"):
            return last + 1
        if kind in _CODE_KINDS:
            self._code(first + 1, last)
            return last + 1
        return first + 1  # a quote or the like: its lines are text, and its end is skipped

    def _code(self, first: int, last: int) -> None:
        lines = [line.expandtabs().rstrip() for line in self._lines[first:last]]
        margin = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
        words = "\n".join(re.sub(r"^,(?=[*#,])", "", line[margin:]) for line in lines)
        self._add(words, "code", first, max(last, first + 1), self._depth(self._lines[first - 1]))

    def _fixed(self, first: int) -> int:
        last = first
        while last < len(self._lines) and re.match(r"[ \t]*:(?:[ \t]|$)", self._lines[last]):
            last += 1
        lines = [line.lstrip()[1:].removeprefix(" ").rstrip() for line in self._lines[first:last]]
        self._add("\n".join(lines), "code", first, last, self._depth(self._lines[first]))
        return last

    def _table(self, first: int) -> int:
        last = first
        while last < len(self._lines) and _TABLE.fullmatch(self._lines[last]):
            last += 1
        rules = [n for n in range(first, last) if _RULE.fullmatch(self._lines[n])]
        named = bool(rules) and rules[0] == first + 1 and last > first + 2
        for number in range(first, last):
            if number in rules[:1] or _RULE.fullmatch(self._lines[number]):
                continue
            cells = self._lines[number].strip().strip("|").split("|")
            words = CELL_GAP.join(self._plain(cell) for cell in cells)
            kind: BlockKind = "header" if named and number == first else "row"
            if words.strip(" |") and not re.fullmatch(r"[ |]*(?:<[lcr]?\d*>[ |]*)+", words):
                self._add(words, kind, number, number + 1, self._depth(self._lines[number]))
        return last

    def _item(self, first: int, item: re.Match[str]) -> int:
        indent = len(item["indent"].expandtabs())
        while self._indents and self._indents[-1] >= indent:
            self._indents.pop()
        last = self._text_end(first + 1, indent)
        level = len(self._indents)
        self._indents.append(indent)
        text = _COUNTER.sub("", item["text"])
        term = _TERM.fullmatch(text) if item["marker"] in "-+*" else None
        following = self._lines[first + 1 : last]
        if term:
            self._add(self._plain(term["term"]), "term", first, first + 1, level)
            words = self._plain(" ".join([term["text"] or "", *following]))
            self._add(words, "definition", first, last, level)
        else:
            marker = "- " if item["marker"] in "-+*" else f"{item['marker']} "
            words = self._plain(" ".join([text, *following]))
            self._add(marker + words if words else "", "item", first, last, level)
        return last

    def _text_end(self, first: int, indent: int) -> int:
        """The line after those of an item's text."""
        while first < len(self._lines) and self._is_text(first):
            line = self._lines[first].expandtabs()
            if len(line) - len(line.lstrip()) <= indent:
                break
            first += 1
        return first

    def _is_text(self, number: int) -> bool:
        line = self._lines[number]
        return bool(line.strip()) and not (
            line.startswith("*")
            or line.lstrip().startswith(("#+", "|", "# "))
            or _ITEM.fullmatch(line)
            or _DRAWER.fullmatch(line)
            or re.match(r"[ \t]*:(?:[ \t]|$)", line)
            or _NOTE.fullmatch(line)
        )

    def _depth(self, line: str) -> int:
        """How many items a line stands inside, by its indent."""
        line = line.expandtabs()
        indent = len(line) - len(line.lstrip())
        while self._indents and self._indents[-1] >= indent:
            self._indents.pop()
        return len(self._indents)

    def _paragraph(self, first: int) -> int:
        last = first + 1
        while last < len(self._lines) and self._is_text(last):
            last += 1
        lines = list(self._lines[first:last])
        if note := _NOTE.fullmatch(lines[0]):
            lines[0] = note["text"]
        level = self._depth(self._lines[first])
        for start, stop, is_asked in entries(lines):
            source = " ".join(" ".join(lines[start:stop]).split())
            words = self._plain(source)
            bold = re.fullmatch(r"\*[^*]+\*", source)
            titled = bold and len(words) <= _LONGEST_TITLE and looks_like_title(words)
            kind: BlockKind = "paragraph"
            if not level and (is_asked or titled or (bold and is_question(words))):
                kind = "heading"
            place = 7 if kind == "heading" else level
            self._add(words, kind, first + start, first + stop, place)
        return last

    def _plain(self, text: str) -> str:
        notes: list[str] = []
        words = " ".join(plain(text, notes).split())
        self._notes.extend((note, 0) for note in notes)
        return words

    def _add(self, words: str, kind: BlockKind, first: int, end: int, level: int) -> None:
        self.draft.add(words, kind, (first + 1, end), level=level, anchor=self._anchor)
        self._notes = [(note, line or first + 1) for note, line in self._notes]

    def _write_notes(self) -> None:
        """Writes the notes of a section that stand in its text, at its end."""
        for note, line in self._notes:
            self.draft.add(note, "paragraph", (max(line, 1), max(line, 1)), anchor=self._anchor)
        self._notes = []


_LINK = re.compile(r"\[\[(?P<target>[^\]\n]+)\](?:\[(?P<text>[^\]\n]+)\])?\]")
_REFERENCE = re.compile(r"\[fn:[\w-]*(?::(?P<note>(?:[^\[\]]|\[[^\[\]]*\])*))?\]")
_MARK = re.compile(
    rf"(?<![\w*/_=~+])(?P<sign>[*/_=~+])(?P<words>\S(?:[^\n]{{0,{_LONGEST}}}?\S)?)(?P=sign)(?![\w*/_=~+])"
)
_SCRIPT = re.compile(
    r"(?<=\w)(?P<sign>[\^_])(?:\{(?P<braced>[^{}\s]{1,40})\}|(?P<plain>[-+]?\d+)(?!\w))"
)
_TARGET = re.compile(r"<<<?([^<>\n]+)>>>?")
_MACRO = re.compile(r"\{\{\{[^{}]*\}\}\}|@@\w+:.*?@@")
_ENTITIES = {"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "mu": "μ", "pi": "π"}
_ENTITIES |= {"times": "×", "rarr": "→", "larr": "←", "deg": "°", "nbsp": " ", "ndash": "–"}
_ENTITIES |= {"mdash": "—", "hellip": "…"}
_ENTITY = re.compile(rf"\\(?P<name>{'|'.join(_ENTITIES)})(?![a-zA-Z])(?:\{{\}})?")


def plain(text: str, notes: list[str]) -> str:
    """A paragraph's text as a reader sees it; notes that stand in it are added to `notes`."""
    if not re.search(r"[*/_=~+\[\\<{@^]", text) or len(text) > _LONG:
        return text

    def noted(found: re.Match[str]) -> str:
        if found["note"]:
            notes.append(" ".join(plain(found["note"], []).split()))
        return ""

    text = _MACRO.sub("", _REFERENCE.sub(noted, text) if "[fn:" in text else text)
    text = _LINK.sub(lambda found: found["text"] or _named(found["target"]), text)
    text = _TARGET.sub(r"\1", text) if "<<" in text else text
    for _ in range(2):  # one mark within another
        text = _MARK.sub(r"\g<words>", text)
    if "^" in text or "_" in text:
        text = _SCRIPT.sub(_script, text)
    return _ENTITY.sub(lambda found: _ENTITIES[found["name"]], text) if "\\" in text else text


def _named(target: str) -> str:
    """What a link without a text shows; nothing for a picture."""
    if re.search(r"\.(?:png|jpe?g|gif|svg|webp)$", target, re.IGNORECASE):
        return ""
    return re.sub(r"^(?:file|id|mailto|info|help):|^[*#]", "", target)


def _script(found: re.Match[str]) -> str:
    before = found.string[: found.start()][-1:]
    words = found["braced"] or found["plain"]
    if found["sign"] == "_" and not found["braced"]:
        return found[0]
    return (raised if found["sign"] == "^" else lowered)(words, before)
