"""Rich Text Format as a stream: text with its looks, the groups it stands in, control words.

Read as specification 1.9.1 has it. Groups in braces have each their own state; what stands
between control words is text in the code page of its font.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from retrieval.errors import UnreadableFile
from retrieval.sources.office_text import Script, is_fixed_font

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_DEEPEST = 500
_SIGNS = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n", "\r": "\n"}
_SHOWN_AS = {
    "line": "\n",
    "softline": "\n",
    "tab": "\t",
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
}
_UNSEEN = frozenset(
    "colortbl pict object fldinst xe tc rxe themedata colorschememapping datastore latentstyles"
    " listtable listoverridetable rsidtbl generator revtbl filetbl xmlnstbl mmathPr annotation"
    " atnid atnauthor atnref atndate sp nonshppict pnseclvl ftnsep ftnsepc aftnsep aftnsepc"
    " author operator subject keywords comment doccomm company category manager hlinkbase creatim"
    " revtim printim buptim panose falt fontemb template wgrffmtfilter protusertbl pgptbl".split()
)
_PASSED_ON = frozenset(
    "header headerl headerr headerf footer footerl footerr footerf footnote shptxt stylesheet"
    " title listtext pntext bkmkstart".split()
)
_STARRED = frozenset("shpinst bkmkstart fldrslt footnote listtext pntext".split())
_CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gbk",
    136: "big5",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    255: "cp437",
}
_PAGES = {
    **{page: f"cp{page}" for page in (437, 850, 852, 866, 874, 932, 949, 950, *range(1250, 1259))},
    936: "gbk",
    10000: "mac_roman",
    65001: "utf-8",
}


class RtfWords(NamedTuple):
    """Text as it is shown."""

    text: str
    script: Script = ""
    bold: bool = False
    fixed: bool = False


class Control(NamedTuple):
    """A control word about paragraphs, rows or a style, with its number if it has one."""

    word: str
    number: int | None = None


class Group(NamedTuple):
    """The beginning or the end of a group that stands apart from the text around it."""

    destination: str
    begins: bool


Token = RtfWords | Control | Group


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group, until it ends."""

    destination: str = ""
    unseen: bool = False
    hidden: bool = False
    bold: bool = False
    script: Script = ""
    font: int | None = None
    skip: int = 1


class Stream:
    """The tokens of a file, its bytes given as the Latin-1 characters of the same numbers."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._state = _State()
        self._stack: list[_State] = []
        self._page = "cp1252"
        self._default_font: int | None = None
        self._charsets: dict[int, str] = {}
        self._fixed: set[int] = set()
        self._bytes = bytearray()
        self._surrogate = ""
        self._skip = 0
        self._starred = False

    def __iter__(self) -> Iterator[Token]:
        """Yields the tokens of what is shown.

        Raises:
            UnreadableFile: groups are nested too deeply.
        """
        place = 0
        while found := _TOKEN.search(self._source, place):
            place = found.end()
            kind = found.lastgroup
            if kind == "byte" or kind == "text":
                self._take(found)
                continue
            word = found["word"]
            if word == "u" and found["number"]:
                yield from self._unicode(int(found["number"]))
                continue
            if word == "bin":
                place += max(int(found["number"] or 0), 0)
                continue
            if self._skip and kind != "brace":
                self._skip -= 1
                continue
            yield from self._flushed()
            if kind == "brace":
                yield from self._brace(found["brace"])
            elif word:
                yield from self._word(word, int(found["number"]) if found["number"] else None)
            else:
                yield from self._sign(found["sign"])
        yield from self._flushed()

    def _take(self, found: re.Match[str]) -> None:
        """Takes text and escaped bytes, but not those that stand for a Unicode character."""
        raw = bytes((int(found["byte"], 16),)) if found["byte"] else found["text"].encode("latin-1")
        skipped = min(self._skip, len(raw))
        self._skip -= skipped
        if not self._state.unseen:
            self._bytes += raw[skipped:]

    def _unicode(self, number: int) -> Iterator[Token]:
        yield from self._flushed(keep_half=True)
        self._skip = self._state.skip
        character = chr(number % 0x10000)
        if "\ud800" <= character <= "\udbff":
            self._surrogate = character
            return
        pair, self._surrogate = self._surrogate + character, ""
        yield from self._shown(
            pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        )

    def _flushed(self, *, keep_half: bool = False) -> Iterator[Token]:
        """Yields the bytes so far as text, in the code page of their font."""
        if self._bytes:
            font = self._state.font if self._state.font is not None else self._default_font
            page = self._charsets.get(font, self._page) if font is not None else self._page
            text, self._bytes = self._bytes.decode(page, "replace"), bytearray()
            self._surrogate = ""
            yield from self._shown(text)
        elif not keep_half:
            self._surrogate = ""

    def _shown(self, text: str) -> Iterator[Token]:
        state = self._state
        if state.destination == "fonttbl":
            if state.font is not None and is_fixed_font(text):
                self._fixed.add(state.font)
        elif not state.unseen and not state.hidden:
            font = state.font if state.font is not None else self._default_font
            yield RtfWords(text, state.script, state.bold, font in self._fixed)

    def _brace(self, brace: str) -> Iterator[Token]:
        self._skip = 0
        self._starred = False
        if brace == "{":
            if len(self._stack) >= _DEEPEST:
                raise UnreadableFile("groups are nested too deeply")
            self._stack.append(self._state)
        elif self._stack:
            ended, self._state = self._state.destination, self._stack.pop()
            if ended in _PASSED_ON and ended != self._state.destination and not self._state.unseen:
                yield Group(ended, begins=False)

    def _sign(self, sign: str) -> Iterator[Token]:
        if sign == "*":
            self._starred = True
        elif sign in _SIGNS:
            yield from self._shown(_SIGNS[sign])

    def _word(self, word: str, number: int | None) -> Iterator[Token]:
        starred, self._starred = self._starred, False
        if word in _UNSEEN or (starred and word not in _STARRED):
            self._state = replace(self._state, destination=word, unseen=True)
        elif self._state.unseen:
            return
        elif word in _PASSED_ON:
            self._state = replace(self._state, destination=word)
            yield Group(word, begins=True)
        elif word == "fonttbl":
            self._state = replace(self._state, destination=word)
        elif word in _SHOWN_AS:
            yield from self._shown(_SHOWN_AS[word])
        elif not self._changes_look(word, number) and not self._changes_font(word, number):
            yield Control(word, number)

    def _changes_look(self, word: str, number: int | None) -> bool:
        on = number != 0
        if word == "plain":
            self._state = replace(self._state, bold=False, script="", hidden=False)
        elif word == "b":
            self._state = replace(self._state, bold=on)
        elif word in ("v", "deleted"):
            self._state = replace(self._state, hidden=on)
        elif word in ("super", "sub", "nosupersub"):
            script: Script = "super" if word == "super" else "sub"
            self._state = replace(self._state, script=script if on and word[0] != "n" else "")
        elif word == "uc":
            self._state = replace(self._state, skip=min(max(number or 0, 0), 8))
        else:
            return False
        return True

    def _changes_font(self, word: str, number: int | None) -> bool:
        if word == "f":
            self._state = replace(self._state, font=number)
        elif word == "deff":
            self._default_font = number
        elif word == "fcharset" and self._state.font is not None:
            if number in _CHARSETS:
                self._charsets[self._state.font] = _CHARSETS[number]
        elif word == "ansicpg":
            self._page = _PAGES.get(number or 1252, self._page)
        elif word in ("mac", "pc", "pca"):
            self._page = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        else:
            return False
        return True
