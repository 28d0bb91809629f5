"""What stands inside a paragraph, in whatever markup, as plain text.

Raised and lowered characters, roles and cross-references, HTML tags within Markdown, words
broken at a line's end, and the question that an entry of a FAQ begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING

from retrieval.sources.metadata import looks_like_title

if TYPE_CHECKING:
    from markdown_it.token import Token

_REFERENCE_MARK = re.compile(r"\[\w{1,4}\]|[*†‡§¶]+")
_UNRAISED = frozenset("st nd rd th er re ère e o a º ª tm sm ® ™ © c r".split())
_LOWERED = str.maketrans("0123456789+-=()−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋")


def raised(words: str, before: str) -> str:
    """Superscript after the text `before`: 2 and 32 make "2^32"; a footnote mark is nothing."""
    words = words.strip()
    if not words or _REFERENCE_MARK.fullmatch(words):
        return ""
    if words.lower() in _UNRAISED or not _is_base(before):
        return words
    return f"^{words}" if re.fullmatch(r"[-+−–]?[\w.]+|[-+−]", words) else f"^({words})"


def lowered(words: str, before: str) -> str:
    """Subscript after the text `before`: digits as Unicode has them ("H₂O"), else "x_i"."""
    words = words.strip()
    if not words or not _is_base(before):
        return words
    small = words.translate(_LOWERED)
    if not any(letter in words for letter in small):
        return small
    return f"_{words}" if re.fullmatch(r"\w+", words) else f"_({words})"


def _is_base(before: str) -> bool:
    return bool(before) and (before[-1].isalnum() or before[-1] in ")]}′'")


_TITLED = re.compile(r"(?P<title>.*?)\s*<[^<>]*>", re.DOTALL)
_ICONS = frozenset("octicon fas fab far fa material-regular material-outlined".split())
_VERBATIM = frozenset(
    "code kbd command option envvar samp file program regexp math literal input output".split()
)


def role_text(role: str, content: str) -> str:
    """What a role of MyST or Sphinx shows: a reference's title, an object's name.

    "~package.name" shows its last part, a leading "!" only prevents a link.
    """
    name = role.rpartition(":")[2]
    if name in _ICONS:
        return ""
    if name in _VERBATIM and role != "option":
        return content
    titled = _TITLED.fullmatch(content)
    if titled and titled["title"]:
        return titled["title"]
    if name in ("pep", "rfc") and content.isdigit():
        return f"{name.upper()} {content}"
    content = content.removeprefix("!")
    return content[1:].rpartition(".")[2] if content.startswith("~") else content


_BROKEN = re.compile(
    "(?<![^\\s\u00ad\u2010])(?P<start>[^\\s\u00ad\u2010]+)(?P<hyphen>[\u00ad\u2010])\n"
    "(?P<indent>[ \t]*)(?P<rest>\\S+)(?P<after>[ \t]*)"
)
_COMPOUND = re.compile("\\w+[-\u2010]\\w+")


def mended(text: str) -> str:
    """The text with each word put together that a typographic hyphen breaks at a line's end.

    The rest of the word moves up, so that every line keeps its number. A soft hyphen always
    goes; a visible one (U+2010) stays where the compound also stands within a line.
    """
    if "\u00ad\n" not in text and "\u2010\n" not in text:
        return text
    compounds = {word.replace("\u2010", "-").lower() for word in _COMPOUND.findall(text)}

    def joined(found: re.Match[str]) -> str:
        start, rest, indent = found["start"], found["rest"], found["indent"]
        if found["hyphen"] == "\u2010":
            if not (start[-1].islower() and rest[0].islower()):
                return found[0]
            ends = re.search(r"\w+$", start), re.match(r"\w+", rest)
            if "-".join(end[0] for end in ends if end).lower() in compounds:
                rest = f"\u2010{rest}"
        if text[found.end() : found.end() + 1] in (
            "\n",
            "",
        ):  # nothing would be left of the lower line
            return f"\n{indent}{start}{rest}"
        return f"{start}{rest}\n{indent}"

    return _BROKEN.sub(joined, text)


_QUESTION = re.compile(r"\s{0,11}(?:Q|Question)\s?\d{0,3}[.:)]\s+\S")
_ANSWER = re.compile(r"\s*(?:A|Answer)\s?\d{0,3}[.:)]\s+\S")
_LONGEST_QUESTION = 4
_DEEPEST_MARK = 12  # where in its line the mark of a question stands at most


def is_question(line: str) -> bool:
    """Whether a line ends as a question does."""
    return line.rstrip().endswith(("?", "？", "؟"))


def entries(lines: Sequence[str]) -> Iterator[tuple[int, int, bool]]:
    """Yields a paragraph's parts as first line, line after the last, and whether it is a question.

    A question ("Q: May I?") goes to its question mark or to the line that begins the answer
    ("A: "); what follows is a part up to the next question.
    """
    first = 0
    if lines and not any("Q" in line[:_DEEPEST_MARK] for line in lines):
        first = len(lines)
        yield 0, first, False
    while first < len(lines):
        question = _question_length(lines[first : first + _LONGEST_QUESTION + 1])
        end = first + max(question, 1)
        while not question and end < len(lines) and not _QUESTION.match(lines[end]):
            end += 1
        yield first, end, bool(question)
        first = end


def _question_length(lines: Sequence[str]) -> int:
    """How many of the first lines are a question."""
    if not _QUESTION.match(lines[0]):
        return 0
    for number, line in enumerate(lines[:_LONGEST_QUESTION]):
        if number and _ANSWER.match(line):
            return number
        if is_question(line):
            return number + 1
    return len(lines) if len(lines) < _LONGEST_QUESTION else 0


_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_UNSEEN = frozenset("script style template title textarea noscript svg iframe object math".split())
TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style)\b.*?(?:</(?P=raw)\s*>|\Z)|<[!?][^>]*(?:>|\Z)"
    # Atomic, so that a file of nothing but "<a" cannot make the search run away.
    r"""|<(?P<closing>/?)(?P<name>[a-z][a-z0-9-]*)(?P<rest>(?>(?:[^>"']+|"[^"]*"|'[^']*'|["'])*))"""
    r"(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
"""A tag with its `name`, or something that is not shown at all."""
_VALUE = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_ALT = re.compile(r"\salt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_UNSAID = re.compile(r"\S+\.\w{3,4}|(?i:image|icon|logo|screenshot|img|picture|)")
_ROLE = re.compile(r"\{([\w:.+-]+)\}$")
_LONGEST_ROLE = 60
_SCRIPTS = {"sup": raised, "superscript": raised, "sub": lowered, "subscript": lowered}


def hides(tag: re.Match[str]) -> bool:
    """Whether what a tag opens is not shown."""
    if tag["closing"] or tag["name"].lower() in _VOID or tag["rest"].endswith("/"):
        return False
    if tag["name"].lower() in _UNSEEN:
        return True
    rest = tag["rest"].lower()
    if "hidden" in rest and re.search(r"\shidden(?=[\s=]|$)", _VALUE.sub("=", rest)):
        return True
    return "display" in rest and bool(re.search(r"display\s*:\s*none", rest))


class InlineWords:
    """What a reader sees of a paragraph, one string for each line of the source.

    `is_told` says that there are words which are not the names of pictures.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._scripts: list[tuple[int, int, str]] = []
        self._hidden: list[str] = []
        self.is_told = False

    @property
    def lines(self) -> list[str]:
        """A string for each line so far."""
        return [*self._lines, "".join(self._pieces)]

    @property
    def line(self) -> int:
        """The number of the line that is being written, from 0."""
        return len(self._lines)

    def add(self, words: str) -> None:
        """Goes on with words; a line's end among them ends a line."""
        if self._hidden:
            words = "\n" * words.count("\n")
        self.is_told = self.is_told or bool(words.strip())
        if "\n" not in words:
            self._pieces.append(words)
            return
        first, *more, last = words.split("\n")
        self._lines.append("".join([*self._pieces, first]))
        self._lines.extend(more)
        self._pieces = [last]

    def tag(self, tag: re.Match[str]) -> None:
        """Takes an HTML tag, but not the line ends inside it."""
        name = tag["name"].lower()
        if self._hidden and tag["closing"] and name == self._hidden[-1]:
            self._hidden.pop()
        elif hides(tag):
            self._hidden.append(name)
        elif name == "br":
            self.add(" ")
        elif name == "img":
            alt = _ALT.search(tag["rest"])
            self.image(unescape(alt[1] or alt[2] or "") if alt else "")
        elif name in _SCRIPTS and not tag["closing"]:
            self._scripts.append((self.line, len(self._pieces), name))
        elif name in _SCRIPTS and self._scripts:
            line, place, opened = self._scripts.pop()
            if line == self.line:
                words, self._pieces[place:] = "".join(self._pieces[place:]), []
                self._pieces.append(_SCRIPTS[opened](words, self._before()))

    def _before(self) -> str:
        """What the line ends with, if anything: enough to tell what a script belongs to."""
        return next((piece for piece in reversed(self._pieces[-8:]) if piece), "")

    def image(self, alt: str) -> None:
        """Goes on with the name of a picture, if it is one that stands for it."""
        alt = " ".join(alt.split())
        if not _UNSAID.fullmatch(alt):
            is_told = self.is_told
            self.add(alt)
            self.is_told = is_told

    def code(self, words: str) -> None:
        """Goes on with code, or with what a role in front of it makes of it."""
        role = None
        if self._pieces and self._pieces[-1].endswith("}"):
            role = _ROLE.search(self._pieces[-1], len(self._pieces[-1]) - _LONGEST_ROLE)
        words = _on_one_line(words)
        if role:
            self._pieces[-1] = self._pieces[-1][: role.start()]
            script = _SCRIPTS.get(role[1])
            words = script(words, self._before()) if script else role_text(role[1], words)
        self.add(words)


def _on_one_line(words: str) -> str:
    """The words; a line end in them was written as an entity, and is none of the file."""
    return words if words.isprintable() else re.sub(r"[\r\n]", " ", words)


SWALLOWED = "swallowed_lines"
"""The Markdown token that counts, in `meta`, the line ends inside the markup before it."""
PLAIN = "plain"
"""The token that is the whole of a Markdown text that has no markup."""

_ATTRIBUTE = r"(?:[#.][\w:-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"'{}]+))"
ATTRIBUTES = re.compile(rf"\{{:?\s*{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*\s*\}}")
TRAILING_ATTRIBUTES = re.compile(rf"{ATTRIBUTES.pattern}$")
_GENERATED = re.compile(
    r"\{%.{,300}?%\}|\{\{[<%].{,300}?[%>]\}\}|:(?:material|octicons|fontawesome|simple)-[\w-]+:"
    r"|\[\^\d{1,3}\]"
)
_INLINE_NOTE = re.compile(r"\^\[([^\[\]]+)\]")
_ENDS_SPAN = frozenset({"code_inline", "link_close", "image", "strong_close", "em_close"})


def inline_lines(children: Sequence[Token]) -> list[str]:
    """The text of a Markdown inline token's children, one string for each line of the source."""
    words = InlineWords()
    before = ""
    for token in children:
        _take(words, token, before)
        before = token.type
    return [line.strip() for line in words.lines]


def _take(words: InlineWords, token: Token, before: str) -> None:
    kind, content = token.type, token.content
    if kind in ("text", "text_special"):
        if content.startswith("{") and before in _ENDS_SPAN:
            content = ATTRIBUTES.sub("", content, count=1)
        if content:
            words.add(_on_one_line(_without_generated(content)))
    elif kind == PLAIN:
        words.add(_without_generated(content))
    elif not token.nesting:
        _take_whole(words, token)


def _take_whole(words: InlineWords, token: Token) -> None:
    """Takes what is neither text nor the start or the end of something."""
    kind, content = token.type, token.content
    if kind == "code_inline":
        words.code(content)
    elif kind in ("softbreak", "hardbreak"):
        words.add("\n")
    elif kind == SWALLOWED:
        words.add("\n" * token.meta["lines"])
    elif kind == "image":
        words.image(" ".join(inline_lines(token.children or ())))
    elif kind == "html_inline":
        tag = TAG.fullmatch(content)
        if tag and tag["name"]:
            words.tag(tag)


def _without_generated(text: str) -> str:
    """The text without the tags of template languages, names of icons and marks of notes."""
    if "{" in text or ":" in text or "[^" in text:
        text = _GENERATED.sub("", text)
    return _INLINE_NOTE.sub(r" (\1)", text) if "^[" in text else text


SEVERAL = 5
"""How many words make of a picture's name a description."""
_LONGEST_TITLE = 80


def is_gallery(children: Sequence[Token], lines: Sequence[str]) -> bool:
    """Whether a paragraph is nothing but pictures whose names say little, such as badges."""
    pictures, linked = False, False
    for child in children:
        if child.type in (PLAIN, "code_inline", "text_special"):
            return False
        if child.type == "text" and child.content.strip():
            return False
        pictures = pictures or child.type == "image" or child.content.startswith("<img")
        linked = linked or child.type == "link_open" or child.content.startswith("<a")
    return pictures and (linked or len(" ".join(lines).split()) < SEVERAL)


def title_length(children: Sequence[Token], lines: Sequence[str]) -> int:
    """How many of a paragraph's lines are all bold and a question, or all of it and a title."""
    told = [child for child in children if child.type != "text" or child.content]
    if not told or told[0].type != "strong_open":
        return 0
    level, breaks = told[0].level, 0
    for number, child in enumerate(told):
        breaks += child.type in ("softbreak", "hardbreak")
        if child.type == "strong_close" and child.level == level:
            after = told[number + 1].type if number + 1 < len(told) else ""
            length = breaks + 1
            if after in ("softbreak", "hardbreak") and is_question(lines[length - 1]):
                return length
            title = " ".join(lines)
            short = len(title) <= _LONGEST_TITLE and looks_like_title(title)
            return length if not after and (short or is_question(title)) else 0
    return 0
