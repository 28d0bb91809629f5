"""The man macros (man(7)), and the language below them: a page's source read into a draft.

What is read of the language follows groff(7) as far as it bears on the words of a page: strings,
user-defined macros, conditions as for a terminal, special characters. Motions, sizes, fonts and
traps are left out.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from retrieval.model import BlockKind
from retrieval.sources.draft import CELL_GAP, Draft


class RoffLine(NamedTuple):
    """A line of a page: a macro with its arguments, or text where `macro` is empty.

    `number` counts from 1 in the file; `text` is what follows the macro's name, or the text;
    escapes in both still stand.
    """

    number: int
    macro: str
    text: str


_MOST_EXPANDED = 20  # lines that macros may make, for each line of the file
_DEEPEST = 30
_COMMENT = re.compile(r"(?:(?<=[^\\])|^)((?:\\\\)*)\\[\"#].*")
_REQUEST = re.compile(r"[.'][ \t]*(?P<name>[^\s\\]+)[ \t]?(?P<rest>.*)")
_ARGUMENT = re.compile(r"\\\\?\$(?:\((\d\d)|\[(\d+)\]|([\d*@]))")
_ENDED = re.compile(r"\.[ \t]*(?:\.|END)[ \t]*")
_DEFINING = frozenset({"de", "de1", "am", "am1", "dei"})


class Reader:
    """Reads the lines of a page; macros in `known` are given as they stand, others expanded."""

    def __init__(self, lines: Sequence[str], known: AbstractSet[str]) -> None:
        self._strings: dict[str, str] = dict(_STRINGS)
        self._known = known
        self._macros: dict[str, list[str]] = {}
        self._waiting: deque[tuple[int, str]] = deque(enumerate(lines, 1))
        self._left = 1000 + _MOST_EXPANDED * len(lines)
        self._outcomes: list[bool] = []

    def __iter__(self) -> Iterator[RoffLine]:
        """Yields the macros and the text that a reader of the page would be shown."""
        while self._waiting:
            number, line = self._waiting.popleft()
            line = _COMMENT.sub(r"\1", line) if '\\"' in line or "\\#" in line else line
            while line.endswith("\\") and not line.endswith("\\\\") and self._waiting:
                line = line[:-1] + self._waiting.popleft()[1]
            request = _REQUEST.fullmatch(line) if line[:1] in (".", "'") else None
            if request is not None:
                yield from self._request(number, request["name"], request["rest"])
            elif line[:1] not in (".", "'") or line[1:2] not in ("", " ", "\\", "."):
                closed = line.replace("\\}", "")
                if closed.strip() or not line.strip():
                    yield RoffLine(number, "", closed)

    def _request(self, number: int, name: str, rest: str) -> Iterator[RoffLine]:
        rest = rest.replace("\\}", "") if name not in ("if", "ie", "el", "while") else rest
        if name in ("if", "ie", "el", "while"):
            self._condition(number, name, rest)
        elif name in _DEFINING or name == "ig":
            self._define(name, rest.split()[:1])
        elif name in ("ds", "as", "ds1", "as1"):
            key, _, value = rest.strip().partition(" ")
            value = value.strip().removeprefix('"')
            self._strings[key] = (self._strings.get(key, "") if name == "as" else "") + value
            self._strings[key] = self._strings[key][:_LONGEST_STRING]
        elif name in ("nop", "do"):
            self._waiting.appendleft((number, rest.lstrip() if name == "nop" else f".{rest}"))
        elif name in self._macros and name not in self._known:
            self._expand(number, name, rest)
        else:
            yield RoffLine(number, name, rest.strip())

    def plain(self, text: str) -> str:
        """The text with its escapes resolved; see `plain`."""
        return plain(text, self._strings)

    def _condition(self, number: int, name: str, rest: str) -> None:
        if name == "el":
            holds = not self._outcomes.pop() if self._outcomes else False
            rest = rest.lstrip()
        else:
            holds, rest = _holds(rest.lstrip(), self._strings)
            if name == "ie":
                self._outcomes.append(holds)
        opened = rest.count("\\{") - rest.count("\\}")
        if holds:
            rest = rest.replace("\\{", "").replace("\\}", "").rstrip("\\").strip()
            if rest and self._left > 0:
                self._left -= 1
                self._waiting.appendleft((number, rest))
            return
        while opened > 0 and self._waiting:
            _, line = self._waiting.popleft()
            opened += line.count("\\{") - line.count("\\}")

    def _define(self, name: str, words: Sequence[str]) -> None:
        body: list[str] = []
        while self._waiting:
            _, line = self._waiting.popleft()
            if _ENDED.fullmatch(line) or line.startswith(".. "):
                break
            body.append(line)
        if words and name != "ig":
            before = self._macros.get(words[0], []) if name.startswith("am") else []
            self._macros[words[0]] = before + body

    def _expand(self, number: int, name: str, rest: str) -> None:
        values = arguments(rest)

        def value(found: re.Match[str]) -> str:
            asked = found[1] or found[2] or found[3]
            if asked in "*@":
                return " ".join(values)
            place = int(asked)
            return values[place - 1] if 0 < place <= len(values) else ""

        body = self._macros[name]
        self._left -= len(body) + 1
        if self._left > 0:
            lines = [(number, _ARGUMENT.sub(value, line).replace("\\\\", "\\")) for line in body]
            self._waiting.extendleft(reversed(lines))


_WORD = re.compile(r'"((?:[^"]|"")*)(?:"|$)|((?:\\.|[^\s\\])+|\\$)')


def arguments(text: str) -> list[str]:
    """The arguments of a macro, quotes taken off; escapes still stand."""
    return [
        found[1].replace('""', '"') if found[1] is not None else found[2]
        for found in _WORD.finditer(text)
    ]


_COMPARED = re.compile(r"(?P<quote>['\"\x07])(.*?)(?P=quote)(.*?)(?P=quote)")
_NAMED = re.compile(r"[dr]\s*(\S+)")
_NUMBER = re.compile(
    r"(?:\\n(?:\[[^\]]{0,60}\]|\(..|.)|[\d(][\w.<>=&:+*/%()-]*)(?:[<>=&:+*/%-]\S*)?"
)


def _holds(rest: str, strings: dict[str, str]) -> tuple[bool, str]:
    """Whether a condition holds on a terminal, and what stands behind it."""
    negated = False
    while rest.startswith("!"):
        negated, rest = not negated, rest[1:].lstrip()
    holds = False
    end = 1
    if compared := _COMPARED.match(rest):
        holds, end = plain(compared[2], strings) == plain(compared[3], strings), compared.end()
    elif named := _NAMED.match(rest):
        holds, end = rest[0] == "d" and named[1] in strings, named.end()
    elif number := _NUMBER.match(rest):
        holds, end = bool(re.match(r"\\n(?:\(\.g|\[\.g\])|[1-9]", rest)), number.end()
    elif rest[:1] in "note":
        holds = rest[:1] in "no"
    return holds != negated, rest[end:].lstrip()


_STRINGS = {"R": "®", "Tm": "™", "lq": "“", "rq": "”", "-": "-", "S": "", "C+": "C++", "aq": "'"}
_LONGEST_STRING = 1000
_NAME = r"(?:\[(?P<{0}1>[^\]]{{0,60}})\]|\((?P<{0}2>..)|(?P<{0}3>[^\[(]))"
_ESCAPE = re.compile(
    r"\\(?:"
    r"[fFgkmMnVYO](?:\[[^\]]{0,60}\]|[-+]?\(..|[-+]?.)"
    r"|s(?:[-+]?\[[^\]]{0,60}\]|[-+]?\(..|[-+]?'[^']*'|[-+]?(?:[1-3]\d|\d))"
    r"|[hvwlLbDxAoRSHZX](?P<delimiter>['\"])(?P<inside>.{0,200}?)(?P=delimiter)"
    r"|N'(?P<code>\d{1,7})'"
    r"|\*" + _NAME.format("string") + r"|u(?P<raised>[\w+-]{1,8})\\d"
    r"|(?:\[(?P<character1>[^\]]{0,60})\]|\((?P<character2>..))"
    r"|(?P<single>.|$))",
    re.DOTALL,
)
_SINGLE = {
    **dict.fromkeys("&|^%:/,)!{}udapzrc\n", ""),
    **dict.fromkeys(" ~0", " "),
    "e": "\\",
    "E": "\\",
    "t": "\t",
    "-": "-",
    "": "",
}
_MOST_RESOLVED = 5


def plain(text: str, strings: dict[str, str] | None = None, depth: int = 0) -> str:
    """The text as it is shown: escapes resolved, fonts, sizes and motions left out."""
    if "\\" not in text:
        return text
    known = _STRINGS if strings is None else strings

    def resolved(found: re.Match[str]) -> str:
        groups = found.groupdict()
        if (single := groups["single"]) is not None:
            return _SINGLE.get(single, single)
        if name := groups["character1"] or groups["character2"]:
            return _character(name)
        if groups["code"]:
            code = int(groups["code"])
            return chr(code) if 31 < code < 0xD800 else ""
        if groups["raised"]:
            return f"^{groups['raised']}"
        name = groups["string1"] or groups["string2"] or groups["string3"]
        if name and depth < _MOST_RESOLVED:
            return plain(known.get(name, ""), known, depth + 1)
        return ""

    return _ESCAPE.sub(resolved, text)


def _character(name: str) -> str:
    if re.fullmatch(r"u[0-9A-F]{4,6}(?:_[0-9A-F]{4,6})*", name):
        codes = [int(part, 16) for part in name[1:].split("_")]
        return "".join(chr(code) for code in codes if 31 < code < 0x110000 and code >> 11 != 27)
    accented = re.fullmatch(r"(['`^:~,/o])([A-Za-z])", name)
    if accented and name not in _CHARACTERS:
        from unicodedata import normalize

        return normalize("NFC", accented[2] + _ACCENTS.get(accented[1], ""))
    return _CHARACTERS.get(name, "")


_ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", ":": "\u0308", "~": "\u0303"}
_ACCENTS |= {",": "\u0327", "o": "\u030a"}
_CHARACTERS = dict(
    pair.split(":", 1)
    for pair in (
        "em:— en:– hy:- mi:− bu:• ci:○ sq:□ lh:☜ rh:☞ co:© rg:® tm:™ de:° dg:† dd:‡ sc:§ ps:¶"
        " lq:“ rq:” oq:‘ cq:’ aq:' dq:\" Bq:„ bq:‚ Fo:« Fc:» fo:‹ fc:› ha:^ ti:~ rs:\\ at:@ sh:#"
        " Do:$ eu:€ Po:£ Ye:¥ ct:¢ lA:⇐ rA:⇒ <-:← ->:→ <>:↔ ua:↑ da:↓ lB:[ rB:] lC:{ rC:} la:⟨"
        " ra:⟩ ba:| bb:¦ br:│ or:| sl:/ ul:_ mu:× di:÷ pl:+ eq:= +-:± <=:≤ >=:≥ !=:≠ ==:≡ ~~:≈"
        " ap:∼ if:∞ sr:√ su:∑ is:∫ pd:∂ gr:∇ 12:½ 14:¼ 34:¾ S1:¹ S2:² S3:³ *a:α *b:β *g:γ *d:δ"
        " *e:ε *z:ζ *h:η *q:θ *i:ι *k:κ *l:λ *m:μ *n:ν *x:ξ *o:ο *p:π *r:ρ *s:σ *t:τ *u:υ *f:φ"
        " *c:χ *q:ψ *w:ω *W:Ω *D:Δ *S:Σ *P:Π *F:Φ ss:ß AE:Æ ae:æ OE:Œ oe:œ /O:Ø /o:ø oA:Å oa:å"
        " ga:` aa:´ ^:^ OK:✓ CR:↵ no:¬ AN:∧ OR:∨ fa:∀ te:∃ mo:∈ nm:∉ ca:∩ cu:∪ sb:⊂ sp:⊃ ip:⊇"
        " Im:ℑ Re:ℜ es:∅ pc:· md:⋅ a^:^ a~:~ ij:ĳ fi:fi fl:fl ff:ff Fi:ffi Fl:ffl .i:ı r!:¡ r?:¿"
        " uA:⇑ dA:⇓ u2026:… ru:_ rn:‾ nb:⊄ 3d:∴ tf:∴ SP:♠ HE:♥ DI:♦ CL:♣ f/:⁄ %0:‰ fm:′ sd:″"
        " c*:⊗ c+:⊕ pt:∝ lf:⌊ rf:⌋ lc:⌈ rc:⌉ wp:℘ ah:ˇ ao:˚ ab:˘ ad:¨ a-:¯ ac:¸ ho:˛ vs:_ va:↕"
    ).split()
)


_BULLETS = frozenset("• - – — * + o · ○ ◦ □ ▪".split())
_TAG_NUMBER = re.compile(r"[(\[]?(?:\d{1,3}|[a-zA-Z])[.)\]]")
_LONGEST_TERM = 160
_MOST_NESTED = 100
_FONTS = frozenset("B I SM SB R".split())
_ALTERNATING = frozenset("BR RB BI IB IR RI".split())
_COMMAND = re.compile(r"\$ [\w./~]")


def is_tag(words: str) -> bool:
    """Whether words are the bullet or the number of an item."""
    return words in _BULLETS or bool(_TAG_NUMBER.fullmatch(words))


class ManPage:
    """A page of the man macros, read into a draft.

    `title` is the page's name with its section; `date` as the page writes it, and `elsewhere`
    the file that a page is only a reference to.
    """

    def __init__(self) -> None:
        self.draft = Draft()
        self.title = self.date = self.elsewhere = ""
        self.reader = Reader([], frozenset())
        self._pieces: list[str] = []
        self._lines = (0, 0)
        self._kind: BlockKind = "paragraph"
        self._marker = ""
        self._glued = False
        self._inside = [False]
        self._code: list[str] | None = None
        self._term_ahead = False
        self._doubtful = False
        self._table: list[tuple[int, str]] | None = None
        self._link, self._link_start = "", 0
        self._number = 0
        self.takers: dict[str, Callable[[RoffLine], None]] = self._takers()

    def read(self, lines: Sequence[str]) -> None:
        """Read a page's lines to their end."""
        self.reader = Reader(lines, frozenset(self.takers))
        for line in self.reader:
            self._number = line.number
            if self._table is not None and line.macro != "TE":
                self._table.append((line.number, self._in_table(line)))
            elif line.macro:
                taker = self.takers.get(line.macro)
                if taker is not None:
                    taker(line)
            else:
                self.text(line)
        self.end_code()
        self.flush()

    @property
    def level(self) -> int:
        """How many items and definitions the next text stands inside."""
        return sum(self._inside)

    # What macros are made of

    def text(self, line: RoffLine) -> None:
        """Takes a line of text."""
        if self._code is not None:
            self._coded(self.reader.plain(line.text).rstrip())
            return
        if not line.text.strip():
            self.flush()
            return
        if line.text[0] == " " and not self._term_ahead:
            self.line_break()
        words, glued = self.reader.plain(line.text).strip(), line.text.rstrip().endswith("\\c")
        if glued and not self._pieces and is_tag(words):
            self.entry(words)
        else:
            self.add(words, glued=glued)

    def add(self, words: str, *, glued: bool = False) -> None:
        """Goes on with words; `glued` says that what follows them follows without a space."""
        if self._code is not None:
            self._coded(words)
            return
        if not words:
            return
        if self._doubtful:
            self._settle(is_term=True)
        first = self._lines[0] if self._pieces else self._number
        self._lines = (first, self._number)
        if self._pieces and not self._glued and not self._pieces[-1].endswith("\n"):
            self._pieces.append(" ")
        self._pieces.append(words)
        self._glued = glued
        if self._term_ahead and not glued:
            self._term_ahead = False
            self.flush()
            self._kind = "definition"

    def line_break(self) -> None:
        """Ends a line, but not the paragraph."""
        if self._pieces and self._code is None and not self._term_ahead:
            self._pieces.append("\n")

    def flush(self) -> None:
        """Ends the paragraph, term, item or definition that is being written."""
        if self._doubtful:
            self._settle(is_term=False)
        words = "".join(self._pieces).strip()
        words = "\n".join(" ".join(line.split()) for line in words.split("\n"))
        self._pieces, self._glued, self._term_ahead = [], False, False
        if not words:
            # A blank line between a term and its definition means nothing.
            if self._kind != "definition":
                self._kind, self._marker = "paragraph", ""
            return
        kind = self._kind
        if kind == "paragraph" and _COMMAND.match(words):
            kind = "code"
        level = self.level - (kind in ("definition", "item", "term"))
        self.draft.add(self._marker + words, kind, self._lines, level=max(level, 0))
        self._kind, self._marker = "paragraph", ""

    def term(self) -> None:
        """Begins a term: the next words, which a definition follows."""
        self.flush()
        self._inside[-1] = True
        self._kind, self._term_ahead = "term", True

    def entry(self, tag: str) -> None:
        """Begins an item or a definition under a tag, which may be empty."""
        self.flush()
        tag = " ".join(tag.split())
        if not tag:
            return
        self._inside[-1] = True
        if is_tag(tag):
            self._kind, self._marker = "item", "- " if tag in _BULLETS else f"{tag} "
        else:
            lines = (self._number, self._number)
            self.draft.add(tag, "term", lines, level=self.level - 1)
            self._kind = "definition"

    def heading(self, words: str, level: int) -> None:
        """Writes a heading, which everything that is open ends at."""
        self.end_code()
        self.flush()
        self._kind, self._marker, self._inside = "paragraph", "", [False]
        words = " ".join(words.split())
        if words:
            self.draft.add(words, "heading", (self._number, self._number), level=level)

    def begin_code(self) -> None:
        """Begins lines that are kept as they are."""
        self.flush()
        if self._code is None:
            self._code = []
            self._lines = (self._number + 1, self._number + 1)

    def _coded(self, words: str) -> None:
        if self._code is not None:
            if words.strip():
                first = self._lines[0] if any(self._code) else self._number
                self._lines = (first, self._number)
            self._code.append(words)

    def end_code(self) -> None:
        """Ends the lines that are kept as they are."""
        if self._code is None:
            return
        code, self._code = self._code, None
        self.draft.add("\n".join(code), "code", self._lines, level=self.level)

    def indent(self) -> None:
        """Begins what is set in, such as what belongs to an entry."""
        words = "".join(self._pieces)
        # DocBook writes an entry as a paragraph that is its term, and the definition set in.
        self._doubtful = (
            self._kind == "paragraph"
            and 0 < len(words) <= _LONGEST_TERM
            and not re.search(r"[.:;!?]$", words.rstrip().removesuffix("..."))
        )
        if not self._doubtful:
            self.flush()
        self.enclose()

    def enclose(self) -> None:
        """Begins what stands inside the last entry; nobody nests as deep as the bound."""
        if len(self._inside) < _MOST_NESTED:
            self._inside.append(False)

    def outdent(self) -> None:
        """Ends what is set in."""
        self.end_code()
        self.flush()
        self._kind, self._marker = "paragraph", ""
        if len(self._inside) > 1:
            self._inside.pop()

    def _settle(self, *, is_term: bool) -> None:
        """Decides what the words before something set in are."""
        self._doubtful = False
        pieces, self._pieces = self._pieces, []
        words = " ".join("".join(pieces).split())
        outer = sum(self._inside[:-1])
        self.draft.add(words, "term" if is_term else "paragraph", self._lines, level=outer)
        if is_term:
            self._inside[-1], self._kind = True, "definition"

    # The macros

    def _takers(self) -> dict[str, Callable[[RoffLine], None]]:
        takers: dict[str, Callable[[RoffLine], None]] = {
            "TH": self._title,
            "SH": lambda line: self._headed(line, 1),
            "SS": lambda line: self._headed(line, 2),
            "TP": lambda _line: self.term(),
            "TQ": lambda _line: self.term(),
            "IP": self._entry,
            "RS": lambda _line: self.indent(),
            "RE": lambda _line: self.outdent(),
            "TS": self._begin_table,
            "TE": self._end_table,
            "SY": self._synopsis,
            "OP": self._option,
            "MR": self._reference,
            "UR": self._linked,
            "MT": self._linked,
            "UE": self._link_ended,
            "ME": self._link_ended,
            "so": self._so,
            "br": lambda _line: self.line_break(),
            "sp": self._space,
            "Sp": self._space,
            "URL": lambda line: self._put(
                " ".join(arguments(line.text)[1:2] or arguments(line.text))
            ),
            "IX": lambda _line: None,
        }
        for name in "PP P LP HP YS".split():
            takers[name] = lambda _line: self._paragraph()
        for name in "nf EX Vb".split():
            takers[name] = lambda _line: self.begin_code()
        for name in "fi EE Ve".split():
            takers[name] = lambda _line: self.end_code()
        for name in _FONTS:
            takers[name] = lambda line: self._put(" ".join(arguments(line.text)))
        for name in _ALTERNATING:
            takers[name] = lambda line: self._put("".join(arguments(line.text)))
        return takers

    def _put(self, words: str) -> None:
        self.add(self.reader.plain(words), glued=words.endswith("\\c"))

    def _title(self, line: RoffLine) -> None:
        name, section, date, *_ = [*map(self.reader.plain, arguments(line.text)), "", "", ""]
        self.title = f"{name.lower()}({section})" if section else name.lower()
        self.date = date

    def _headed(self, line: RoffLine, level: int) -> None:
        if line.text.strip():
            self.heading(self.reader.plain(" ".join(arguments(line.text))), level)
        else:
            self.flush()

    def _paragraph(self) -> None:
        if self._code is not None:
            self._code.append("")
            return
        self.flush()
        self._kind, self._marker, self._inside[-1] = "paragraph", "", False

    def _space(self, _line: RoffLine) -> None:
        if self._code is not None:
            self._code.append("")
        else:
            self.flush()

    def _entry(self, line: RoffLine) -> None:
        self.end_code()
        self.entry(self.reader.plain((arguments(line.text) or [""])[0]))

    def _synopsis(self, line: RoffLine) -> None:
        self.flush()
        self._put(" ".join(arguments(line.text)))

    def _option(self, line: RoffLine) -> None:
        self._put(f"[{' '.join(arguments(line.text))}]")

    def _reference(self, line: RoffLine) -> None:
        name, section, after, *_ = [*arguments(line.text), "", "", ""]
        self._put(f"{name}({section}){after}")

    def _linked(self, line: RoffLine) -> None:
        self._link = (arguments(line.text) or [""])[0]
        self._link_start = len(self._pieces)

    def _link_ended(self, line: RoffLine) -> None:
        if len(self._pieces) <= self._link_start:
            self._put(self._link)
        after = (arguments(line.text) or [""])[0]
        if after:
            self._glued = True
            self._put(after)

    def _so(self, line: RoffLine) -> None:
        if not self.draft.blocks:
            self.elsewhere = line.text.strip()

    def _begin_table(self, _line: RoffLine) -> None:
        self.end_code()
        self.flush()
        self._table = []

    def _in_table(self, line: RoffLine) -> str:
        """What a line within a table adds to it."""
        words = arguments(line.text)
        if line.macro in _ALTERNATING:
            return "".join(words)
        return line.text if not line.macro else " ".join(words) if line.macro in _FONTS else ""

    def _end_table(self, _line: RoffLine) -> None:
        for number, kind, cells in rows(self._table or ()):
            words = CELL_GAP.join(" ".join(self.reader.plain(cell).split()) for cell in cells)
            if words.strip(" |"):
                self.draft.add(words, kind, (number, number), level=self.level)
        self._table = None


_RULE = re.compile(r"[_=\-\s]+")
_TAB = re.compile(r"tab *\((.)\)")


def rows(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, BlockKind, list[str]]]:
    """Yields the rows of a table of tbl(1), each with its line.

    The header is a first row that is ruled off, or bold unlike the last.
    """
    stated = (_TAB.search(line) for _, line in lines)
    tab = next((option[1] for option in stated if option), "\t")
    ends = (place for place, (_, line) in enumerate(lines, 1) if line.rstrip().endswith("."))
    body = next(ends, 0)
    formats = [line for _, line in lines[:body] if not line.rstrip().endswith(";")]
    is_named = len(formats) > 1 and "b" in formats[0].lower() and "b" not in formats[-1].lower()
    found: list[tuple[int, list[str]]] = []
    ruled = 0
    is_open = False
    for number, line in lines[body:]:
        if is_open:
            words, closed, after = line.partition("T}")
            found[-1][1][-1] += f" {words}"
            if not closed:
                continue
            is_open = False
            line = after.removeprefix(tab)  # noqa: PLW2901
            found[-1][1].extend(line.split(tab) if line else ())
        elif _RULE.fullmatch(line):
            ruled = ruled or len(found)
            continue
        elif not line.strip():
            continue
        else:
            found.append((number, line.split(tab)))
        if line.endswith("T{"):
            is_open = True
            found[-1][1][-1] = found[-1][1][-1].removesuffix("T{")
    for place, (number, cells) in enumerate(found):
        yield number, "header" if place == 0 and (is_named or ruled == 1) else "row", cells
