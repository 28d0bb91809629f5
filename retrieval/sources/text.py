"""Plain text: its paragraphs, list items, options, code, rows and unmistakable headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.model import Block, ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, read_whole
from retrieval.sources.draft import parsed, stretches
from retrieval.sources.encoding import decode, shown
from retrieval.sources.inline import entries, mended
from retrieval.sources.line_shapes import PROMPT, has_marker, looks_like_code, starts_item
from retrieval.sources.metadata import looks_like_title, stated_date
from retrieval.sources.sheet import Sheet, Stretch

WRAPPED = 120
"""Characters of the longest line in a text that was wrapped by hand or by an editor."""

_UNDERLINES = {"=": 1, "-": 2, "~": 3, "^": 4}
_RULED = frozenset("-=~*_#+^ \t")
_RULE = re.compile(r"\s*([-=~*_#+^])(?:\s?\1){2,}\s*")
_NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+[A-Z][^.!?;]*"
    r"|(?i:chapter|part|section|article|appendix)\s+(?:\d+|[ivxlc]+|[IVXLC]+|[A-Z])"
    r"(?:\s*[.:\u2013\u2014-]\s*\S[^.!?;]*)?"
    r"|\u7b2c[\d一二三四五六七八九十百]+[章節节編编部](?:\s*\S[^。！？；]*)?"
)
_FENCE = re.compile(r"\s*(```+|~~~+)[\w-]*\s*")


def stretches_of(lines: Sequence[str]) -> Iterator[Stretch]:
    """Yields the stretches of a text whose lines are these, in order.

    Blank lines and rules separate. Where a line between them is longer than `WRAPPED`, every
    line is a paragraph; otherwise the lines are one paragraph wrapped by hand, except that a
    bullet or a number starts an item, which goes on to the next one.
    """
    fenced = _fenced(lines)
    visible = [
        "" if number in fenced or (line[:1] in _RULED and _RULE.fullmatch(line)) else line
        for number, line in enumerate(lines)
    ]
    code = iter(sorted({(span.start, span.stop) for span in fenced.values()}))
    ahead = next(code, None)
    listed = _Listed()
    for stretch in stretches(visible):
        while ahead and ahead[0] < stretch[0]:
            yield from _inside(*ahead)
            ahead = next(code, None)
        yield from _stretch(lines, stretch, listed)
    for fences in (*([ahead] if ahead else ()), *code):
        yield from _inside(*fences)


def _inside(begin: int, end: int) -> Iterator[Stretch]:
    """What stands between two fences, from the first of them to after the second."""
    if end - begin > 2:
        yield Stretch(begin + 1, end - 2, "code")


def _fenced(lines: Sequence[str]) -> dict[int, range]:
    """The lines between two fences and those of the fences, each with the range of them all."""
    fenced: dict[int, range] = {}
    opened: tuple[int, str] | None = None
    for number, line in enumerate(lines):
        fence = _FENCE.fullmatch(line) if "```" in line or "~~~" in line else None
        if fence is None:
            continue
        if opened is None:
            opened = number, fence[1]
        elif line.strip() == opened[1]:
            span = range(opened[0], number + 1)
            fenced.update(dict.fromkeys(span, span))
            opened = None
    return fenced


class _Listed:
    """The indents of the items that the next line may stand under, and whether code may follow."""

    def __init__(self) -> None:
        self.indents: list[int] = []
        self.lead_in = False


def _stretch(lines: Sequence[str], stretch: range, listed: _Listed) -> Iterator[Stretch]:
    here = [lines[number] for number in stretch]
    level = _heading_level(lines, stretch)
    lead_in, listed.lead_in = listed.lead_in, here[-1].rstrip().endswith((":", "："))
    if level:
        listed.indents.clear()
        yield Stretch(stretch[0], stretch[0], "heading", level)
    elif _is_prose(here):
        listed.indents.clear()
        yield Stretch(stretch[0], stretch[-1], "paragraph")
    elif has_marker(here[0]):
        yield from _prose(lines, stretch, listed)
    elif _leads_in(here):
        yield _part(lines, stretch[:1], listed)
        yield from _structure(lines, stretch[1:], listed, lead_in=True)
    else:
        yield from _structure(lines, stretch, listed, lead_in=lead_in)


def _structure(
    lines: Sequence[str], stretch: range, listed: _Listed, *, lead_in: bool
) -> Iterator[Stretch]:
    here = [lines[number] for number in stretch]
    if here[0].lstrip().startswith("-") and (options := list(_options(here, stretch[0]))):
        yield from options
    elif rows := _rows(here):
        for place, number in enumerate(rows):
            line = stretch[0] + number
            yield Stretch(line, line, "row" if place else "header")
    elif commands := list(_options(here, stretch[0])):
        yield from commands
    elif looks_like_code(here, lead_in=lead_in):
        yield Stretch(stretch[0], stretch[-1], "code", _depth(listed, here[0]))
    else:
        for start, end, is_asked in entries(here):
            part = stretch[start:end]
            if is_asked:
                listed.indents.clear()
                yield Stretch(part[0], part[-1], "heading", 7)
            else:
                yield from _prose(lines, part, listed)


_PROSE = re.compile(r"(?!Q|[a-zA-Z][)）])[^\W\d_][^\t;|,\n]*+(?:,[ ][^\t;|,\n]*+)*")


def _is_prose(lines: Sequence[str]) -> bool:
    """Whether lines are so plainly a paragraph that nothing else has to be asked; most are."""
    if not all(_PROSE.fullmatch(line) for line in lines) or max(map(len, lines)) > WRAPPED:
        return False
    return len(lines) == 1 or not lines[0].rstrip().endswith((":", "："))


def _leads_in(lines: Sequence[str]) -> bool:
    """Whether the first line introduces options, commands or code on the others, set in deeper."""
    if len(lines) < 2 or not lines[0].rstrip().endswith((":", "：")):
        return False
    deepest = _indent(lines[0])
    if any(_indent(line) <= deepest for line in lines[1:]) or has_marker(lines[1]):
        return False
    return bool(_entries(lines[1:])) or looks_like_code(lines[1:], lead_in=False)


def _prose(lines: Sequence[str], stretch: range, listed: _Listed) -> Iterator[Stretch]:
    if any(len(lines[number]) > WRAPPED for number in stretch):
        for number in stretch:
            yield _part(lines, range(number, number + 1), listed)
    else:
        yield from _wrapped(lines, stretch, listed)


def _heading_level(lines: Sequence[str], stretch: range) -> int:
    """The level of a stretch that is one underlined or numbered line, else 0."""
    if len(stretch) > 1:
        return 0
    line = lines[stretch[0]].strip()
    below = lines[stretch[-1] + 1].strip() if stretch[-1] + 1 < len(lines) else ""
    if below[:1] in _UNDERLINES and len(line) / 2 <= len(below) and len(line) <= WRAPPED:
        return _UNDERLINES[below[0]]
    numbered = _NUMBERED.fullmatch(line) if len(line) <= WRAPPED else None
    if numbered is None:
        return 0
    return 1 + (numbered["number"] or "").count(".")


_SEPARATORS = ("\t", ";", "|", ",")
_LONGEST_CELL = 80
_GRID = re.compile(r"\s*[+|](?:[-=:\s]+[+|])+\s*")


def _rows(lines: Sequence[str]) -> list[int]:
    """The numbers of the lines that are rows, if all of them are a table's, else none."""
    if len(lines) < 2 or not any(separator in lines[0] for separator in _SEPARATORS):
        return []
    numbers = [number for number, line in enumerate(lines) if not _GRID.fullmatch(line)]
    rows = [lines[number] for number in numbers]
    if len(rows) > 1 and any(_separates(separator, rows) for separator in _SEPARATORS):
        return numbers
    return []


def _separates(separator: str, rows: Sequence[str]) -> bool:
    cells = rows[0].strip(" ").split(separator)
    if len(cells) < (2 if separator == "\t" else 3) or max(map(len, cells)) > _LONGEST_CELL:
        return False
    # After a comma in a sentence there is a space, after one between cells there is none.
    if separator != "|" and any(not cell or cell[0] == " " for cell in cells):
        return False
    quoted = any('"' in row for row in rows)
    counts = [row.strip(" ").count(separator) + 1 for row in rows]
    return all(count == len(cells) or (quoted and count > len(cells)) for count in counts)


_OPTION = re.compile(
    r"(?P<indent>[ \t]*)(?P<term>-{1,2}[^\W_]\S*(?: \S+)*+)"
    r"(?:(?: {2,}| ?\t\s*)(?P<words>\S.*)|\s*)"
)
_COMMAND = re.compile(
    r"(?P<indent>[ \t]+)(?P<term>[\w<\[]\S*(?: \S+){0,3})(?: {2,}| ?\t\s*)(?P<words>\S.*)"
)
_LONGEST_TERM = 70


def _options(lines: Sequence[str], first: int) -> Iterator[Stretch]:
    """Yields the terms and definitions of a list of options or commands, as help pages have it.

    Nothing is yielded unless every line is an option or goes on with the one before.
    """
    entries = _entries(lines)
    for place, (number, found) in enumerate(entries):
        last = entries[place + 1][0] - 1 if place + 1 < len(entries) else len(lines) - 1
        line = first + number
        start, end = found.span("term")
        yield Stretch(line, line, "term", 0, start, end)
        if found["words"]:
            yield Stretch(line, first + last, "definition", 0, found.start("words"))
        elif last > number:
            yield Stretch(line + 1, first + last, "definition")


_Entry = tuple[int, re.Match[str]]


def _entries(lines: Sequence[str]) -> list[_Entry]:
    """The lines that begin an entry, if the stretch is a list of such, by their numbers."""
    if lines[0][:1] not in " \t-" or max(map(len, lines)) > WRAPPED:
        return []
    option = _OPTION.fullmatch(lines[0])
    if option is None or len(option["term"]) > _LONGEST_TERM:
        return _commands(lines)
    deepest = len(option["indent"]) + 4
    entries: list[_Entry] = []
    for number, line in enumerate(lines):
        option = _OPTION.fullmatch(line)
        if option and len(option["indent"]) <= deepest and len(option["term"]) <= _LONGEST_TERM:
            entries.append((number, option))
        elif _indent(line) <= deepest - 4:
            return []
    return entries if len(lines) > 1 or entries[0][1]["words"] else []


def _commands(lines: Sequence[str]) -> list[_Entry]:
    found = [_COMMAND.fullmatch(line) for line in lines]
    columns = {(one["indent"], one.start("words")) for one in found if one}
    if not found[0] or len(columns) != 1 or len(lines) == 1:
        return []
    column = found[0].start("words")
    whole = all(one or _indent(line) >= column for one, line in zip(found, lines, strict=True))
    entries = [(number, one) for number, one in enumerate(found) if one]
    return entries if whole and len(entries) > 1 and not any(map(has_marker, lines)) else []


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _depth(listed: _Listed, line: str) -> int:
    """How many of the items above a set-in line stands inside."""
    return sum(1 for item in listed.indents if item < _indent(line))


def _wrapped(lines: Sequence[str], stretch: range, listed: _Listed) -> Iterator[Stretch]:
    first = stretch[0]
    in_list = False
    for number in stretch:
        line = lines[number]
        if "$ " in line and PROMPT.match(line) and number > first and not in_list:
            yield _part(lines, range(first, number), listed)
            yield Stretch(number, stretch[-1], "code")
            return
        if starts_item(line, after_item=in_list or number == stretch[0]):
            if number > first:
                yield _part(lines, range(first, number), listed)
            first, in_list = number, True
    yield _part(lines, range(first, stretch[-1] + 1), listed)


def _part(lines: Sequence[str], numbers: range, listed: _Listed) -> Stretch:
    """An item or a paragraph; `listed` has the indents of the items that it may stand under."""
    line = lines[numbers[0]]
    indent = _indent(line)
    if not has_marker(line):
        depth = _depth(listed, line)
        del listed.indents[depth:]
        return Stretch(numbers[0], numbers[-1], "paragraph", depth)
    while listed.indents and listed.indents[-1] >= indent:
        listed.indents.pop()
    listed.indents.append(indent)
    return Stretch(numbers[0], numbers[-1], "item", len(listed.indents) - 1)


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document; its lines are the file's.

    A text that is a formatted man page or reStructuredText is read as such.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no text.
    """
    raw = read_whole(file, limits)
    yield document(file, raw, decode(raw), report)


def document(file: SourceFile, raw: bytes, text: str, report: Report) -> ParsedDocument:
    """The document of a text, read as what it is written in."""
    return _typed(file, raw, text, report) or plain_document(file, raw, text)


_MAN_PAGE = re.compile(r"\s*(?P<name>[\w.:+-]+\(\d\w{0,4}\))\s[^\n]*\s(?P=name)[ \t]*\n")
_DIRECTIVE = re.compile(r"^\.\. [a-z][\w:-]*:: ?", re.MULTILINE)
_UNDERLINED = re.compile(r"^\S[^\n]*\n([=~^*-])\1{3,}[ \t]*$", re.MULTILINE)
_TOP = 20_000


def _typed(file: SourceFile, raw: bytes, text: str, report: Report) -> ParsedDocument | None:
    """The document of a text that is written in something more than plain text."""
    if "\b" in text[:_TOP] or _MAN_PAGE.match(text):
        from retrieval.sources import man_formatted

        return man_formatted.document(file, raw, text)
    if ".. " in text and _DIRECTIVE.search(text) and _UNDERLINED.search(text):
        from importlib.util import find_spec

        if find_spec("docutils"):
            from retrieval.sources import rst

            return rst.document(file, raw, text, report)
    return None


def plain_document(file: SourceFile, raw: bytes, decoded: str) -> ParsedDocument:
    """The document of a text that is nothing but that."""
    text = shown(mended(decoded))
    # The date is taken out of sight, not out of the text: its characters become spaces.
    published, visible = stated_date(text)
    lines = visible.split("\n")
    blocks = list(Sheet(lines).blocks(stretches_of(lines)))
    title = _title(lines, blocks)
    return parsed(file, raw, text, blocks, title=title, published=published, is_unmarked=True)


def _title(lines: Sequence[str], blocks: Sequence[Block]) -> str | None:
    """The first line, if it stands like a title above the rest."""
    if len(blocks) == 0 or blocks[0].kind not in ("heading", "paragraph"):
        return None
    first = blocks[0].first_line - 1
    line = lines[first].strip()
    if blocks[0].kind == "heading":
        return line
    after = lines[first + 1] if first + 1 < len(lines) else ""
    alone = not after.strip()
    if (len(blocks) == 1 and alone) or not looks_like_title(line):
        return None
    return line if alone or _broken_on_purpose(line, after, lines) else None


def _broken_on_purpose(line: str, after: str, lines: Sequence[str]) -> bool:
    """Whether the next line begins anew although its first word would have fitted."""
    word = after.split(maxsplit=1)[0]
    return not word[0].islower() and len(line) + 1 + len(word) < max(map(len, lines))
